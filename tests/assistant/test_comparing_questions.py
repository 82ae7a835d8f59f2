"""A question that compares shows the sides it names, and leads to the page that puts them side by side."""

from pathlib import Path

import pytest

from assistant.answering.draft import Draft
from assistant.answering.naming import side_by_side_in
from assistant.answering.pipeline import answer
from assistant.model import Asked, Block
from knowledge.folder import content_of
from knowledge.library import Library
from knowledge.model import SectionKind
from knowledge.release import Release


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Release.build(content_of(Path(__file__).parents[2] / "faq")[0]))


def first_block(library: Library, question: str) -> Block:
    made, _ = answer(Draft(Asked(question, "key"), library))
    return made.blocks[0]


def test_the_levels_that_are_named_are_shown_and_the_third_is_folded(library: Library) -> None:
    block = first_block(library, "difference between virtual and full integration on pay")
    shown = [part.heading for part in block.parts if part.kind is SectionKind.LEVEL and not part.folded]
    assert block.article.id == "pay/compare-levels-pay"
    assert shown == ["Virtual", "Full"]
    assert block.compares == "levels"


@pytest.mark.parametrize(
    "named",
    ["virtual, partial and full", "full or partial or virtual", "virtual, full v partial", "virtual/partial/full"],
)
def test_full_is_a_level_where_it_stands_beside_another(library: Library, named: str) -> None:
    block = first_block(library, f"Compare {named} on pay")
    assert block.article.id == "pay/compare-levels-pay"
    assert [part.heading for part in block.parts if part.kind is SectionKind.LEVEL] == ["Virtual", "Partial", "Full"]
    assert not any(part.folded for part in block.parts if part.kind is SectionKind.LEVEL)


def test_models_that_are_named_lead_to_the_page_of_models(library: Library) -> None:
    assert first_block(library, "compare MCP and PACS on the pension").compares == "models"


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("the pension at each level", "levels"),
        ("virtual against full: who pays?", "levels"),
        ("is it the same whichever model we choose", "models"),
        ("MCP v PACS", "models"),
        ("what is an MCP", ""),
        ("full time work in the partial model", ""),
    ],
)
def test_what_a_question_wants_side_by_side_is_read_from_it(question: str, by: str) -> None:
    assert side_by_side_in(question) == by


@pytest.mark.parametrize(
    ("text", "about", "by"),
    [
        ("and in each?", "Who pays under full integration?", "levels"),
        ("line all three of them up", "Who employs us in an MCP?", "models"),
        ("and who signs?", "virtual or partial integration", "levels"),
        ("and in each?", "Who pays the rent?", ""),
    ],
)
def test_what_was_talked_about_says_what_is_wanted_of_each(text: str, about: str, by: str) -> None:
    assert side_by_side_in(text, about) == by


def test_of_two_articles_that_compare_that_of_the_levels_answers_where_the_levels_are_asked_for(
    library: Library,
) -> None:
    assert (
        first_block(library, "the pension at each level of integration").article.id == "pensions/compare-levels-pension"
    )
    assert first_block(library, "the pension under each model").article.id == "models/compare-pension"


def test_a_question_that_compares_nothing_leads_nowhere(library: Library) -> None:
    assert first_block(library, "Can we go back to GMS?").compares == ""
