"""Vectors of texts through a cache on disk, so that only changed texts are encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from knowledge.array_file import read_arrays, write_arrays
from knowledge.encoder import Encoder, Floats

_MOST = 50_000
"""Vectors kept (about 75 MB of MiniLM's); beyond that only those in use stay."""


class Vectors:
    """What an encoder makes of texts. The cache is one file per encoder; one that is broken is written anew.

    The file is read once and held as long as this object, so make one where a release is built and let it go.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self.encoder = encoder
        self._path = folder / f"{_digest(encoder.name)}.npz" if folder else None
        self._kept: _Kept | None = None

    def of(self, texts: Sequence[str]) -> Floats:
        """The vectors of the texts, as rows. Raises EncoderUnavailable when one must be encoded and cannot be."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        keys = [_digest(self.encoder.name + "\0" + text) for text in texts]
        kept = self._kept if self._kept is not None else _load(self._path)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept.rows}
        if missing:
            kept = kept.joined(list(missing), self.encoder.encode(list(missing.values())))
            _save(self._path, kept if len(kept.rows) <= _MOST else kept.only(keys))
        self._kept = kept
        return kept.of(keys)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Vectors as one matrix, and which row of it belongs to each key."""

    rows: Mapping[str, int] = field(default_factory=dict)
    matrix: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def of(self, keys: Sequence[str]) -> Floats:
        return np.asarray(self.matrix[[self.rows[key] for key in keys]], np.float32)

    def joined(self, keys: Sequence[str], vectors: Floats) -> _Kept:
        matrix = np.concatenate([self.matrix, vectors]) if self.rows else vectors
        return _Kept({key: row for row, key in enumerate([*self.rows, *keys])}, matrix)

    def only(self, keys: Sequence[str]) -> _Kept:
        chosen = list(dict.fromkeys(keys))
        return _Kept({key: row for row, key in enumerate(chosen)}, self.of(chosen))


def _load(path: Path | None) -> _Kept:
    arrays = read_arrays(path) if path else {}
    if not {"keys", "vectors"} <= arrays.keys():
        return _Kept()
    keys, vectors = arrays["keys"].tolist(), arrays["vectors"]
    sound = vectors.ndim == 2 and len(vectors) == len(keys) == len(set(keys)) and vectors.dtype == np.float32
    return _Kept({key: row for row, key in enumerate(keys)}, vectors) if sound and _finite(vectors) else _Kept()


def _finite(vectors: Floats) -> bool:
    """Whether every number is one. The sum tells without a mask as large as a quarter of the vectors."""
    return bool(np.isfinite(vectors.sum(dtype=np.float64)))


def _save(path: Path | None, kept: _Kept) -> None:
    if path:
        write_arrays(path, {"keys": np.asarray(list(kept.rows)), "vectors": kept.matrix})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
