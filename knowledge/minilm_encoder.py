"""The encoder: all-MiniLM-L6-v2 tuned to how GPs ask, in 8 bits, run by onnxruntime from files on this machine."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoder import Floats
from knowledge.errors import EncoderUnavailable

_OURS = Path(__file__).parent / "data" / "minilm"
_WEIGHTS_SHA256 = "2b0e813c6e92197be7fd9e08208d6e3d7ea96e4787de66981105fb88fc3e8071"
_TOKENISER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENS = 128
"""Longer texts are cut: the model was trained on 128 tokens, and time grows with them."""
_AT_ONCE = 512
"""Texts that are cut into word pieces together; thousands at once would cost hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class _Model:
    """An open model, usable in the process that opened it."""

    process: int
    tokeniser: Any
    session: Any
    inputs: frozenset[str]
    size: int


class MiniLmEncoder:
    """all-MiniLM-L6-v2 in one thread. Its files are checked here; the model is opened by the first text to encode.

    Opened so late, and again in a process forked since, because threads of the runtime do not survive a fork.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Takes the pinned model, or `model.onnx` and `tokenizer.json` from a folder of the operator's own.

        Raises EncoderUnavailable when a package or file is missing or is not the pinned one.
        """
        self._weights, self._tokeniser = (folder or _OURS) / "model.onnx", (folder or _OURS) / "tokenizer.json"
        weights, tokeniser = _sha256(self._weights), _sha256(self._tokeniser)
        if not folder:
            _expect(self._weights, weights, _WEIGHTS_SHA256)
            _expect(self._tokeniser, tokeniser, _TOKENISER_SHA256)
        self._name = f"minilm-{weights[:12]}-{tokeniser[:12]}-{_TOKENS}"
        self._opening = threading.Lock()
        self._opened: _Model | None = None

    @property
    def name(self) -> str:
        return self._name

    def encode(self, texts: Sequence[str]) -> Floats:
        """Each text is run by itself: the model scales its numbers to all that it is given together, so that a text's
        vector would depend on the others."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        model = self._model()
        try:
            parts = (texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE))
            cut = (pieces for part in parts for pieces in model.tokeniser.encode_batch(list(part)))
            vectors = (_run(model, pieces) for pieces in cut)
            # Written straight into one array: thousands of small ones would leave the heap full of holes.
            return np.fromiter(vectors, np.dtype((np.float32, model.size)), len(texts))
        except Exception as error:  # the runtime's own exceptions share no base
            raise EncoderUnavailable(f"The model in {self._weights.parent} cannot be run: {error}") from error

    def _model(self) -> _Model:
        with self._opening:
            if self._opened is None or self._opened.process != os.getpid():
                self._opened = _open(self._weights, self._tokeniser)
            return self._opened


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"{path} cannot be read: {error.strerror}.") from error


def _expect(path: Path, found: str, pinned: str) -> None:
    if found != pinned:
        raise EncoderUnavailable(f"{path} is not the pinned file: its sha256 is {found}, not {pinned}.")


def _open(weights: Path, tokeniser: Path) -> _Model:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EncoderUnavailable(f"The package {error.name} is not installed.") from error
    try:
        pieces = Tokenizer.from_file(str(tokeniser))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it keeps what the largest batch took, and saves no time
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare Exception for a file they cannot read
        raise EncoderUnavailable(f"The model in {weights.parent} cannot be opened: {error}") from error
    pieces.enable_truncation(max_length=_TOKENS)
    pieces.no_padding()
    inputs, size = frozenset(node.name for node in session.get_inputs()), session.get_outputs()[0].shape[-1]
    return _Model(os.getpid(), pieces, session, inputs, size)


def _run(model: _Model, pieces: Any) -> Floats:
    """Mean of the text's token vectors, scaled to length 1 (Reimers and Gurevych 2019, mean pooling)."""
    ids = np.array([pieces.ids], np.int64)
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    tokens: Floats = model.session.run(None, {name: feeds[name] for name in model.inputs})[0][0]
    mean = tokens.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)
