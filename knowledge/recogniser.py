"""Learns, from the many ways each entry is asked for, which entry a new text asks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.array_file import keep_newest, read_arrays, write_arrays
from knowledge.encoder import Floats

ENOUGH = 8
"""With fewer texts an entry than this there is nothing to learn from, and likeness alone does as well."""

_STEPS = 3
_SCALE = 10.0
_RATE = 0.3
_EVENNESS = 1.0
_DECAY_MEAN, _DECAY_SQUARE = 0.9, 0.999

_KEPT = 12
"""How many recognisers are kept on disk, about 1 MB each: those of the last few releases and drafts."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A softmax regression over whitened vectors.

    Vectors are first freed of the directions in which texts of one entry vary among themselves (within-class
    covariance normalisation: Hatch, Kajarekar and Stolcke 2006), so that what is left tells entries apart; a few
    steps of gradient descent from the entries' mean vectors then sharpen the borders. The same texts give the same
    recogniser.
    """

    mean: Floats
    whitening: Floats
    weights: Floats

    @classmethod
    def fit(cls, vectors: Floats, entries: NDArray[np.intp], count: int) -> Recogniser | None:
        """From vectors and the entry each belongs to, in rising order, of `count` entries.

        None where there are too few texts.
        """
        if len(vectors) < ENOUGH * count or count < 2:
            return None
        mean = np.asarray(vectors.mean(axis=0), np.float32)
        whitening = _whitening(vectors, entries, count)
        white = _unit((vectors - mean) @ whitening)
        return cls(mean, whitening, _sharpened(white, entries, _SCALE * _unit(_means(white, entries, count)).T))

    @classmethod
    def kept(cls, vectors: Floats, entries: NDArray[np.intp], count: int, folder: Path | None) -> Recogniser | None:
        """What `fit` gives, from the folder where it was fitted to the same before: by this or another process."""
        if folder is None or len(vectors) < ENOUGH * count:
            return cls.fit(vectors, entries, count)
        path = folder / f"recogniser-{_digest(vectors, entries, count)}.npz"
        arrays = read_arrays(path)
        if arrays.keys() == {"mean", "whitening", "weights"}:
            return cls(**arrays)
        fitted = cls.fit(vectors, entries, count)
        if fitted:
            write_arrays(path, {"mean": fitted.mean, "whitening": fitted.whitening, "weights": fitted.weights})
            keep_newest(folder, "recogniser-*.npz", _KEPT)
        return fitted

    def of(self, vector: Floats) -> Floats:
        """How surely each entry is asked for, 0 to 1."""
        white = _unit(((vector - self.mean) @ self.whitening)[None, :])[0]
        return np.asarray(np.clip(white @ self.weights / _SCALE, 0.0, 1.0), np.float32)


def _digest(vectors: Floats, entries: NDArray[np.intp], count: int) -> str:
    """Names what a recogniser is fitted to, and the code that fits it."""
    whole = hashlib.sha256(_code() + str((count, vectors.shape)).encode())
    whole.update(np.ascontiguousarray(vectors).data)
    whole.update(np.ascontiguousarray(entries).data)
    return whole.hexdigest()[:32]


@cache
def _code() -> bytes:
    return Path(__file__).read_bytes()


def _whitening(vectors: Floats, entries: NDArray[np.intp], count: int) -> Floats:
    """The inverse square root of the covariance within entries, evened out so that rare directions do not explode."""
    apart = vectors - _means(vectors, entries, count)[entries]
    covariance = (apart.T @ apart / len(vectors)).astype(np.float64)
    size = len(covariance)
    covariance += _EVENNESS * np.trace(covariance) / size * np.eye(size)
    values, directions = np.linalg.eigh(covariance)
    return np.asarray((directions * values**-0.5) @ directions.T, np.float32)


def _sharpened(white: Floats, entries: NDArray[np.intp], weights: Floats) -> Floats:
    """The weights after a few steps of Adam (Kingma and Ba 2015) down the cross-entropy."""
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    rows = np.arange(len(white))
    for step in range(1, _STEPS + 1):
        chances = _softmax(white @ weights)
        chances[rows, entries] -= 1.0
        slope = white.T @ chances / np.float32(len(white))
        mean = _DECAY_MEAN * mean + (1 - _DECAY_MEAN) * slope
        square = _DECAY_SQUARE * square + (1 - _DECAY_SQUARE) * slope * slope
        steady = np.sqrt(square / (1 - _DECAY_SQUARE**step)) + 1e-8
        weights = weights - _RATE * (mean / (1 - _DECAY_MEAN**step)) / steady
    return np.asarray(weights, np.float32)


def _softmax(logits: Floats) -> Floats:
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def _means(vectors: Floats, entries: NDArray[np.intp], count: int) -> Floats:
    """The mean vector of each entry, 0 for an entry without any; added up in the vectors' order."""
    borders = np.searchsorted(entries, np.arange(count + 1))
    sums = np.stack([vectors[first:end].sum(axis=0) for first, end in pairwise(borders)])
    held = np.maximum(np.diff(borders), 1).astype(np.float32)
    return np.asarray(sums / held[:, None], np.float32)


def _unit(vectors: NDArray[np.floating[Any]]) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
