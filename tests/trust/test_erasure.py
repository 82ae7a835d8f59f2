"""What is erased is gone: from the tables, the search index, the file and its log, exports and what is logged."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes.accounts import CHEAP, let_in
from real_desk import desk_in, kept_bytes, settings_in

from assistant.accounts.door import Accounts
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.engagement.days import Period
from assistant.engagement.exports import Kind, export
from assistant.engagement.raising import Wish
from assistant.engagement.spreadsheets import csv_of, xlsx_of
from assistant.errors import StoreUnavailable
from assistant.model import Useful
from web import guard, logs
from web.app import create_app

WORDS = "zyxomma quidnunc flibbertigibbet"
EVER = Period(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def ask(desk, session, text):
    return desk.ask(session, text, key=str(uuid.uuid4()))


def test_no_word_of_an_erased_session_is_left_in_any_file(folder):
    desk = desk_in(folder)
    other, _ = desk.open_session()
    ask(desk, other, "What about my pension in an xylophonic ACO?")
    session, _ = desk.open_session()
    turns = [ask(desk, session, f"Does {word} change my GMS contract?") for word in WORDS.split() * 20]
    desk.give_feedback(session, turns[0].id, Useful.NO, "honorificabilitudinity")
    every = [*WORDS.split(), "honorificabilitudin"]
    assert all(word.encode() in kept_bytes(folder).lower() for word in every)
    desk.erase(session)
    left = kept_bytes(folder).lower()
    assert [word for word in every if word[:8].encode() in left] == []
    assert b"xylophon" in left
    desk.close()


def test_no_word_of_an_erased_concern_is_left_in_any_file(folder):
    desk = desk_in(folder)
    session, _ = desk.open_session()
    turn = ask(desk, session, "Can we go back to GMS?")
    wish = Wish(key="k", words=f"I fear {WORDS}.", name="Wilhelmina Featherstonehaugh", practice="Quagmire Surgery")
    desk.raise_concern(wish, turn)
    assert b"zyxomma" in kept_bytes(folder)
    desk.erase(session, concerns=True)
    left = kept_bytes(folder).lower()
    assert [word for word in (*WORDS.split(), "featherston", "quagmir") if word[:8].encode() in left] == []
    desk.close()


def test_erased_turns_stay_counted_without_words(folder):
    desk = desk_in(folder)
    session, _ = desk.open_session()
    for _ in range(3):
        ask(desk, session, "Can we go back to GMS?")
    before = desk._store.day_counts()
    assert sum(count.number for count in before if count.topic == "") == 3
    desk.erase(session)
    assert desk._store.day_counts() == before
    desk.close()


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process puts its temporary files while the test runs."""
    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def everything(folder: Path) -> bytes:
    """Every byte of every file in the folder and below it."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()).lower()


def taken_away(app) -> Iterator[bytes]:
    """Every download that words of GPs can be in, as a lead gets them."""
    lead = let_in(app.desk.accounts, "lead@example.nhs.uk", Role.LEAD)
    browser = app.test_client()
    browser.set_cookie(guard.cookie_name(app), app.desk.accounts.sign_ins.begin(lead)[1])
    for kind in Kind:
        for form in ("csv", "xlsx"):
            yield browser.get(f"/leads/exports/rows?kind={kind}&format={form}&identifying=yes").data
    yield browser.get("/leads/report.docx").data


def test_no_word_is_left_in_any_file_or_log_after_it_was_exported_and_erased(folder, aside, capfd):
    logs.write_to_stderr()
    desk = desk_in(folder)
    desk.accounts = Accounts.over(desk._store, Clock(), CHEAP)
    session, token = desk.open_session()
    turn = ask(desk, session, f"Does {WORDS} change my GMS contract?")
    desk.raise_concern(Wish("k", f"I fear {WORDS}.", name="Wilhelmina Featherstonehaugh"), turn)
    app = create_app(settings_in(folder), desk)
    sizes = [len(file) for file in taken_away(app)]
    own = app.test_client().get(f"/api/v1/sessions/{session.id}", headers={"Authorization": f"Bearer {token}"})
    assert min(sizes) > 100
    assert "zyxomma" in own.text
    assert b"zyxomma" in everything(folder)
    assert list(aside.iterdir()) == []
    desk.erase(session, concerns=True)
    left = everything(folder) + "".join(capfd.readouterr()).lower().encode()
    assert [word for word in (*WORDS.split(), "featherston") if word[:8].encode() in left] == []
    desk.close()


class Rows:
    """A record whose rows end in a failure, or do not."""

    def __init__(self, fails: bool) -> None:
        self.fails = fails

    def session_rows(self, *_: str):
        return ()

    def turn_rows(self, *_: str):
        yield from ()
        if self.fails:
            raise StoreUnavailable("The record cannot be reached.")


def test_an_export_that_fails_or_is_left_in_the_middle_leaves_no_file(aside):
    for write in (csv_of, xlsx_of):
        with pytest.raises(StoreUnavailable):
            list(write(export(Rows(fails=True), Kind.TURNS, EVER, identifying=True)))
        half_read = write(export(Rows(fails=False), Kind.TURNS, EVER, identifying=True))
        next(half_read)
        half_read.close()
    assert list(aside.iterdir()) == []
