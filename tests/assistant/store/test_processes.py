"""The record when several processes use it, and when they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conversations import a_session, a_turn

from assistant.store import schema
from assistant.store.record import open_engine, open_store

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    """Start one of the scripts beside this file."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def store(record_url):
    kept = open_store(record_url)
    kept.migrate()
    yield kept
    kept.close()


@pytest.fixture
def session(store):
    new = a_session()
    store.open_session(new)
    return new.id


def test_four_processes_write_at_once_without_gap_error_or_long_wait(record_url, store, session):
    writers = [start("writer.py", record_url, session, "40") for _ in range(4)]
    lines = [line.split() for writer in writers for line in writer.communicate(timeout=60)[0].splitlines()]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert sorted(int(number) for _, number, _ in lines) == list(range(1, 161))
    assert [turn.number for turn in store.turns(session)] == list(range(1, 161))
    assert max(float(took) for _, _, took in lines) < 2.0


def keys(lines):
    return {line.split()[0] for line in lines if line.endswith("\n")}


def test_killing_writers_loses_nothing_acknowledged(record_url, store, session):
    writers = [start("writer.py", record_url, session, "1000000") for _ in range(2)]
    acknowledged = keys(writer.stdout.readline() for writer in writers for _ in range(20))
    for writer in writers:
        writer.kill()
    acknowledged |= keys(line for writer in writers for line in writer.communicate()[0].splitlines(keepends=True))
    kept = store.turns(session)
    assert len(acknowledged) >= 40
    assert acknowledged <= {turn.key for turn in kept}
    assert [turn.number for turn in kept] == list(range(1, len(kept) + 1))
    assert store.add_turn(a_turn(session)).number == len(kept) + 1


def empty_record(request, engine, folder):
    if engine == "sqlite":
        return f"sqlite:///{folder}/record.db"
    return request.getfixturevalue("postgres").new_database()


@pytest.mark.parametrize("statement", [1, 5, 16])
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_migration_killed_between_statements_leaves_the_old_schema(request, tmp_path, engine, statement):
    url = empty_record(request, engine, tmp_path)
    migrator = start("migrator.py", url, str(statement))
    migrator.communicate()
    assert migrator.returncode == -signal.SIGKILL
    kept = open_engine(url)
    assert kept.tables() == frozenset()
    assert schema.migrate(kept, schema.migrations_for(kept.name))
    assert {"migration", "session", "turn"} <= kept.tables()
    kept.close()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_stores_that_start_at_once_migrate_once(request, tmp_path, engine):
    url = empty_record(request, engine, tmp_path)
    stores = [open_store(url) for _ in range(6)]
    applied = []
    threads = [threading.Thread(target=lambda each=each: applied.extend(each.migrate())) for each in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [migration.name for migration in schema.migrations_for(engine)]
    for each in stores:
        each.close()


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_uses_no_connection_of_its_parent(store, session):
    store.add_turn(a_turn(session))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if store.add_turn(a_turn(session)).number == 2 else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert store.add_turn(a_turn(session)).number == 3
