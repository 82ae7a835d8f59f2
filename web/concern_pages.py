"""What the pages of concerns show: one frozen dataclass a page, as in web.pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from assistant.accounts.model import Person
from assistant.editorial.model import Draft
from assistant.editorial.since import Since
from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import Change, Concern, Mail, Message, State
from assistant.engagement.events import Event
from assistant.engagement.logbook import EventForm, Suggested
from assistant.engagement.raising import Followed, Wish
from assistant.engagement.waiting_list import Heard, Item, Wanted
from knowledge.model import Article
from web.pages import Problem, ShownTurn


@dataclass(frozen=True, slots=True)
class RaisePage:
    """The form that raises a concern. `turn` is the turn it is about, "" for none."""

    template: ClassVar[str] = "concern_new.html"
    title: str
    wish: Wish
    weeks: int
    turn: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RaisedPage:
    """A concern was raised: its reference, and its private link this once ("" when it was shown before)."""

    template: ClassVar[str] = "concern_raised.html"
    title: str
    concern: Concern
    link: str
    path: str


@dataclass(frozen=True, slots=True)
class FollowPage:
    """What a GP sees on their private link. `article` is the one that answers the concern now.

    `since` is what became of the answer that the concern was raised from.
    """

    template: ClassVar[str] = "concern_follow.html"
    title: str
    token: str
    followed: Followed
    next: tuple[State, ...]
    overdue: bool
    key: str
    article: Article | None = None
    since: tuple[Since, ...] = ()
    notices: tuple[str, ...] = ()
    problem: Problem | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class EraseConcernPage:
    """Asks whether the concern shall be erased."""

    template: ClassVar[str] = "concern_erase.html"
    title: str
    token: str
    concern: Concern


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox: its filters as they were asked for, its lines, and the promises that are overdue or due soon."""

    template: ClassVar[str] = "leads_inbox.html"
    title: str
    asked: Mapping[str, str]
    wanted: Wanted
    items: tuple[Item, ...]
    more: str
    since: str
    owners: Mapping[str, str]
    people: tuple[Person, ...]
    practices: tuple[str, ...]
    here: str
    outdated: int
    answerable: frozenset[str]
    waiting_mails: int
    pressing: tuple[Commitment, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search over transcripts found. `before` begins the next page."""

    template: ClassVar[str] = "leads_search.html"
    title: str
    words: str
    found: tuple[Heard, ...] = ()
    before: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a concern's history: a change, a message or a mail, whichever it was."""

    at: str
    change: Change | None = None
    message: Message | None = None
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """All that leads see and do of a concern. `written` are the drafts that editors began for it."""

    template: ClassVar[str] = "leads_concern.html"
    title: str
    concern: Concern
    steps: tuple[Step, ...]
    turns: tuple[ShownTurn, ...]
    duplicates: tuple[Concern, ...]
    leading: Concern | None
    event: Event | None
    suggested: Suggested
    written: tuple[Draft, ...]
    articles: tuple[Article, ...]
    next: tuple[State, ...]
    overdue: bool
    linked: bool
    mail_server: bool
    names: Mapping[str, str]
    people: tuple[Person, ...]
    key: str
    typed: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """A concern was changed meanwhile: what was sent, what is there now, and the form to send again."""

    template: ClassVar[str] = "leads_conflict.html"
    title: str
    problem: Problem
    action: str
    sent: tuple[tuple[str, str, str], ...]
    concern: Concern
    steps: tuple[Step, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question that had no good answer, with its conversation."""

    template: ClassVar[str] = "leads_question.html"
    title: str
    turn: ShownTurn
    turns: tuple[ShownTurn, ...]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """The events that were logged, and the form that logs one."""

    template: ClassVar[str] = "leads_events.html"
    title: str
    events: tuple[Event, ...]
    form: EventForm
    today: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event with its concerns, and what each is like."""

    template: ClassVar[str] = "leads_event.html"
    title: str
    event: Event
    concerns: tuple[tuple[Concern, Suggested], ...]
    articles: Mapping[str, Article]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailsPage:
    """What was and was not sent. `warning` is what is wrong with how mail is set up, or ""."""

    template: ClassVar[str] = "leads_mails.html"
    title: str
    mails: tuple[tuple[Mail, Concern | None], ...]
    names: Mapping[str, str]
    warning: str


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """Gives all concerns of somebody who leaves to another."""

    template: ClassVar[str] = "leads_handover.html"
    title: str
    owners: tuple[Person, ...]
    people: tuple[Person, ...]
    notices: tuple[str, ...] = ()
    problem: Problem | None = None


PAGES = (
    RaisePage,
    RaisedPage,
    FollowPage,
    EraseConcernPage,
    InboxPage,
    SearchPage,
    ConcernPage,
    ConflictPage,
    QuestionPage,
    EventsPage,
    EventPage,
    MailsPage,
    HandoverPage,
)
