"""Empty records of each engine, to be filled and measured."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ENGINES = ("sqlite", "postgresql")


def empty_records(engines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The name of each engine and the URL of an empty record on it, which is gone when the next one is asked for."""
    if "sqlite" in engines:
        with tempfile.TemporaryDirectory() as folder:
            yield "sqlite", f"sqlite:///{Path(folder)}/record.db"
    if "postgresql" in engines:
        from private_postgres import PrivatePostgres, find_programs

        server = PrivatePostgres(find_programs())
        server.start()
        try:
            yield "postgresql", server.new_database()
        finally:
            server.remove()
