"""Where times and ids come from, and how the record writes a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Where times and ids come from; tests bring their own."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())


def iso(moment: datetime) -> str:
    """A moment as the record keeps it: UTC ISO text to the microsecond, so that text sorts as time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The moment that `iso` was given."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
