"""The door of what is told to everybody and to leads: open questions, commitments, figures, exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.clock import Clock
from assistant.engagement.commitments import Commitments
from assistant.engagement.register import Register
from assistant.engagement.reports import Reports
from knowledge.encoder import Encoder

if TYPE_CHECKING:
    from assistant.store.ports import ReportStore


@dataclass(frozen=True, slots=True)
class Reporting:
    """What was asked, promised and counted."""

    register: Register
    commitments: Commitments
    reports: Reports

    @classmethod
    def over(cls, store: ReportStore, clock: Clock, encoder: Callable[[], Encoder | None]) -> Reporting:
        """Reporting over that store; `encoder` gives the one that is at work just now, or None."""
        return cls(Register(store, clock, encoder), Commitments(store, clock), Reports(store, clock))
