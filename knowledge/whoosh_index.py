"""The search index on Whoosh: Whoosh analyses, counts and weighs; queries are scored on its postings as arrays.

Each entry is indexed under three views, whose scores are added: all its words, its question, and its wordings.
Reading the postings once makes a query some twenty times faster than Whoosh's own matching, in the same order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import SpaceSeparatedTokenizer, StemFilter, StopFilter
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.scoring import BM25F, bm25
from whoosh.util.numeric import byte_to_length, length_to_byte

from knowledge.index import Evidence, Floats
from knowledge.model import Entry
from knowledge.words import forms

VIEWS: Mapping[str, float] = MappingProxyType({"everything": 1.0, "question": 0.5, "wordings": 0.5})
"""The views of an entry and what a match in each weighs."""

STOP_WORDS = frozenset(["a", "an", "the", "is", "are", "was", "be", "been", "am", "to", "of", "and"]) | frozenset(
    ["in", "on", "at", "for", "it", "this", "that", "i"]
)
"""Left out because they carry nothing; "no", "not", "back", "we" and "who" are kept, for they decide answers."""

_B, _K1 = 0.75, 1.2
CEILING = (_K1 + 1) * sum(VIEWS.values())
"""What an entry's score approaches for each unit of the query's inverse document frequency, as repetitions grow."""

_ANALYSER: Any = SpaceSeparatedTokenizer() | StopFilter(stoplist=STOP_WORDS, minsize=1) | StemFilter()

_STEMMED: Any = SpaceSeparatedTokenizer()
"""For what `_ANALYSER` has been through already: a word stands in several views and is analysed once."""


class WhooshIndex:
    """A `SearchIndex` held in memory; nothing is written, so nothing can be stale or corrupt."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._size = len(entries)
        self._entries = tuple(entries)
        with whoosh_of(entries).searcher(weighting=BM25F(B=_B, K1=_K1)) as searcher:
            self._mean_length = {view: searcher.avg_field_length(view) or 1.0 for view in VIEWS}
            self._rows = _Reading(searcher, self._size).rows()
        self._frequency = {term: len(row.entries) for term, row in self._rows.items()}

    @cached_property
    def vocabulary(self) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for entry in self._entries:
            counts.update(_views(entry)["everything"].split())
        return MappingProxyType(counts)

    def knows(self, word: str) -> bool:
        return all(stem in self._frequency for stem in stems(word))

    def search(self, query: str) -> Evidence:
        terms = dict.fromkeys(stems(query))
        return self._evidence({term: self._frequency.get(term, 0) for term in terms})

    def search_with(self, query: str, position: int, entry: Entry) -> Evidence:
        now = {view: Counter(_stemmed(text)) for view, text in _views(entry).items()}
        frequency = {
            term: self._frequency.get(term, 0) - self._holds(position, term) + (term in now["everything"])
            for term in dict.fromkeys(stems(query))
        }
        evidence = self._evidence(frequency)
        evidence.scores[position] = sum(self._weight(term, now) for term in frequency)
        evidence.held[position] = sum(
            self._idf(count) for term, count in frequency.items() if term in now["everything"]
        )
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
                length = byte_to_length(length_to_byte(counts[view].total()))  # Whoosh keeps lengths in one byte
                score += boost * bm25(row.idf[view], count, length, self._mean_length[view], _B, _K1)
        return score


def stems(text: str) -> list[str]:
    """The terms of a text as the index holds them: folded, without stop words, stemmed."""
    return _stemmed(" ".join(forms(text)))


def whoosh_of(entries: Sequence[Entry]) -> Any:
    """Whoosh's own index of the entries, in memory; document numbers are the entries' positions."""
    storage: Any = RamStorage()
    # Whoosh's own choice is one folder in /tmp for all processes, which the first to finish removes under the others.
    storage.temp_storage = lambda _name: RamStorage()
    index = storage.create_index(Schema(**{view: TEXT(analyzer=_STEMMED, phrase=False) for view in VIEWS}))
    writer = index.writer()
    for entry in entries:
        writer.add_document(**{view: " ".join(_stemmed(folded)) for view, folded in _views(entry).items()})
    writer.commit()
    return index


def _stemmed(folded: str) -> list[str]:
    return [stem for word in folded.split() if (stem := _stem(word))]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """What Whoosh's analyser makes of one folded word; "" for a stop word."""
    return next((str(token.text) for token in _ANALYSER(word)), "")


@lru_cache(maxsize=8192)
def _views(entry: Entry) -> Mapping[str, str]:
    """The folded words of each view, separated by spaces.

    Kept, because a release is most often built again with one article changed.
    """
    question, text, wordings = (
        " ".join(forms(part)) for part in (entry.question, entry.text, "\n".join(entry.wordings))
    )
    return MappingProxyType({"everything": f"{question} {text} {wordings}", "question": question, "wordings": wordings})


@dataclass(frozen=True, slots=True)
class _Row:
    """A term's postings: which entries hold it, what each scores for it, and its idf in each view."""

    entries: NDArray[np.int32]
    weights: Floats
    idf: Mapping[str, float]


class _Reading:
    """Reads the postings out of an open Whoosh searcher, scored as Whoosh would score them."""

    def __init__(self, searcher: Any, size: int) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._mean_length = {view: searcher.avg_field_length(view) or 1.0 for view in VIEWS}
        self._lengths = {
            view: np.array([self._reader.doc_field_length(at, view, 1) for at in range(size)], np.float64)
            for view in VIEWS
        }

    def rows(self) -> dict[str, _Row]:
        return {term.decode(): self._row(term) for term in self._reader.lexicon("everything")}

    def _row(self, term: bytes) -> _Row:
        entries, scores = self._scored("everything", term)
        weights = dict(zip(entries, scores, strict=True))
        for view in ("question", "wordings"):
            for entry, score in zip(*self._scored(view, term), strict=True):
                weights[entry] += score
        idf = {view: self._searcher.idf(view, term) for view in VIEWS}
        return _Row(np.fromiter(weights, np.int32), np.fromiter(weights.values(), np.float32), MappingProxyType(idf))

    def _scored(self, view: str, term: bytes) -> tuple[list[int], list[float]]:
        """The entries that hold a term in a view, and what they score for it."""
        if (view, term) not in self._reader:
            return [], []
        entries, counts = [], []
        postings = self._reader.postings(view, term)
        while postings.is_active():
            entries.append(postings.id())
            counts.append(postings.weight())
            postings.next()
        idf, lengths = self._searcher.idf(view, term), self._lengths[view][entries]
        scores = VIEWS[view] * bm25(idf, np.array(counts), lengths, self._mean_length[view], _B, _K1)
        return entries, scores.tolist()
