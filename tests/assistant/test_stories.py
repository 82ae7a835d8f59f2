"""How a long message is read: its question by itself, after what leads up to it, and with what it tells in mind."""

from __future__ import annotations

from fakes.encoder import HashingEncoder
from fakes.faq_files import article, small_content

from assistant.answering.draft import Draft, Understood
from assistant.answering.pipeline import answer
from assistant.answering.understand import LONG_MESSAGE, understand
from assistant.model import Asked
from knowledge.library import Library
from knowledge.release import Release

TRUST = "The trust wants to build a car park for our patients on the meadow behind the old station."
LEAVE = "One of my colleagues is away on leave until the spring and another wants to sell her share of the boat."
BOAT = "Nobody told us a word of it at the meeting, where the biscuits were stale and the room was cold."
QUESTION = "Who pays for the car park, the trust or the practices?"
STORY = f"{TRUST} {LEAVE} {BOAT} {QUESTION}"
LIBRARY = Library(
    Release.build(
        small_content()
        | {
            "premises/car-park.md": article("Who pays for a car park?", "The trust pays for the car park."),
            "workforce/leave.md": article("Is a colleague away on leave until the spring paid?", "Leave is paid."),
            "premises/trees.md": article("May the trees on the meadow be cut?", "The trees stay."),
        },
        HashingEncoder(),
    )
)


def readings(text: str) -> tuple[Understood, ...]:
    assert len(text.split()) > LONG_MESSAGE
    return understand(Draft(Asked(text, "key"), LIBRARY)).questions


def leads_to(text: str) -> list[str]:
    made, _ = answer(Draft(Asked(text, "key"), LIBRARY))
    return [ref.id for ref in made.articles]


def test_the_question_is_looked_up_alone_after_what_leads_up_to_it_and_about_what_is_told() -> None:
    read = readings(STORY)
    assert (read[0].search, read[1].search) == (f"{BOAT} {QUESTION}", QUESTION)
    assert {each.about for each in read if each.search == QUESTION} == {"", TRUST, LEAVE, BOAT}
    assert {each.search for each in read if each.aside} == {TRUST, LEAVE, BOAT}


def test_a_question_that_says_too_little_is_never_looked_up_without_what_is_told() -> None:
    read = readings(STORY.replace(QUESTION, "What should I tell them?"))
    assert not [each for each in read if each.search == "What should I tell them?" and not each.about]


def test_what_is_told_beside_the_question_does_not_lead_away_from_it() -> None:
    assert leads_to(STORY) == ["premises/car-park"]


def test_each_of_several_questions_in_a_story_has_its_answer() -> None:
    asked = "Who pays for the car park, and may the trees on the meadow be cut?"
    assert leads_to(STORY.replace(QUESTION, asked)) == ["premises/car-park", "premises/trees"]
