"""Learns, from examples of each kind, of what kind a new message is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import numpy as np

from knowledge.cosines import cosines_to
from knowledge.encoder import Floats
from knowledge.subject import beside_the_subject
from knowledge.vectors import Vectors

_SHARPNESS = 1.5
_SMOOTHING = 0.1
_RARITY = 0.5


@dataclass(frozen=True, slots=True)
class Sorter:
    """A kernel ridge regression of each kind over vectors (Saunders, Gammerman and Vovk 1998).

    The kernel is Gaussian in the distance of two vectors of length 1. An example weighs less the more of its kind there
    are, by the square root of their number. How sharp and how smooth it is was chosen by cross-validation on the
    examples and hardly matters. The same examples give the same sorter.
    """

    kinds: tuple[str, ...]
    examples: Floats
    shares: Floats

    @classmethod
    def fit(cls, examples: Mapping[str, Sequence[str]], vectors: Vectors) -> Sorter:
        """From the texts of each kind; learned once where a release after another has the same.

        Raises EncoderUnavailable.
        """
        texts = tuple((kind, tuple(of_kind)) for kind, of_kind in examples.items())
        matrix = vectors.of([beside_the_subject(text) for text in chain.from_iterable(examples.values())])
        return _learned(_Lesson(vectors.encoder.name, texts, matrix))

    def of(self, vector: Floats) -> Mapping[str, float]:
        """How like each kind a message is: about 1 for its own and 0 for every other; not a probability."""
        if not self.kinds or not vector.size:
            return {}
        scores = _alike(cosines_to(self.examples, vector)) @ self.shares
        return dict(zip(self.kinds, scores.tolist(), strict=True))


UNTAUGHT = Sorter((), np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
"""Knows no kinds, and finds nothing like any."""


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What a sorter is learned from, as a key: the encoder by its name and the texts; both make the vectors."""

    encoder: str
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    examples: Floats = field(compare=False)


@lru_cache(maxsize=4)
def _learned(lesson: _Lesson) -> Sorter:
    kinds, texts = zip(*lesson.texts, strict=True) if lesson.texts else ((), ())
    of_kind = np.repeat(np.arange(len(kinds)), [len(each) for each in texts])
    if not len(of_kind):
        return UNTAUGHT
    weights = np.bincount(of_kind)[of_kind] ** -_RARITY
    alike = _alike(lesson.examples @ lesson.examples.T)
    alike[np.diag_indices(len(alike))] += _SMOOTHING * weights.mean() / weights
    wanted = np.eye(len(kinds), dtype=np.float32)[of_kind]
    return Sorter(kinds, lesson.examples, np.asarray(np.linalg.solve(alike, wanted), np.float32))


def _alike(cosines: Floats) -> Floats:
    return np.asarray(np.exp(_SHARPNESS * (cosines - 1.0)), np.float32)
