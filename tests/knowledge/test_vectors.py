"""Vectors come from the cache where it has them, and from the encoder where it has not or is broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.encoder import HashingEncoder

from knowledge.vectors import Vectors

TEXTS = ("the lease", "our pay", "the lease")


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_vectors_come_in_the_order_of_the_texts() -> None:
    encoder = HashingEncoder()
    assert np.array_equal(Vectors(encoder).of(TEXTS), encoder.encode(TEXTS))


def test_only_texts_not_seen_before_are_encoded(tmp_path: Path) -> None:
    first = Vectors(HashingEncoder(), tmp_path).of(TEXTS)
    encoder = HashingEncoder()
    again = Vectors(encoder, tmp_path).of((*TEXTS, "a new text"))
    assert encoder.encoded == ["a new text"]
    assert np.array_equal(again[:3], first)


def test_encoders_do_not_share_vectors(tmp_path: Path) -> None:
    Vectors(HashingEncoder("one"), tmp_path).of(TEXTS)
    other = HashingEncoder("other")
    Vectors(other, tmp_path).of(TEXTS)
    assert other.encoded == ["the lease", "our pay"]


@pytest.mark.parametrize("damage", [b"", b"not a zip file", b"PK\x03\x04"], ids=["empty", "text", "cut"])
def test_a_broken_cache_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    first = Vectors(HashingEncoder(), tmp_path).of(TEXTS)
    only_file(tmp_path).write_bytes(damage)
    encoder = HashingEncoder()
    assert np.array_equal(Vectors(encoder, tmp_path).of(TEXTS), first)
    assert encoder.encoded
    assert np.array_equal(Vectors(HashingEncoder(), tmp_path).of(TEXTS), first)


def test_a_cache_cut_short_is_written_anew(tmp_path: Path) -> None:
    first = Vectors(HashingEncoder(), tmp_path).of(TEXTS)
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    assert np.array_equal(Vectors(HashingEncoder(), tmp_path).of(TEXTS), first)


@pytest.mark.parametrize("vectors", [np.zeros((2, 3)), np.full((1, 3), np.nan, np.float32), np.zeros(1, np.float32)])
def test_a_cache_that_does_not_hold_vectors_is_not_believed(tmp_path: Path, vectors: np.ndarray) -> None:
    first = Vectors(HashingEncoder(), tmp_path).of(TEXTS)
    np.savez(only_file(tmp_path), keys=np.array(["0" * 32]), vectors=vectors)
    assert np.array_equal(Vectors(HashingEncoder(), tmp_path).of(TEXTS), first)


def test_a_pickle_in_the_cache_is_never_opened(tmp_path: Path) -> None:
    Vectors(HashingEncoder(), tmp_path).of(TEXTS)
    np.savez(only_file(tmp_path), keys=np.array([{"a": 1}], dtype=object), vectors=np.zeros((1, 3), np.float32))
    encoder = HashingEncoder()
    Vectors(encoder, tmp_path).of(TEXTS)
    assert encoder.encoded


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert len(Vectors(HashingEncoder(), blocked).of(TEXTS)) == 3


def test_no_texts_are_no_vectors() -> None:
    assert len(Vectors(HashingEncoder()).of(())) == 0
