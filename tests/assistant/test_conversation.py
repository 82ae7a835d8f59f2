"""What a message borrows from the turns before it, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from real_desk import shelf

from assistant.answering.draft import Draft, Understood
from assistant.answering.pipeline import answer
from assistant.answering.retrieve import CORRECTED, retrieve
from assistant.answering.understand import understand
from assistant.model import Asked, Circumstances, Found, Turn


def turn(question: str) -> Turn:
    """The answer to a first question."""
    made, draft = answer(Draft(Asked(question, "key"), shelf().library))
    found = Found(searched=draft.looks[0].result.searched)
    return Turn("1", "session", "key", 1, "", "", question, made, Circumstances(), (), found, 0.0)


def read_after(question: str, message: str) -> tuple[Understood, ...]:
    """How a message is read after a question."""
    return understand(Draft(Asked(message, "key"), shelf().library, (turn(question),))).questions


@pytest.mark.parametrize(
    ("question", "correction", "search", "about"),
    [
        ("How big does a PACS have to be?", "sorry, wrong one, the MCP", "How big does a MCP have to be?", ""),
        ("Who may hold an ICP contract?", "oops, the PACS", "Who may hold an PACS?", ""),
        ("Can we suspend GMS?", "no, I meant PMS", "Can we suspend PMS?", ""),
        ("Can we suspend GMS?", "sorry, not GMS, PMS", "Can we suspend PMS?", ""),
        ("what is partial integration", "no no, full", "what is full integration", ""),
        (
            "Will the nurses be told?",
            "I was asking about the porters rather than the nurses",
            "Will the porters be told?",
            "",
        ),
        ("What is the safe list size?", 'oops, meant "budget", not "list size"', "What is the safe budget?", ""),
        (
            "what did the premises review say?",
            "not the review, the directions of two years ago",
            "the directions of two years ago",
            "what did the premises   say?",
        ),
        ("Who pays the locums?", "no, I meant the staff", "the staff", "Who pays the locums?"),
        ("Why was it so late?", "I don't mean the delay, I mean the end of it", "the end of it", "Why was it so late?"),
    ],
)
def test_a_correction_takes_the_place_of_what_was_named_or_is_read_without_what_it_says_it_is_not(
    question: str, correction: str, search: str, about: str
) -> None:
    (read,) = read_after(question, correction)
    assert (read.search, read.about) == (search, about)


def test_the_article_that_was_not_meant_is_moved_down() -> None:
    asked = Understood(text="What is an MCP?", search="What is an MCP?")
    first = retrieve(Draft(Asked(asked.text, "key"), shelf().library, questions=(asked,))).looks[0].result.hits[0]
    wrong = replace(asked, follows=(first.article,), corrects=True)
    hits = retrieve(Draft(Asked(asked.text, "key"), shelf().library, questions=(wrong,))).looks[0].result.hits
    assert next(hit.score for hit in hits if hit.passage == first.passage) == pytest.approx(first.score - CORRECTED)


def test_a_correction_says_which_article_was_not_meant() -> None:
    question = "How big does a PACS have to be?"
    (read,) = read_after(question, "sorry, wrong one, the MCP")
    assert (read.corrects, read.follows) == (True, tuple(ref.id for ref in turn(question).answer.articles[:1]))


def test_of_several_questions_an_it_means_what_the_first_one_names() -> None:
    read = read_after("Can we be forced to join?", "tell me what an MCP is, who may hold it and how long it runs")
    assert [each.text for each in read if not each.follows][1] == "tell me what an MCP is"
    assert "forced" not in " ".join(each.about for each in read)


def test_several_questions_that_point_back_are_read_with_the_turn_before() -> None:
    read = read_after("What is an MCP?", "how long does it last and who signs it")
    assert any("MCP" in each.about for each in read)


def test_several_questions_that_say_enough_are_told_apart_in_a_conversation_too() -> None:
    message = "a few things: (1) who holds our lease, (2) do our nurses move across"
    read = read_after("What is an MCP?", message)
    assert [each.text for each in read if each.text != message] == [
        "who holds our lease",
        "do our nurses move across",
        "do our nurses move across",
    ]
    assert not any("MCP" in each.about for each in read)


def test_what_tells_something_first_is_not_surely_about_the_turn_before() -> None:
    read = read_after("What is an MCP?", "My brother works in Leeds for a large trust. How long does it last?")
    assert [each.about == "" for each in read] == [True, False]


def test_a_story_stands_by_itself() -> None:
    story = "We had a meeting about it and nobody knew what that meant for them. " * 4 + "Who pays the locums?"
    assert not any("MCP" in each.about for each in read_after("What is an MCP?", story))


def test_a_part_is_not_wanted_side_by_side_because_the_one_before_it_was() -> None:
    message = "How do virtual, partial and full compare on pensions? By the way who pays for our locum?"
    parts = understand(Draft(Asked(message, "key"), shelf().library)).questions[2:]
    assert {each.side_by_side for each in parts} == {""}


def test_a_part_that_points_back_is_read_with_the_first_part() -> None:
    draft = Draft(Asked("are locums covered by the state scheme and is their work pensionable", "key"), shelf().library)
    part = understand(draft).questions[-1]
    assert (part.text, part.about) == ("is their work pensionable", "are locums covered by the state scheme")


def test_parts_are_read_with_what_the_message_tells_before_them() -> None:
    message = "Take the three levels of integration. Who registers in each? And who can be the contract holder?"
    parts = understand(Draft(Asked(message, "key"), shelf().library)).questions[1:]
    assert all(each.about.startswith("Take the three levels of integration.") for each in parts)
    assert {each.side_by_side for each in parts} == {"levels"}


def test_a_first_message_borrows_nothing() -> None:
    (read,) = understand(Draft(Asked("is that reversible?", "key"), shelf().library)).questions
    assert (read.search, read.about, read.follows) == ("is that reversible?", "", ())
