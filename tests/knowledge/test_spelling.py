"""Misspelt words are read as what was meant; everything else is left as typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Correction
from knowledge.spelling import Speller, Spelling

VOCABULARY = {"pension": 9, "contract": 20, "practice": 15, "reimbursed": 2, "premises": 5, "reversible": 1, "core": 1}
SPELLER = Speller(VOCABULARY, protected=["MCP", "Porcupine", "alliance agreement"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what of my pensoin", "what of my pension"),
        ("my contarct?", "my contract?"),
        ("reimbrsd premisis", "reimbursed premises"),
        ("Pratcice owners", "practice owners"),
        ("is it revrsible", "is it reversible"),
        ("my sallary and hollidays", "my salary and holidays"),
        ("the thepension", "the the pension"),
        ("ofmy pension", "of my pension"),
        ("wat wil it be", "what will it be"),
        ("arr my lists safe", "are my lists safe"),
    ],
)
def test_a_misspelt_word_is_read_as_the_word_that_was_meant(typed: str, read: str) -> None:
    assert SPELLER.correct(typed).text == read


@pytest.mark.parametrize(
    "text",
    [
        "will my pension be safe",
        "MCP and porcupine",
        "an alliance agreement",
        "a care home visit costs more",
        "dont cant wont",
        "it's theirs, isn't it",
        "R2R 2017/18 £85k APMSX",
        "unreimbursed and practiceless",
        "gp nhs lmc icb",
        "",
        "?!",
    ],
)
def test_what_is_a_word_or_a_term_or_no_plain_word_is_left_alone(text: str) -> None:
    assert SPELLER.correct(text) == Spelling(text)


def test_a_name_inside_a_sentence_is_not_made_an_english_word() -> None:
    assert not SPELLER.correct("the Sallarys of Tichborne").corrections
    assert not SPELLER.correct("Sandwell").corrections


@pytest.mark.parametrize(("uses", "read"), [(1, "gallstones"), (2, "millstones")])
def test_two_slips_lead_only_to_a_word_that_the_content_holds_more_than_once(uses: int, read: str) -> None:
    assert Speller({"millstones": uses}).correct("gallstones").text == read


def test_two_slips_may_lead_to_a_word_of_a_term() -> None:
    assert Speller({"subrogation": 1}, protected=["subrogation"]).correct("subrogtin").text == "subrogation"


def test_an_inflection_that_the_index_knows_is_left_alone() -> None:
    assert Speller(VOCABULARY).correct("reimbursedly pensionate").corrections
    assert not Speller(VOCABULARY, known=lambda form: form == "pensionate").correct("pensionate").corrections


def test_corrections_tell_what_was_typed() -> None:
    assert SPELLER.correct("Pensoin?").corrections == (Correction("Pensoin", "pension"),)


@given(st.text(max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_text_may_be_read_and_what_is_not_corrected_stays(text: str) -> None:
    spelling = SPELLER.correct(text)
    assert bool(spelling.corrections) == (spelling.text != text)
    assert all(correction.typed in text for correction in spelling.corrections)
