"""The nouns of following up: a concern, its states, and what is kept of everything that happens to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.errors import BadInput, NotAllowed
from knowledge.model import MODELS

UK = ZoneInfo("Europe/London")
"""Due dates are days as the GP's calendar has them."""

WORDS_LIMIT = 10_000
"""The most characters a concern, a note or a reply may have."""

LINE_LIMIT = 200
"""The most characters a name, a practice or another single line may have."""

GP = "gp"
PROGRAM = "program"
"""Who did something, where it was no person with an account."""

NOBODY = ""
"""The owner of a concern that has none yet."""


class State(StrEnum):
    """How far a concern has come. A closed list; `TRANSITIONS` says which may follow which."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CHANGED = "changed"
    CANNOT_CHANGE = "cannot_change"
    SETTLED = "settled"
    REOPENED = "reopened"

    @property
    def open(self) -> bool:
        """Whether the GP still waits for an outcome."""
        return self in OPEN


OPEN = frozenset({State.NEW, State.ACKNOWLEDGED, State.IN_PROGRESS, State.REOPENED})
OUTCOMES = frozenset({State.ANSWERED, State.CHANGED, State.CANNOT_CHANGE})


class Side(StrEnum):
    """Who may make a transition: the GP on their link, or a lead."""

    GP = "gp"
    LEAD = "lead"


_LEADS_ONWARD: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS, *OUTCOMES}),
    State.ACKNOWLEDGED: frozenset({State.IN_PROGRESS, *OUTCOMES}),
    State.IN_PROGRESS: OUTCOMES,
    State.REOPENED: frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS, *OUTCOMES}),
    **dict.fromkeys(OUTCOMES, frozenset({State.SETTLED, State.REOPENED})),
    State.SETTLED: frozenset({State.REOPENED}),
}
_GPS_WORD: Mapping[State, frozenset[State]] = {
    **dict.fromkeys(OPEN, frozenset({State.SETTLED})),
    **dict.fromkeys(OUTCOMES, frozenset({State.SETTLED, State.REOPENED})),
    State.SETTLED: frozenset({State.REOPENED}),
}
TRANSITIONS: Mapping[Side, Mapping[State, frozenset[State]]] = MappingProxyType(
    {Side.LEAD: _LEADS_ONWARD, Side.GP: _GPS_WORD}
)
"""The only ways from one state to another, by who may go them."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach who raised a concern; each part "" where they did not say."""

    name: str = ""
    practice: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """A matter that a GP raised, or that a lead logged from an event.

    `at`, `heard` and `changed` are UTC ISO text: when it was raised, when the GP last said something, when anything
    last happened. `due` is a UK date, ISO. `count` is how often it was raised, with the duplicates merged into it.
    `version` goes up with every change: who changes a concern names the version they read. `key` is made by the
    form, so that sending it twice raises one concern.
    """

    id: str
    reference: str
    key: str
    words: str
    at: str
    due: str
    topic: str = ""
    topic_by: str = PROGRAM
    models: tuple[str, ...] = ()
    session: str = ""
    turn: str = ""
    event: str = ""
    contact: Contact = Contact()
    owner: str = NOBODY
    state: State = State.NEW
    reason: str = ""
    urgent: bool = False
    article: str = ""
    count: int = 1
    merged_into: str = ""
    heard: str = ""
    changed: str = ""
    version: int = 1

    def overdue(self, today: date) -> bool:
        """Whether the GP waits longer than we promised."""
        return self.state.open and today.isoformat() > self.due

    def may_become(self, side: Side) -> tuple[State, ...]:
        """The states that come next for this side, in the order of the list of states."""
        return tuple(state for state in State if state in TRANSITIONS[side].get(self.state, ()))

    def moved(self, to: State, side: Side, reason: str = "") -> Concern:
        """The concern in another state. Raises NotAllowed for a way that is not in the table, BadInput without reason.

        Reopening and going on clear the reason: it was the reason of an outcome that no longer stands.
        """
        if to not in self.may_become(side):
            raise NotAllowed(f"A concern that is {said(self.state)} cannot become {said(to)}.")
        if to is State.CANNOT_CHANGE and not reason:
            raise BadInput("reason", "Say why this cannot change; the GP reads it.")
        kept = reason if to is State.CANNOT_CHANGE else self.reason if to is State.SETTLED else ""
        return replace(self, state=to, reason=kept)


class MessageKind(StrEnum):
    """Words about a concern: a lead's note for colleagues, a lead's reply to the GP, what the GP added."""

    NOTE = "note"
    REPLY = "reply"
    ADDITION = "addition"


@dataclass(frozen=True, slots=True)
class Message:
    """Words about a concern, for good. `by` is a person's id or `GP`."""

    id: str
    concern: str
    kind: MessageKind
    at: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a concern: which field, from what, to what. `by` as in Message, or `PROGRAM`."""

    id: str
    concern: str
    at: str
    by: str
    what: str
    before: str = ""
    after: str = ""


class MailState(StrEnum):
    """Whether a mail went out. `NOT_SENT` is for good, and its reason says why."""

    WAITING = "waiting"
    SENT = "sent"
    NOT_SENT = "not_sent"


class MailKind(StrEnum):
    """What a mail tells: that a reply is there, or how near the due date is."""

    REPLY = "reply"
    FOUR_WEEKS = "four_weeks"
    ONE_WEEK = "one_week"
    MISSED = "missed"


TO_GP = GP
TO_LEADS = "leads"


@dataclass(frozen=True, slots=True)
class Mail:
    """Something to tell by mail, once: `key` is the record's guard against twice.

    `to` is `TO_GP`, `TO_LEADS` or a person's id; the address is looked up when it is sent and never kept here.
    """

    key: str
    concern: str
    kind: MailKind
    to: str
    at: str
    state: MailState = MailState.WAITING
    tries: int = 0
    reason: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything kept of a concern beside itself, each oldest first."""

    changes: tuple[Change, ...] = ()
    messages: tuple[Message, ...] = ()
    mails: tuple[Mail, ...] = ()

    def of_kind(self, *kinds: MessageKind) -> tuple[Message, ...]:
        """The messages of these kinds."""
        return tuple(message for message in self.messages if message.kind in kinds)


@dataclass(frozen=True, slots=True)
class Update:
    """One change of a concern, kept whole or not at all. `concern.version` is the one that was read."""

    concern: Concern
    changes: tuple[Change, ...] = ()
    messages: tuple[Message, ...] = ()
    mails: tuple[Mail, ...] = ()


def said(state: State) -> str:
    """A state in words."""
    return state.value.replace("_", " ")


def uk_day(moment: datetime) -> date:
    """The day it is in the United Kingdom at that moment."""
    return moment.astimezone(UK).date()


def due_on(raised: datetime, weeks: int) -> date:
    """The UK day by which a concern raised at that moment is to be answered."""
    return uk_day(raised) + timedelta(weeks=weeks)


def models_in(terms: Iterable[str]) -> tuple[str, ...]:
    """The models among terms that were recognised; ICP-provider, one of the meanings of ICP, is the model ICP."""
    return tuple(dict.fromkeys(model for term in terms if (model := term.partition("-")[0]) in MODELS))
