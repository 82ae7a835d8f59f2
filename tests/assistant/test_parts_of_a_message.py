"""How a message is cut into its questions."""

from __future__ import annotations

import pytest

from assistant.answering.parts import asking_sentences, bare, split_question


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
        (
            "If we sign, and sell the house, and later want out, would we get it back and would anybody pay?",
            ("If we sign, and sell the house, and later want out, would we get it back", "would anybody pay?"),
        ),
        ("Our lease: who takes it on, and for how long?", ("Our lease: who takes it on", "for how long?")),
        (
            "the handbook: what it is, who may read it and if we can change it",
            ("the handbook: what it is", "who may read it", "if we can change it"),
        ),
        (
            "Will they take the staff, plus any idea about the van?",
            ("Will they take the staff", "any idea about the van?"),
        ),
        ("We are PMS, and who pays and does it last?", ("We are PMS, and who pays", "does it last?")),
        ("Can I leave; also, who tells the patients?", ("Can I leave", "who tells the patients?")),
        (
            "Say what it costs, define the term and tell me who pays",
            ("Say what it costs", "define the term", "tell me who pays"),
        ),
        (
            "Two things: (1) who may read it, (2) can a nurse sign",
            ("who may read it", "can a nurse sign"),
        ),
        (
            "could you say a) what they are, b) when they come and c) whether we get one",
            ("what they are", "when they come", "whether we get one"),
        ),
        ("Who pays the rent and, come to that, who owns the place?", ("Who pays the rent", "who owns the place?")),
        ("Is it for ever and either way can they change it?", ("Is it for ever", "can they change it?")),
        ("Could they sell it + who has tried so far", ("Could they sell it", "who has tried so far")),
        (
            "How far does it go, and there are umpteen drafts of it so which one counts?",
            ("How far does it go", "there are umpteen drafts of it so which one counts?"),
        ),
        (
            "Three worries: who sets the hours, whether leave is paid, whose car we use",
            ("Three worries: who sets the hours", "whether leave is paid", "whose car we use"),
        ),
        ("the rate; effect on my tax; any word on leave?", ("the rate", "effect on my tax", "any word on leave?")),
        ("What is it worth, does it lapse?", ("What is it worth", "does it lapse?")),
        ("The survey in brief; the audit likewise", ("The survey in brief", "the audit likewise")),
        (
            "One bill or many, and if the landlord goes bust are we liable?",
            ("One bill or many", "if the landlord goes bust are we liable?"),
        ),
        (
            "Was it tried out first, and once it starts which kind is cheapest?",
            ("Was it tried out first", "once it starts which kind is cheapest?"),
        ),
        (
            "What must the letter say - and the rent they repay, does it stop then?",
            ("What must the letter say", "the rent they repay, does it stop then?"),
        ),
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
        "I'm a locum, and will I be paid?",
        "The honeymoon is over, so when do they send the bill?",
        "What if we sign, and if we leave, do we pay?",
        "When they retire, who pays?",
        "We own it; we rent the annexe; who pays?",
        "Is section (b) of the form for us?",
    ],
)
def test_a_list_within_one_question_is_left_whole(sentence: str) -> None:
    assert split_question(sentence) == (sentence,)


@pytest.mark.parametrize("more", ["Also the lease.", "Then the same for the staff.", "The pension too, please."])
def test_a_sentence_that_asks_for_one_thing_more_is_a_question_after_one(more: str) -> None:
    assert asking_sentences(f"What happens to my pay? {more}") == ("What happens to my pay?", more)
    assert asking_sentences(f"My partner left. {more}") == (f"My partner left. {more}",)


@pytest.mark.parametrize(
    "remark",
    ["That is all my partner and I want to know.", "And that's what I'd love to know!", "This was the question."],
)
def test_a_sentence_that_only_speaks_of_the_question_is_none(remark: str) -> None:
    assert asking_sentences(f"Who pays the rent? {remark}") == ("Who pays the rent?",)


@pytest.mark.parametrize(
    "sentence",
    [
        "That is what I want to know: who pays the rent",
        "This is where I need to know about rent",
        "It's rent I'm asking of",
    ],
)
def test_a_sentence_that_says_what_the_question_is_asks_it(sentence: str) -> None:
    assert asking_sentences(f"My partner left. {sentence}") == (sentence,)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("I'd also like to know if profits may be shared out.", "profits may be shared out."),
        ("Could you tell me whether our lease moves across?", "our lease moves across?"),
        ("Does anyone know who signs it?", "who signs it?"),
        ("and do you know what a PCN is", "what a PCN is"),
        ("Tell me about it", "Tell me about it"),
        ("Who can tell me more about pay?", "Who can tell me more about pay?"),
    ],
)
def test_what_only_asks_to_be_told_is_not_searched_for(question: str, asked: str) -> None:
    assert bare(question) == asked


@pytest.mark.parametrize(
    ("message", "asking"),
    [
        ("The value of a point please. Oh and by the way who visits?", 2),
        ("Do we pay it? Separately, is the board able to stop it these days", 2),
        ("My manager wants to know what she would do. I'd rather know if anybody has to go.", 2),
        ("We had a meeting. Thanks and please", 1),
    ],
)
def test_requests_and_asides_ask_too(message: str, asking: int) -> None:
    assert len(asking_sentences(message)) == asking
