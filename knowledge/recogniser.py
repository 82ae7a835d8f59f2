"""Learns, from the many ways each entry is asked for, which entry a new text asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Floats

ENOUGH = 8
"""With fewer texts an entry than this there is nothing to learn from, and likeness alone does as well."""

_STEPS = 3
_SCALE = 10.0
_RATE = 0.3
_EVENNESS = 1.0
_DECAY_MEAN, _DECAY_SQUARE = 0.9, 0.999


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
        """From vectors and the entry each belongs to, of `count` entries; None where there are too few texts."""
        if len(vectors) < ENOUGH * count or count < 2:
            return None
        mean = np.asarray(vectors.mean(axis=0), np.float32)
        whitening = _whitening(vectors, entries, count)
        white = _unit((vectors - mean) @ whitening)
        return cls(mean, whitening, _sharpened(white, entries, _SCALE * _unit(_means(white, entries, count)).T))

    def of(self, vector: Floats) -> Floats:
        """How surely each entry is asked for, 0 to 1."""
        white = _unit(((vector - self.mean) @ self.whitening)[None, :])[0]
        return np.asarray(np.clip(white @ self.weights / _SCALE, 0.0, 1.0), np.float32)


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
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, entries, vectors)
    held = np.maximum(np.bincount(entries, minlength=count), 1).astype(np.float32)
    return np.asarray(sums / held[:, None], np.float32)


def _unit(vectors: NDArray[np.floating[Any]]) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
