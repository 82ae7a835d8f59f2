"""How near texts are to one another by their vectors, which are of length 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.encoder import Floats

_FEW = 4
"""Vectors up to which one pass over the texts for each costs less than one product of two matrices."""


def cosines_to(texts: Floats, vector: Floats) -> Floats:
    """The cosine of each text, a row, with one vector."""
    # Twice as fast as `texts @ vector` with numpy 2.4 and OpenBLAS 0.3: 2.1 ms and 4.9 for 34,000 texts on one core.
    return np.asarray(np.vecdot(texts, vector), np.float32)


def cosines_to_each(texts: Floats, vectors: Sequence[Floats]) -> list[Floats]:
    """`cosines_to` each of several vectors."""
    if len(vectors) <= _FEW:
        return [cosines_to(texts, vector) for vector in vectors]
    return list((texts @ np.stack(vectors).T).T)
