"""Counts a period for leads: the dashboard's figures, and the report "You said, we answered, we are doing"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.clock import Clock, iso
from assistant.engagement import approved as check
from assistant.engagement import figures, suppression
from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import State, uk_day
from assistant.engagement.concerns import said as said_of
from assistant.engagement.days import Period
from assistant.engagement.exports import Export, Kind, export
from assistant.engagement.figures import Annotation, Asked, ConcernTimes, Figures
from assistant.engagement.register import OpenQuestion
from assistant.engagement.suppression import Published, Table
from assistant.errors import NotFound
from assistant.model import Useful

if TYPE_CHECKING:
    from assistant.store.ports import ReportStore

STATES: tuple[tuple[str, frozenset[State]], ...] = (
    ("Being looked at", frozenset({State.NEW, State.ACKNOWLEDGED, State.IN_PROGRESS, State.REOPENED})),
    *((said_of(state).capitalize(), frozenset({state})) for state in (State.ANSWERED, State.CHANGED)),
    *((said_of(state).capitalize(), frozenset({state})) for state in (State.CANNOT_CHANGE, State.SETTLED)),
)
"""The columns in which a report shows how far concerns have come."""

NO_TOPIC = "No topic"


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a period, fit for everybody: approved words, and tables without small numbers."""

    period: Period
    said: Published
    answered: Published
    answers: tuple[OpenQuestion, ...]
    waiting: tuple[OpenQuestion, ...]
    commitments: tuple[Commitment, ...]


class Reports:
    """Figures and reports over the record. Safe to share between threads."""

    def __init__(self, store: ReportStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def figures(self, period: Period, topic: str = "", model: str = "") -> Figures:
        """The figures of a period; only of a topic or model when it is given."""
        since, until = period.since, period.until
        by_day = self._store.turns_by_day(since, until, topic, model)
        useful = self._store.usefulness(since, until, topic, model)
        times = self._store.concern_times(since, until, topic)
        return Figures(
            period=period,
            asked=figures.asked(by_day),
            steps=figures.asked_by_step(by_day, period),
            topics=figures.asked_by_name(self._store.turns_by_topic(since, until, model)),
            models=figures.asked_by_name(self._store.turns_by_model(since, until, topic)),
            useful=useful[Useful.YES],
            not_useful=useful[Useful.NO],
            concerns=times,
            acknowledge=figures.waiting((each.at, each.acknowledged) for each in times),
            answer=figures.waiting((each.at, each.answered) for each in times),
            annotations=self._store.annotations(period.first.isoformat(), period.last.isoformat()),
        )

    def annotate(self, day: str, words: str) -> Annotation:
        """Keep what happened on a day. Raises BadInput."""
        added = Annotation(
            self._clock.new_id(), check.day(day, "day"), check.line(words, "words"), iso(self._clock.now())
        )
        self._store.add_annotation(added)
        return added

    def drop_annotation(self, annotation_id: str) -> None:
        """Erase an annotation. Raises NotFound."""
        if not self._store.drop_annotation(annotation_id):
            raise NotFound("There is no such annotation.")

    def export(self, kind: Kind, period: Period, *, identifying: bool) -> Export:
        """Rows to take away; see `exports.export`."""
        return export(self._store, kind, period, identifying=identifying)

    @property
    def today(self) -> date:
        """The day it is."""
        return uk_day(self._clock.now())

    def report(self, period: Period) -> Report:
        """You said, we answered, we are doing. Each table hides small numbers by itself."""
        since, until = period.since, period.until
        questions = [each for each in self._store.open_questions() if not each.withdrawn]
        promises = [each for each in self._store.commitments() if not each.withdrawn]
        return Report(
            period=period,
            said=suppression.publish(_concern_table(self._store.concern_times(since, until, ""))),
            answered=suppression.publish(
                _question_table(figures.asked_by_name(self._store.turns_by_topic(since, until, "")))
            ),
            answers=tuple(each for each in questions if each.answered and since <= each.changed < until),
            waiting=tuple(each for each in questions if each.waiting),
            commitments=tuple(promise for promise in promises if promise.made <= period.last.isoformat()),
        )


def _concern_table(times: Iterable[ConcernTimes]) -> Table:
    counts: Counter[tuple[str, str]] = Counter()
    for each in times:
        column = next(name for name, states in STATES if each.state in states)
        counts[each.topic or NO_TOPIC, column] += each.count
    topics = tuple(sorted({topic for topic, _ in counts}))
    columns = tuple(name for name, _ in STATES)
    return Table(topics, columns, tuple(tuple(counts[topic, column] for column in columns) for topic in topics))


def _question_table(asked: Iterable[tuple[str, Asked]]) -> Table:
    rows = tuple(sorted(asked, key=lambda row: row[0]))
    return Table(
        tuple(topic for topic, _ in rows),
        ("Answered", "Not answered"),
        tuple((each.answered, each.unanswered) for _, each in rows),
    )
