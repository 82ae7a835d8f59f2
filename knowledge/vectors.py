"""Vectors of texts through a cache on disk, so that only changed texts are encoded."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from knowledge.array_file import read_arrays, write_arrays
from knowledge.encoder import Encoder, Floats

_MOST = 50_000
"""Vectors kept (about 75 MB of MiniLM's); beyond that only those in use stay."""

_MOST_FILES = 16
"""Files the cache may consist of before they are written as one."""


class Vectors:
    """What an encoder makes of texts. Each time some were encoded the cache is given one more file with those alone.

    Files are read newest first and only as far as they are needed, and held as long as this object: so make one where
    a release is built and let it go. A file that is broken holds nothing, and its texts are encoded again.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self.encoder = encoder
        self.folder = folder
        self._name = _digest(encoder.name)
        self._unread = _newest_first(folder, self._name)
        self._files = tuple(self._unread)
        self._kept = _Kept()
        self._used: dict[str, None] = {}

    def of(self, texts: Sequence[str]) -> Floats:
        """The vectors of the texts, as rows. Raises EncoderUnavailable when one must be encoded and cannot be."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        keys = [_digest(self.encoder.name + "\0" + text) for text in texts]
        self._used.update(dict.fromkeys(keys))
        self._read_until_known(set(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept.rows}
        if missing:
            encoded = _Kept.of_rows(list(missing), self.encoder.encode(list(missing.values())))
            self._save(encoded)
            self._kept = _joined([self._kept, encoded])
        return self._kept.of(keys)

    def settle(self) -> None:
        """Write a cache of many files as one, after everything was asked for that is to stay."""
        if len(self._files) <= _MOST_FILES:
            return
        self._read_until_known({""})
        path = self._save(self._kept.only(list(self._kept.rows if len(self._kept.rows) <= _MOST else self._used)))
        for old in self._files:
            if path and path.exists() and old != path:
                with contextlib.suppress(OSError):
                    old.unlink(missing_ok=True)

    def _read_until_known(self, keys: set[str]) -> None:
        read = [self._kept]
        unknown = keys - self._kept.rows.keys()
        while unknown and self._unread:
            read.append(_load(self._unread.pop(0)))
            unknown -= read[-1].rows.keys()
        self._kept = _joined(read)

    def _save(self, kept: _Kept) -> Path | None:
        if self.folder is None:
            return None
        path = self.folder / f"{self._name}-{_digest(' '.join(kept.rows))[:16]}.npz"
        write_arrays(path, {"keys": np.asarray(list(kept.rows)), "vectors": kept.matrix})
        return path


@dataclass(frozen=True, slots=True)
class _Kept:
    """Vectors as one matrix, and which row of it belongs to each key."""

    rows: Mapping[str, int] = field(default_factory=dict)
    matrix: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @classmethod
    def of_rows(cls, keys: Sequence[str], matrix: Floats) -> _Kept:
        return cls({key: row for row, key in enumerate(keys)}, matrix)

    def of(self, keys: Sequence[str]) -> Floats:
        return np.asarray(self.matrix[[self.rows[key] for key in keys]], np.float32)

    def only(self, keys: Sequence[str]) -> _Kept:
        return self.of_rows(keys, self.of(keys))


def _joined(parts: Sequence[_Kept]) -> _Kept:
    """All of them as one; where two have a key, the first has it."""
    held = [part for part in parts if part.rows]
    if len(held) < 2:
        return held[0] if held else _Kept()
    rows: dict[str, int] = {}
    above = 0
    for part in held:
        rows = {key: row + above for key, row in part.rows.items()} | rows
        above += len(part.matrix)
    return _Kept(rows, np.concatenate([part.matrix for part in held]))


def _newest_first(folder: Path | None, name: str) -> list[Path]:
    """The files of an encoder's cache, none where it cannot be read."""
    with contextlib.suppress(OSError):
        found = [(path.stat().st_mtime, path) for path in folder.glob(f"{name}*.npz")] if folder else []
        return [path for _, path in sorted(found, reverse=True)]
    return []


def _load(path: Path) -> _Kept:
    arrays = read_arrays(path)
    if not {"keys", "vectors"} <= arrays.keys():
        return _Kept()
    keys, vectors = arrays["keys"].tolist(), arrays["vectors"]
    sound = vectors.ndim == 2 and len(vectors) == len(keys) == len(set(keys)) and vectors.dtype == np.float32
    return _Kept.of_rows(keys, vectors) if sound and _finite(vectors) else _Kept()


def _finite(vectors: Floats) -> bool:
    """Whether every number is one. The sum tells without a mask as large as a quarter of the vectors."""
    return bool(np.isfinite(vectors.sum(dtype=np.float64)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
