"""How a message is cut into its questions."""

from __future__ import annotations

import pytest

from assistant.answering.parts import split_question


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "How far ahead must we give notice, the form it takes and the person who gets it?",
            ("How far ahead must we give notice", "the form it takes", "the person who gets it?"),
        ),
        ("Who gets the forms and explain who files them", ("Who gets the forms", "explain who files them")),
        ("Who holds it, and how long does it run?", ("Who holds it", "how long does it run?")),
        (
            "Tell me what an ICP is, who may hold it and when it ends",
            ("Tell me what an ICP is", "who may hold it", "when it ends"),
        ),
        ("When we sign, who gains, and who pays?", ("When we sign, who gains", "who pays?")),
    ],
)
def test_what_is_asked_for_at_once_is_looked_up_apart(sentence: str, parts: tuple[str, ...]) -> None:
    assert split_question(sentence) == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "do the partners, the trust and the ICB all sign?",
        "Who sets pay, hours and leave?",
        "What do the BMA and the LMC say?",
        "what happens to our staff and list of patients",
    ],
)
def test_a_list_within_one_question_is_left_whole(sentence: str) -> None:
    assert split_question(sentence) == (sentence,)
