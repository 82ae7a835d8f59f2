"""The nouns of editing; every value is frozen. Times are UTC ISO text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Finding


@dataclass(frozen=True, slots=True)
class Published:
    """A release as it went live, the `number`th to do so; an older content that is published again gets a new number.

    `person` is who published it ("" for the folder), `override` why it did although it broke a pinned question.
    """

    number: int
    hash: str
    at: str
    person: str
    name: str
    note: str
    override: str = ""


class DraftState(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"

    @property
    def open(self) -> bool:
        """Whether work on it goes on."""
        return self in OPEN


OPEN = frozenset({DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.APPROVED})


@dataclass(frozen=True, slots=True)
class Draft:
    """One file as somebody wants it to be.

    `base` is its live text when the draft was begun ("" for a new file) and `was_path` where that stands when the
    draft moves it. `version` counts every change; `authors` are the ids of all who wrote in it.
    """

    id: str
    path: str
    was_path: str
    base: str
    text: str
    state: DraftState
    version: int
    authors: tuple[str, ...]
    name: str
    created: str
    changed: str

    @property
    def from_path(self) -> str:
        """Where the text that this draft changes stands now; "" for a new file."""
        return self.was_path or (self.path if self.base else "")


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """What somebody did to a draft, or said of it."""

    id: str
    draft: str
    at: str
    person: str
    name: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody who has a draft open."""

    person: str
    name: str
    seen: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A concern that waits for an outcome, as far as editing needs it. `turn` is what it was raised from, or ""."""

    id: str
    reference: str
    words: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How an article does with GPs. `concerns` are the open ones raised from it or answered by it."""

    shown: int = 0
    useful: int = 0
    not_useful: int = 0
    concerns: int = 0

    @property
    def share(self) -> float | None:
        """The share of those who said whether it was useful to whom it was, 0 to 1; None when nobody said."""
        said = self.useful + self.not_useful
        return self.useful / said if said else None


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why the newest words are not live: `what` in a sentence, `findings` in detail."""

    what: str
    findings: tuple[Finding, ...] = ()
    asks: str = ""


NO_STANDSTILL = Standstill("")
