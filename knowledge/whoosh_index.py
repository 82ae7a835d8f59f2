"""The search index on Whoosh: Whoosh analyses, counts and weighs; queries are scored on its postings as arrays.

Each entry is indexed under three views, whose scores are added: all its words, its question, and its wordings.
Reading the postings once makes a query some twenty times faster than Whoosh's own matching, in the same order.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import SpaceSeparatedTokenizer, StemFilter, StopFilter
from whoosh.codec.memory import MemoryCodec
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Frequency
from whoosh.scoring import bm25
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte

from knowledge import postings, words
from knowledge.array_file import keep_newest, read_arrays, write_arrays
from knowledge.index import Evidence, Floats
from knowledge.model import Entry
from knowledge.postings import WHOLE, Postings, joined
from knowledge.words import forms

VIEWS: Mapping[str, float] = MappingProxyType({WHOLE: 1.0, "question": 0.5, "wordings": 0.5})
"""The views of an entry and what a match in each weighs."""

STOP_WORDS = frozenset(["a", "an", "the", "is", "are", "was", "be", "been", "am", "to", "of", "and"]) | frozenset(
    ["in", "on", "at", "for", "it", "this", "that", "i"]
)
"""Left out because they carry nothing; "no", "not", "back", "we" and "who" are kept, for they decide answers."""

_B, _K1 = 0.75, 1.2
CEILING = (_K1 + 1) * sum(VIEWS.values())
"""What an entry's score approaches for each unit of the query's inverse document frequency, as repetitions grow."""

_ANALYSER: Any = SpaceSeparatedTokenizer() | StopFilter(stoplist=STOP_WORDS, minsize=1) | StemFilter()


_KEPT = 24
"""How many indexes are kept on disk: those of the last few releases and drafts."""


class WhooshIndex:
    """A `SearchIndex` held in memory.

    With a `folder` what was read of Whoosh is kept there under a digest of the entries and of the code that reads
    them, so that the same content is indexed once; a file that is lost or broken is made anew.
    """

    def __init__(
        self, entries: Sequence[Entry], folder: Path | None = None, earlier: WhooshIndex | None = None
    ) -> None:
        """With an `earlier` index only the entries are read that it has not; what comes out is the same."""
        make = earlier._postings_of if earlier else _read_postings
        postings = _kept_postings(entries, folder, make) if folder else make(entries)
        self._entries = tuple(entries)
        self._size = len(entries)
        self._postings = postings
        self._vocabulary = postings.vocabulary
        self._mean_length = postings.mean_length
        self._rows = _rows(postings)
        self._frequency = {term: len(row.entries) for term, row in self._rows.items()}

    @property
    def vocabulary(self) -> Mapping[str, int]:
        return MappingProxyType(self._vocabulary)

    def knows(self, word: str) -> bool:
        return all(stem in self._frequency for stem in stems(word))

    def search(self, query: str) -> Evidence:
        terms = dict.fromkeys(stems(query))
        return self._evidence({term: self._frequency.get(term, 0) for term in terms})

    def search_with(self, query: str, position: int, entry: Entry) -> Evidence:
        now = _counted(_views(entry))
        frequency = {
            term: self._frequency.get(term, 0) - self._holds(position, term) + (term in now[WHOLE])
            for term in dict.fromkeys(stems(query))
        }
        evidence = self._evidence(frequency)
        evidence.scores[position] = sum(self._weight(term, now) for term in frequency)
        evidence.held[position] = sum(self._idf(count) for term, count in frequency.items() if term in now[WHOLE])
        return evidence

    def search_beside(self, query: str, positions: Collection[int]) -> Evidence:
        gone = np.asarray(sorted(positions), np.intp)
        frequency = {
            term: self._frequency.get(term, 0) - int(np.isin(self._rows[term].entries, gone).sum())
            if term in self._rows
            else 0
            for term in dict.fromkeys(stems(query))
        }
        evidence = self._evidence(frequency)
        evidence.scores[gone] = evidence.held[gone] = 0.0
        return evidence

    def renewed(self, entries: Sequence[Entry], folder: Path | None = None) -> WhooshIndex:
        return self if tuple(entries) == self._entries else WhooshIndex(entries, folder, self)

    def _postings_of(self, entries: Sequence[Entry]) -> Postings:
        """What `_read_postings` gives, by indexing only what is not here already."""
        moves = _moves(self._entries, entries)
        gone = [entry for entry, to in zip(self._entries, moves, strict=True) if to < 0]
        added = sorted(set(range(len(entries))) - set(moves.tolist()))
        if len(added) > len(entries) // 2:
            return _read_postings(entries)
        new = _read_postings([entries[at] for at in added])
        vocabulary = Counter(self._vocabulary) + Counter(new.vocabulary) - Counter(_words_of(gone))
        parts = (self._postings, moves), (new, np.asarray(added, np.int64))
        return joined(len(entries), vocabulary, parts)

    def _holds(self, position: int, term: str) -> bool:
        return term in self._rows and bool((self._rows[term].entries == position).any())

    def _evidence(self, frequency: Mapping[str, int]) -> Evidence:
        """The evidence of some terms, each given with the number of entries that hold it."""
        scores = np.zeros(self._size, np.float32)
        held = np.zeros(self._size, np.float32)
        for term, count in frequency.items():
            if term in self._rows:
                row = self._rows[term]
                scores[row.entries] += row.weights
                held[row.entries] += self._idf(count)
        mass = sum(self._idf(count) for count in frequency.values())
        unseen = sum(count == 0 for count in frequency.values())
        return Evidence(scores, held, mass, mass * CEILING, unseen / len(frequency) if frequency else 0.0)

    def _idf(self, frequency: int) -> float:
        """Inverse document frequency as Whoosh defines it."""
        return math.log(max(self._size, 1) / (frequency + 1)) + 1

    def _weight(self, term: str, counts: Mapping[str, Counter[str]]) -> float:
        """What an entry with these counts would score for a term, by the index's statistics as they are."""
        if term not in self._rows:
            return 0.0
        row, score = self._rows[term], 0.0
        for view, boost in VIEWS.items():
            if count := counts[view][term]:
                length = _kept_length(counts[view].total())
                score += boost * bm25(row.idf[view], count, length, self._mean_length[view], _B, _K1)
        return score


def stems(text: str) -> list[str]:
    """The terms of a text as the index holds them: folded, without stop words, stemmed."""
    return _stemmed(forms(text))


def _stemmed(folded: Iterable[str]) -> list[str]:
    return [stem for word in folded if (stem := _stem(word))]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """What Whoosh's analyser makes of one folded word; "" for a stop word."""
    return next((str(token.text) for token in _ANALYSER(word)), "")


_Views = Mapping[str, Sequence[str]]


def _views(entry: Entry) -> _Views:
    """The folded words of the question, the text and the wordings."""
    wordings = [word for wording in entry.wordings for word in forms(wording)]
    return {"question": forms(entry.question), "text": forms(entry.text), "wordings": wordings}


def _everything(views: _Views) -> Iterator[str]:
    return (word for part in views.values() for word in part)


def _words_of(entries: Iterable[Entry]) -> Iterator[str]:
    return (word for entry in entries for word in _everything(_views(entry)))


def _indexed_text(entry: Entry) -> tuple[str, str, tuple[str, ...]]:
    """All of an entry that the index looks at."""
    return entry.question, entry.text, entry.wordings


def _moves(earlier: Sequence[Entry], entries: Sequence[Entry]) -> NDArray[np.int64]:
    """Where the text of each earlier entry stands among the entries now; -1 where it is gone."""
    places: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
    for at in reversed(range(len(entries))):
        places.setdefault(_indexed_text(entries[at]), []).append(at)
    free = (places.get(_indexed_text(entry)) for entry in earlier)
    return np.array([at.pop() if at else -1 for at in free], np.int64)


def _counted(views: _Views) -> dict[str, Counter[str]]:
    """How often each term stands in each of `VIEWS`; a word is analysed once for all of them."""
    parts = {name: Counter(_stemmed(part)) for name, part in views.items()}
    everything: Counter[str] = Counter()
    for part in parts.values():
        everything.update(part)
    return {view: parts.get(view, everything) for view in VIEWS}


def _kept_length(terms: int) -> int:
    """A length as Whoosh keeps it, in one byte: exact to 108 words, then rounded."""
    return int(byte_to_length(length_to_byte(terms)))


class _Counted(Frequency):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's posting format for terms that have been counted already, given as pairs of term and count."""

    def word_values(self, value: Iterable[tuple[str, int]], _analyzer: Any, **_: Any) -> Iterator[tuple[Any, ...]]:
        return ((term, count, float(count), pack_uint(count)) for term, count in value)


def _indexed(counted: Sequence[Mapping[str, Counter[str]]]) -> Any:
    """Whoosh's terms and postings of the entries, in memory; document numbers are the entries' positions."""
    schema, codec = Schema(**{view: _field() for view in VIEWS}), MemoryCodec()
    # Whoosh's own choice is one folder in /tmp for all processes, which the first to finish removes under the others.
    codec.storage.temp_storage = lambda _name: RamStorage()
    writer = codec.writer(schema)
    for views in counted:
        writer.add_document(**{view: tuple(views[view].items()) for view in VIEWS})
    writer.commit()
    return codec.terms_reader(codec.storage, codec.segment)


def _field() -> Any:
    field: Any = TEXT(phrase=False)
    field.format = _Counted()
    return field


@dataclass(frozen=True, slots=True)
class _Row:
    """A term's postings: which entries hold it, what each scores for it, and its idf in each view."""

    entries: NDArray[np.int32]
    weights: Floats
    idf: Mapping[str, float]


def _read_postings(entries: Sequence[Entry]) -> Postings:
    """Has Whoosh index the entries, and reads it out again as arrays."""
    folded = [_views(entry) for entry in entries]
    counted, size = [_counted(views) for views in folded], len(entries)
    index = _indexed(counted)
    terms = sorted(term for view, term in index.terms() if view == WHOLE)
    read = {view: _read(index, view, terms, size) for view in VIEWS}
    lengths = {view: [views[view].total() for views in counted] for view in VIEWS}
    return Postings(
        size,
        Counter(word for views in folded for word in _everything(views)),
        [term.decode() for term in terms],
        {view: keys for view, (keys, _) in read.items()},
        {view: counts for view, (_, counts) in read.items()},
        {view: np.array([_kept_length(each) for each in lengths[view]], np.float64) for view in VIEWS},
        {view: sum(lengths[view]) / max(size, 1) or 1.0 for view in VIEWS},
    )


def _rows(postings: Postings) -> dict[str, _Row]:
    """Each term's postings, scored as Whoosh would score them, the views added up."""
    held, size = postings.keys[WHOLE], max(postings.size, 1)
    weights, idf = np.zeros(len(held)), {view: _idfs(postings, view) for view in VIEWS}
    for view, boost in VIEWS.items():
        weights[np.searchsorted(held, postings.keys[view])] += boost * _scores(postings, view, idf[view])
    borders = np.searchsorted(held, np.arange(len(postings.terms) + 1) * postings.size)
    entries, scores = (held % size).astype(np.int32), weights.astype(np.float32)
    return {
        term: _Row(entries[first:end], scores[first:end], {view: float(idf[view][at]) for view in VIEWS})
        for at, (term, first, end) in enumerate(zip(postings.terms, borders, borders[1:], strict=False))
    }


def _scores(postings: Postings, view: str, idf: NDArray[np.float64]) -> Any:
    term, entry = np.divmod(postings.keys[view], max(postings.size, 1))
    return bm25(idf[term], postings.counts[view], postings.lengths[view][entry], postings.mean_length[view], _B, _K1)


def _idfs(postings: Postings, view: str) -> NDArray[np.float64]:
    """The inverse document frequency of every term as Whoosh defines it."""
    size = max(postings.size, 1)
    holding = np.bincount(postings.keys[view] // size, minlength=len(postings.terms))
    return np.asarray(np.log(size / (holding + 1)) + 1)


def _read(index: Any, view: str, terms: Sequence[bytes], size: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    keys, counts = [], []
    for number, term in enumerate(terms):
        if (view, term) in index:
            postings = index.matcher(view, term, _Counted())
            while postings.is_active():
                keys.append(number * size + postings.id())
                counts.append(postings.weight())
                postings.next()
    return np.array(keys, np.int64), np.array(counts, np.float64)


def _kept_postings(entries: Sequence[Entry], folder: Path, make: Callable[[Sequence[Entry]], Postings]) -> Postings:
    path = folder / f"index-{_digest(entries)}.npz"
    try:
        return Postings.from_arrays(len(entries), read_arrays(path))
    except (KeyError, ValueError):
        postings = make(entries)
        write_arrays(path, postings.arrays())
        keep_newest(folder, "index-*.npz", _KEPT)
        return postings


def _digest(entries: Sequence[Entry]) -> str:
    """Names what an index is made of: the entries, and the code that makes it."""
    whole = hashlib.sha256(_code())
    for entry in entries:
        whole.update(repr((entry.question, entry.text, entry.wordings)).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()[:32]


@cache
def _code() -> bytes:
    return b"".join(Path(file).read_bytes() for file in (__file__, postings.__file__, words.__file__))
