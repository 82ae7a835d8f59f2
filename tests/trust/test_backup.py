"""A backup is whole, and bringing it back brings back nothing that was erased since."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner
from conversations import a_session, a_turn

from assistant.engagement.keeping import Erasure, Hold, Kind
from assistant.errors import SettingsError, StoreUnavailable
from assistant.store.backup import restore, write_backup
from assistant.store.record import Record, open_store
from web.commands import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/engage.db"


def opened(url: str) -> Record:
    store = open_store(url)
    store.migrate()
    return store


def a_conversation(store: Record, words: str = "Is our GMS safe?") -> str:
    session = a_session()
    store.open_session(session)
    store.add_turn(a_turn(session.id, question=words))
    return session.id


def test_a_backup_of_a_record_in_use_has_every_turn(url, tmp_path):
    store = opened(url)
    kept = [a_conversation(store) for _ in range(5)]
    rows = write_backup(url, tmp_path / "copy.db")
    assert (rows["session"], rows["turn"]) == (5, 5)
    assert oct((tmp_path / "copy.db").stat().st_mode)[-3:] == "600"
    store.erase_session(kept[0])
    store.close()
    copy = open_store(f"sqlite:///{tmp_path}/copy.db")
    assert all(copy.turns(session) for session in kept)
    copy.close()


def test_a_backup_holds_nothing_that_was_erased_before_it(url, tmp_path):
    store = opened(url)
    store.erase_session(a_conversation(store, "zyxomma flibbertigibbet"))
    write_backup(url, tmp_path / "copy.db")
    store.close()
    assert b"zyxomma" not in (tmp_path / "copy.db").read_bytes()


def test_a_restore_erases_again_what_was_erased_since_the_backup(url, tmp_path):
    store = opened(url)
    stays, goes = a_conversation(store), a_conversation(store, "zyxomma flibbertigibbet")
    write_backup(url, tmp_path / "copy.db")
    store.erase_session(goes)
    later = a_conversation(store)
    store.close()
    done = restore(url, tmp_path / "copy.db")
    assert (done.rows["turn"], done.erased_again) == (2, 1)
    store = opened(url)
    assert store.session(stays)
    assert store.session(goes) is None
    assert store.session(later) is None
    assert [each.about for each in store.erasures()] == [goes]
    store.close()
    assert b"zyxomma" not in b"".join(path.read_bytes() for path in tmp_path.glob("engage.db*"))


def test_when_the_record_is_lost_a_list_of_erasures_kept_apart_is_replayed(url, tmp_path):
    store = opened(url)
    stays, goes = a_conversation(store), a_conversation(store)
    write_backup(url, tmp_path / "copy.db")
    store.close()
    for path in tmp_path.glob("engage.db*"):
        path.unlink()
    assert restore(url, tmp_path / "copy.db", [Erasure(Kind.SESSION, goes, "2026-11-22T00:00:00Z")]).erased_again == 1
    store = opened(url)
    assert store.session(stays)
    assert store.session(goes) is None
    store.close()


def test_a_hold_set_after_the_backup_is_kept(url, tmp_path):
    store = opened(url)
    held = a_conversation(store)
    write_backup(url, tmp_path / "copy.db")
    store.put_hold(Hold(Kind.SESSION, held, "2026-11-22T00:00:00Z", "", "Court order"))
    store.close()
    restore(url, tmp_path / "copy.db")
    store = opened(url)
    assert [hold.about for hold in store.holds()] == [held]
    store.close()


def test_a_record_in_use_is_not_replaced(url, tmp_path):
    store = opened(url)
    kept = a_conversation(store)
    write_backup(url, tmp_path / "copy.db")
    store.turns(kept)
    with pytest.raises(StoreUnavailable, match="stop the service first"):
        restore(url, tmp_path / "copy.db")
    assert store.turns(kept)
    store.close()


def test_a_damaged_record_is_replaced_by_a_backup(url, tmp_path):
    store = opened(url)
    kept = a_conversation(store)
    write_backup(url, tmp_path / "copy.db")
    store.close()
    (tmp_path / "engage.db").write_bytes(os.urandom(8192))
    restore(url, tmp_path / "copy.db")
    store = opened(url)
    assert store.turns(kept)
    store.close()


@pytest.mark.parametrize("content", [b"", b"not a database", os.urandom(4096)])
def test_what_is_no_backup_is_refused_and_the_record_stays(url, tmp_path, content):
    store = opened(url)
    kept = a_conversation(store)
    store.close()
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreUnavailable):
        restore(url, tmp_path / "copy.db")
    store = opened(url)
    assert store.turns(kept)
    store.close()


def test_a_backup_is_never_written_over_another(url, tmp_path):
    opened(url).close()
    write_backup(url, tmp_path / "copy.db")
    with pytest.raises(StoreUnavailable, match="exists already"):
        write_backup(url, tmp_path / "copy.db")


def test_postgresql_is_referred_to_its_own_tools(tmp_path):
    with pytest.raises(SettingsError, match="pg_dump"):
        write_backup("postgresql://gp@localhost/engage", tmp_path / "copy.db")


def test_the_commands_hold_erase_back_up_and_restore(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = opened("sqlite:///var/engage.db")
    held, goes = a_conversation(store), a_conversation(store)
    store.close()

    def run(*words: str, code: int = 0, sent: str | None = None) -> str:
        done = CliRunner().invoke(main, words, input=sent)
        assert done.exit_code == code, done.output
        return done.output

    assert "0 sessions" in run("retain", "--dry-run")
    assert "0 sessions, 0 concerns" in run("retain")
    assert "is held" in run("hold", "set", "session", held, "--reason", "Court order")
    assert f"session\t{held}" in run("hold", "list")
    assert "2 session, 2 turn" in run("backup", "copy.db")
    store = opened("sqlite:///var/engage.db")
    store.erase_session(goes)
    store.close()
    printed = run("erasures")
    assert printed.startswith(f"session\t{goes}\t2")
    assert "1 erased again" in run("restore", "copy.db")
    assert "0 erased again" in run("replay", "-", sent=printed)
    assert "lifted" in run("hold", "lift", "session", held)
    run("replay", "-", sent="who\tknows\twhat\n", code=2)
    run("hold", "lift", "session", str(uuid.uuid4()), code=4)
    store = opened("sqlite:///var/engage.db")
    noted = [entry.what for entry in store.entries(("", ""), 10)]
    assert {"retention.ran", "hold.set", "hold.lifted"} <= set(noted)
    store.close()
