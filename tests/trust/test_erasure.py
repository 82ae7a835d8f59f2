"""What is erased is gone: from the tables, the search index, the file and its log."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from real_desk import desk_in, kept_bytes

from assistant.engagement.raising import Wish
from assistant.model import Useful

WORDS = "zyxomma quidnunc flibbertigibbet"


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
