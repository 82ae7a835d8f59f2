"""The compiled index: Whoosh's own ranking, any text legal, a wording left out as if it had never been there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from knowledge.model import Entry
from knowledge.whoosh_index import VIEWS, WhooshIndex, stems

ENTRIES = (
    Entry(
        "lease", "Who takes on the lease?", "The practice keeps its lease. Rent is reimbursed.", ("Is our lease safe?",)
    ),
    Entry(
        "pay", "Will I earn less?", "Pay of £85,000 was reported; no rate is set.", ("Is pay lower?", "Do we lose pay?")
    ),
    Entry(
        "return", "Can we go back?", "A right-to-return was offered to GMS and PMS practices.", ("Is it reversible?",)
    ),
    Entry("join", "Must we join?", "Nobody is forced to join a multi-specialty provider.", ()),
    Entry(
        "staff", "What of our staff?", "Staff move under TUPE on R2R terms; pay is protected.", ("Will staff leave?",)
    ),
)
INDEX = WhooshIndex(ENTRIES)

QUERIES = (
    "who keeps the lease",
    "will our pay be less",
    "can the practice go back to GMS",
    "is pay of staff protected if we join",
    "no",
)


def whoosh_itself() -> Any:
    """Whoosh as its documentation has it: an index on its disk format, searched by its own matchers."""
    index = RamStorage().create_index(Schema(**{view: TEXT(analyzer=SpaceSeparatedTokenizer()) for view in VIEWS}))
    writer = index.writer()
    for entry in ENTRIES:
        wordings = "\n".join(entry.wordings)
        views = {"everything": f"{entry.question} {entry.text} {wordings}", "question": entry.question}
        stemmed = {view: " ".join(stems(text)) for view, text in (views | {"wordings": wordings}).items()}
        writer.add_document(**stemmed)
    writer.commit()
    return index


WHOOSH = whoosh_itself()


def by_whoosh(query: str) -> list[tuple[int, float]]:
    terms = [Term(view, stem, boost=boost) for stem in dict.fromkeys(stems(query)) for view, boost in VIEWS.items()]
    with WHOOSH.searcher(weighting=BM25F()) as searcher:
        return [(hit.docnum, hit.score) for hit in searcher.search(Or(terms), limit=None)]


@pytest.mark.parametrize("query", QUERIES)
def test_scores_are_those_of_whoosh(query: str) -> None:
    scores = INDEX.search(query).scores
    expected = np.zeros(len(ENTRIES))
    for document, score in by_whoosh(query):
        expected[document] = score
    assert scores.any()
    assert np.allclose(scores, expected, atol=1e-5)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_legal_query(query: str) -> None:
    evidence = INDEX.search(query)
    assert len(evidence.scores) == len(ENTRIES)
    assert np.isfinite(evidence.scores).all()
    assert 0 <= evidence.unseen <= 1
    assert (evidence.held <= evidence.mass + 1e-4).all()


@pytest.mark.parametrize("query", ["", "   ", "?!", "AND OR NOT ( ) * ~ ^ \" '", "\x00"])
def test_query_syntax_is_only_text(query: str) -> None:
    assert np.isfinite(INDEX.search(query).scores).all()


def test_a_query_without_words_scores_nothing() -> None:
    evidence = INDEX.search(" … ")
    assert not evidence.scores.any()
    assert evidence.mass == 0
    assert evidence.unseen == 0


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("right to return", "return"),
        ("multispecialty", "join"),
        ("multi specialty", "join"),
        ("GMS/PMS", "return"),
        ("r2r", "staff"),
        ("85k", "pay"),
        ("85000", "pay"),
        ("practice's lease", "lease"),
    ],
)
def test_a_word_is_found_however_it_is_written(query: str, entry: str) -> None:
    assert ENTRIES[int(np.argmax(INDEX.search(query).scores))].id == entry


def test_the_share_of_unseen_words_is_told() -> None:
    assert INDEX.search("lease helicopter").unseen == 0.5
    assert INDEX.knows("leases")
    assert not INDEX.knows("helicopter")


def test_the_vocabulary_holds_the_words_as_written_with_their_counts() -> None:
    assert INDEX.vocabulary["lease"] == 3
    assert INDEX.vocabulary["reimbursed"] == 1


@pytest.mark.parametrize("query", QUERIES)
def test_an_entry_put_back_as_it_is_changes_nothing(query: str) -> None:
    same = INDEX.search_with(query, 1, ENTRIES[1])
    assert np.allclose(same.scores, INDEX.search(query).scores, atol=1e-5)
    assert np.allclose(same.held, INDEX.search(query).held, atol=1e-5)


def test_leaving_a_wording_out_lowers_its_own_entry_and_no_other() -> None:
    wording, before = "Is pay lower?", INDEX.search("Is pay lower?").scores
    after = INDEX.search_with(wording, 1, replace(ENTRIES[1], wordings=("Do we lose pay?",))).scores
    assert after[1] < before[1]
    assert np.array_equal(np.delete(after, 1), np.delete(before, 1))


def test_a_word_that_only_the_left_out_wording_has_is_unseen() -> None:
    left = replace(ENTRIES[2], wordings=())
    assert INDEX.search("reversible").unseen == 0
    assert INDEX.search_with("reversible", 2, left).unseen == 1


def test_building_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/no/such/folder")
    assert WhooshIndex(ENTRIES).search("lease").scores.any()


def test_several_threads_may_build_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        built = list(pool.map(WhooshIndex, [ENTRIES] * 8))
    assert all(np.array_equal(index.search("lease").scores, INDEX.search("lease").scores) for index in built)


def test_an_index_of_nothing_finds_nothing() -> None:
    assert WhooshIndex(()).search("lease").scores.size == 0


@pytest.mark.parametrize("query", QUERIES)
def test_an_index_that_was_kept_is_the_index_that_was_made(tmp_path: Path, query: str) -> None:
    WhooshIndex(ENTRIES, tmp_path)
    kept = WhooshIndex(ENTRIES, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(kept.search(query).scores, INDEX.search(query).scores)
    assert kept.vocabulary == INDEX.vocabulary
    without = replace(ENTRIES[1], wordings=())
    assert np.array_equal(kept.search_with(query, 1, without).scores, INDEX.search_with(query, 1, without).scores)


def test_entries_that_changed_are_indexed_anew(tmp_path: Path) -> None:
    WhooshIndex(ENTRIES, tmp_path)
    changed = (replace(ENTRIES[0], text="Helicopters."), *ENTRIES[1:])
    assert WhooshIndex(changed, tmp_path).knows("helicopter")
    assert not WhooshIndex(ENTRIES, tmp_path).knows("helicopter")


def test_a_kept_index_that_is_broken_is_made_anew(tmp_path: Path) -> None:
    WhooshIndex(ENTRIES, tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:200])
    assert WhooshIndex(ENTRIES, tmp_path).search("lease").scores.any()
