"""Writes a release's changes into a folder: all of them or none, whatever happens in between."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from assistant.errors import BadInput, Conflict

STAGING = ".publishing"
_JOURNAL = "journal.json"
_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)?\.(?:md|yml)")

Changes = Mapping[str, bytes | None]
"""Paths, with what stands there from now on; None where nothing does."""


def safe_path(path: str) -> str:
    """The path when it is one that content may have. Raises BadInput."""
    if not _PATH.fullmatch(path):
        raise BadInput("path", f"{path[:80]!r} is no name for a file of the content, such as pay/how-are-we-paid.md.")
    return path


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What has to change for the old content to be the new one."""
    changed: dict[str, bytes | None] = {path: data for path, data in new.items() if old.get(path) != data}
    return changed | dict.fromkeys(old.keys() - new.keys())


def write_changes(
    folder: Path, changes: Changes, old: Mapping[str, bytes], step: Callable[[str], None] = lambda _: None
) -> None:
    """Write changes into a folder whose files are, where they change, those of `old`.

    New files are written beside, then a journal that names them; from then on the change is finished even after a
    crash, by `finish`. Raises Conflict when a file is not as expected, OSError when the disk is full or read-only;
    nothing has changed then. `step` is told of each step, for tests that stop in the middle.
    """
    finish(folder)
    for path in changes:
        _refuse_surprise(folder, safe_path(path), old.get(path))
    staging = folder / STAGING
    try:
        staging.mkdir()
        _stage(staging, changes, step)
    except OSError:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    step("journal")
    finish(folder, step)


def finish(folder: Path, step: Callable[[str], None] = lambda _: None) -> bool:
    """Finish a change that has its journal, or throw away one that has not; says whether one was finished.

    Raises OSError; then it can be finished later.
    """
    staging = folder / STAGING
    if not staging.is_dir() or staging.is_symlink():
        return False
    try:
        journal: dict[str, str | None] = json.loads((staging / _JOURNAL).read_text("utf-8"))
    except FileNotFoundError:
        shutil.rmtree(staging)
        return False
    for path, staged in journal.items():
        step(path)
        _apply(folder, safe_path(path), staging / staged if staged else None)
    step("applied")
    (staging / _JOURNAL).unlink()
    step("unlinked")
    shutil.rmtree(staging)
    return True


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside and put it in the place of the old one. Raises OSError, and the old one stands then."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        _write(aside, data)
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def _refuse_surprise(folder: Path, path: str, expected: bytes | None) -> None:
    target = folder / path
    if target.is_symlink() or not target.parent.resolve().is_relative_to(folder.resolve()):
        raise Conflict(f"{path} is a link; nothing is written through it.")
    found = target.read_bytes() if target.is_file() else None
    if found != expected:
        raise Conflict(f"{path} has been changed in the folder, so it was not overwritten.")


def _stage(staging: Path, changes: Changes, step: Callable[[str], None]) -> None:
    journal: dict[str, str | None] = {}
    for number, (path, data) in enumerate(sorted(changes.items())):
        step(f"stage {path}")
        journal[path] = None if data is None else f"{number}"
        if data is not None:
            _write(staging / f"{number}", data)
    replace_file(staging / _JOURNAL, json.dumps(journal).encode())
    _sync_folder(staging)


def _apply(folder: Path, path: str, staged: Path | None) -> None:
    """Do one line of the journal; doing it twice is the same as doing it once."""
    target = folder / path
    if staged is None:
        target.unlink(missing_ok=True)
    elif staged.exists():
        target.parent.mkdir(exist_ok=True)
        staged.replace(target)
    _sync_folder(target.parent)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # a folder that is gone with its last file, or a file system that cannot
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
