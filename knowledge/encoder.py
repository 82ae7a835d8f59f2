"""The port for a semantic encoder: texts in, vectors out, close in direction where the meaning is close."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
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


def kept_back(text: str) -> bool:
    """Whether a text, about one in ten, is never learned from when the encoder is tuned.

    What is to be fitted or measured as for words nobody wrote before needs such texts; a tuned encoder knows the
    others.
    """
    return hashlib.sha256(text.lower().encode()).digest()[0] < _KEPT_BACK


_KEPT_BACK = 26
"""Of the 256 values of a byte."""


class Remembering:
    """An encoder that knows the last texts it was asked for, one or a few at a time: a question is looked at often.

    Safe to share between threads. What it remembers is gone with the process and never written.
    """

    def __init__(self, encoder: Encoder, most: int = 64) -> None:
        self._encoder = encoder
        self._most = most
        self._known: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The name of the encoder that does the work."""
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> Floats:
        """The texts' vectors as rows. Raises EncoderUnavailable."""
        if not 0 < len(texts) <= self._most // 2:
            return self._encoder.encode(texts)
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self._encoder.encode(missing), strict=True))
            with self._lock:
                self._known.update((text, known[text]) for text in missing)
                while len(self._known) > self._most:
                    self._known.popitem(last=False)
        return np.stack([known[text] for text in texts])
