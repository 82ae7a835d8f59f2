"""Backup and restore of a record: what a backup brings back is held against what was erased since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.clock import Clock
from assistant.engagement.keeping import Erasure, Hold
from assistant.engagement.retention import Periods, Retention
from assistant.errors import NotFound, SettingsError, StoreUnavailable
from assistant.store.record import Record, open_store, sqlite_file
from assistant.store.sqlite_backup import back_up, inspect, put_back

USE_PG_DUMP = (
    "A PostgreSQL record is backed up by its own tools: pg_dump -Fc writes it, pg_restore brings it back. "
    "Keep what gp-engage erasures prints beside it, and after pg_restore run gp-engage replay with that."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought: rows by table, as they were in the backup, and how much of them was erased again."""

    rows: dict[str, int] = field(default_factory=dict)
    erased_again: int = 0


def write_backup(url: str, to: Path) -> dict[str, int]:
    """Copy the record at `url` to a file; rows by table. Raises SettingsError for PostgreSQL, StoreUnavailable."""
    return back_up(_file_of(url), to)


def restore(url: str, copy: Path, erasures: Iterable[Erasure] = (), clock: Clock | None = None) -> Restored:
    """Put a backup in the record's place and erase again what was erased since it was made.

    What was erased is read from the record that is replaced, as far as it can be read, and from `erasures`; its
    holds are kept as well. Raises SettingsError for PostgreSQL, StoreUnavailable; then the record is as it was.
    """
    path = _file_of(url)
    rows = inspect(copy)
    known, holds = _outlives(url, path)
    put_back(copy, path)
    store = open_store(url, clock)
    try:
        store.migrate()
        for hold in holds:
            _hold_again(store, hold)
        again = Retention(store, Periods(), clock or Clock()).replay((*known, *erasures))
    finally:
        store.close()
    return Restored(rows, again)


def _outlives(url: str, path: Path) -> tuple[tuple[Erasure, ...], tuple[Hold, ...]]:
    """What the record that is replaced knows of erasures and holds; nothing when it is not there or damaged."""
    if not path.exists():
        return (), ()
    store = open_store(url)
    try:
        return store.erasures(), store.holds()
    except StoreUnavailable:
        return (), ()
    finally:
        store.close()


def _hold_again(store: Record, hold: Hold) -> None:
    try:
        store.put_hold(hold)
    except NotFound:
        return  # what it held came into the record after the backup was made


def _file_of(url: str) -> Path:
    if not url.startswith("sqlite:"):
        raise SettingsError((USE_PG_DUMP,))
    return sqlite_file(url)
