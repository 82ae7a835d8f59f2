"""The audit in the record: entries are added and read, nothing else."""

from __future__ import annotations

from dataclasses import asdict

from assistant.accounts.model import AuditEntry
from assistant.store.engine import Engine, Params

_ADD = """
    INSERT INTO audit (id, at, who, name, what, about) VALUES (:id, :at, :who, :name, :what, :about)
    ON CONFLICT (id) DO NOTHING
"""
_NEWEST = "SELECT * FROM audit WHERE :at = '' OR (at, id) < (:at, :id) ORDER BY at DESC, id DESC LIMIT :limit"
_NEWEST_ABOUT = """
    SELECT * FROM audit WHERE about = :about AND (:at = '' OR (at, id) < (:at, :id))
    ORDER BY at DESC, id DESC LIMIT :limit
"""


class AuditRecords:
    """The audit over an engine; see ports.AuditStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_entry(self, entry: AuditEntry) -> None:
        """Keep an entry."""
        row: dict[str, str] = asdict(entry)
        self._engine.write(lambda transaction: transaction.run(_ADD, row), repeatable=True)

    def entries(self, before: tuple[str, str], limit: int, about: str = "") -> tuple[AuditEntry, ...]:
        """At most so many entries, newest first, older than `before`."""
        params: Params = {"at": before[0], "id": before[1], "limit": limit, "about": about}
        rows = self._engine.read(_NEWEST_ABOUT if about else _NEWEST, params)
        return tuple(AuditEntry(**row) for row in rows)
