"""Counts over the record: how many turns by day, topic and model, and how long concerns waited."""

from __future__ import annotations

from assistant.engagement.concerns import OUTCOMES
from assistant.engagement.figures import Annotation, ConcernTimes, Tally
from assistant.model import Status, Useful
from assistant.store.engine import Engine, Row

_THEN = "turn.at >= :since AND turn.at < :until"
_TOPIC = "EXISTS (SELECT 1 FROM turn_topic WHERE turn_topic.turn = turn.id AND turn_topic.topic = :topic)"
_MODEL = "EXISTS (SELECT 1 FROM turn_model WHERE turn_model.turn = turn.id AND turn_model.model = :model)"
_BY_DAY = "SELECT substr(turn.at, 1, 10) AS name, turn.status, count(*) AS count FROM turn"
_BY_TOPIC = (
    "SELECT topic AS name, turn.status, count(*) AS count FROM turn JOIN turn_topic ON turn_topic.turn = turn.id"
)
_BY_MODEL = (
    "SELECT model AS name, turn.status, count(*) AS count FROM turn JOIN turn_model ON turn_model.turn = turn.id"
)
_USEFUL = "SELECT feedback.useful, count(*) AS count FROM turn JOIN feedback ON feedback.turn = turn.id"
_OUTCOMES = ", ".join(f"'{state.value}'" for state in sorted(OUTCOMES))
_TIMES = f"""
    SELECT concern.topic, concern.topic_by, concern.state, concern.raised, concern.at,
        MIN(change.at) AS acknowledged,
        MIN(CASE WHEN change.became IN ({_OUTCOMES}) THEN change.at END) AS answered
    FROM concern LEFT JOIN concern_change AS change
        ON change.concern = concern.id AND change.what = 'state' AND change.became <> 'new'
    WHERE concern.at >= :since AND concern.at < :until AND concern.merged_into IS NULL
        AND (:topic = '' OR concern.topic = :topic)
    GROUP BY concern.id, concern.topic, concern.topic_by, concern.state, concern.raised, concern.at
    ORDER BY concern.at, concern.id
"""  # noqa: S608  # constants of ours
_ANNOTATIONS = "SELECT * FROM annotation WHERE on_day >= :first AND on_day <= :last ORDER BY on_day, id"
_ADD_ANNOTATION = """
    INSERT INTO annotation (id, on_day, words, at) VALUES (:id, :day, :words, :at) ON CONFLICT (id) DO NOTHING
"""
_DROP_ANNOTATION = "DELETE FROM annotation WHERE id = :id RETURNING id"


class FigureRecords:
    """Counts over an engine; see ports.FigureStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def turns_by_day(self, since: str, until: str, topic: str, model: str) -> tuple[Tally, ...]:
        """How many turns there were, by UTC day and status."""
        rows = self._count(_BY_DAY, "substr(turn.at, 1, 10), turn.status", since, until, topic, model)
        return tuple(map(_tally, rows))

    def turns_by_topic(self, since: str, until: str, model: str) -> tuple[Tally, ...]:
        """How many turns there were, by topic and status."""
        return tuple(map(_tally, self._count(_BY_TOPIC, "topic, turn.status", since, until, "", model)))

    def turns_by_model(self, since: str, until: str, topic: str) -> tuple[Tally, ...]:
        """How many turns there were, by model and status."""
        return tuple(map(_tally, self._count(_BY_MODEL, "model, turn.status", since, until, topic, "")))

    def usefulness(self, since: str, until: str, topic: str, model: str) -> dict[Useful, int]:
        """How many turns were said to be useful, and not."""
        rows = self._count(_USEFUL, "feedback.useful", since, until, topic, model)
        return dict.fromkeys(Useful, 0) | {Useful(row["useful"]): row["count"] for row in rows}

    def concern_times(self, since: str, until: str, topic: str) -> tuple[ConcernTimes, ...]:
        """When each concern raised then was acknowledged and answered."""
        rows = self._engine.read(_TIMES, {"since": since, "until": until, "topic": topic})
        return tuple(map(_times, rows))

    def annotations(self, first: str, last: str) -> tuple[Annotation, ...]:
        """What happened from one ISO day to another."""
        rows = self._engine.read(_ANNOTATIONS, {"first": first, "last": last})
        return tuple(Annotation(row["id"], row["on_day"], row["words"], row["at"]) for row in rows)

    def add_annotation(self, annotation: Annotation) -> None:
        """Keep an annotation."""
        row = {"id": annotation.id, "day": annotation.day, "words": annotation.words, "at": annotation.at}
        self._engine.write(lambda transaction: transaction.run(_ADD_ANNOTATION, row), repeatable=True)

    def drop_annotation(self, annotation_id: str) -> bool:
        """Erase an annotation; False when there was none."""
        return bool(self._engine.write(lambda transaction: transaction.run(_DROP_ANNOTATION, {"id": annotation_id})))

    def _count(self, select: str, group: str, since: str, until: str, topic: str, model: str) -> list[Row]:
        """Only what is asked for is part of the query, so that an index can be used for it."""
        params = {"since": since, "until": until}
        wanted = [_THEN]
        for name, value, condition in (("topic", topic, _TOPIC), ("model", model, _MODEL)):
            if value:
                wanted.append(condition)
                params[name] = value
        return self._engine.read(f"{select} WHERE {' AND '.join(wanted)} GROUP BY {group}", params)


def _tally(row: Row) -> Tally:
    return Tally(row["name"], Status(row["status"]), row["count"])


def _times(row: Row) -> ConcernTimes:
    return ConcernTimes(
        row["topic"],
        row["topic_by"],
        row["state"],
        row["raised"],
        row["at"],
        row["acknowledged"] or "",
        row["answered"] or "",
    )
