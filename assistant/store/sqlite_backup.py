"""Copies a SQLite record while it is in use, and puts a copy in its place again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from assistant.errors import StoreUnavailable

COUNTED = ("session", "turn", "concern", "person", "audit")
"""The tables whose rows tell an operator that a copy is whole."""

IN_USE = "{path} is in use: stop the service first."


def back_up(record: Path, to: Path) -> dict[str, int]:
    """Write one whole copy of the record, as it is at this moment, and return how many rows it has by table.

    Nobody waits for it. Free pages are left out, so that it holds nothing that was erased. Raises
    StoreUnavailable; a file that exists is left alone.
    """
    if to.exists():
        raise StoreUnavailable(f"{to} exists already; a backup is never written over another.")
    if not record.exists():
        raise StoreUnavailable(f"There is no record at {record}.")
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(record, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        rows = inspect(part)
        _sync(part)
        part.rename(to)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{record} could not be copied to {to}: {error}.") from error
    else:
        return rows
    finally:
        part.unlink(missing_ok=True)


def inspect(copy: Path) -> dict[str, int]:
    """How many rows a copy has by table, after SQLite's own check of all of it. Raises StoreUnavailable."""
    if not copy.exists():
        raise StoreUnavailable(f"There is no file {copy}.")
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise StoreUnavailable(f"{copy} is damaged: SQLite's integrity_check finds faults.")
            connection.execute("SELECT name FROM migration LIMIT 1")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # names of ours
                for table in COUNTED
                if table in tables
            }
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{copy} is no backup of a record: {error}.") from error


def put_back(copy: Path, record: Path) -> None:
    """Put a copy in the record's place, whole or not at all. Raises StoreUnavailable while the record is in use."""
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = record.with_name(f"{record.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(copy, part)
        _sync(part)
        _set_aside(record)
        part.replace(record)
        _sync(record.parent)
    except OSError as error:
        raise StoreUnavailable(f"{copy} could not be put in the place of {record}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _set_aside(record: Path) -> None:
    """Bring the log of the old record home, which only works while nobody uses it, so that none is left over."""
    if not record.exists():
        return
    try:
        with closing(sqlite3.connect(record, timeout=0, isolation_level=None)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreUnavailable(IN_USE.format(path=record)) from error
        mode = "delete"  # damaged: a reason to restore
    if mode != "delete":
        raise StoreUnavailable(IN_USE.format(path=record))
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            record.with_name(record.name + suffix).unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
