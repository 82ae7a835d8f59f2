"""The port for a semantic encoder: texts in, vectors out, close in direction where the meaning is close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors. The vector of a text depends on that text alone."""

    @property
    def name(self) -> str:
        """Names the model exactly: two encoders of one name give the same vectors."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of length 1 for each text, as rows. Raises EncoderUnavailable when the model cannot be run."""
