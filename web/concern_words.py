"""What states, changes and mails of concerns are called, for GPs and for leads."""

from __future__ import annotations

from datetime import date, datetime

from assistant.clock import moment_of
from assistant.engagement.concerns import (
    GP,
    LINE_LIMIT,
    OPEN,
    PROGRAM,
    TO_LEADS,
    UK,
    WORDS_LIMIT,
    Change,
    MailKind,
    MailState,
    State,
    uk_day,
)
from assistant.engagement.events import EventKind
from assistant.model import Status
from knowledge.model import MODELS, TOPICS
from web.application import Application, moment_now
from web.presenting import topic_name

STATES = {
    State.NEW: "New",
    State.ACKNOWLEDGED: "Acknowledged",
    State.IN_PROGRESS: "In progress",
    State.ANSWERED: "Answered",
    State.CHANGED: "Changed",
    State.CANNOT_CHANGE: "Cannot change",
    State.SETTLED: "Settled",
    State.REOPENED: "Reopened",
}
TO_GPS = {
    State.NEW: "Sent. Nobody has looked at it yet.",
    State.ACKNOWLEDGED: "Read. Somebody has seen it.",
    State.IN_PROGRESS: "In progress. Somebody is working on it.",
    State.ANSWERED: "Answered. The reply is below.",
    State.CHANGED: "Something was changed because of it.",
    State.CANNOT_CHANGE: "This cannot change. The reason is below.",
    State.SETTLED: "Settled.",
    State.REOPENED: "Open again.",
}
"""A state as the GP reads it."""

MEANINGS = {
    State.ACKNOWLEDGED: "you have read it",
    State.IN_PROGRESS: "somebody works on it",
    State.ANSWERED: "the reply answers it",
    State.CHANGED: "something was changed because of it",
    State.CANNOT_CHANGE: "give the reason; the GP reads it",
    State.SETTLED: "the GP told you that it is settled",
    State.REOPENED: "the GP told you that it is not settled",
}
"""When a lead chooses a state."""

STATUSES = {
    Status.CLOSEST_ONLY: "Only links shown",
    Status.UNANSWERED_NOT_KNOWN: "Nobody knows yet",
    Status.UNANSWERED_NOT_COVERED: "Not covered",
}
MAILS = {
    MailKind.REPLY: "Mail that a reply is there",
    MailKind.FOUR_WEEKS: "Reminder, four weeks before it is due",
    MailKind.ONE_WEEK: "Reminder, one week before it is due",
    MailKind.MISSED: "Reminder that the due date was missed",
}
MAIL_STATES = {MailState.WAITING: "waiting", MailState.SENT: "sent", MailState.NOT_SENT: "not sent"}
CHANGES = {
    "raised": "raised it",
    "logged": "logged it",
    "owner": "owner {before} → {after}",
    "state": "state {before} → {after}",
    "due": "due date {before} → {after}",
    "topic": "topic {before} → {after}",
    "urgent": "urgent {before} → {after}",
    "article": "article that answers it {before} → {after}",
    "merged": "merged it into {after}",
    "parted": "took it out of {before}",
    "count": "counts for {after} (before: {before})",
    "link closed": "closed the GP's link",
}
EVENTS = {EventKind.PRACTICE_VISIT: "Practice visit", EventKind.LMC_MEETING: "LMC meeting", EventKind.OTHER: "Other"}


def state_name(state: str) -> str:
    """A concern's state or a question's status, for leads."""
    return STATES[State(state)] if state in tuple(State) else STATUSES.get(Status(state), "Answered")


def who(by: str, names: dict[str, str]) -> str:
    """Who did something, or whom a mail was for."""
    known = {GP: "The GP", PROGRAM: "The service", TO_LEADS: "All leads", "": "Nobody"}
    return known.get(by) or names.get(by, "Somebody who has left")


def change_said(change: Change, names: dict[str, str]) -> str:
    """What a change was, for leads."""
    words = {"owner": lambda by: who(by, names), "state": state_name, "due": day, "topic": topic_name}
    tell = words.get(change.what, str)
    before, after = (
        tell(each) if each or change.what == "owner" else "nothing" for each in (change.before, change.after)
    )
    return CHANGES.get(change.what, change.what).format(before=before, after=after)


def day(text: str) -> str:
    """An ISO day, or the UK day of a time in the record, as people write it."""
    one = _uk(text) if "T" in text else date.fromisoformat(text)
    return f"{one.day} {one:%B %Y}"


def moment(text: str) -> str:
    """A time in the record as people in the UK write it."""
    return f"{day(text)}, {_uk(text):%H:%M}"


def _uk(text: str) -> datetime:
    return moment_of(text).astimezone(UK)


def furnish(app: Application) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        state_name=state_name,
        states=[(state.value, name) for state, name in STATES.items()],
        state_told=TO_GPS,
        state_meant=MEANINGS,
        open_states=OPEN,
        mail_name=MAILS,
        mail_state=MAIL_STATES,
        event_name=EVENTS,
        who=who,
        change_said=change_said,
        today=lambda: uk_day(moment_now()),
        day=day,
        moment=moment,
        topics=TOPICS,
        models=MODELS,
        words_limit=WORDS_LIMIT,
        line_limit=LINE_LIMIT,
    )
