"""Changes to a folder are written all or not at all, wherever the process is killed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from assistant.editorial import folder_files
from assistant.editorial.folder_files import STAGING, differences, finish, safe_path, write_changes
from assistant.errors import BadInput, Conflict

OLD = {"a/one.md": b"one", "a/two.md": b"two", "sources.yml": b"s"}
NEW = {"a/one.md": b"one, changed", "b/three.md": b"three", "sources.yml": b"s2"}
STEPS = 11


def lay_out(folder: Path) -> Path:
    for path, data in OLD.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if STAGING not in path.parts}


def killed_at(folder: Path, wanted: int) -> bool:
    """Writes in a child that is killed at its nth step; says whether it came that far."""
    child = os.fork()
    if not child:
        done = iter(range(100))

        def step(_: str) -> None:
            if next(done) == wanted:
                os.kill(os.getpid(), 9)

        write_changes(folder, differences(OLD, NEW), OLD, step)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("step", range(STEPS))
def test_killed_at_any_step_the_folder_is_the_old_or_the_new_one_after_the_next_start(tmp_path, step):
    folder = lay_out(tmp_path / "faq")
    assert killed_at(folder, step)
    finish(folder)
    assert held(folder) in (OLD, NEW)
    assert not (folder / STAGING).exists()
    assert not finish(folder)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_there_are_no_more_steps_than_were_killed_at(tmp_path):
    assert not killed_at(lay_out(tmp_path / "faq"), STEPS)
    assert held(tmp_path / "faq") == NEW


@pytest.mark.parametrize("nth", range(4))
def test_a_full_disk_changes_nothing(tmp_path, monkeypatch, nth):
    folder, writes = lay_out(tmp_path / "faq"), iter(range(100))
    real = os.fsync

    def full(descriptor: int) -> None:
        if next(writes) == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(folder_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_changes(folder, differences(OLD, NEW), OLD)
    assert held(folder) == OLD
    assert not (folder / STAGING).exists()


def test_a_file_that_somebody_changed_is_not_overwritten_and_nor_is_any_other(tmp_path):
    folder = lay_out(tmp_path / "faq")
    (folder / "a/two.md").write_bytes(b"mine")
    with pytest.raises(Conflict, match=r"a/two\.md"):
        write_changes(folder, differences(OLD, NEW), OLD)
    assert held(folder) == OLD | {"a/two.md": b"mine"}


def test_nothing_is_written_through_a_link(tmp_path):
    folder, outside = lay_out(tmp_path / "faq"), tmp_path / "outside"
    outside.mkdir()
    (folder / "b").symlink_to(outside)
    with pytest.raises(Conflict, match="link"):
        write_changes(folder, differences(OLD, NEW), OLD)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../x.md", "/etc/x.md", "a/../b.md", "a/b/c.md", "a\\b.md", ".x.md", "a/b.py", "A.md", "a\n.md", ""]
)
def test_a_path_that_content_may_not_have_is_refused(path):
    with pytest.raises(BadInput):
        safe_path(path)
