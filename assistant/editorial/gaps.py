"""Gathers questions that were not answered, or to no use, and that ask much the same, with the concerns that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.editorial.model import Waiting
from assistant.model import Turn
from assistant.shelf import Shelf
from assistant.store.ports import EditorialStore
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

MOST_TURNS = 500
"""How many of the last unanswered questions are gathered."""
MOST_CONCERNS = 200
"""How many of the newest waiting concerns are looked through for them."""
MOST_REMEMBERED = 4096
"""Texts whose vectors are kept: to make one takes milliseconds, and the same questions are gathered again and again."""
LONGEST = 1000

_FILLER = frozenset(
    "a an the is are do does did will would can could i we my our you it to of in on for and or".split()
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask much the same; the first stands for them. `sessions` says how many people asked.

    `concerns` are those that wait for an answer: raised from one of these questions, or asking the same.
    """

    turns: tuple[Turn, ...]
    sessions: int
    nearest: tuple[tuple[str, str], ...]
    concerns: tuple[Waiting, ...] = ()

    @property
    def question(self) -> str:
        """The question that stands for all."""
        return self.turns[0].question

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every way it was asked, each once."""
        return tuple(dict.fromkeys(turn.question for turn in self.turns))


@dataclass(frozen=True, slots=True)
class _Likeness:
    words: frozenset[str]
    vector: Floats

    def to(self, other: _Likeness) -> float:
        """How like two questions are, as a multiple of what counts as the same."""
        if self.vector.size and other.vector.size:
            return float(np.dot(self.vector, other.vector)) / ALIKE
        return len(self.words & other.words) / max(1, len(self.words | other.words)) / ALIKE_BY_WORDS


@dataclass(slots=True)
class _Cluster:
    leader: _Likeness
    turns: list[Turn]
    concerns: list[Waiting] = field(default_factory=list)


class Gaps:
    """What nobody has answered yet, over the record."""

    def __init__(self, store: EditorialStore, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf
        self._known: dict[tuple[str, bool], _Likeness] = {}

    def found(self) -> tuple[Gap, ...]:
        """The gaps, the one that most people asked first."""
        library = self._shelf.library
        clusters = self._clusters(self._store.turns_not_helped(MOST_TURNS), library)
        self._assign(self._store.waiting_concerns(MOST_CONCERNS), clusters, library)
        found = (_gap(cluster, library) for cluster in clusters)
        return tuple(sorted(found, key=lambda gap: (-gap.sessions, -len(gap.turns), gap.question)))

    def _clusters(self, turns: Iterable[Turn], library: Library) -> list[_Cluster]:
        """Leader clustering (Hartigan 1975): each question joins the likest cluster whose first question it is like
        enough, else it begins one. One pass, no number of clusters to choose, and the same result for the same order.
        """
        clusters: list[_Cluster] = []
        for turn in turns:
            likeness = self._likeness(turn.question, library)
            best = _likest(likeness, clusters)
            if best is None:
                clusters.append(_Cluster(likeness, [turn]))
            else:
                best.turns.append(turn)
        return clusters

    def _assign(self, concerns: Iterable[Waiting], clusters: Sequence[_Cluster], library: Library) -> None:
        """Give each concern to the cluster of the question it was raised from, else to the one that asks the same."""
        raised_from = {turn.id: cluster for cluster in clusters for turn in cluster.turns}
        for concern in concerns:
            cluster = raised_from.get(concern.turn)
            if cluster is None and clusters:
                cluster = _likest(self._likeness(concern.words[:LONGEST], library), clusters)
            if cluster is not None:
                cluster.concerns.append(concern)

    def _likeness(self, text: str, library: Library) -> _Likeness:
        key = (text, library.release.semantic)
        if key not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = _likeness(text, library)
        return self._known[key]


def _likest(likeness: _Likeness, clusters: Iterable[_Cluster]) -> _Cluster | None:
    """The cluster that is most like it, or None when none is like enough."""
    best = max(clusters, key=lambda cluster: cluster.leader.to(likeness), default=None)
    return best if best is not None and best.leader.to(likeness) >= 1.0 else None


def _likeness(text: str, library: Library) -> _Likeness:
    words = frozenset(forms(text)) - _FILLER
    try:
        vector = library.release.articles.encode(text)
    except EncoderUnavailable:
        vector = NO_VECTOR
    length = float(np.linalg.norm(vector)) if vector.size else 0.0
    return _Likeness(words, np.asarray(vector / length, np.float32) if length else NO_VECTOR)


def _gap(cluster: _Cluster, library: Library) -> Gap:
    ranked = library.search(cluster.turns[0].question).articles[:NEAREST]
    nearest = tuple((each.id, library.article(each.id).question) for each in ranked)
    sessions = len({turn.session for turn in cluster.turns})
    return Gap(tuple(cluster.turns), sessions, nearest, tuple(cluster.concerns[::-1]))
