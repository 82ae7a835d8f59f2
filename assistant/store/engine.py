"""What a database engine does for the record: read, write in one transaction, change the schema.

SQL is one text in the subset that SQLite and PostgreSQL share: named parameters (`:name`), ON CONFLICT,
RETURNING, CTEs; ids and UTC ISO times as text, JSON as text. Drivers translate, records never ask which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from assistant.errors import Unreadable

T = TypeVar("T")
Row = dict[str, Any]
Params = Mapping[str, str | int | float | None]

NO_PARAMS: Params = {}
PAGE = 500
"""How many rows a long reading holds in memory at a time."""


class Transaction(Protocol):
    """The statements of one write; all of them are kept, or none."""

    def run(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one statement and return its rows; empty when it returns none. Raises Unreadable."""

    def run_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement once for each of the rows. Raises Unreadable."""

    def run_script(self, script: str) -> None:
        """Run several statements, one a line or more, without parameters."""


class Engine(Protocol):
    """One database. Every call may raise StoreUnavailable, within seconds; nothing was acknowledged then."""

    @property
    def name(self) -> str:
        """`sqlite` or `postgresql`, as migrations are named for it."""

    @property
    def where(self) -> str:
        """The file or server, as an operator is told of it; never a password."""

    def read(self, sql: str, params: Params = NO_PARAMS) -> list[Row]:
        """Run one query outside a write and return its rows. Raises Unreadable."""

    def write(self, work: Callable[[Transaction], T], *, repeatable: bool = False) -> T:
        """Run `work` in one transaction and return its result once that is durable.

        What `work` raises undoes all of it. It may be run a second time when nothing of the first can
        have been kept, and so must do nothing but use its transaction; with `repeatable` also when that
        is not known, because doing it twice is the same as doing it once.
        """

    def alter(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which changes the schema, with no other `alter` of any process at the same time."""

    def tables(self) -> frozenset[str]:
        """The names of the tables there are."""

    def scrub(self) -> None:
        """Overwrite what erased rows left behind, as far as the engine can at once."""

    def close(self) -> None:
        """Give back connections."""


def read_in_pages(engine: Engine, sql: str, start: Params, keys: tuple[str, ...], page: int = PAGE) -> Iterator[Row]:
    """Every row of a long query, a page at a time.

    The query takes `:limit` and, as `start` gives them, the columns named in `keys`; it returns rows that
    come after those, in their order. Nothing is held open between two pages, unlike with a cursor: a slow
    download neither keeps SQLite's log from being cut nor meets PostgreSQL's limit for idle transactions.
    """
    after = start
    while True:
        rows = engine.read(sql, {**after, "limit": page})
        yield from rows
        if len(rows) < page:
            return
        after = {**start, **{key: rows[-1][key] for key in keys}}


def checked(params: Params) -> Params:
    """The same parameters; raises Unreadable for text that an engine would refuse, cut or change."""
    for name, value in params.items():
        if isinstance(value, str):
            check_text(name, value)
    return params


def check_text(name: str, text: str) -> None:
    """Raise Unreadable for NUL, which PostgreSQL refuses, and for lone surrogates, which are no text."""
    if "\0" in text:
        raise Unreadable(name, f"The {name} has a NUL character; it cannot be kept.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable(name, f"The {name} has half a character at {error.start}; it cannot be kept.") from error
