"""The SQLite record when its file, its disk or its neighbours misbehave."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from conversations import a_session, a_turn, an_answer
from fakes.full_disk import files_may_not_grow_beyond

from assistant.errors import StoreUnavailable
from assistant.store.record import Record, open_store
from assistant.store.sqlite_engine import SqliteEngine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "record.db"


@pytest.fixture
def store(path):
    """A record that waits only a little for others."""
    kept = Record(SqliteEngine(path, lock_wait=0.3, busy_wait=0.2))
    kept.migrate()
    yield kept
    kept.close()


@pytest.fixture
def session(store):
    new = a_session()
    store.open_session(new)
    return new.id


def test_only_the_owner_can_read_the_file_its_log_and_its_folder(store, path, session):
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (path.parent, *path.parent.iterdir())}
    assert modes.pop("var") == 0o700
    assert modes == dict.fromkeys(("record.db", "record.db-wal", "record.db-shm", "record.db.lock"), 0o600)


def test_commits_are_synced_and_erased_text_is_overwritten(store):
    settings = {
        name: next(iter(store._engine.read(f"PRAGMA {name}")[0].values()))
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_erased_words_are_in_no_file(store, path, session):
    store.add_turn(a_turn(session, question="zebracrossing", answer=an_answer("zebracrossing")))
    assert any(b"zebracrossing" in each.read_bytes() for each in path.parent.iterdir())
    store.erase_session(session)
    assert not any(b"zebracrossing" in each.read_bytes() for each in path.parent.iterdir())


def test_a_record_locked_by_another_program_is_unavailable_soon_and_still_read(store, path, session):
    kept = store.add_turn(a_turn(session))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="locked by another program"):
            store.add_turn(a_turn(session))
        assert time.monotonic() - began < 1.0
        assert store.turns(session) == (kept,)
    assert store.add_turn(a_turn(session)).number == 2


def test_a_writer_that_hangs_is_waited_for_only_so_long(store, path, session):
    with path.with_name("record.db.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StoreUnavailable, match=r"another writer for over 0\.3 s"):
            store.add_turn(a_turn(session))
        assert store.turns(session) == ()
    assert store.add_turn(a_turn(session)).number == 1


def test_a_full_disk_refuses_writes_keeps_reads_and_heals_without_restart(store, path, session):
    kept = store.add_turn(a_turn(session))
    with files_may_not_grow_beyond(4096):
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match=r"record\.db"):
                store.add_turn(a_turn(session))
        assert store.turns(session) == (kept,)
    assert store.add_turn(a_turn(session)).number == 2


def test_a_full_database_says_that_the_disk_is_full(store, session):
    def fill(transaction):
        transaction.run("PRAGMA max_page_count = 1")
        transaction.run("CREATE TABLE big AS SELECT zeroblob(100000) AS bytes")

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        store._engine.write(fill)
    assert store.add_turn(a_turn(session)).number == 1


@pytest.fixture
def owned_by_nobody():
    """A folder of an ordinary user's, whom this process is while the test runs: root may write anywhere."""
    folder = Path(tempfile.mkdtemp(prefix="gp-engage-"))
    was = os.geteuid()
    if was == 0:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    os.seteuid(was)
    shutil.rmtree(folder)


def test_a_read_only_file_refuses_writes_and_keeps_reads(owned_by_nobody):
    store = open_store(f"sqlite:///{owned_by_nobody}/record.db")
    store.migrate()
    session = a_session()
    store.open_session(session)
    store.close()
    for each in owned_by_nobody.iterdir():
        each.chmod(0o400)
    with pytest.raises(StoreUnavailable, match=r"read-only|for writing"):
        store.open_session(a_session())
    assert store.session(session.id) == session
    store.close()


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/file/record.db").migrate()


def test_a_file_that_is_no_database_is_named_in_one_line_and_left_as_it_is(tmp_path):
    path = tmp_path / "record.db"
    path.write_text("Minutes of the partners' meeting\n" * 100)
    with pytest.raises(StoreUnavailable, match=r"record\.db is not a SQLite database") as refused:
        open_store(f"sqlite:///{path}").migrate()
    assert "\n" not in str(refused.value)
    assert path.read_text().startswith("Minutes")


def test_a_damaged_record_is_named(store, path, session):
    for _ in range(30):
        store.add_turn(a_turn(session))
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(StoreUnavailable, match=r"record\.db is damaged"):
        store.turns(session)


def test_a_record_without_tables_fails_its_check(path):
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreUnavailable, match="no tables yet"):
        store.check()
    store.close()
