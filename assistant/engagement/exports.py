"""Lays the record out as rows to take away, with or without what could tell who somebody is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from assistant.clock import moment_of
from assistant.engagement.concerns import Concern, uk_day
from assistant.engagement.days import Period
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.model import Circumstances

if TYPE_CHECKING:
    from assistant.store.ports import ExportStore

Value = str | int | float

# Programs that open tables take a cell that begins with one of these for a formula; the last four are the same
# letters in full width. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Kind(StrEnum):
    """What can be taken away."""

    SESSIONS = "sessions"
    TURNS = "turns"
    CONCERNS = "concerns"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its value in a row, and whether it could tell who somebody is."""

    name: str
    value: Callable[[Any], Value]
    identifying: bool = False


def _uk_date(at: str) -> str:
    """The day in the United Kingdom, by which the period was chosen too."""
    return uk_day(moment_of(at)).isoformat()


def _circumstances() -> tuple[Column, ...]:
    def of(name: str) -> Callable[[Any], Value]:
        def value(row: SessionRow | TurnRow) -> Value:
            circumstances: Circumstances = row.circumstances
            return str(getattr(circumstances, name))

        return value

    return tuple(Column(name, of(name)) for name in ("role", "contract", "level", "premises"))


COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.SESSIONS: (
        Column("session", lambda row: row.id, identifying=True),
        Column("opened", lambda row: row.created, identifying=True),
        Column("day", lambda row: _uk_date(row.created)),
        *_circumstances(),
        Column("questions", lambda row: row.turns),
    ),
    Kind.TURNS: (
        Column("session", lambda row: row.session, identifying=True),
        Column("turn", lambda row: row.id, identifying=True),
        Column("number", lambda row: row.number, identifying=True),
        Column("at", lambda row: row.at, identifying=True),
        Column("day", lambda row: _uk_date(row.at)),
        Column("question", lambda row: row.question, identifying=True),
        Column("status", lambda row: row.status),
        Column("topics", lambda row: ", ".join(row.topics)),
        Column("articles", lambda row: ", ".join(row.articles)),
        *_circumstances(),
        Column("useful", lambda row: row.useful),
        Column("comment", lambda row: row.comment, identifying=True),
        Column("release", lambda row: row.release),
        Column("took_ms", lambda row: row.took_ms),
    ),
    Kind.CONCERNS: (
        Column("reference", lambda row: row.reference, identifying=True),
        Column("raised", lambda row: row.at, identifying=True),
        Column("day", lambda row: _uk_date(row.at)),
        Column("words", lambda row: row.words, identifying=True),
        Column("name", lambda row: row.contact.name, identifying=True),
        Column("practice", lambda row: row.contact.practice, identifying=True),
        Column("e-mail", lambda row: row.contact.email, identifying=True),
        Column("topic", lambda row: row.topic),
        Column("topic_set_by", lambda row: "program" if row.topic_by == "program" else "person"),
        Column("models", lambda row: ", ".join(row.models)),
        Column("state", lambda row: row.state.value),
        Column("reason", lambda row: row.reason, identifying=True),
        Column("urgent", lambda row: "yes" if row.urgent else "no"),
        Column("due", lambda row: row.due),
        Column("times_raised", lambda row: row.count),
        Column("article", lambda row: row.article),
    ),
}


@dataclass(frozen=True, slots=True)
class Export:
    """Rows to be written out as they are read; every text in them is safe to open in a program for tables."""

    kind: Kind
    period: Period
    header: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]

    @property
    def name(self) -> str:
        """What to call the file, without its ending."""
        return f"gp-engage-{self.kind.value}-{self.period.first}-{self.period.last}"


def export(store: ExportStore, kind: Kind, period: Period, *, identifying: bool) -> Export:
    """An export of a period, oldest first. Nothing is read before its first row is asked for.

    Without `identifying` there are no words of a GP, no contact, no ids and no times of day.
    """
    columns = tuple(column for column in COLUMNS[kind] if identifying or not column.identifying)
    rows = (tuple(safe(column.value(row)) for column in columns) for row in _rows(store, kind, period))
    return Export(kind, period, tuple(column.name for column in columns), rows)


def safe(value: Value) -> Value:
    """The value; a text that could be taken for a formula, if only once its blanks are trimmed, gets an apostrophe."""
    evil = isinstance(value, str) and (value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA))
    return f"'{value}" if evil else value


def _rows(store: ExportStore, kind: Kind, period: Period) -> Iterable[SessionRow | TurnRow | Concern]:
    match kind:
        case Kind.SESSIONS:
            return store.session_rows(period.since, period.until)
        case Kind.TURNS:
            return store.turn_rows(period.since, period.until)
        case Kind.CONCERNS:
            return (row for row in store.all_concerns() if period.since <= row.at < period.until)
