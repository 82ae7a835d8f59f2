"""Ranks entries for a query: words through a search index, meaning through an encoder, fused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.cosines import cosines_to, cosines_to_each
from knowledge.encoder import Encoder, Floats
from knowledge.index import Evidence, SearchIndex
from knowledge.model import Entry, Ranked, Ranking, Signals
from knowledge.recogniser import Recogniser
from knowledge.subject import beside_the_subject
from knowledge.vectors import Vectors
from knowledge.whoosh_index import WhooshIndex

NO_VECTOR: Floats = np.zeros(0, np.float32)
"""Handed to `Retriever.rank` it ranks by words alone."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How each entry compares with one query.

    `lexical` is a share of the most possible. `likest` holds, as rows, the cosines of each entry's likest texts, likest
    first and -inf where an entry has fewer; it has no columns without an encoder. `recognised` says how surely each
    entry is asked for, and is empty where there was too little to learn from.
    """

    lexical: Floats
    likest: Floats
    recognised: Floats = field(default_factory=lambda: NO_VECTOR)

    @property
    def semantic(self) -> bool:
        """Whether meaning was compared, or words alone."""
        return bool(self.likest.shape[1])


_LIKEST = 5


@dataclass(frozen=True, slots=True)
class Fusion:
    """How words and meaning are joined; fitted and cross-validated by `knowledge.beir.fit`, not by hand.

    A sum of scores scaled by their theoretical bounds (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for
    Hybrid Retrieval"), so that an entry's score does not hang on which other entries there are.
    """

    semantic: float = 0.65
    """The weight of meaning where nothing was learned; words have the rest."""
    near: int = 2
    """How many of an entry's texts must be near, at most 5: one alone may be like the query by accident."""
    recognised: float = 0.3
    """The weight of the recogniser where there is one."""
    beside: float = 0.5
    """The weight of meaning in what the recogniser leaves; words have the rest."""
    depth: int = 100
    """How many entries are ranked."""

    def meaning(self, likeness: Likeness) -> Floats:
        """The mean cosine of each entry's likest texts, 0 to 1; all 0 without an encoder."""
        asked = likeness.likest[:, : self.near]
        held = np.isfinite(asked)
        total = np.where(held, asked, 0.0).sum(axis=1)
        return np.asarray(np.clip(total / np.maximum(held.sum(axis=1), 1), 0.0, 1.0), np.float32)

    def score(self, likeness: Likeness) -> Floats:
        """0 to 1 for each entry; without an encoder that of its words alone."""
        if not likeness.semantic:
            return likeness.lexical
        weight = self.beside if likeness.recognised.size else self.semantic
        alike = weight * self.meaning(likeness) + (1 - weight) * likeness.lexical
        if likeness.recognised.size:
            alike = (1 - self.recognised) * alike + self.recognised * likeness.recognised
        return np.asarray(alike, np.float32)


class Retriever:
    """Entries, compiled for ranking. Immutable once built, so threads may share it."""

    def __init__(self, entries: Sequence[Entry], index: SearchIndex, meanings: Meanings | None, fusion: Fusion) -> None:
        self.entries = tuple(entries)
        self.index = index
        self._meanings = meanings
        self._fusion = fusion
        self._unlike: Floats = np.zeros((len(self.entries), 0), np.float32)
        self._position = {entry.id: position for position, entry in enumerate(self.entries)}

    @classmethod
    def build(
        cls,
        entries: Sequence[Entry],
        encoder: Encoder | None = None,
        cache: Path | None = None,
        fusion: Fusion | None = None,
        index: Callable[[Sequence[Entry], Path | None], SearchIndex] = WhooshIndex,
        earlier: Retriever | None = None,
    ) -> Retriever:
        """Indexes and encodes the entries; without an encoder ranking is by words alone.

        `cache` is the folder in which index and vectors are kept. What an `earlier` retriever has made of the same
        entries is not made again; the ranking does not depend on it. Raises EncoderUnavailable when the encoder cannot
        be run.
        """
        compiled = earlier.index.renewed(entries, cache) if earlier else index(entries, cache)
        retriever = cls(entries, compiled, None, fusion or Fusion())
        return retriever.with_meaning(Vectors(encoder, cache), earlier) if encoder else retriever

    def with_meaning(self, vectors: Vectors, earlier: Retriever | None = None) -> Retriever:
        """This retriever with meaning ranked beside words, over the same index. Raises EncoderUnavailable."""
        known = earlier._meanings if earlier else None
        if earlier and known and known.encoded_by(vectors.encoder) and earlier.entries == self.entries:
            return Retriever(self.entries, self.index, known, self._fusion)
        meanings = Meanings(self.entries, vectors, known) if self.entries else None
        return Retriever(self.entries, self.index, meanings, self._fusion)

    @property
    def semantic(self) -> bool:
        """Whether meaning is ranked, or words alone."""
        return self._meanings is not None

    def encode(self, query: str) -> Floats:
        """The query's vector, to be handed to `rank` of several retrievers; `NO_VECTOR` without an encoder.

        Raises EncoderUnavailable when the encoder fails; `NO_VECTOR` then still ranks by words.
        """
        return self._meanings.encode(query) if self._meanings and query.strip() else NO_VECTOR

    def encode_all(self, queries: Sequence[str]) -> tuple[Floats, ...]:
        """What `encode` gives for each query, for less than one after the other. Raises EncoderUnavailable."""
        if self._meanings is None or not all(query.strip() for query in queries):
            return tuple(self.encode(query) for query in queries)
        return tuple(self._meanings.encode_all(queries))

    def rank(self, query: str, vector: Floats | None = None) -> Ranking:
        """The entries that match, best first. `vector` saves encoding the query where that has been done.

        Without an encoder the entries that share a word with the query; with one the `Fusion.depth` best, however poor.
        """
        return self.rank_all((query,), (self.encode(query) if vector is None else vector,))[0]

    def rank_all(self, queries: Sequence[str], vectors: Sequence[Floats]) -> tuple[Ranking, ...]:
        """What `rank` gives for each query with its vector, for less than one after the other."""
        compared = zip(queries, vectors, self._likest(vectors), strict=True)
        return tuple(self._ranking(*self._compared(*each)) for each in compared)

    def scores(self, query: str, vector: Floats, among: Sequence[str]) -> dict[str, float]:
        """The scores of these entries, by their ids, as `rank` would give them."""
        at = [self._position[entry] for entry in among]
        lexical = _share(self.index.search(query))[at]
        if self._meanings is None or not vector.size:
            likeness = Likeness(lexical, self._unlike[at])
        else:
            recognised = self._meanings.recognised(vector)
            likest = self._meanings.likest_of(at, vector)
            likeness = Likeness(lexical, likest, recognised[at] if recognised.size else recognised)
        return dict(zip(among, self._fusion.score(likeness).tolist(), strict=True))

    def asked_by(self, text: str) -> str:
        """The id of the entry that holds this very text as its question or a wording, or ""."""
        return self._asked_by.get(_bare(text), "")

    @cached_property
    def _asked_by(self) -> dict[str, str]:
        return {_bare(text): entry.id for entry in self.entries for text in (*entry.wordings, entry.question)}

    def nearest(self, among: Sequence[str], vector: Floats, most: int) -> tuple[tuple[str, float], ...]:
        """Up to so many of these texts of entries, likest first, each with its cosine; none without an encoder."""
        if self._meanings is None or not vector.size or not among:
            return ()
        cosines = cosines_to(self._meanings.vectors_of(among), vector)
        return tuple((among[at], float(cosines[at])) for at in np.argsort(-cosines)[:most].tolist())

    def compare(self, query: str, vector: Floats) -> tuple[Evidence, Likeness]:
        """What `rank` ranks by: what the index found and how each entry compares."""
        return self._compared(query, vector, self._likest((vector,))[0])

    def _likest(self, vectors: Sequence[Floats]) -> Sequence[Floats]:
        """`Likeness.likest` for each vector, all compared in one pass."""
        if self._meanings is None:
            return [self._unlike for _ in vectors]
        likest = iter(self._meanings.likest([vector for vector in vectors if vector.size]))
        return [next(likest) if vector.size else self._unlike for vector in vectors]

    def _compared(self, query: str, vector: Floats, likest: Floats) -> tuple[Evidence, Likeness]:
        evidence = self.index.search(query)
        recognised = self._meanings.recognised(vector) if self._meanings and vector.size else NO_VECTOR
        return evidence, Likeness(_share(evidence), likest, recognised)

    def rank_held(self, wording: str, query: str = "") -> Ranking:
        """The ranking for a wording that an entry holds; nothing is encoded. `query` as for `rank_without`."""
        vector = self._meanings.vectors_of((wording,))[0] if self._meanings else NO_VECTOR
        return self.rank(query or wording, vector)

    def rank_without(self, entry_id: str, wording: str, query: str = "") -> Ranking:
        """The ranking for a wording as if its entry had never held it: what a GP who types it first would see.

        `query` is what the index is asked in place of the wording itself, where terms have been added to it.
        """
        position = self._position[entry_id]
        entry = self.entries[position]
        left = replace(entry, wordings=tuple(other for other in entry.wordings if other != wording))
        evidence = self.index.search_with(query or wording, position, left)
        if self._meanings is None:
            return self._ranking(evidence, Likeness(_share(evidence), self._unlike))
        likest = self._meanings.likest_without(position, wording)
        recognised = self._meanings.recognised_without(wording)
        return self._ranking(evidence, Likeness(_share(evidence), likest, recognised))

    def rank_beside(self, entry_ids: Collection[str], wording: str, query: str = "") -> Ranking:
        """The ranking for a wording as if these entries did not exist: what a question nobody answers looks like."""
        positions = [self._position[entry_id] for entry_id in entry_ids]
        evidence = self.index.search_beside(query or wording, positions)
        likest = self._meanings.likest_beside(positions, wording) if self._meanings else self._unlike
        recognised = self._meanings.recognised_without(wording) if self._meanings else NO_VECTOR
        if recognised.size:
            recognised[positions] = 0.0
        ranking = self._ranking(evidence, Likeness(_share(evidence), likest, recognised))
        return replace(ranking, ranked=tuple(each for each in ranking.ranked if each.id not in entry_ids))

    def likeness(self, query: str, texts: Sequence[str]) -> tuple[float, ...]:
        """How alike the query and each of these entries' texts are: cosines, or the shared words without an encoder."""
        if self._meanings and query.strip() and texts:
            return tuple(float(cosine) for cosine in cosines_to(self._meanings.vectors_of(texts), self.encode(query)))
        words = set(query.lower().split())
        return tuple(_jaccard(words, set(text.lower().split())) for text in texts)

    def _ranking(self, evidence: Evidence, likeness: Likeness) -> Ranking:
        score, meaning = self._fusion.score(likeness), self._fusion.meaning(likeness)
        nearest = likeness.likest[:, 0] if likeness.semantic else meaning
        matched = len(score) if likeness.semantic else int((evidence.scores > 0).sum())
        order = np.argsort(-score, kind="stable")[: min(matched, self._fusion.depth)]
        if not len(order):
            return Ranking()
        columns = [column[order].tolist() for column in (score, likeness.lexical, meaning, nearest)]
        ranked = (Ranked(self.entries[at].id, *scores) for at, *scores in zip(order, *columns, strict=True))
        signals = _signals(evidence, nearest, meaning, int(order[0]))
        best = _lead(score)
        return Ranking(tuple(ranked), replace(signals, score=best.score, lead=best.margin))


_FOLDS = 5
"""With a wording every fifth other text is left out: the recogniser is learned anew five times, not thousands."""


_RECENT = 32
"""For how many vectors the cosines are remembered: every one costs a pass over all vectors."""


class Meanings:
    """The vectors of entries: of the question, of question and text together, of the text's parts and each wording."""

    def __init__(self, entries: Sequence[Entry], vectors: Vectors, earlier: Meanings | None = None) -> None:
        texts = [texts_of(entry) for entry in entries]
        self._encoder = vectors.encoder
        self._recent: dict[bytes, Floats] = {}
        self._texts = [text for of_entry in texts for text in of_entry]
        self._matrix = _with_known(self._texts, vectors, earlier)
        self._row_of = {text: row for row, text in enumerate(self._texts)}
        self._rows = _table([len(of_entry) for of_entry in texts])
        self._of_row = np.repeat(np.arange(len(texts)), [len(of_entry) for of_entry in texts])
        self._recogniser = Recogniser.kept(self._matrix, self._of_row, len(texts), vectors.folder)

    def encoded_by(self, encoder: Encoder) -> bool:
        """Whether that encoder would give the same vectors."""
        return self._encoder.name == encoder.name

    def recognised(self, vector: Floats) -> Floats:
        """`Likeness.recognised` for a vector."""
        return self._recogniser.of(vector) if self._recogniser else NO_VECTOR

    def recognised_without(self, wording: str) -> Floats:
        """The same for a wording, by a recogniser that never saw it where entries hold it."""
        row = self._row_of.get(wording)
        if row is None:
            return self.recognised(self.encode(wording))
        recogniser = self._recognisers_without[row % _FOLDS]
        return recogniser.of(self._matrix[row]) if recogniser else NO_VECTOR

    @cached_property
    def _recognisers_without(self) -> tuple[Recogniser | None, ...]:
        """One for each fold of the texts, learned from the others; only evaluation asks for them."""
        fold = np.arange(len(self._matrix)) % _FOLDS
        count = len(self._rows)
        return tuple(
            Recogniser.fit(self._matrix[fold != left_out], self._of_row[fold != left_out], count)
            for left_out in range(_FOLDS)
        )

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts that entries hold; nothing is encoded."""
        return np.asarray(self._matrix[[self._row_of[text] for text in texts]], np.float32)

    def encode(self, text: str) -> Floats:
        return np.asarray(self.encode_all((text,))[0], np.float32)

    def encode_all(self, texts: Sequence[str]) -> Floats:
        return self._encoder.encode([beside_the_subject(text) for text in texts])

    def likest(self, vectors: Sequence[Floats]) -> Sequence[Floats]:
        """`Likeness.likest` for each vector; the last few are at hand, for questions are ranked again."""
        found = [self._recent.get(vector.tobytes()) for vector in vectors]
        new = [vector for vector, known in zip(vectors, found, strict=True) if known is None]
        near = zip(new, cosines_to_each(self._matrix, new), strict=True)
        made = iter([self._remember(vector, cosines) for vector, cosines in near])
        return [next(made) if known is None else known for known in found]

    def _remember(self, vector: Floats, cosines: Floats) -> Floats:
        likest = self._sorted(cosines)
        likest.flags.writeable = False
        if len(self._recent) >= _RECENT:
            self._recent.clear()
        self._recent[vector.tobytes()] = likest
        return likest

    def likest_of(self, positions: Sequence[int], vector: Floats) -> Floats:
        """`likest` for the entries at these positions alone."""
        rows = self._rows[positions]
        cosines = np.full(rows.shape, -np.inf, np.float32)
        cosines[rows >= 0] = cosines_to(self._matrix[rows[rows >= 0]], vector)
        return _first_few(cosines)

    def likest_without(self, position: int, wording: str) -> Floats:
        """The same for a wording left out of the entry at `position`; the question stays, even where it is the same.

        The wording's vector is at hand already, so nothing is encoded.
        """
        of_entry = self._rows[position]
        held = [row for row in of_entry[of_entry >= 0].tolist() if self._texts[row] == wording]
        cosines = cosines_to(self._matrix, self._matrix[held[0]] if held else self.encode(wording))
        cosines[[row for row in held if row != of_entry[0]]] = -np.inf
        return self._sorted(cosines)

    def likest_beside(self, positions: Sequence[int], text: str) -> Floats:
        """The same with everything left out that the entries at `positions` hold; a text that one holds is at hand."""
        row = self._row_of.get(text)
        likest = self._sorted(cosines_to(self._matrix, self.encode(text) if row is None else self._matrix[row]))
        likest[positions] = -1.0
        return likest

    def _sorted(self, cosines: Floats) -> Floats:
        padded = np.append(cosines, np.float32(-np.inf))
        return _first_few(padded[self._rows])


def _with_known(texts: Sequence[str], vectors: Vectors, earlier: Meanings | None) -> Floats:
    """The vectors of the texts beside the subject; those an earlier release holds are taken from there."""
    if earlier is None or not earlier.encoded_by(vectors.encoder):
        return vectors.of([beside_the_subject(text) for text in texts])
    rows = np.array([earlier._row_of.get(text, -1) for text in texts])
    new = vectors.of([beside_the_subject(text) for text, row in zip(texts, rows, strict=True) if row < 0])
    matrix = earlier._matrix[rows]
    if len(new):
        matrix[rows < 0] = new
    return np.asarray(matrix, np.float32)


def _first_few(cosines: Floats) -> Floats:
    """The `_LIKEST` largest of each row, largest first."""
    few = -np.partition(-cosines, _LIKEST, axis=1)[:, :_LIKEST] if cosines.shape[1] > _LIKEST else cosines
    return np.asarray(-np.sort(-few, axis=1), np.float32)


def _bare(text: str) -> str:
    """A text without what does not change what it asks: capitals, spaces, the mark at its end."""
    return " ".join(text.lower().split()).rstrip(" ?.!")


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _table(sizes: Sequence[int]) -> NDArray[np.intp]:
    """Which rows of one long column belong to each entry, padded with -1."""
    table = np.full((len(sizes), max(sizes)), -1, np.intp)
    first = 0
    for position, size in enumerate(sizes):
        table[position, :size] = range(first, first + size)
        first += size
    return table


def texts_of(entry: Entry) -> tuple[str, ...]:
    """What is encoded of an entry: its question, question and text together, its wordings and the parts of its text."""
    whole = f"{entry.question} {entry.text}".strip()
    texts = dict.fromkeys((entry.question, whole, *entry.wordings, *entry.parts))
    return tuple(text for text in texts if text)


def _share(evidence: Evidence) -> Floats:
    """The scores as shares of the most that the query's words could score."""
    return np.asarray(np.clip(evidence.scores / (evidence.ceiling or 1.0), 0.0, 1.0), np.float32)


def _signals(evidence: Evidence, nearest: Floats, meaning: Floats, best: int) -> Signals:
    lexical, semantic = _lead(evidence.scores), _lead(nearest)
    mass = evidence.mass or 1.0
    return Signals(
        coverage=min(float(evidence.held[best]) / mass, 1.0),
        unseen=evidence.unseen,
        top=lexical.score / mass,
        margin=lexical.margin / lexical.score if lexical.score > 0 else 0.0,
        cosine=semantic.score,
        cosine_margin=semantic.margin,
        agree=float(lexical.score > 0 and meaning.any() and lexical.first == int(np.argmax(meaning))),
    )


class _Lead(NamedTuple):
    """The best score of a list, by how much it beats the next, and whose it is."""

    score: float
    margin: float
    first: int


def _lead(scores: Floats) -> _Lead:
    first = int(np.argmax(scores))
    best = float(scores[first])
    return _Lead(best, best - float(np.delete(scores, first).max(initial=0.0)), first)
