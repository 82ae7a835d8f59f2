"""Arrays kept on disk: read back as they were, and whatever happens to the file only costs the work again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.array_file import read_arrays, write_arrays


def test_arrays_read_back_as_they_were(tmp_path: Path) -> None:
    write_arrays(tmp_path / "new" / "a.npz", {"numbers": np.arange(3), "words": np.array(["pay", "días"])})
    read = read_arrays(tmp_path / "new" / "a.npz")
    assert read["numbers"].tolist() == [0, 1, 2]
    assert read["words"].tolist() == ["pay", "días"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.npz"]


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"no archive"])
def test_a_file_that_is_missing_or_broken_holds_nothing(tmp_path: Path, broken: bytes) -> None:
    assert read_arrays(tmp_path / "a.npz") == {}
    (tmp_path / "a.npz").write_bytes(broken)
    assert read_arrays(tmp_path / "a.npz") == {}


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", objects=np.array([{"a": 1}], dtype=object))
    assert read_arrays(tmp_path / "a.npz") == {}


def test_what_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    write_arrays(tmp_path / "file" / "a.npz", {"numbers": np.arange(3)})
    assert (tmp_path / "file").read_text() == "in the way"
