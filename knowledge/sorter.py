"""Learns, from examples of each kind, of what kind a new message is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from knowledge.encoder import Floats
from knowledge.vectors import Vectors

_SHARPNESS = 1.5
_SMOOTHING = 0.1
_RARITY = 0.5


@dataclass(frozen=True, slots=True)
class Sorter:
    """A kernel ridge regression of each kind over vectors (Saunders, Gammerman and Vovk 1998).

    The kernel is Gaussian in the distance of two vectors of length 1. An example weighs less the more of its kind there
    are, by the square root of their number. How sharp and how smooth it is was chosen on tests/relevance/screening.yml.
    The same examples give the same sorter.
    """

    kinds: tuple[str, ...]
    examples: Floats
    shares: Floats

    @classmethod
    def fit(cls, examples: Mapping[str, Sequence[str]], vectors: Vectors) -> Sorter:
        """From the texts of each kind. Raises EncoderUnavailable."""
        of_kind = np.repeat(np.arange(len(examples)), [len(texts) for texts in examples.values()])
        matrix = vectors.of(list(chain.from_iterable(examples.values())))
        alike = _alike(matrix @ matrix.T) if len(matrix) else np.zeros((0, 0), np.float32)
        weights = np.bincount(of_kind, minlength=len(examples))[of_kind] ** -_RARITY
        alike[np.diag_indices(len(alike))] += _SMOOTHING * weights.mean() / weights if len(weights) else 0.0
        shares = np.linalg.solve(alike, np.eye(len(examples), dtype=np.float32)[of_kind])
        return cls(tuple(examples), matrix, np.asarray(shares, np.float32))

    def of(self, vector: Floats) -> Mapping[str, float]:
        """How like each kind a message is: about 1 for its own and 0 for every other; not a probability."""
        if not self.kinds or not vector.size:
            return {}
        scores = _alike(self.examples @ vector) @ self.shares
        return dict(zip(self.kinds, scores.tolist(), strict=True))


UNTAUGHT = Sorter((), np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
"""Knows no kinds, and finds nothing like any."""


def _alike(cosines: Floats) -> Floats:
    return np.asarray(np.exp(_SHARPNESS * (cosines - 1.0)), np.float32)
