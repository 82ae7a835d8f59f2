"""Deciding whether what was found answers: names that no article knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from real_desk import shelf

from assistant.answering.decide import decide
from assistant.answering.draft import Draft, Look, Understood
from assistant.model import Answer, Asked
from knowledge.library import Library, Trust


def draft_of(question: str, about: str, right: float) -> Draft:
    """A question whose best articles are those found for `about`, trusted so far."""
    library: Library = shelf().library
    result = replace(library.search(about), query=question)
    look = Look(Understood(text=question, search=question), result, Trust(right=right, answers=True, near=True))
    return Draft(Asked(question, "key"), library, looks=(look,))


def test_a_place_that_no_article_names_is_not_answered_for_however_sure_the_ranking_is() -> None:
    question = "what does a salaried doctor earn in Zanzibar"
    assert isinstance(decide(draft_of(question, "What is the salaried GP pay range?", 0.9)), Answer)


@pytest.mark.parametrize(("right", "answered"), [(0.9, True), (0.3, False)])
def test_a_name_that_only_other_articles_know_is_enough_where_the_ranking_is_sure(right: float, answered: bool) -> None:
    question = "what does a salaried doctor earn according to Symphony"
    decided = decide(draft_of(question, "What is the salaried GP pay range?", right))
    assert isinstance(decided, Draft) is answered
