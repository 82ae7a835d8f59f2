"""Brings a database's tables up to date from the numbered files in `migrations/`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.errors import StoreUnavailable
from assistant.store.engine import Engine, Transaction

FOLDER = Path(__file__).parent / "migrations"

_FILE = re.compile(r"(?P<name>\d{4}_[a-z0-9_]+)(?:\.(?P<engine>sqlite|postgresql))?\.sql")
_TABLE = "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL)"
_APPLIED = "SELECT name, sha256 FROM migration"
_RECORD = "INSERT INTO migration (name, sha256) VALUES (:name, :sha256)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema; `name` is its file's, without the engine it is for."""

    name: str
    script: str

    @property
    def sha256(self) -> str:
        """What tells that a step was changed after it was applied."""
        return hashlib.sha256(self.script.encode()).hexdigest()


def migrations_for(engine: str, folder: Path = FOLDER) -> tuple[Migration, ...]:
    """The steps for an engine, in order. Raises ValueError for a file misnamed or a number used twice."""
    found: dict[str, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path.name}: a migration is called NNNN_name.sql or NNNN_name.sqlite|postgresql.sql")
        if match["engine"] in (None, engine):
            number = match["name"][:4]
            if number in found:
                raise ValueError(f"{path.name}: {found[number].name} has that number already")
            found[number] = Migration(match["name"], path.read_text(encoding="utf-8"))
    return tuple(found.values())


def migrate(engine: Engine, migrations: Iterable[Migration]) -> tuple[str, ...]:
    """Apply what is missing, each with its record in one transaction, and return the names applied.

    Any number of processes may do this at once. A database that is up to date is only read. Raises
    StoreUnavailable when the database is newer than this program or a step was changed since.
    """
    known = tuple(migrations)
    applied = _applied(engine)
    _refuse_strange(engine, known, applied)
    missing = [migration for migration in known if migration.name not in applied]
    return tuple(migration.name for migration in missing if engine.alter(partial(_apply, migration)))


def _applied(engine: Engine) -> dict[str, str]:
    if "migration" not in engine.tables():
        return {}
    return {row["name"]: row["sha256"] for row in engine.read(_APPLIED)}


def _refuse_strange(engine: Engine, known: tuple[Migration, ...], applied: dict[str, str]) -> None:
    hashes = {migration.name: migration.sha256 for migration in known}
    if newer := sorted(applied.keys() - hashes.keys()):
        raise StoreUnavailable(
            f"{engine.where} was written by a newer version of this program (it has {newer[-1]}): "
            "start that version, or restore a backup made before it."
        )
    if changed := sorted(name for name, sha256 in applied.items() if hashes[name] != sha256):
        raise StoreUnavailable(f"{engine.where} was made with another text of {changed[0]}: add a migration instead.")


def _apply(migration: Migration, transaction: Transaction) -> bool:
    """Apply one step; False when another process did so while this one waited for its turn."""
    transaction.run(_TABLE)
    if any(row["name"] == migration.name for row in transaction.run(_APPLIED)):
        return False
    transaction.run_script(migration.script)
    transaction.run(_RECORD, {"name": migration.name, "sha256": migration.sha256})
    return True
