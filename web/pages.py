"""What each page shows: one frozen dataclass a page, handed to its template as `page`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from flask import Response, get_flashed_messages, make_response, render_template

from assistant.editorial.since import Since
from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import Concern
from assistant.engagement.preview import Preview
from assistant.engagement.register import OpenQuestion
from assistant.engagement.schedule import Kept
from assistant.model import Circumstances, Feedback, Session, Turn
from knowledge.model import Article, Section, Source, Starter, Statement


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the service, and the release it shows."""

    name: str
    organisation: str
    contact: str
    keep_days: int
    idle_minutes: int
    release: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for a page or for problem+json. `field` is the input it is about, or ""."""

    status: int
    title: str
    detail: str
    field: str = ""
    retry_after: int = 0


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One question, its answer, what the GP said of it, what stands beside it, and what became of it since."""

    turn: Turn
    feedback: Feedback | None = None
    entry: OpenQuestion | None = None
    promises: tuple[Commitment, ...] = ()
    since: tuple[Since, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The conversation and the form that asks. `key` makes a retry of the form the same turn."""

    template: ClassVar[str] = "chat.html"
    title: str
    session: str
    turns: tuple[ShownTurn, ...]
    starters: tuple[Starter, ...]
    circumstances: Circumstances
    key: str
    question: str = ""
    keep: bool = True
    notices: tuple[str, ...] = ()
    problem: Problem | None = None
    preview: Preview | None = None


@dataclass(frozen=True, slots=True)
class ErasePage:
    """Asks whether the session shall be erased, and says what that means."""

    template: ClassVar[str] = "erase.html"
    title: str
    count: int
    concerns: int = 0


@dataclass(frozen=True, slots=True)
class OwnSessionPage:
    """Everything that is kept of this browser's conversation, to read, print and take away."""

    template: ClassVar[str] = "own_session.html"
    title: str
    session: Session
    turns: tuple[ShownTurn, ...]
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """What is kept, why, until when, who sees it and how it is erased."""

    template: ClassVar[str] = "privacy.html"
    title: str
    schedule: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """All articles by topic."""

    template: ClassVar[str] = "articles.html"
    title: str
    topics: tuple[tuple[str, tuple[Article, ...]], ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article with the sources it rests on and what to read next."""

    template: ClassVar[str] = "article.html"
    title: str
    article: Article
    sources: tuple[Source, ...]
    related: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Every source, with the number of statements that rest on it."""

    template: ClassVar[str] = "sources.html"
    title: str
    sources: tuple[tuple[Source, int], ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source and the statements that rest on it."""

    template: ClassVar[str] = "source.html"
    title: str
    source: Source
    superseded_by: Source | None
    statements: tuple[tuple[Article, Section, Statement], ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Something went wrong and there is no better page to say so on."""

    template: ClassVar[str] = "error.html"
    title: str
    problem: Problem


PAGES = (
    ChatPage,
    ErasePage,
    OwnSessionPage,
    PrivacyPage,
    ArticlesPage,
    ArticlePage,
    SourcesPage,
    SourcePage,
    ErrorPage,
)


class Page(Protocol):
    """What every page has."""

    template: ClassVar[str]

    @property
    def title(self) -> str:
        """What the browser's tab says before the service's name."""


def notices() -> tuple[str, ...]:
    """What is to be told once, on this page."""
    return tuple(str(each) for each in get_flashed_messages())


def render(page: Page, status: int = 200) -> Response:
    """The page as HTML."""
    return make_response(render_template(page.template, page=page), status)
