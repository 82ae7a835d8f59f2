"""A release made from an earlier one is the same, to the last bit, as one made of the content alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.encoder import HashingEncoder
from fakes.faq_files import CONTRACT, article, small_content
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.array_file import sweep
from knowledge.library import Library
from knowledge.model import Entry
from knowledge.postings import Postings
from knowledge.recogniser import Recogniser
from knowledge.release import Release
from knowledge.retriever import Retriever
from knowledge.spelling import Speller
from knowledge.vectors import Vectors
from knowledge.whoosh_index import WhooshIndex

WORDS = ("lease", "pay", "pension", "leases", "partner", "the", "café", "R2R", "no")
TEXT = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
ENTRY = st.builds(Entry, st.just("any"), TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple))
ENTRIES = st.lists(ENTRY, max_size=8)


def same(one: Postings, other: Postings) -> bool:
    arrays, others = one.arrays(), other.arrays()
    counted = dict(one.vocabulary) == dict(other.vocabulary)
    return counted and all(
        np.array_equal(arrays[name], others[name]) for name in arrays if name not in ("words", "uses")
    )


@settings(deadline=None, max_examples=60)
@given(ENTRIES, ENTRIES, st.randoms())
def test_an_index_made_from_an_earlier_one_is_the_one_that_would_be_made_anew(earlier, added, chance):
    entries = [*chance.sample(earlier, chance.randint(0, len(earlier))), *added]
    chance.shuffle(entries)
    renewed, anew = WhooshIndex(earlier).renewed(entries), WhooshIndex(entries)
    assert same(renewed._postings, anew._postings)
    for query in ("leases of a partner", "no pay", "pension"):
        assert np.array_equal(renewed.search(query).scores, anew.search(query).scores)


def test_the_same_entries_are_the_same_index():
    index = WhooshIndex([Entry("a", "May I?", "You may.", ())])
    assert index.renewed((Entry("a", "May I?", "You may.", ()),)) is index


@pytest.mark.parametrize("change", ["- Is it said in a helicopter?\n", ""])
def test_a_release_made_from_an_earlier_one_answers_the_same(tmp_path: Path, change: str):
    before = small_content()
    now = before | {CONTRACT[0]: article(CONTRACT[1], "You keep your GMS contract for ever.") + change.encode()}
    now.pop("premises/our-building.md")
    encoder = HashingEncoder()
    anew = Library(Release.build(now, encoder))
    renewed = Library(Release.build(now, encoder, tmp_path, Release.build(before, encoder, tmp_path)))
    for question in (CONTRACT[1], "is it said in a helicpter", "our buildng", "my pensoin", "for evr"):
        assert renewed.search(question) == anew.search(question)


def test_of_a_changed_release_only_what_is_new_is_encoded(tmp_path: Path):
    earlier = Retriever.build([Entry("a", "May I?", "You may.", ("Am I let?",))], HashingEncoder(), tmp_path)
    encoder = HashingEncoder()
    now = [replace(earlier.entries[0], wordings=("Am I let?", "Can I?"))]
    Retriever.build(now, encoder, tmp_path / "other", earlier=earlier)
    assert encoder.encoded == ["Can I?"]


def test_what_one_process_encoded_another_reads(tmp_path: Path):
    Vectors(HashingEncoder(), tmp_path).of(["a", "b"])
    Vectors(HashingEncoder(), tmp_path).of(["b", "c"])
    encoder = HashingEncoder()
    Vectors(encoder, tmp_path).of(["c", "a", "b"])
    assert encoder.encoded == []
    assert len(list(tmp_path.iterdir())) == 2


def test_a_cache_of_many_files_is_settled_into_one_that_holds_them_all(tmp_path: Path):
    texts = [f"text {number}" for number in range(20)]
    for text in texts:
        Vectors(HashingEncoder(), tmp_path).of([text])
    encoder = HashingEncoder()
    vectors = Vectors(encoder, tmp_path)
    vectors.of(texts[:3])
    vectors.settle()
    assert len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(Vectors(encoder, tmp_path).of(texts), HashingEncoder().encode(texts))
    assert encoder.encoded == []


def test_a_recogniser_is_fitted_once_to_the_same_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    vectors = np.asarray(np.random.default_rng(1).normal(size=(40, 6)), np.float32)
    entries = np.repeat(np.arange(4), 10)
    fitted = Recogniser.kept(vectors, entries, 4, tmp_path)
    monkeypatch.setattr(Recogniser, "fit", None)
    kept = Recogniser.kept(vectors, entries, 4, tmp_path)
    assert fitted is not None
    assert kept is not None
    assert np.array_equal(kept.of(vectors[0]), fitted.of(vectors[0]))
    with pytest.raises(TypeError):
        Recogniser.kept(vectors + 1, entries, 4, tmp_path)


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(["pension", "pensions", "tension", "mansion", "premises", "promises"])), st.data())
def test_a_speller_made_from_an_earlier_one_reads_the_same(words, data):
    now = data.draw(st.sets(st.sampled_from(["pension", "tension", "mansions", "premises", "promised", "lease"])))
    earlier = Speller(dict.fromkeys(words, 2))
    renewed = Speller(dict.fromkeys(now, 3), earlier=earlier)
    anew = Speller(dict.fromkeys(now, 3))
    for typed in ("pensoin", "pemises", "prmoises", "mansoins", "tensoin", "leese"):
        assert renewed.correct(typed) == anew.correct(typed)


def test_what_a_killed_process_left_half_written_is_swept_away_once_it_is_old(tmp_path: Path):
    for name, age in (("old.tmp", 2000), ("young.tmp", 10), ("old.npz", 2000)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (10_000 - age, 10_000 - age))
    sweep(tmp_path, 10_000 - 1000)
    assert {path.name for path in tmp_path.iterdir()} == {"young.tmp", "old.npz"}
    sweep(tmp_path / "nowhere", 10_000)
