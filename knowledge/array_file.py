"""Keeps arrays in a file that may be lost, broken or unwritable at any time: it only ever saves work."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_ASIDE = ".tmp"


def read_arrays(path: Path) -> Arrays:
    """The arrays of a file by their names; none when there is no such file or it is broken. Nothing is unpickled."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Writes beside and renames, so that a reader finds the old file or the new. A full disk only costs time."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, arrays)


def keep_newest(folder: Path, pattern: str, most: int) -> None:
    """Forget all but the newest files of that pattern."""
    with contextlib.suppress(OSError):
        kept = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
        for path in kept[:-most]:
            path.unlink(missing_ok=True)


def sweep(folder: Path, older_than: float) -> None:
    """Remove what a process that was killed left half written: `.tmp` files not touched since that moment.

    `older_than` is in seconds since 1970; younger files may be another process's work.
    """
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*{_ASIDE}"):
            if path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)


def _replace(path: Path, arrays: Mapping[str, Any]) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, suffix=_ASIDE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(file, **arrays)
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise
