"""The nouns of keeping and erasing: what can be erased, what holds it, and what outlives it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is erased, or held, as a whole with all that hangs on it."""

    SESSION = "session"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: keeps one session or concern from being erased until it is lifted. `by` is a person's id or ""."""

    kind: Kind
    about: str
    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """That something was erased, by its id alone; a backup that is restored is held against these."""

    kind: Kind
    about: str
    at: str


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many turns of a UTC day had a status; of one topic, or of all when `topic` is "". Erased ones count too."""

    day: str
    topic: str
    status: str
    number: int
