"""Ranking by words and meaning together."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Entry, Ranking, Signals
from knowledge.retriever import NO_VECTOR, Fusion, Retriever

ENTRIES = (
    Entry("lease", "Who takes on the lease?", "The practice keeps its lease.", ("Is our building safe?",)),
    Entry("pay", "Will I earn less?", "Nobody knows what a partner will be paid.", ("Do we lose money?",)),
    Entry("return", "Can we go back?", "There was a right to return to GMS.", ("Is it reversible?", "Can we go back?")),
    Entry("join", "Must we join?", "Joining is voluntary."),
)
FUSED = Retriever.build(ENTRIES, HashingEncoder())
LEXICAL = Retriever.build(ENTRIES)


@pytest.mark.parametrize("retriever", [FUSED, LEXICAL], ids=["fused", "lexical"])
def test_the_entry_that_asks_the_same_is_first(retriever: Retriever) -> None:
    assert retriever.rank("can we go back to GMS").ranked[0].id == "return"


@pytest.mark.parametrize("retriever", [FUSED, LEXICAL], ids=["fused", "lexical"])
@given(query=st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_legal_query_and_ranks_the_same_twice(retriever: Retriever, query: str) -> None:
    ranking = retriever.rank(query)
    assert ranking == retriever.rank(query)
    scores = [ranked.score for ranked in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_an_empty_query_ranks_nothing() -> None:
    assert FUSED.rank("") == Ranking()
    assert LEXICAL.rank("…") == Ranking()


def test_no_entries_is_an_empty_ranking() -> None:
    assert Retriever.build((), HashingEncoder()).rank("lease") == Ranking()


def test_without_an_encoder_every_entry_that_shares_a_word_is_ranked() -> None:
    ranking = LEXICAL.rank("lease join")
    assert {ranked.id for ranked in ranking.ranked} == {"lease", "join"}
    assert ranking.signals.cosine == ranking.signals.agree == 0
    assert not LEXICAL.semantic


def test_signals_tell_how_well_the_query_is_covered() -> None:
    known, half = (LEXICAL.rank(query).signals for query in ("the lease", "lease helicopter"))
    assert known.coverage == pytest.approx(1)
    assert known.unseen == 0
    assert 0 < half.coverage < 1
    assert half.unseen == 0.5
    assert 0 < half.top < known.top


def test_the_two_rankings_agree_when_they_name_the_same_entry() -> None:
    assert FUSED.rank("Who takes on the lease?").signals.agree == 1
    unknown = FUSED.rank("helicopter").signals
    assert unknown.coverage == unknown.top == unknown.margin == unknown.agree == 0
    assert unknown.unseen == 1


def test_signals_of_an_empty_query_are_nought() -> None:
    assert FUSED.rank("").signals == Signals()


def test_a_vector_made_once_serves_several_rankings() -> None:
    query = "is our building safe"
    assert FUSED.rank(query, FUSED.encode(query)) == FUSED.rank(query)


def test_a_wording_that_repeats_the_question_leaves_the_question_when_left_out() -> None:
    assert FUSED.rank_without("return", "Can we go back?").signals.cosine == pytest.approx(1, abs=1e-5)


def test_a_question_that_no_entry_holds_may_be_left_out_too() -> None:
    question = "what about the lease"
    assert FUSED.rank_without("lease", question).ranked[0] == FUSED.rank(question).ranked[0]


def test_a_query_without_its_vector_is_still_ranked_by_its_words() -> None:
    query = "is our building safe"
    assert FUSED.rank(query, NO_VECTOR) == LEXICAL.rank(query)


def test_another_entry_changes_no_likeness_of_meaning() -> None:
    more = Retriever.build((*ENTRIES, Entry("parking", "Where may I park?", "Behind the surgery.")), HashingEncoder())
    query = "is our building safe"
    before = {ranked.id: ranked.semantic for ranked in FUSED.rank(query).ranked}
    after = {ranked.id: ranked.semantic for ranked in more.rank(query).ranked if ranked.id != "parking"}
    assert after == pytest.approx(before, abs=1e-6)


def test_the_weight_decides_between_words_and_meaning() -> None:
    query = "is our building safe"
    lexical_only = Retriever.build(ENTRIES, HashingEncoder(), fusion=Fusion(semantic=0.0)).rank(query)
    assert [ranked.score for ranked in lexical_only.ranked] == [ranked.lexical for ranked in lexical_only.ranked]
    semantic_only = Retriever.build(ENTRIES, HashingEncoder(), fusion=Fusion(semantic=1.0)).rank(query)
    assert [ranked.score for ranked in semantic_only.ranked] == [ranked.semantic for ranked in semantic_only.ranked]


def test_a_wording_left_out_cannot_find_itself() -> None:
    wording = "Is it reversible?"
    assert FUSED.rank(wording).signals.cosine == pytest.approx(1, abs=1e-5)
    left = FUSED.rank_without("return", wording)
    assert left.signals.cosine < 0.9
    assert left.signals.unseen > 0


def test_leaving_a_wording_out_is_the_same_as_never_having_had_it() -> None:
    wording = "Is it reversible?"
    without = tuple(
        Entry(entry.id, entry.question, entry.text, tuple(w for w in entry.wordings if w != wording))
        for entry in ENTRIES
    )
    expected = Retriever.build(without, HashingEncoder()).rank(wording)
    found = FUSED.rank_without("return", wording)
    assert np.allclose(
        [r.cosine for r in sorted(found.ranked, key=lambda r: r.id)],
        [r.cosine for r in sorted(expected.ranked, key=lambda r: r.id)],
        atol=1e-5,
    )
    assert found.signals.unseen == expected.signals.unseen


def test_a_text_that_an_entry_is_asked_by_is_known_whatever_its_capitals_and_mark() -> None:
    assert FUSED.asked_by("CAN we  go back") == "return"
    assert FUSED.asked_by("can we go back to the moon?") == ""
