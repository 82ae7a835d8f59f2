"""The nouns of the dashboard: what was counted in a period, and how long GPs waited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from assistant.clock import moment_of
from assistant.engagement.days import Period
from assistant.model import Status

UNANSWERED = frozenset({Status.CLOSEST_ONLY, Status.UNANSWERED_NOT_KNOWN, Status.UNANSWERED_NOT_COVERED})
"""The statuses that leave a question of the subject without an answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many turns of one status a day, topic or model has."""

    name: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class ConcernTimes:
    """When a concern was raised, first acknowledged and first answered (UTC ISO text, "" when not yet).

    `topic_by` is who set its topic: the program or a person. `count` is how often it was raised.
    """

    topic: str
    topic_by: str
    state: str
    count: int
    at: str
    acknowledged: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What happened on a day ("letter of 12 March"), to be read beside the figures. `day` is an ISO date."""

    id: str
    day: str
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions of the subject were answered, and how many were not."""

    answered: int = 0
    unanswered: int = 0

    @property
    def all(self) -> int:
        """Both together. Greetings, declined and failed questions are in neither."""
        return self.answered + self.unanswered

    @property
    def unanswered_share(self) -> float:
        """The part that was not answered, 0 to 1; 0 when nothing was asked."""
        return self.unanswered / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many days GPs waited, counted to the next whole day, among the `count` that need not wait any more."""

    count: int = 0
    median: int = 0
    ninth: int = 0
    """Nine of ten waited no longer than this."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a lead sees of a period. Steps, topics and models are in the order in which they are shown."""

    period: Period
    asked: Asked
    steps: tuple[tuple[Period, Asked], ...]
    topics: tuple[tuple[str, Asked], ...]
    models: tuple[tuple[str, Asked], ...]
    useful: int
    not_useful: int
    concerns: tuple[ConcernTimes, ...]
    acknowledge: Waiting
    answer: Waiting
    annotations: tuple[Annotation, ...]


def asked(tallies: Iterable[Tally]) -> Asked:
    """The tallies of one name or of all, added up."""
    sums: Counter[str] = Counter()
    for tally in tallies:
        if tally.status in UNANSWERED:
            sums["unanswered"] += tally.count
        elif tally.status.answered:
            sums["answered"] += tally.count
    return Asked(**sums)


def asked_by_name(tallies: Iterable[Tally]) -> tuple[tuple[str, Asked], ...]:
    """What was asked by topic or model, the most asked first."""
    by_name: dict[str, list[Tally]] = {}
    for tally in tallies:
        by_name.setdefault(tally.name, []).append(tally)
    rows = ((name, asked(of_name)) for name, of_name in by_name.items())
    return tuple(sorted((row for row in rows if row[1].all), key=lambda row: (-row[1].all, row[0])))


def asked_by_step(tallies: Iterable[Tally], period: Period) -> tuple[tuple[Period, Asked], ...]:
    """What was asked in each step of the period. Days of the record are UTC days: one at each end belongs inside."""
    by_step: dict[Period, list[Tally]] = {step: [] for step in period.steps()}
    steps = tuple(by_step)
    for tally in tallies:
        day = min(max(date.fromisoformat(tally.name), period.first), period.last)
        by_step[next(step for step in steps if day <= step.last)].append(tally)
    return tuple((step, asked(of_step)) for step, of_step in by_step.items())


def waiting(pairs: Iterable[tuple[str, str]]) -> Waiting:
    """How long it took from the first moment of each pair to the second; pairs without a second still wait."""
    days = sorted(_days(moment_of(begin), moment_of(end)) for begin, end in pairs if end)
    if not days:
        return Waiting()
    return Waiting(len(days), days[ceil(len(days) * 0.5) - 1], days[ceil(len(days) * 0.9) - 1])


def _days(begin: datetime, end: datetime) -> int:
    return max(0, ceil((end - begin).total_seconds() / 86_400))
