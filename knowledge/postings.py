"""How often each term stands in each entry, as arrays: kept in a file, and joined out of those of other entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.array_file import Arrays

WHOLE = "everything"
"""The view that holds every term of an entry; the other views hold some of them."""

Column = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Keys and counts of one view."""


@dataclass(frozen=True, slots=True)
class Postings:
    """What an index holds of each view: `keys` are term · size + entry in rising order, `counts` beside.

    `terms` are in the alphabet's order; `lengths` are the entries' lengths as they are scored, `mean_length` is exact.
    """

    size: int
    vocabulary: Mapping[str, int]
    terms: Sequence[str]
    keys: Mapping[str, NDArray[np.int64]]
    counts: Mapping[str, NDArray[np.float64]]
    lengths: Mapping[str, NDArray[np.float64]]
    mean_length: Mapping[str, float]

    def arrays(self) -> Arrays:
        """All of it as arrays, to be kept; `from_arrays` reads them."""
        plain = {
            "words": np.array(list(self.vocabulary), np.str_),
            "uses": np.array(list(self.vocabulary.values()), np.int64),
            "terms": np.array(self.terms, np.str_),
            "views": np.array(list(self.keys), np.str_),
            "mean_length": np.array([self.mean_length[view] for view in self.keys]),
        }
        of_views = {"keys": self.keys, "counts": self.counts, "lengths": self.lengths}
        return plain | {f"{name} {view}": of[view] for name, of in of_views.items() for view in self.keys}

    @classmethod
    def from_arrays(cls, size: int, arrays: Arrays) -> Postings:
        """What `arrays` gave. Raises KeyError when one is missing, ValueError when they do not fit."""
        views = arrays["views"].tolist()
        return cls(
            size,
            dict(zip(arrays["words"].tolist(), arrays["uses"].tolist(), strict=True)),
            arrays["terms"].tolist(),
            {view: arrays[f"keys {view}"] for view in views},
            {view: arrays[f"counts {view}"] for view in views},
            {view: arrays[f"lengths {view}"] for view in views},
            dict(zip(views, arrays["mean_length"].tolist(), strict=True)),
        )

    def moved(self, terms: Sequence[str], size: int, places: NDArray[np.int64]) -> Mapping[str, Column]:
        """Keys and counts of each view among those terms and with the entries at those places, -1 for left out."""
        number = {term: at for at, term in enumerate(terms)}
        numbers = np.array([number[term] for term in self.terms], np.int64)
        columns = {}
        for view, keys in self.keys.items():
            term, entry = np.divmod(keys, max(self.size, 1))
            stays = places[entry] >= 0
            columns[view] = (numbers[term[stays]] * size + places[entry[stays]], self.counts[view][stays])
        return columns


def joined(size: int, vocabulary: Mapping[str, int], parts: Sequence[tuple[Postings, NDArray[np.int64]]]) -> Postings:
    """Postings of `size` entries out of parts, each with the place of its every entry, -1 for those left out.

    The same as if the entries had been indexed together. `vocabulary` is that of the whole.
    """
    terms = sorted({term for part, _ in parts for term in part.terms})
    moved = [part.moved(terms, size, places) for part, places in parts]
    whole = {view: _merged([each[view] for each in moved]) for view in parts[0][0].keys}
    gone = np.cumsum(~_held(whole[WHOLE][0] // max(size, 1), len(terms)))
    return Postings(
        size,
        vocabulary,
        [term for term, held in zip(terms, np.diff(gone, prepend=0) == 0, strict=True) if held],
        {view: keys - gone[keys // max(size, 1)] * size for view, (keys, _) in whole.items()},
        {view: counts for view, (_, counts) in whole.items()},
        {view: _placed(size, [(part.lengths[view], places) for part, places in parts]) for view in whole},
        {view: int(counts.sum()) / max(size, 1) or 1.0 for view, (_, counts) in whole.items()},
    )


def _merged(columns: Sequence[Column]) -> Column:
    keys, counts = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(keys, kind="stable")
    return keys[order], counts[order]


def _held(numbers: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    held = np.zeros(size, np.bool_)
    held[numbers] = True
    return held


def _placed(size: int, parts: Sequence[tuple[NDArray[np.float64], NDArray[np.int64]]]) -> NDArray[np.float64]:
    placed = np.zeros(size)
    for values, places in parts:
        placed[places[places >= 0]] = values[places >= 0]
    return placed
