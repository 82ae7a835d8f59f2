"""What is published is committed to the folder's own git repository, and nothing else; its failure holds nothing up."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, a_follower, article, lay_out, small_content

from assistant.editorial.commits import git_commit
from assistant.editorial.following import Follower
from assistant.editorial.model import Published
from assistant.store.record import open_store
from knowledge.release import content_hash

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
NEW = article(CONTRACT[1], "You keep your GMS contract for ten years.")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content in a folder of a repository that holds more."""
    repository = tmp_path / "repository"
    folder = lay_out(repository / "faq", small_content())
    (repository / "notes.txt").write_text("notes\n")
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "As it was")
    return folder


@pytest.fixture
def follower(folder: Path, tmp_path: Path) -> Iterator[Follower]:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    follower = a_follower(folder, tmp_path / "var", store, commit=git_commit)
    follower.step()
    yield follower
    store.close()


def publish(follower: Follower, content: dict[str, bytes], name: str = "Ada Lovelace", note: str = "Ten years") -> None:
    number = follower._store.live_release().number + 1
    follower._store.publish(Published(number, content_hash(content), "2026-11-21T12:00:00Z", "p", name, note), content)
    for _ in range(3):
        follower.step()


def test_a_publication_is_one_commit_in_the_editors_name_with_what_changed(follower, folder):
    content = small_content() | {CONTRACT[0]: NEW, "pay/new.md": article("Is it new?", "It is.")}
    del content[PENSION[0]]
    publish(follower, content, note="# Ten years\n\nThe board said so; see #4.")
    told = git(folder, "log", "-1", "--format=%an|%cn|%aI|%B", "--name-status", "--no-renames").strip()
    assert told.startswith("Ada Lovelace|GP Engage|2026-11-21T12:00:00+00:00|# Ten years\n\nThe board said so; see #4.")
    assert told.splitlines()[-3:] == [
        "M\tfaq/contract/our-contract.md",
        "A\tfaq/pay/new.md",
        "D\tfaq/pensions/my-pension.md",
    ]
    assert git(folder, "status", "--porcelain") == ""
    assert follower.told.problems == ()


def test_what_others_changed_or_staged_stays_theirs(follower, folder):
    (folder.parent / "notes.txt").write_text("mine\n")
    (folder.parent / "staged.txt").write_text("mine\n")
    git(folder, "add", "../staged.txt")
    publish(follower, small_content() | {CONTRACT[0]: NEW})
    assert git(folder, "show", "--format=", "--name-only") == "faq/contract/our-contract.md\n"
    assert git(folder.parent, "status", "--porcelain").splitlines() == [" M notes.txt", "A  staged.txt"]


@pytest.mark.parametrize("name", ["", "<>\n", 'Ada" --amend <x@y>', "Ada\nCommitter: x"])
def test_no_name_of_an_editor_keeps_a_commit_from_being_made(follower, folder, name):
    publish(follower, small_content() | {CONTRACT[0]: NEW}, name=name)
    assert git(folder, "rev-list", "--count", "HEAD") == "2\n"
    assert follower.told.problems == ()


def test_a_publication_without_a_note_is_committed_under_its_number(follower, folder):
    publish(follower, small_content() | {CONTRACT[0]: NEW}, note="")
    assert git(folder, "log", "-1", "--format=%B").strip() == "Release 2"


def test_where_git_fails_the_words_are_live_and_it_is_said(follower, folder, tmp_path):
    hook = folder.parent / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'Not on a Friday' >&2\nexit 1\n")
    hook.chmod(0o755)
    publish(follower, small_content() | {CONTRACT[0]: NEW})
    assert (folder / CONTRACT[0]).read_bytes() == NEW
    assert follower._shelf.library.release_hash == content_hash(small_content() | {CONTRACT[0]: NEW})
    assert follower.told.problems == ("What was published is live, but git could not commit it: Not on a Friday",)
    other = a_follower(folder, tmp_path / "var", follower._store)
    for _ in range(3):
        other.step()
    assert other.told.problems == follower.told.problems, "every process tells"
    hook.unlink()
    publish(follower, small_content())
    assert follower.told.problems == ()


def test_a_hook_sees_no_secret_of_ours(follower, folder, monkeypatch):
    monkeypatch.setenv("GP_ENGAGE_SECRET", "a secret")
    hook = folder.parent / ".git/hooks/post-commit"
    hook.write_text(f"#!/bin/sh\nenv > {folder.parent}/seen\n")
    hook.chmod(0o755)
    publish(follower, small_content() | {CONTRACT[0]: NEW})
    assert "GIT_AUTHOR_NAME" in (folder.parent / "seen").read_text()
    assert "GP_ENGAGE" not in (folder.parent / "seen").read_text()


def test_a_folder_that_is_in_no_repository_is_said_so(tmp_path):
    release = Published(2, "h", "2026-11-21T12:00:00Z", "p", "Ada", "note")
    folder = lay_out(tmp_path / "plain", small_content())
    assert "not a git repository" in git_commit(folder, [CONTRACT[0]], release)
