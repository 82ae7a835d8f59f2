"""Ranks entries for a query: words through a search index, meaning through an encoder, fused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Encoder, Floats
from knowledge.index import Evidence, SearchIndex
from knowledge.model import Entry, Ranked, Ranking, Signals
from knowledge.vectors import Vectors
from knowledge.whoosh_index import WhooshIndex


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two rankings are joined; fitted by `knowledge.beir.fit`, not by hand.

    `semantic` is the weight of the encoder's list (the lexical list has the rest), `depth` the length of both lists.
    """

    semantic: float = 0.6
    depth: int = 100


class Retriever:
    """Entries, compiled for ranking. Immutable once built, so threads may share it."""

    def __init__(self, entries: Sequence[Entry], index: SearchIndex, meanings: Meanings | None, fusion: Fusion) -> None:
        self.entries = tuple(entries)
        self.index = index
        self._meanings = meanings
        self._fusion = fusion
        self._position = {entry.id: position for position, entry in enumerate(self.entries)}

    @classmethod
    def build(
        cls,
        entries: Sequence[Entry],
        encoder: Encoder | None = None,
        cache: Path | None = None,
        fusion: Fusion | None = None,
        index: Callable[[Sequence[Entry]], SearchIndex] = WhooshIndex,
    ) -> Retriever:
        """Indexes and encodes the entries; without an encoder ranking is by words alone.

        `cache` is the folder in which vectors are kept. Raises EncoderUnavailable when the encoder cannot be run.
        """
        meanings = Meanings.build(entries, Vectors(encoder, cache)) if encoder and entries else None
        return cls(entries, index(entries), meanings, fusion or Fusion())

    @property
    def semantic(self) -> bool:
        """Whether meaning is ranked, or words alone."""
        return self._meanings is not None

    def encode(self, query: str) -> Floats:
        """The query's vector, to be handed to `rank` of several retrievers; empty without an encoder."""
        return self._meanings.encode(query) if self._meanings and query.strip() else _NOTHING

    def rank(self, query: str, vector: Floats | None = None) -> Ranking:
        """The entries that match, best first. `vector` saves encoding the query where that has been done."""
        vector = self.encode(query) if vector is None else vector
        return self._ranking(self.index.search(query), self._cosines(vector))

    def rank_without(self, entry_id: str, wording: str) -> Ranking:
        """The ranking for a wording as if its entry had never held it: what a GP who types it first would see."""
        position = self._position[entry_id]
        entry = self.entries[position]
        left = replace(entry, wordings=tuple(other for other in entry.wordings if other != wording))
        cosines = (
            self._meanings.cosines_without(self.encode(wording), position, wording) if self._meanings else _NOTHING
        )
        return self._ranking(self.index.search_with(wording, position, left), cosines)

    def likeness(self, query: str, texts: Sequence[str]) -> tuple[float, ...]:
        """How alike the query and each text are, 0 to 1: cosines, or the share of words in common without an encoder."""
        if self._meanings and query.strip() and texts:
            vectors = self._meanings.vectors_of(texts)
            return tuple(float(cosine) for cosine in vectors @ self.encode(query))
        words = set(query.lower().split())
        return tuple(_jaccard(words, set(text.lower().split())) for text in texts)

    def _cosines(self, vector: Floats) -> Floats:
        return self._meanings.cosines(vector) if self._meanings and vector.size else _NOTHING

    def _ranking(self, evidence: Evidence, cosines: Floats) -> Ranking:
        lexical, chosen = _list(evidence.scores, evidence.scores > 0, self._fusion.depth)
        semantic, weight = np.zeros_like(lexical), 0.0
        if cosines.size:
            semantic, close = _list(cosines, np.ones_like(chosen), self._fusion.depth)
            chosen, weight = chosen | close, self._fusion.semantic
        fused = np.where(chosen, (1 - weight) * lexical + weight * semantic, -1.0).astype(np.float32)
        order = _best(fused, min(self._fusion.depth, int(chosen.sum())))
        if not len(order):
            return Ranking()
        similarity = cosines if cosines.size else semantic
        columns = (column[order].tolist() for column in (fused, lexical, semantic, similarity))
        ranked = (Ranked(self.entries[at].id, *scores) for at, *scores in zip(order, *columns, strict=True))
        return Ranking(tuple(ranked), _signals(evidence, cosines, int(order[0])))


class Meanings:
    """The vectors of entries: of the question, of question and text together, and of each wording."""

    def __init__(self, vectors: Vectors, texts: Sequence[Sequence[str]]) -> None:
        self._vectors = vectors
        self._texts = tuple(tuple(of_entry) for of_entry in texts)
        self._matrix = vectors.of([text for of_entry in texts for text in of_entry])
        self._rows = {text: row for row, text in enumerate(text for of_entry in texts for text in of_entry)}
        self._starts = np.cumsum([0, *(len(of_entry) for of_entry in texts)])[:-1]

    @classmethod
    def build(cls, entries: Sequence[Entry], vectors: Vectors) -> Meanings:
        return cls(vectors, [_texts(entry) for entry in entries])

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """The rows of texts that entries hold; nothing is encoded."""
        return np.asarray(self._matrix[[self._rows[text] for text in texts]], np.float32)

    def encode(self, text: str) -> Floats:
        return np.asarray(self._vectors.encoder.encode([text])[0], np.float32)

    def cosines(self, vector: Floats) -> Floats:
        """Each entry's likeness to a vector: that of whichever of its texts is the most like."""
        return np.asarray(np.maximum.reduceat(self._matrix @ vector, self._starts), np.float32)

    def cosines_without(self, vector: Floats, position: int, text: str) -> Floats:
        """The same with one text left out of one entry."""
        likeness = self._matrix @ vector
        start = self._starts[position]
        for offset, other in enumerate(self._texts[position]):
            if other == text:
                likeness[start + offset] = -1.0
        return np.asarray(np.maximum.reduceat(likeness, self._starts), np.float32)


_NOTHING: Floats = np.zeros(0, np.float32)


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _texts(entry: Entry) -> tuple[str, ...]:
    whole = f"{entry.question} {entry.text}".strip()
    return tuple(dict.fromkeys((entry.question, whole, *entry.wordings)))


def _best(scores: Floats, count: int) -> NDArray[np.intp]:
    """The positions of the best scores, best first; equal scores keep the entries' order."""
    return np.argsort(-scores, kind="stable")[:count]


def _list(scores: Floats, members: NDArray[np.bool_], depth: int) -> tuple[Floats, NDArray[np.bool_]]:
    """The best `depth` of the members, scaled to 0..1 from the worst to the best of them, and which they are.

    Min-max normalisation as in Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
    """
    kept = _best(np.where(members, scores, -np.inf).astype(np.float32), min(depth, int(members.sum())))
    scaled, chosen = np.zeros(len(scores), np.float32), np.zeros(len(scores), np.bool_)
    if len(kept):
        low, high = scores[kept[-1]], scores[kept[0]]
        scaled[kept] = (scores[kept] - low) / (high - low) if high > low else 1.0
        chosen[kept] = True
    return scaled, chosen


def _signals(evidence: Evidence, cosines: Floats, best: int) -> Signals:
    lexical, semantic = _lead(evidence.scores), _lead(cosines)
    mass = evidence.mass or 1.0
    return Signals(
        coverage=float(evidence.held[best]) / mass,
        unseen=evidence.unseen,
        top=lexical.score / mass,
        margin=lexical.margin / lexical.score if lexical.score > 0 else 0.0,
        cosine=semantic.score,
        cosine_margin=semantic.margin,
        agree=float(cosines.size > 0 and lexical.score > 0 and lexical.first == semantic.first),
    )


class _Lead(NamedTuple):
    """The best score of a list, by how much it beats the next, and whose it is."""

    score: float
    margin: float
    first: int


def _lead(scores: Floats) -> _Lead:
    if not scores.size:
        return _Lead(0.0, 0.0, -1)
    first = int(np.argmax(scores))
    others = np.delete(scores, first)
    best = float(scores[first])
    return _Lead(best, best - float(others.max(initial=0.0)), first)
