"""Says which words are due for review, rest on something superseded, or have changed since they were shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assistant.editorial.model import Published
from assistant.store.answers import statement_hash
from assistant.store.ports import EditorialStore
from knowledge.library import Library
from knowledge.model import Article, Reading, Statement
from knowledge.reader import read


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An article whose statements a release changed: what it stated before and does not any more, and what is new."""

    article: str
    question: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """A release and the answers it changed."""

    release: Published
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that does not stand any more, and in how many sessions and turns it was shown."""

    text: str
    sessions: int
    turns: int


@dataclass(frozen=True, slots=True)
class Superseded:
    """A statement that rests on a source which another has superseded."""

    article: Article
    statement: Statement
    source: str
    successor: str


def overdue(library: Library, today: date) -> tuple[Article, ...]:
    """The articles whose review was due, longest ago first."""
    due = (article for article in library.articles if article.review_by < today.isoformat() and not article.retired)
    return tuple(sorted(due, key=lambda article: (article.review_by, article.id)))


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
    old = {article.id: article for article in before.articles}
    changes = []
    for article in after.articles:
        was = old.pop(article.id, None) or next((old.pop(each) for each in article.was if each in old), None)
        changes.append(_change(article, _statements(was) if was else {}, _statements(article)))
    changes += [_change(article, _statements(article), {}) for article in old.values()]
    return tuple(change for change in changes if change.removed or change.added)


def _change(article: Article, before: Mapping[str, None], after: Mapping[str, None]) -> AnswerChange:
    removed = tuple(text for text in before if text not in after)
    return AnswerChange(article.id, article.question, removed, tuple(text for text in after if text not in before))


def _statements(article: Article) -> dict[str, None]:
    items = (item for section in article.sections for item in section.items)
    return dict.fromkeys(item.text for item in items if isinstance(item, Statement))


class Freshness:
    """What became of words that were shown, over the record."""

    def __init__(self, store: EditorialStore) -> None:
        self._store = store

    def changes(self, last: int) -> tuple[ReleaseChange, ...]:
        """The last releases, newest first, each with the answers it changed; the first of all changed none."""
        releases = self._store.releases(last + 1, 2**31 - 1)
        pairs = pairwise(releases)
        return tuple(
            ReleaseChange(new, answer_changes(self._read(old.hash), self._read(new.hash))) for new, old in pairs
        )

    def shown(self, change: AnswerChange) -> tuple[Shown, ...]:
        """Where the statements that a change removed had been shown, those never shown left out."""
        found = (Shown(text, *self._store.shown_statement(statement_hash(text))) for text in change.removed)
        return tuple(each for each in found if each.turns)

    def sessions(self, change: AnswerChange) -> frozenset[str]:
        """Exactly the sessions that were shown a statement which the change removed."""
        return self._store.sessions_shown(statement_hash(text) for text in change.removed)

    def _read(self, release_hash: str) -> Reading:
        return read(self._store.release_content(release_hash))
