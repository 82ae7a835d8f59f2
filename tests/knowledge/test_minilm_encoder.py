"""The real encoder: meaning is near where words are not, and nothing but the pinned model is run."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge import minilm_encoder
from knowledge.errors import EncoderUnavailable
from knowledge.minilm_encoder import MiniLmEncoder

needs_model = pytest.mark.skipif(
    os.environ.get("CI") != "true"
    and not all(importlib.util.find_spec(name) for name in ("onnxruntime", "tokenizers")),
    reason="the extra `semantic` (onnxruntime, tokenizers) is not installed",
)


@pytest.fixture(scope="module")
def encoder() -> MiniLmEncoder:
    return MiniLmEncoder()


@needs_model
def test_a_paraphrase_is_nearer_than_another_subject(encoder: MiniLmEncoder) -> None:
    asked, same, other = encoder.encode(
        ["Will I be paid less?", "Is my income going to fall?", "Who owns the building?"]
    )
    assert asked @ same > asked @ other + 0.2


@needs_model
def test_vectors_have_length_one_and_keep_the_order_of_the_texts(encoder: MiniLmEncoder) -> None:
    texts = ["a long text " * 40, "", "short", "a middling text of some words", "ünïcödé \x00 🙂"]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, np.concatenate([encoder.encode([text]) for text in texts]))


@needs_model
def test_a_text_longer_than_the_model_reads_is_cut(encoder: MiniLmEncoder) -> None:
    assert np.allclose(encoder.encode(["word " * 200]), encoder.encode(["word " * 5000]), atol=1e-6)


@needs_model
def test_the_model_is_opened_again_in_a_forked_process(encoder: MiniLmEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = encoder.encode(["a text"])
    monkeypatch.setattr(minilm_encoder.os, "getpid", lambda: -1)
    assert np.array_equal(encoder.encode(["a text"]), before)


@needs_model
def test_an_own_model_folder_is_taken_and_named_by_its_content(encoder: MiniLmEncoder, tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(minilm_encoder._OURS / name, tmp_path)
    assert MiniLmEncoder(tmp_path).name == encoder.name
    (tmp_path / "tokenizer.json").write_text("{}")
    assert MiniLmEncoder(tmp_path).name != encoder.name


@needs_model
def test_a_model_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    shutil.copy(minilm_encoder._OURS / "tokenizer.json", tmp_path)
    with pytest.raises(EncoderUnavailable, match="cannot be opened"):
        MiniLmEncoder(tmp_path).encode(["a text"])


def test_a_folder_without_a_model_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"model\.onnx cannot be read"):
        MiniLmEncoder(tmp_path)


def test_weights_that_are_not_the_pinned_ones_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")
    shutil.copy(minilm_encoder._OURS / "tokenizer.json", tmp_path)
    monkeypatch.setattr(minilm_encoder, "_OURS", tmp_path)
    with pytest.raises(EncoderUnavailable, match="not the pinned file"):
        MiniLmEncoder()


def test_the_files_are_those_that_are_written_down_beside_them() -> None:
    folder = Path(minilm_encoder.__file__).parent / "data" / "minilm"
    told = (folder / "README.md").read_text("utf-8")
    for name in ("model.onnx", "tokenizer.json"):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() in told
