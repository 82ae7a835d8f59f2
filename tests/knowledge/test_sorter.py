"""The sorter: it knows kinds of message by their examples, and says nothing where it was taught nothing."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.encoder import kept_back
from knowledge.reader import read
from knowledge.release import QUESTION, UNCOVERED, covering_of, kinds_of
from knowledge.sorter import UNTAUGHT, Sorter
from knowledge.vectors import Vectors
from tests.fakes.encoder import HashingEncoder

EXAMPLES = {
    QUESTION: ("what happens to my contract", "who owns the surgery", "how long does the contract run"),
    "thanks": ("thanks a lot", "many thanks", "thanks again"),
    "weather": ("will it rain tomorrow", "is it sunny today", "rain or sun today"),
}


@pytest.fixture
def vectors() -> Vectors:
    return Vectors(HashingEncoder())


@pytest.mark.parametrize(
    ("message", "kind"),
    [("thanks again and again", "thanks"), ("rain today", "weather"), ("who owns my contract", QUESTION)],
)
def test_a_message_is_likest_to_its_own_kind(vectors: Vectors, message: str, kind: str) -> None:
    likeness = Sorter.fit(EXAMPLES, vectors).of(vectors.encoder.encode([message])[0])
    assert max(likeness, key=likeness.__getitem__) == kind


def test_the_same_examples_are_learned_once(vectors: Vectors) -> None:
    assert Sorter.fit(EXAMPLES, vectors) is Sorter.fit(dict(EXAMPLES), Vectors(HashingEncoder()))


def test_without_examples_nothing_is_like_anything(vectors: Vectors) -> None:
    assert Sorter.fit({QUESTION: ()}, vectors) is UNTAUGHT
    assert UNTAUGHT.of(np.ones(4, np.float32)) == {}


def test_a_reply_says_which_messages_only_look_like_its_own() -> None:
    reply = "You are welcome.\n\n## Also asked\n- thanks\n\n## Not this\n- thanks, but who pays?\n"
    reading = read({"replies/thanks.md": reply.encode()})
    assert reading.replies["thanks"].examples == ("thanks",)
    assert kinds_of(reading) == {QUESTION: ("thanks, but who pays?",), "thanks": ("thanks",)}


MISSING = tuple(f"what is the fax number of office {number}" for number in range(40))
NONE_ANSWERS = "\n".join(
    ["None.\n\n## Also asked", *(f"- {text}" for text in MISSING), "\n## Not this\n- who pays the rent\n"]
)


def test_a_question_that_nothing_answers_is_no_kind_of_message() -> None:
    assert kinds_of(read({f"replies/{UNCOVERED}.md": NONE_ANSWERS.encode()})) == {QUESTION: ()}


def test_of_the_questions_that_nothing_answers_some_are_left_to_measure_on() -> None:
    learned = covering_of(read({f"replies/{UNCOVERED}.md": NONE_ANSWERS.encode()}))
    assert learned[QUESTION] == ("who pays the rent",)
    assert set(learned[UNCOVERED]) == {text for text in MISSING if not kept_back(text)} < set(MISSING)


def test_without_examples_no_question_is_taken_for_one_that_nothing_answers() -> None:
    assert covering_of(read({f"replies/{UNCOVERED}.md": b"None answers.\n"})) == {}


def test_a_question_like_those_that_nothing_answers_says_so(vectors: Vectors) -> None:
    covering = Sorter.fit(covering_of(read({f"replies/{UNCOVERED}.md": NONE_ANSWERS.encode()})), vectors)
    like, unlike = (
        covering.of(vectors.encoder.encode([text])[0]) for text in ("the fax number of office 99", "who pays")
    )
    assert like[UNCOVERED] - like[QUESTION] > 0 > unlike[UNCOVERED] - unlike[QUESTION]
