"""Releases go live while questions are asked: none fails, and none is answered from two releases."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, a_desk, a_follower, article, lay_out, small_content

from assistant.desk import Desk
from assistant.editorial.model import Published
from assistant.model import Status, Turn
from assistant.store.record import open_store
from knowledge.release import content_hash


def numbered(number: int) -> dict[str, bytes]:
    """Content in which each article names its release, and answers two questions at once."""
    says = f"answer number {number}."
    both = {path: article(question, f"{question[:-1]}: {says}") for path, question, _ in (CONTRACT, PENSION)}
    return small_content() | both


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    first = numbered(1)
    follower = a_follower(lay_out(tmp_path / "faq", first), tmp_path / "var", store, first)
    follower.step()
    desk = a_desk(follower, store, limit_questions=100_000)
    yield desk
    desk.close()


def _asked_while_publishing(desk: Desk, publications: int, every: float) -> list[Turn]:
    """Twenty questions a second, on the dot, while a release goes live as often as is said."""
    done, turns, failures = threading.Event(), [], []
    sessions = [desk.open_session()[0] for _ in range(4)]

    def ask(n: int) -> None:
        at = 0
        while not done.is_set():
            try:
                turns.append(desk.ask(sessions[n], f"{CONTRACT[1]} {PENSION[1]}", key=f"{n}-{at}"))
            except Exception as error:  # noqa: BLE001 -- any failure at all is what this test is about
                failures.append(error)
            at += 1
            time.sleep(0.2)

    askers = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for asker in askers:
        asker.start()
    desk.editorial.follower.start()
    for number in range(2, publications + 2):
        began, content = time.monotonic(), numbered(number)
        desk._store.publish(Published(number, content_hash(content), "2026", "p", "Ada", ""), content)
        time.sleep(max(0.0, every - (time.monotonic() - began)))
    time.sleep(2)
    done.set()
    for asker in askers:
        asker.join()
    assert failures == []
    return turns


def _never_mixed(desk: Desk, turns: list[Turn], publications: int) -> None:
    names = {content_hash(numbered(number)): f"answer number {number}." for number in range(1, publications + 2)}
    assert all(turn.answer.status is not Status.FAILED for turn in turns)
    for turn in turns:
        said = [item.text for part in turn.answer.parts() for item in part.items if "answer number" in item.text]
        assert said
        assert all(text.endswith(f"{names[turn.release]}") for text in said)
    assert desk.library.release_hash == content_hash(numbered(publications + 1))
    assert len({turn.release for turn in turns}) > 2


def test_five_publications_while_questions_are_asked(desk):
    _never_mixed(desk, _asked_while_publishing(desk, 5, 1.0), 5)


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("GP_ENGAGE_TEST_LONG") != "1", reason="set GP_ENGAGE_TEST_LONG=1 for the full form")
def test_fifty_publications_one_every_three_seconds_while_questions_are_asked(desk):
    _never_mixed(desk, _asked_while_publishing(desk, 50, 3.0), 50)
