"""What one line of an export holds, as the record gives it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model import Circumstances


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session."""

    id: str
    created: str
    circumstances: Circumstances
    turns: int


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn, without the words of its answer: `articles` and `release` lead back to those."""

    id: str
    session: str
    number: int
    at: str
    release: str
    question: str
    status: str
    topics: tuple[str, ...]
    articles: tuple[str, ...]
    circumstances: Circumstances
    took_ms: float
    useful: str
    comment: str
