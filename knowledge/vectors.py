"""Vectors of texts through a cache on disk, so that only changed texts are encoded."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder, Floats

_MOST = 50_000
"""Vectors kept (about 75 MB of MiniLM's); beyond that only those in use stay."""


class Vectors:
    """What an encoder makes of texts. The cache is one file per encoder; one that is broken is written anew."""

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self.encoder = encoder
        self._path = folder / f"{_digest(encoder.name)}.npz" if folder else None

    def of(self, texts: Sequence[str]) -> Floats:
        """The vectors of the texts, as rows. Raises EncoderUnavailable when one must be encoded and cannot be."""
        keys = [_digest(self.encoder.name + "\0" + text) for text in texts]
        kept = self._load()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        if missing:
            fresh = dict(zip(missing, self.encoder.encode(list(missing.values())), strict=True))
            kept = {**kept, **fresh}
            self._save(kept if len(kept) <= _MOST else {key: kept[key] for key in keys})
        return np.stack([kept[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def _load(self) -> Mapping[str, Floats]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            with self._path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                keys, vectors = file["keys"].tolist(), file["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        sound = vectors.ndim == 2 and len(vectors) == len(keys) and vectors.dtype == np.float32
        return dict(zip(keys, vectors, strict=True)) if sound and np.isfinite(vectors).all() else {}

    def _save(self, vectors: Mapping[str, Floats]) -> None:
        """Writes beside and renames, so that a reader finds the old file or the new. A full disk only costs time."""
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write(self._path, np.array(list(vectors)), np.stack(list(vectors.values())))


def _write(path: Path, keys: Iterable[str], vectors: Floats) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(file, keys=np.asarray(keys), vectors=vectors)
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
