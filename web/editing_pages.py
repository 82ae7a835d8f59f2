"""What the editors' pages show: one frozen dataclass a page, as in web.pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assistant.editorial.differing import Piece
from assistant.editorial.following import Told
from assistant.editorial.freshness import AnswerChange, Superseded
from assistant.editorial.gaps import Gap
from assistant.editorial.model import Draft, DraftEvent, Editing, Published, Waiting
from assistant.editorial.rendering import Rendered
from assistant.editorial.replays import ReplayState
from assistant.model import Answer
from knowledge.model import Article, Finding, Source
from web.article_list import Listing, Row
from web.pages import Problem


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that editors look after, what they work on, what wants their eye, and what stands in the way.

    Of `all` articles `rows` are those that the `listing` asks for. `today` is an ISO day. `superseded` are
    sources with the title of what followed and how many statements rest on them all the same.
    """

    template: ClassVar[str] = "editors.html"
    title: str
    listing: Listing
    rows: tuple[Row, ...]
    all: int
    lists: tuple[str, ...]
    drafts: tuple[Draft, ...]
    told: Told
    today: str
    due: tuple[Article, ...]
    superseded: tuple[tuple[Source, str, int], ...]
    topics: tuple[str, ...]
    standings: tuple[str, ...]
    show: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was from one release on, how it differs from the one before, and who was shown words it took out."""

    release: Published
    text: str
    pieces: tuple[Piece, ...]
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class FilePage:
    """One file: its live text, what can be done with it, and its history."""

    template: ClassVar[str] = "editors_file.html"
    title: str
    path: str
    text: str
    article: Article | None
    drafts: tuple[Draft, ...]
    versions: tuple[Version, ...]
    findings: tuple[Finding, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft: the form, what is wrong, what it looks like, what it changes, what was said, what comes next.

    `fields` are the lines of the front matter; empty where the whole file is one text. `theirs` is what somebody else
    saved meanwhile, where what is shown could not be kept; with `overtaken` it is what went live meanwhile. `beside`
    are other drafts of the same file. Concerns that wait are shown to those who may `read_concerns`, to others counted.
    """

    template: ClassVar[str] = "editors_draft.html"
    title: str
    draft: Draft
    fields: tuple[tuple[str, str], ...]
    body: str
    rendered: Rendered
    pieces: tuple[Piece, ...]
    events: tuple[DraftEvent, ...]
    others: tuple[Editing, ...]
    beside: tuple[Draft, ...]
    waiting: tuple[Waiting, ...]
    read_concerns: bool
    replay: ReplayState
    may_approve: bool
    sources: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()
    theirs: tuple[Piece, ...] = ()
    overtaken: bool = False
    broken: tuple[Finding, ...] = ()
    tried: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """What a draft would change, question by question."""

    template: ClassVar[str] = "editors_replay.html"
    title: str
    draft: Draft
    replay: ReplayState


@dataclass(frozen=True, slots=True)
class GapsPage:
    """What was asked and not answered. Concerns that wait are shown to those who may `read_concerns`, else counted."""

    template: ClassVar[str] = "editors_gaps.html"
    title: str
    gaps: tuple[Gap, ...]
    topics: tuple[str, ...]
    read_concerns: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer that a release changed, how many sessions had been shown what it was, and whether it is there today."""

    answer: AnswerChange
    sessions: int
    stands: bool


Changes = tuple[tuple[Published, tuple[Changed, ...]], ...]
"""Releases, newest first, each with the answers that it changed."""


@dataclass(frozen=True, slots=True)
class FreshnessPage:
    """What is due, what rests on something superseded, and what changed. `today` is an ISO day."""

    template: ClassVar[str] = "editors_freshness.html"
    title: str
    today: str
    due: tuple[Article, ...]
    superseded: tuple[Superseded, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """For leads: the answers that changed, and how many conversations were shown words that stand no more."""

    template: ClassVar[str] = "leads_changed.html"
    title: str
    outdated: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """The releases, newest first, and the way in and out for all of the content."""

    template: ClassVar[str] = "editors_releases.html"
    title: str
    releases: tuple[Published, ...]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


PAGES = (OverviewPage, FilePage, DraftPage, ReplayPage, GapsPage, FreshnessPage, ChangedPage, ReleasesPage)
