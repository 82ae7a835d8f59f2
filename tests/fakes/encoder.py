"""A deterministic encoder for tests: words hashed to directions, so that texts which share words are alike."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.encoder import Floats

_SIZE = 64


class HashingEncoder:
    """Counts what it encodes, so that a test can see what was taken from a cache."""

    def __init__(self, name: str = "hashing") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.encoded.extend(texts)
        return np.stack([_vector(text) for text in texts]) if texts else np.zeros((0, _SIZE), np.float32)


def _vector(text: str) -> Floats:
    total = np.full(_SIZE, 1e-3)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8])
        total += np.random.default_rng(seed).standard_normal(_SIZE)
    return np.asarray(total / np.linalg.norm(total), np.float32)
