"""The folder, the record and what is live: who follows whom, and what is never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, a_follower, article, lay_out, small_content

from assistant.editorial.following import BOTH_CHANGED, Follower
from assistant.editorial.model import Published
from assistant.store.ports import Store
from assistant.store.record import open_store
from knowledge.release import content_hash

NEW = article(CONTRACT[1], "You keep your GMS contract for ten years.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "faq", small_content())


@pytest.fixture
def follower(folder: Path, tmp_path: Path, store: Store) -> Follower:
    follower = a_follower(folder, tmp_path / "var", store)
    follower.step()
    return follower


def looks(follower: Follower, times: int = 3) -> None:
    for _ in range(times):
        follower.step()


def says(follower: Follower, path: str) -> str:
    return follower._shelf.library.article(path.removesuffix(".md")).lead.text


def publish(store: Store, content: dict[str, bytes], override: str = "") -> None:
    number = store.live_release().number + 1
    store.publish(Published(number, content_hash(content), "2026", "p", "Ada", "", override), content)


def test_the_folder_becomes_the_first_release(follower, store):
    assert store.live_release().number == 1
    assert store.release_content(store.live_release().hash) == small_content()


def test_an_article_edited_on_disk_goes_live_here_and_in_another_process(follower, folder, store, tmp_path):
    other = a_follower(folder, tmp_path / "var", store)
    (folder / CONTRACT[0]).write_bytes(NEW)
    looks(follower)
    other.step()
    assert says(follower, CONTRACT[0]) == says(other, CONTRACT[0]) == "You keep your GMS contract for ten years."
    assert store.live_release().number == 2


def test_a_file_that_is_still_being_written_is_left_alone_until_it_lies_still(follower, folder, store):
    follower.step()
    for length in (40, 80, 120):
        (folder / CONTRACT[0]).write_bytes(NEW[:length])
        follower.step()
        assert store.live_release().number == 1


def test_a_broken_file_keeps_its_last_good_version_and_is_shown_with_file_and_line(follower, folder, store):
    (folder / CONTRACT[0]).write_bytes(NEW.replace(b"[^si-2019-248]", b"[^no-such]"))
    (folder / PENSION[0]).write_bytes(article(PENSION[1], "Your pension is safe."))
    looks(follower)
    assert says(follower, CONTRACT[0]) == CONTRACT[2]
    assert says(follower, PENSION[0]) == "Your pension is safe."
    assert any(problem.startswith("contract/our-contract.md:11 source ") for problem in follower.told.problems)
    (folder / CONTRACT[0]).write_bytes(NEW)
    looks(follower)
    assert says(follower, CONTRACT[0]) == "You keep your GMS contract for ten years."
    assert follower.told.problems == ()


def test_taking_a_source_away_that_articles_cite_takes_no_article_away(follower, folder):
    (folder / "sources.yml").write_text("gponline-acos: {title: On ACOs, publisher: GPonline, author: press}\n")
    looks(follower)
    assert says(follower, CONTRACT[0]) == CONTRACT[2]
    assert follower.told.problems


def test_a_folder_that_breaks_a_pinned_question_keeps_the_old_release_and_says_so(follower, folder, store):
    (folder / "premises/our-building.md").unlink()
    looks(follower)
    assert follower._shelf.library.has("premises/our-building")
    assert "pinned" in follower.told.problems[0]
    assert follower.told.standstill.findings[0].path == "pinned.yml"
    follower.take_folder("ada", "Ada", "The building question is gone for good")
    assert not follower._shelf.library.has("premises/our-building")
    assert store.live_release().override == "The building question is gone for good"


def test_a_release_that_fails_its_test_in_a_process_is_not_taken_up_there(follower, store):
    content = small_content()
    del content["premises/our-building.md"]
    publish(store, content)
    looks(follower)
    assert follower._shelf.library.has("premises/our-building")
    assert "fails its own test" in follower.told.problems[-1]


def test_what_is_published_is_written_to_the_folder(follower, folder, store):
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    assert (folder / CONTRACT[0]).read_bytes() == NEW
    assert says(follower, CONTRACT[0]) == "You keep your GMS contract for ten years."
    assert store.live_release().number == 2, "what was written is no change of the folder"


def test_when_both_have_changed_both_stay_and_it_is_said(follower, folder, store):
    mine = article(PENSION[1], "Changed in the folder.")
    (folder / PENSION[0]).write_bytes(mine)
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    assert (folder / PENSION[0]).read_bytes() == mine
    assert (folder / CONTRACT[0]).read_bytes() == small_content()[CONTRACT[0]]
    assert says(follower, CONTRACT[0]) == "You keep your GMS contract for ten years."
    assert says(follower, PENSION[0]) == PENSION[2]
    assert BOTH_CHANGED in follower.told.problems
    assert {finding.path for finding in follower.told.standstill.findings} == {CONTRACT[0], PENSION[0]}


@pytest.mark.parametrize("choice", ["folder", "record"])
def test_an_editor_chooses_which_of_the_two_stays(follower, folder, store, choice):
    (folder / PENSION[0]).write_bytes(article(PENSION[1], "Changed in the folder."))
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    if choice == "folder":
        follower.take_folder("ada", "Ada", "Ours is right")
    else:
        follower.take_record()
    looks(follower)
    in_record = store.release_content(store.live_release().hash)
    assert {path: (folder / path).read_bytes() for path in in_record} == in_record
    assert says(follower, PENSION[0]) == ("Changed in the folder." if choice == "folder" else PENSION[2])
    assert follower.told.problems == ()


def test_a_broken_file_in_the_folder_is_not_overwritten_by_a_publication_of_another(follower, folder, store):
    broken = b"half of an article"
    (folder / PENSION[0]).write_bytes(broken)
    looks(follower)
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    assert (folder / PENSION[0]).read_bytes() == broken
    assert (folder / CONTRACT[0]).read_bytes() == NEW


def test_a_folder_that_cannot_be_written_leaves_the_release_live_and_says_so(follower, folder, store, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.editorial.following.write_changes", full)
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    assert says(follower, CONTRACT[0]) == "You keep your GMS contract for ten years."
    assert "No space left on device" in follower.told.problems[0]
    assert (folder / CONTRACT[0]).read_bytes() == small_content()[CONTRACT[0]]


def test_a_process_that_starts_later_answers_from_the_published_release(follower, folder, store, tmp_path):
    publish(store, small_content() | {CONTRACT[0]: NEW})
    looks(follower)
    late = a_follower(folder, tmp_path / "var", store)
    late.step()
    assert says(late, CONTRACT[0]) == "You keep your GMS contract for ten years."
