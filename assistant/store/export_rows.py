"""Rows of the record to take away, a page in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.store import answers
from assistant.store.engine import Engine, Row, read_in_pages
from assistant.store.sessions import circumstances_of

_SESSIONS = """
    SELECT * FROM session WHERE (created, id) > (:created, :id) AND created < :until ORDER BY created, id LIMIT :limit
"""
_TURNS = """
    SELECT turn.*, feedback.useful, feedback.comment
    FROM turn LEFT JOIN feedback ON feedback.turn = turn.id
    WHERE (turn.at, turn.id) > (:at, :id) AND turn.at < :until ORDER BY turn.at, turn.id LIMIT :limit
"""


class ExportRecords:
    """Rows over an engine; see ports.ExportStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def session_rows(self, since: str, until: str) -> Iterator[SessionRow]:
        """The sessions opened then, oldest first."""
        start = {"created": since, "id": "", "until": until}
        for row in read_in_pages(self._engine, _SESSIONS, start, ("created", "id")):
            yield SessionRow(row["id"], row["created"], circumstances_of(row), row["turns"])

    def turn_rows(self, since: str, until: str) -> Iterator[TurnRow]:
        """The turns of then, oldest first."""
        start = {"at": since, "id": "", "until": until}
        return map(_turn, read_in_pages(self._engine, _TURNS, start, ("at", "id")))


def _turn(row: Row) -> TurnRow:
    topics, articles = answers.topics_and_articles(row["answer"])
    return TurnRow(
        id=row["id"],
        session=row["session"],
        number=row["number"],
        at=row["at"],
        release=row["release"],
        question=row["question"],
        status=row["status"],
        topics=topics,
        articles=articles,
        circumstances=circumstances_of(row),
        took_ms=row["took_ms"],
        useful=row["useful"] or "",
        comment=row["comment"] or "",
    )
