"""How far a search is trusted: a question like those that nothing answers is not, unless an article is asked by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.encoder import HashingEncoder
from fakes.faq_files import CONTRACT, small_content

from knowledge.confidence import Bands, Confidence, Regression, read_bands
from knowledge.library import Library
from knowledge.release import UNCOVERED, Release

MISSING = tuple(f"what is the fax number of office {number}" for number in range(40))
ASKED_ALL_THE_SAME = "what is the fax number of our contract"
SURE, UNSURE = Regression(5.0), Regression(-0.5)


@pytest.fixture(scope="module")
def library() -> Library:
    """Of which no ranking is sure and every one is trusted, but for the line for uncovered questions."""
    reply = "\n".join(
        ["None.\n\n## Also asked", *(f"- {text}" for text in MISSING), "\n## Not this\n- who pays the rent\n"]
    )
    asked = small_content()[CONTRACT[0]] + f"- {ASKED_ALL_THE_SAME}\n".encode()
    content = small_content() | {f"replies/{UNCOVERED}.md": reply.encode(), CONTRACT[0]: asked}
    confidence = Confidence(SURE, UNSURE, uncovered=0.0)
    return Library(replace(Release.build(content, HashingEncoder()), bands=Bands(confidence, confidence)))


def test_a_question_like_those_that_nothing_answers_is_not_answered_but_near(library: Library) -> None:
    trust = library.trust(library.search("what is the fax number of office 99").signals)
    assert (trust.answers, trust.near) == (False, True)


def test_nor_is_its_sound_held_against_a_question_whose_best_article_is_rather_right_than_not(library: Library) -> None:
    confidence = Confidence(SURE, SURE, uncovered=0.0)
    sure = Library(replace(library.release, bands=Bands(confidence, confidence)))
    assert sure.trust(sure.search("what is the fax number of office 99").signals).answers


def test_any_other_question_is_answered(library: Library) -> None:
    assert library.trust(library.search("who pays the rent").signals).answers


def test_what_an_article_is_asked_by_is_answered_however_it_sounds(library: Library) -> None:
    found = library.search(ASKED_ALL_THE_SAME)
    assert library.release.uncovered(library.release.articles.encode(ASKED_ALL_THE_SAME)) > 0
    assert (found.articles[0].id, library.trust(found.signals).answers) == (CONTRACT[0].removesuffix(".md"), True)


def test_lines_from_before_there_was_one_for_gaps_take_no_question_for_one() -> None:
    lines = "{belongs: {bias: 1, weights: {}}, right: {bias: 1, weights: {}}, answer: 0, closest: 0, least: 0}"
    bands, findings = read_bands(f"semantic: {lines}\nlexical: {lines}\n")
    assert findings == ()
    assert bands.semantic.uncovered == 1.0
