"""Plain concerns, changes and events for tests that need just one."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

from assistant.engagement.concerns import Change, Concern, Contact, Mail, MailKind, Message, MessageKind
from assistant.engagement.events import Event, EventKind
from assistant.engagement.references import new_reference

AT = "2026-11-21T10:00:00.000000Z"
_seconds = count(1)


def a_moment() -> str:
    """A time later than any that was given before."""
    n = next(_seconds)
    return f"2026-11-21T{10 + n // 3600 % 10:02}:{n // 60 % 60:02}:{n % 60:02}.000000Z"


def a_concern(**changes) -> Concern:
    """A new concern."""
    at = changes.get("at") or a_moment()
    values = {
        "id": str(uuid4()),
        "reference": new_reference(),
        "key": str(uuid4()),
        "words": "Will our list be taken over?",
        "at": at,
        "due": "2027-02-13",
        "topic": "contract",
        "heard": at,
        "changed": at,
        "contact": Contact("Dr A Lee", "Oak Lane", "lee@example.nhs.uk"),
    }
    return Concern(**values | changes)


def a_change(concern: Concern, what: str = "raised", **changes) -> Change:
    values = {"id": str(uuid4()), "concern": concern.id, "at": a_moment(), "by": "gp", "what": what}
    return Change(**values | changes)


def a_message(concern: Concern, kind: MessageKind = MessageKind.REPLY, **changes) -> Message:
    values = {"id": str(uuid4()), "concern": concern.id, "kind": kind, "at": a_moment(), "by": "ann"}
    return Message(**values | {"words": "We asked the ICB."} | changes)


def a_mail(concern: Concern, **changes) -> Mail:
    values = {"key": str(uuid4()), "concern": concern.id, "kind": MailKind.REPLY, "to": "gp", "at": a_moment()}
    return Mail(**values | changes)


def an_event(**changes) -> Event:
    values = {"id": str(uuid4()), "key": str(uuid4()), "kind": EventKind.PRACTICE_VISIT, "day": "2026-11-20"}
    return Event(**values | {"place": "Oak Lane", "who": "6 GPs", "at": AT, "by": "ann"} | changes)
