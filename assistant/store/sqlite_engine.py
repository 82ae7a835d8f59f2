"""The record in one SQLite file; the only module that knows sqlite_utils and sqlite3."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from assistant.errors import StoreUnavailable
from assistant.store.engine import NO_PARAMS, Params, Row, T, Transaction, checked
from assistant.store.write_lock import WriteLock

LOCK_WAIT = 2.5
"""Seconds a write waits for our other writers."""

BUSY_WAIT = 2.0
"""Seconds a statement waits for programs that do not take our lock, such as a backup."""

_NAP = 0.005
"""Seconds between two tries to open a file that is busy."""

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL loses commits when the power fails; FULL syncs the log at each one.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Erased text is overwritten with zeros instead of being left in free pages.
    "PRAGMA secure_delete = ON",
)

_OUT_OF_ORDER = {
    sqlite3.SQLITE_PERM: "may not be used",
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_LOCKED: "is locked by another program",
    sqlite3.SQLITE_READONLY: "is read-only",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_CORRUPT: "is damaged; it was left as it is, restore it from a backup",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_PROTOCOL: "is locked by another program",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; it was left as it is, restore it from a backup",
}


_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
"""After these the connection is kept: on a full disk no other could be opened, and reads need one."""


class SqliteTransaction:
    """The statements of one write to SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one statement and return its rows."""
        return _rows(self._database, sql, params)

    def run_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each of the rows."""
        self._database.conn.executemany(sql, [dict(checked(row)) for row in rows])

    def run_script(self, script: str) -> None:
        """Run several statements; sqlite3's own executescript would commit first."""
        for statement in _statements(script):
            self._database.execute(statement)


class SqliteEngine:
    """One SQLite file in WAL mode. A connection serves one thread at a time and is kept for the next."""

    name = "sqlite"

    def __init__(self, path: Path, lock_wait: float = LOCK_WAIT, busy_wait: float = BUSY_WAIT) -> None:
        """Waits are in seconds. The file is made when first used, for its owner's eyes only."""
        self.where = str(path)
        self._path = path
        self._busy_wait = busy_wait
        self._lock = WriteLock(path.with_name(f"{path.name}.lock"), lock_wait)
        # By process: a connection must not be used, nor even closed, on the other side of a fork.
        self._idle: dict[int, deque[Database]] = {}

    def read(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one query; never waits for a writer."""
        with self._connection() as database:
            return _rows(database, sql, params)

    def write(self, work: Callable[[Transaction], T], *, repeatable: bool = False) -> T:  # noqa: ARG002  # one file: a commit is never in doubt
        """Run `work` in one transaction, synced to disk when this returns."""
        with self._lock.held(), self._connection() as database, _immediate(database):
            return work(SqliteTransaction(database))

    def alter(self, work: Callable[[Transaction], T]) -> T:
        """The same as a write: there is only ever one."""
        return self.write(work)

    def tables(self) -> frozenset[str]:
        """The names of the tables there are."""
        with self._connection() as database:
            return frozenset(database.table_names())

    def scrub(self) -> None:
        """Bring the log into the file and cut it, so that neither holds erased text.

        Does what it can: a reader of an older state keeps the log until the next time.
        """
        with self._lock.held(), self._connection() as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connections not in use."""
        idle = self._idle.get(os.getpid(), deque())
        while idle:
            idle.pop().close()

    @contextmanager
    def _connection(self) -> Iterator[Database]:
        """One connection for this thread alone; kept for the next unless something is wrong with the file."""
        idle = self._idle.setdefault(os.getpid(), deque())
        try:
            database = idle.pop()
        except IndexError:
            database = self._open()
        keep = True
        try:
            yield database
        except sqlite3.Error as error:
            keep = _code(error) in _PASSING
            self._explain(error)
            raise
        finally:
            if keep and not database.conn.in_transaction:
                idle.append(database)
            else:
                database.close()

    def _open(self) -> Database:
        connection = None
        try:
            self._make_file()
            connection = sqlite3.connect(
                self._path, timeout=self._busy_wait, isolation_level=None, check_same_thread=False
            )
            self._set(connection)
            return Database(connection, execute_plugins=False)
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be opened: {error.strerror}.") from error
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            self._explain(error)
            raise

    def _set(self, connection: sqlite3.Connection) -> None:
        """Tries again while the file is busy: a new one is put into WAL mode by whoever is first, and SQLite does not
        let the others wait for that."""
        deadline = time.monotonic() + self._busy_wait
        for setting in _SETTINGS:
            while True:
                try:
                    connection.execute(setting).fetchall()
                    break
                except sqlite3.OperationalError as error:
                    if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                        raise
                    time.sleep(_NAP)

    def _make_file(self) -> None:
        """SQLite gives its log and index the mode of the file, so that is set before SQLite sees it."""
        if self._path.exists():
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL, 0o600))

    def _explain(self, error: sqlite3.Error) -> None:
        """Raise StoreUnavailable for what is wrong with the file; a mistake of ours stays the error it is."""
        reason = _OUT_OF_ORDER.get(_code(error))
        if reason is None and str(error).startswith("no such table"):
            reason = "has no tables yet"
        if reason:
            raise StoreUnavailable(f"{self._path} {reason} ({error}).") from error


def _code(error: sqlite3.Error) -> int:
    """The primary code; 0 for errors of the Python module's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def _immediate(database: Database) -> Iterator[None]:
    """One transaction. IMMEDIATE: a deferred one that reads first fails at once when another wrote since."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # the first error says more, and a full disk has rolled back already
            database.execute("ROLLBACK")
        raise


def _rows(database: Database, sql: str, params: Params) -> list[Row]:
    cursor = database.execute(sql, dict(checked(params)))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, each ending with a line; knows that a trigger's body has semicolons."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending
