"""The nouns of the inbox: what a lead wants to see of it, and its items."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.engagement.concerns import State


class ItemKind(StrEnum):
    """What waits: a concern that was raised, or a question that had no good answer."""

    CONCERN = "concern"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lead wants to see. Where a field is empty, it asks for nothing.

    `states` empty means any. `since` and `until` are UTC ISO text, the latter exclusive; `overdue_on` the ISO day by
    which a due date has passed. A filter that only concerns have leaves the questions out.
    """

    concerns: bool = True
    questions: bool = True
    states: frozenset[State] = frozenset()
    topic: str = ""
    owner: str = ""
    unowned: bool = False
    urgent: bool = False
    overdue_on: str = ""
    practice: str = ""
    model: str = ""
    since: str = ""
    until: str = ""

    @property
    def only_of_concerns(self) -> bool:
        """Whether something is asked for that a question cannot have."""
        return bool(self.owner or self.unowned or self.urgent or self.overdue_on or self.practice)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the inbox ended: the next one begins after it."""

    heard: str
    id: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the inbox. `state` is a concern's State or a question's status; `session` that of a question."""

    kind: ItemKind
    id: str
    heard: str
    words: str
    state: str
    session: str = ""
    reference: str = ""
    topic: str = ""
    owner: str = ""
    due: str = ""
    urgent: bool = False
    practice: str = ""
    count: int = 1
    version: int = 0
    not_useful: bool = False

    @property
    def place(self) -> Place:
        """Where this item stands."""
        return Place(self.heard, self.id)


@dataclass(frozen=True, slots=True)
class Visit:
    """When a lead looked at the inbox: `before` is the end of the visit before this one, `now` the last look."""

    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a GP that a search found: a question of theirs, or what they wrote of a concern.

    `number` orders what was found, newest first. `state` is the question's status or the concern's state.
    """

    kind: ItemKind
    number: int
    id: str
    at: str
    words: str
    state: str
    session: str = ""
    reference: str = ""
