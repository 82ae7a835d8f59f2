"""Holds every kind of question we wrote ourselves to a floor, on the real content."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.answering.draft import Draft
from assistant.answering.pipeline import answer
from assistant.editorial.evaluation import Ask, Run, evaluate, misses
from assistant.editorial.question_sets import Case, read_set
from assistant.model import Asked, Circumstances, Found, Turn
from knowledge.encoder import Encoder
from knowledge.errors import EncoderUnavailable
from knowledge.folder import content_of
from knowledge.library import Library
from knowledge.minilm_encoder import MiniLmEncoder
from knowledge.release import Release

HERE = Path(__file__).parent
FLOOR = 0.90

BELOW_THE_GOAL = {
    "false_premises": 0.85,
    "near_misses": 0.83,
    "yes_no": 0.25,
    "injection": 0.83,
    "outside-subject": 0.76,
    "several": 0.82,
    "talks": 0.84,
}
"""The goal is `FLOOR` for every kind. These are not there yet; figures in docs/evaluation.md. Of the yes/no questions
the right article answers nearly all: a word is lent only by a wording that asks the same. Orders and messages of other
subjects got 115 more on 22 November 2026, by other writers and harder; of the same day are `talks` and `several`, which
name one article where another may do as well. Raise a figure here whenever it is passed, and
take it away at 0.90."""

ENOUGH = {
    "circumstances": 20,
    "comparisons": 25,
    "conversations": 30,
    "direct": 150,
    "facts": 150,
    "false_premises": 30,
    "near_misses": 50,
    "parts": 25,
    "rambles": 25,
    "refusals": 60,
    "several": 50,
    "talks": 100,
    "yes_no": 40,
}

LARGE = ("facts", "several", "talks")
FULL = os.environ.get("GP_ENGAGE_TEST_FULL") == "1"

STRANGERS: dict[str, list[str]] = yaml.safe_load((HERE / "strangers.yml").read_text("utf-8"))
ALSO_RIGHT = {
    "homonyms": {"outside-subject", "clinical", "not-covered"},
    "outside-subject": {"outside-subject", "not-covered"},
    "injection": {"injection", "abuse"},
    "abuse": {"injection", "abuse"},
    "small-talk": {"greeting", "goodbye"},
    "genuine": {""},
}
"""Which replies a group of strangers' messages may get, where it is not the one it is called after."""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    encoder = MiniLmEncoder()
    try:
        encoder.encode(["Is it there?"])
    except EncoderUnavailable as error:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))
    return encoder


@pytest.fixture(scope="module")
def library(encoder: Encoder, request: pytest.FixtureRequest) -> Library:
    assert request.config.cache
    content, _ = content_of(HERE.parents[1] / "faq")
    return Library(Release.build(content, encoder, cache=request.config.cache.mkdir("vectors")))


@pytest.fixture(scope="module")
def runs(library: Library) -> dict[str, Run]:
    return {kind: evaluate(cases(kind), asking(library)) for kind in ENOUGH}


def cases(kind: str) -> tuple[Case, ...]:
    """The cases of a set; of a large one every third, unless all are asked for."""
    every = read_set(HERE / f"{kind}.yml")
    return every if FULL or kind not in LARGE else every[::3]


def asking(library: Library) -> Ask:
    """Answers from a library without a record: each question after the turns it is given."""
    numbers = itertools.count(1)

    def ask(text: str, earlier: tuple[Turn, ...]) -> Turn:
        known = earlier[-1].circumstances if earlier else Circumstances()
        made, draft = answer(Draft(Asked(text, "key", known), library, earlier, known))
        return Turn(
            id=str(next(numbers)),
            session="session",
            key="key",
            number=len(earlier) + 1,
            at="2026-11-21T00:00:00Z",
            release=library.release_hash,
            question=text,
            answer=made,
            circumstances=draft.circumstances,
            masked=(),
            found=Found(),
            took_ms=0.0,
        )

    return ask


@pytest.mark.parametrize("kind", ENOUGH)
def test_nine_questions_of_ten_come_out_right(runs: dict[str, Run], kind: str) -> None:
    run = runs[kind]
    assert run.right.value >= BELOW_THE_GOAL.get(kind, FLOOR), f"{run.right}\n{misses(run)}"


@pytest.mark.parametrize("kind", ENOUGH)
def test_a_set_is_large_enough_to_say_something(runs: dict[str, Run], kind: str) -> None:
    assert len(runs[kind].outcomes) >= ENOUGH[kind]


@pytest.mark.parametrize("group", STRANGERS)
def test_nine_strangers_of_ten_get_the_reply_they_should(library: Library, group: str) -> None:
    ask, right = asking(library), ALSO_RIGHT.get(group, {group})
    wrong = [text for text in STRANGERS[group] if ask(text, ()).answer.reply not in right]
    assert 1 - len(wrong) / len(STRANGERS[group]) >= BELOW_THE_GOAL.get(group, FLOOR), wrong


def test_every_article_that_a_question_expects_is_in_the_content(library: Library) -> None:
    every = [case for kind in ENOUGH for case in read_set(HERE / f"{kind}.yml")]
    expected = {article for case in every for ids in case.articles for article in ids}
    assert {article for article in expected if not library.has(article)} == set()


def test_no_question_is_a_wording_of_an_article(library: Library) -> None:
    wordings = {wording.text.lower() for article in library.articles for wording in article.wordings}
    every = [case for kind in ENOUGH for case in read_set(HERE / f"{kind}.yml")]
    assert [case.question for case in every if case.question.lower() in wordings] == []


def test_no_answer_begins_with_the_wrong_word(runs: dict[str, Run]) -> None:
    wrong = [each.case.question for each in runs["yes_no"].outcomes if "makes a wrong claim" in each.why]
    assert wrong == []


def test_no_refusal_shows_a_citation(runs: dict[str, Run]) -> None:
    assert sum(run.cited_refusals for run in runs.values()) == 0


@pytest.mark.parametrize(("kind", "floor"), [("rambles", 0.9), ("parts", 0.9), ("comparisons", 0.9), ("several", 0.76)])
def test_what_stands_by_itself_is_answered_as_well_after_a_turn_on_something_else(
    library: Library, kind: str, floor: float
) -> None:
    after = [replace(case, context=("What is an MCP?",)) for case in cases(kind)]
    run = evaluate(after, asking(library))
    assert run.right.value >= floor, f"{run.right}\n{misses(run)}"


@pytest.mark.parametrize(
    ("question", "message", "reply"),
    [
        ("Can I get my contract back?", "and what dose of amoxicillin for a child?", "clinical"),
        ("Can I get my contract back?", "sorry, I meant metformin", "clinical"),
        ("What maternity pay would I get?", "what about my chest pain?", "clinical"),
        ("What maternity pay would I get?", "and if I'm off sick with stress?", ""),
        ("Who is told before we suspend GMS, the staff?", "I was asking about patients rather than staff", ""),
    ],
)
def test_a_message_that_goes_on_is_judged_with_the_question_before_it(
    library: Library, question: str, message: str, reply: str
) -> None:
    ask = asking(library)
    assert ask(message, (ask(question, ()),)).answer.reply == reply
