"""Gathers questions that were not answered, or to no use, and that ask much the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.model import Turn
from knowledge.encoder import Floats
from knowledge.errors import EncoderUnavailable
from knowledge.library import Library
from knowledge.retriever import NO_VECTOR
from knowledge.words import forms

ALIKE = 0.62
"""The cosine from which two questions count as the same (all-MiniLM-L6-v2's paraphrases lie above about 0.6)."""
ALIKE_BY_WORDS = 0.5
"""The share of common words from which they do without an encoder."""
NEAREST = 3
_FILLER = frozenset(
    "a an the is are do does did will would can could i we my our you it to of in on for and or".split()
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask much the same; the first stands for them. `sessions` says how many people asked."""

    turns: tuple[Turn, ...]
    sessions: int
    nearest: tuple[tuple[str, str], ...]

    @property
    def question(self) -> str:
        """The question that stands for all."""
        return self.turns[0].question

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every way it was asked, each once."""
        return tuple(dict.fromkeys(turn.question for turn in self.turns))


def gaps(turns: Iterable[Turn], library: Library) -> tuple[Gap, ...]:
    """The turns in clusters, the one that most people asked first.

    Leader clustering (Hartigan 1975): each question joins the likest cluster whose first question it is like enough,
    else it begins one. One pass, no number of clusters to choose, and the same result for the same order.
    """
    clusters: list[tuple[_Likeness, list[Turn]]] = []
    for turn in turns:
        likeness = _likeness(turn.question, library)
        best = max(clusters, key=lambda cluster: cluster[0].to(likeness), default=None)
        if best is not None and best[0].to(likeness) >= 1.0:
            best[1].append(turn)
        else:
            clusters.append((likeness, [turn]))
    found = (_gap(tuple(members), library) for _, members in clusters)
    return tuple(sorted(found, key=lambda gap: (-gap.sessions, -len(gap.turns), gap.question)))


@dataclass(frozen=True, slots=True)
class _Likeness:
    words: frozenset[str]
    vector: Floats

    def to(self, other: _Likeness) -> float:
        """How like two questions are, as a multiple of what counts as the same."""
        if self.vector.size and other.vector.size:
            return float(np.dot(self.vector, other.vector)) / ALIKE
        return len(self.words & other.words) / max(1, len(self.words | other.words)) / ALIKE_BY_WORDS


def _likeness(question: str, library: Library) -> _Likeness:
    words = frozenset(forms(question)) - _FILLER
    try:
        vector = library.release.articles.encode(question)
    except EncoderUnavailable:
        vector = NO_VECTOR
    length = float(np.linalg.norm(vector)) if vector.size else 0.0
    return _Likeness(words, np.asarray(vector / length, np.float32) if length else NO_VECTOR)


def _gap(turns: Sequence[Turn], library: Library) -> Gap:
    ranked = library.search(turns[0].question).articles[:NEAREST]
    nearest = tuple((each.id, library.article(each.id).question) for each in ranked)
    return Gap(tuple(turns), len({turn.session for turn in turns}), nearest)
