"""Days as people in the United Kingdom have them, and periods of whole days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.clock import iso
from assistant.engagement.concerns import UK
from assistant.errors import BadInput

LONGEST = 3660
"""The most days a period may have."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both of them included."""

    first: date
    last: date

    @property
    def since(self) -> str:
        """The moment the first day begins, as the record keeps times."""
        return _midnight(self.first)

    @property
    def until(self) -> str:
        """The moment after which the last day is over."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def steps(self) -> tuple[Period, ...]:
        """The period in days, weeks that begin on Mondays, or months, whichever can be drawn side by side."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Period]:
        begin = self.first
        while begin <= self.last:
            end = min(self._end_of_step(begin), self.last)
            yield Period(begin, end)
            begin = end + timedelta(days=1)

    def _end_of_step(self, day: date) -> date:
        if self.days <= 31:
            return day
        if self.days <= 26 * 7:
            return day + timedelta(days=6 - day.weekday())
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def period_of(first: str, last: str, today: date, usual: int = 28) -> Period:
    """The period between two ISO dates; where one is "", the `usual` days that end today. Raises BadInput."""
    end = day_of(last, "until") if last else today
    begin = day_of(first, "since") if first else end - timedelta(days=usual - 1)
    if begin > end:
        raise BadInput("until", "The last day is before the first.")
    if (end - begin).days >= LONGEST:
        raise BadInput("since", "That is more than ten years.")
    return Period(begin, end)


def day_of(text: str, field: str) -> date:
    """The day an ISO date names. Raises BadInput."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(field, "Write the date as year-month-day, such as 2026-11-21.") from None
    if not 1990 <= day.year <= 2100:
        raise BadInput(field, "That year cannot be right.")
    return day


def said(day: date) -> str:
    """A day as people write it: 21 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _midnight(day: date) -> str:
    return iso(datetime.combine(day, time(), UK))
