"""Events where GPs were heard, in the record."""

from __future__ import annotations

from assistant.engagement.events import Event, EventKind
from assistant.store.engine import Engine, Row, Transaction

_ADD = """
    INSERT INTO event (id, key, kind, on_day, place, who, at, logged_by)
    VALUES (:id, :key, :kind, :day, :place, :who, :at, :by)
    ON CONFLICT (key) DO NOTHING
"""
_BY_KEY = "SELECT * FROM event WHERE key = :key"
_ONE = "SELECT * FROM event WHERE id = :id"
_NEWEST = "SELECT * FROM event ORDER BY on_day DESC, id DESC LIMIT :limit"


class EventRecords:
    """Events over an engine; see ports.ConcernStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_event(self, event: Event) -> Event:
        """Keep an event, or return the one that has its key already."""
        params = {
            "id": event.id,
            "key": event.key,
            "kind": event.kind.value,
            "day": event.day,
            "place": event.place,
            "who": event.who,
            "at": event.at,
            "by": event.by,
        }

        def add(transaction: Transaction) -> Event:
            transaction.run(_ADD, params)
            return _event(transaction.run(_BY_KEY, {"key": event.key})[0])

        return self._engine.write(add, repeatable=True)

    def event(self, event_id: str) -> Event | None:
        """The event, or None."""
        rows = self._engine.read(_ONE, {"id": event_id})
        return _event(rows[0]) if rows else None

    def events(self, limit: int) -> tuple[Event, ...]:
        """The newest events, by their day."""
        return tuple(map(_event, self._engine.read(_NEWEST, {"limit": limit})))


def _event(row: Row) -> Event:
    kind = EventKind(row["kind"])
    return Event(row["id"], row["key"], kind, row["on_day"], row["place"], row["who"], row["at"], row["logged_by"])
