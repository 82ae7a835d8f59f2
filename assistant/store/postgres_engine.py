"""The record in a PostgreSQL database; the only module that knows psycopg."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from assistant.errors import SettingsError, StoreUnavailable
from assistant.store.engine import NO_PARAMS, Params, Row, T, Transaction, checked

POOL_MAX = 8
"""Connections of one process."""

POOL_WAIT = 5.0
"""Seconds a call waits for a connection."""

_WAITING_MAX = 64
"""Calls that may wait for a connection; more are turned away at once."""

_LIMITS = "-c statement_timeout=3s -c idle_in_transaction_session_timeout=10s"
_ALTER_LOCK = 7_203_180_457_210_611_031
"""Any number that nobody else takes an advisory lock on."""

_CUT_OFF = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)
_NAMED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|::|:([a-z_]\w*)|%")

Connection = psycopg.Connection[Row]


class PostgresTransaction:
    """The statements of one write to PostgreSQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one statement and return its rows."""
        return _rows(self._connection, sql, params)

    def run_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each of the rows, in one trip."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(sql), [checked(row) for row in rows])

    def run_script(self, script: str) -> None:
        """Run several statements."""
        self._connection.execute(script)


class PostgresEngine:
    """One PostgreSQL database behind a pool of connections."""

    name = "postgresql"

    def __init__(self, url: str, pool_wait: float = POOL_WAIT) -> None:
        """`pool_wait` is in seconds. Nothing is connected until the first call."""
        self.where = _without_secrets(url)
        self._url = url
        self._pool_wait = pool_wait
        self._opening = threading.Lock()
        # By process: connections and the pool's threads do not survive a fork.
        self._pools: dict[int, ConnectionPool[Connection]] = {}

    def read(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one query."""
        return self._attempt_twice(lambda connection: _rows(connection, sql, params), repeatable=True)

    def write(self, work: Callable[[Transaction], T], *, repeatable: bool = False) -> T:
        """Run `work` in one transaction."""
        return self._attempt_twice(lambda connection: _in_transaction(connection, work), repeatable)

    def alter(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` behind a lock that all processes take, with time to wait for it and to build an index."""

        def alone(transaction: Transaction) -> T:
            transaction.run("SET LOCAL statement_timeout = '60s'")
            transaction.run("SELECT pg_advisory_xact_lock(:key)", {"key": _ALTER_LOCK})
            transaction.run("SET LOCAL statement_timeout = 0")
            return work(transaction)

        return self.write(alone)

    def tables(self) -> frozenset[str]:
        """The names of the tables there are."""
        rows = self.read("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()")
        return frozenset(row["tablename"] for row in rows)

    def scrub(self) -> None:
        """Nothing at once: autovacuum frees erased rows, and only the server can hurry it."""

    def close(self) -> None:
        """Close the pool."""
        if pool := self._pools.pop(os.getpid(), None):
            pool.close()

    def _attempt_twice(self, attempt: Callable[[Connection], T], repeatable: bool) -> T:
        """A broken connection gets one more try, unless the first may have written what must not be twice.

        After a restart of the server every idle connection is broken, so all are looked at before it.
        """
        with self._explained():
            try:
                return self._attempt(attempt)
            except _ConnectionLost as lost:
                if lost.in_commit and not repeatable:
                    raise
            self._pool().check()
            return self._attempt(attempt)

    def _attempt(self, attempt: Callable[[Connection], T]) -> T:
        with self._pool().connection() as connection:
            try:
                return attempt(connection)
            except psycopg.OperationalError as error:
                if not _is_cut_off(error):
                    raise
                connection.close()
                raise _ConnectionLost(error, in_commit=False) from error

    def _pool(self) -> ConnectionPool[Connection]:
        with self._opening:
            return self._pools.get(os.getpid()) or self._pools.setdefault(os.getpid(), self._opened())

    def _opened(self) -> ConnectionPool[Connection]:
        return ConnectionPool(
            self._url,
            connection_class=psycopg.Connection[Row],
            kwargs={"autocommit": True, "row_factory": dict_row, "options": _LIMITS, "connect_timeout": 5},
            min_size=1,
            max_size=POOL_MAX,
            max_waiting=_WAITING_MAX,
            timeout=self._pool_wait,
            # The pool doubles its pause after each failure; giving up early lets the next call try at once.
            reconnect_timeout=2.0,
            name="record",
            open=True,
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in one line what is wrong with the server; a mistake of ours stays the error it is."""
        try:
            yield
        except errors.UndefinedTable as error:
            raise StoreUnavailable(f"{self.where} has no tables yet ({_first_line(error)}).") from error
        except (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction) as error:
            raise StoreUnavailable(f"{self.where} cannot be used: {_first_line(error)}.") from error
        except _ConnectionLost as lost:
            raise StoreUnavailable(f"{self.where} was lost: {_first_line(lost)}.") from lost


class _ConnectionLost(Exception):
    """The connection broke; `in_commit` when it is not known whether the transaction was kept."""

    def __init__(self, error: Exception, in_commit: bool) -> None:
        super().__init__(str(error))
        self.in_commit = in_commit


def _is_cut_off(error: psycopg.OperationalError) -> bool:
    """Whether the connection is of no more use: the server said so, or nothing came from it at all."""
    return error.sqlstate is None or isinstance(error, _CUT_OFF)


def _in_transaction(connection: Connection, work: Callable[[Transaction], T]) -> T:
    connection.execute("BEGIN")
    try:
        result = work(PostgresTransaction(connection))
    except BaseException:
        with suppress(psycopg.Error):  # the first error says more
            connection.rollback()
        raise
    try:
        connection.commit()
    except psycopg.OperationalError as error:
        if not _is_cut_off(error):
            raise
        raise _ConnectionLost(error, in_commit=True) from error
    return result


def _rows(connection: Connection, sql: str, params: Params) -> list[Row]:
    cursor = connection.execute(_translated(sql), checked(params))
    return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    """`:name` as psycopg writes it; text in quotes, comments and `::casts` stay as they are."""

    def as_psycopg(found: re.Match[str]) -> str:
        return f"%({found[1]})s" if found[1] else found[0].replace("%", "%%")

    return _NAMED.sub(as_psycopg, sql)


def _without_secrets(url: str) -> str:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # What psycopg says may repeat the password.
        raise SettingsError(("The record's URL cannot be read: write postgresql://user@host/database.",)) from None
    return f"PostgreSQL database {parts.get('dbname', '')!r} on {parts.get('host', 'localhost')}"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".")
