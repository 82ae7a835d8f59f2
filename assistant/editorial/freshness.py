"""Says which words are due for review, rest on something superseded, or have changed since they were shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from assistant.clock import Clock
from assistant.editorial.model import Published
from assistant.editorial.since import Since, since, standing
from assistant.model import Turn
from assistant.store.answers import statement_hash
from assistant.store.ports import EditorialStore
from knowledge.library import Library
from knowledge.model import Article, Reading, Statement
from knowledge.reader import read

SOON = timedelta(weeks=4)
"""How long before its review is due an article is brought up."""

EVER = "9999"
"""Sorts after every time: the end of what has no end yet."""

_PAIRS_KEPT = 256


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An article whose statements a release changed: what it stated before and does not any more, and what is new.

    `gone` are the removed ones that stood nowhere else either, each with the time (UTC ISO) at which it stood again,
    `EVER` for never: whoever was shown one of them before that was shown the older words.
    """

    article: str
    question: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """A release and the answers it changed."""

    release: Published
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True, slots=True)
class Superseded:
    """A statement that rests on a source which another has superseded."""

    article: Article
    statement: Statement
    source: str
    successor: str


def due(library: Library, today: date) -> tuple[Article, ...]:
    """The articles whose review was due or is within four weeks, longest ago first; retired ones need none."""
    last = (today + SOON).isoformat()
    found = (article for article in library.articles if article.review_by <= last and not article.retired)
    return tuple(sorted(found, key=lambda article: (article.review_by, article.id)))


def superseded(library: Library) -> tuple[Superseded, ...]:
    """Every statement that rests on a superseded source."""
    return tuple(
        Superseded(article, statement, source.key, source.superseded_by)
        for source in library.sources
        if source.superseded_by
        for article, _, statement in library.resting_on(source.key)
    )


def answer_changes(before: Reading, after: Reading) -> tuple[AnswerChange, ...]:
    """What changed in the statements of articles from one release to the next; a renamed article is the same one."""
    stands = standing(after.articles)
    old = {article.id: article for article in before.articles}
    changes = []
    for article in after.articles:
        was = old.pop(article.id, None) or next((old.pop(each) for each in article.was if each in old), None)
        changes.append(_change(article, _statements(was) if was else {}, _statements(article), stands))
    changes += [_change(article, _statements(article), {}, stands) for article in old.values()]
    return tuple(change for change in changes if change.removed or change.added)


def _change(
    article: Article, before: Mapping[str, None], after: Mapping[str, None], stands: frozenset[str]
) -> AnswerChange:
    removed = tuple(text for text in before if text not in after)
    added = tuple(text for text in after if text not in before)
    gone = tuple((text, EVER) for text in removed if text not in stands)
    return AnswerChange(article.id, article.question, removed, added, gone)


def _statements(article: Article) -> dict[str, None]:
    items = (item for section in article.sections for item in section.items)
    return dict.fromkeys(item.text for item in items if isinstance(item, Statement))


class Freshness:
    """What became of words that were shown, over the record."""

    def __init__(self, store: EditorialStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._between = lru_cache(_PAIRS_KEPT)(self._changes_between)
        self._counted = ("", 0)

    def changes(self, last: int) -> tuple[ReleaseChange, ...]:
        """The last releases, newest first, each with the answers it changed; the first of all changed none."""
        again: dict[str, str] = {}
        found = []
        for new, old in pairwise(self._store.releases(last + 1, 2**31 - 1)):
            changed = self._between(old.hash, new.hash)
            found.append(ReleaseChange(new, tuple(_until(change, again) for change in changed)))
            again |= {text: new.at for change in changed for text in change.added}
        return tuple(found)

    def sessions(self, change: AnswerChange) -> frozenset[str]:
        """Exactly the sessions that were shown the older words, those which the change took away."""
        return self._store.sessions_shown({statement_hash(text): until for text, until in change.gone})

    def outdated_sessions(self, library: Library) -> int:
        """How many sessions were shown words that stand no more; counted once a minute."""
        moment = f"{library.release_hash} {self._clock.now():%Y-%m-%dT%H:%M}"
        if self._counted[0] != moment:
            stands = {statement_hash(text) for text in standing(library.articles)}
            gone = self._store.statements_shown() - stands
            self._counted = (moment, len(self._store.sessions_shown(dict.fromkeys(gone, EVER))))
        return self._counted[1]

    def since(self, turn: Turn, library: Library) -> tuple[Since, ...]:
        """What became of the articles that a turn showed words from which stand no more, with when they changed."""
        found = since(turn, library)
        return tuple(replace(each, changed=self._last_change(each.path)) for each in found)

    def _last_change(self, path: str) -> str:
        history = self._store.texts_of(path)
        return history[-1][0].at if history else ""

    def _changes_between(self, old: str, new: str) -> tuple[AnswerChange, ...]:
        """Two contents never change, so what differs between them is worked out once."""
        return answer_changes(read(self._store.release_content(old)), read(self._store.release_content(new)))


def _until(change: AnswerChange, again: Mapping[str, str]) -> AnswerChange:
    """The change with what later releases stated again."""
    return replace(change, gone=tuple((text, again.get(text, EVER)) for text, _ in change.gone))
