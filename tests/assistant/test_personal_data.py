import json
import os
import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from planted import planted

from assistant.normalising import normalise
from assistant.personal_data import Kind, Mark, find, likely, mask

ORDINARY = (Path(__file__).parent / "ordinary_questions.txt").read_text(encoding="utf-8").splitlines()
MEASURED = os.environ.get("GP_ENGAGE_TEST_SETS", "")
"""A folder of further questions, as JSON lines; they are not ours to pass on."""
KNOWN = ("Robert McGough", "Jeremy Hunt", "Mr Justice Green", "Hill Dickinson", "West Wakefield", "Symphony")


def kinds(text):
    return [mark.kind for mark in find(text)]


def found(text):
    return [text[mark.start : mark.end] for mark in find(text)]


def test_planted_identifiers_are_caught():
    questions = list(planted(seed=20261121, each=100))
    missed = [each for each in questions if not is_caught(each)]
    assert len(questions) == 800
    assert len(missed) <= len(questions) * 0.01, missed


def is_caught(each):
    text = normalise(each.question, "question", lines=True)
    secret = normalise(each.secret, "question")
    start = text.index(secret)
    whole = (mark for mark in find(text) if mark.start <= start and mark.end >= start + len(secret))
    return secret not in mask(text).text and any(mark.kind is each.kind for mark in whole)


def test_every_kind_is_caught_nine_times_in_ten_and_more():
    questions = list(planted(seed=7, each=60))
    missed = Counter(each.kind for each in questions if not is_caught(each))
    assert not [kind for kind, count in missed.items() if count > 2], missed


def test_nothing_but_what_was_planted_is_masked():
    for each in planted(seed=11, each=25):
        outside = [value for value in found(each.question) if each.secret not in value and value not in each.secret]
        assert not outside, each


def test_ordinary_questions_hold_no_identifiers():
    alarms = [(question, find(question)) for question in ORDINARY if find(question)]
    assert len(ORDINARY) >= 200
    assert len(alarms) <= len(ORDINARY) * 0.01, alarms


def test_ordinary_questions_name_nobody():
    alarms = [(question, likely(question, KNOWN)) for question in ORDINARY if likely(question, KNOWN)]
    assert len(alarms) <= len(ORDINARY) * 0.01, alarms


@pytest.mark.skipif(not MEASURED, reason="GP_ENGAGE_TEST_SETS names no folder of questions")
def test_the_sets_for_measuring_hold_no_identifiers():
    files = sorted(Path(MEASURED).glob("devset*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [text for row in rows for text in (row["question"], *row.get("context", ()))]
    alarms = sum(bool(find(text)) for text in asked)
    assert asked
    assert alarms <= len(asked) * 0.01


@pytest.mark.parametrize(
    "figure",
    [
        "a list of 100,000",
        "£589,148",
        "2017\N{EN DASH}18",
        "S.I. 2019/248",
        "30,000-50,000",
        "1 April 2019",
        "a 15-year £5bn contract",
        "Schedule 3A",
        "111",
        "01/04/2019",
        "01.04.2019 to 31.03.2020",
        "2015 2016 2017 2018 2019",
        "the M25 2hr away",
        "SW1 is full",
        "1234567 appointments",
        "the NHS was born on 5 July 1948",
        "0.75 1.25 2.50 3.75",
        "are we 100000 a year worse off",
        "see england.nhs.uk, or look at gponline.com",
    ],
)
def test_figures_of_the_subject_are_left_alone(figure):
    assert mask(f"What about {figure}, then?").text == f"What about {figure}, then?"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NHS no: 943 476 5919, is she ours?", "NHS no: [NHS number removed], is she ours?"),
        ("9434765919", "[NHS number removed]"),
        ("\uff19\uff14\uff13 \uff14\uff17\uff16 \uff15\uff19\uff11\uff19", "[NHS number removed]"),
        ("my GMC number is 1234567", "my GMC number is [GMC number removed]"),
        ("C1234567 here", "[GMC number removed] here"),
        ("john dot smith at nhs dot net", "[e-mail address removed]"),
        ("write to john.smith@nhs.net.", "write to [e-mail address removed]."),
        ("(020) 7946 0958 ext. 12", "[phone number removed]"),
        ("m1 1ae", "[postcode removed]"),
        ("d.o.b. 3rd of May 1950", "d.o.b. [date of birth removed]"),
        ("Ann Lee, b. 3/5/50", "Ann Lee, b. [date of birth removed]"),
        ("AB 12 34 56 C", "[National Insurance number removed]"),
        ("4111 1111 1111 1111 12/27", "[card number removed] 12/27"),
    ],
)
def test_an_identifier_gives_way_to_words_that_say_what_it_was(text, masked):
    assert mask(text).text == masked


def test_check_digits_tell_identifiers_from_other_numbers():
    assert kinds("943 476 5919") == [Kind.NHS_NUMBER]
    assert kinds("943 476 5918") == []
    assert kinds("4111 1111 1111 1111") == [Kind.CARD]
    assert kinds("4111 1111 1111 1112") == []


def test_a_mistyped_nhs_number_is_known_by_its_name():
    assert kinds("NHS number 943 476 5918") == [Kind.NHS_NUMBER]


def test_a_number_is_found_behind_one_that_is_none():
    assert found("1234 4111 1111 1111 1111") == ["4111 1111 1111 1111"]


@pytest.mark.parametrize("prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "AO"])
def test_prefixes_never_given_make_no_national_insurance_number(prefix):
    assert kinds(f"{prefix} 12 34 56 C") == []


@pytest.mark.parametrize("text", ["QQ1 1AA", "SW1", "AA1 1AA", "M1 1AC", "W1 1I0"])
def test_what_is_no_full_postcode_of_a_real_area_is_left_alone(text):
    assert kinds(text) == []


def test_a_date_needs_a_cue_to_be_of_birth():
    assert kinds("from 12/03/1956") == []
    assert kinds("dob 12/03/1956") == kinds("12/03/1956 (dob)") == [Kind.BIRTH]


def test_what_was_found_once_is_masked_wherever_it_is_said_again():
    text = "DOB 12/03/1956. Yes, 12/03/1956; not 12/03/19567."
    assert mask(text).text == "DOB [date of birth removed]. Yes, [date of birth removed]; not 12/03/19567."


def test_the_reply_says_which_kinds_were_masked_and_where():
    text = "m1 1ae, 943 476 5919 and m1 1af"
    masked = mask(text)
    assert masked.kinds == (Kind.POSTCODE, Kind.NHS_NUMBER)
    assert [text[mark.start : mark.end] for mark in masked.marks] == ["m1 1ae", "943 476 5919", "m1 1af"]


def test_a_text_without_identifiers_stays_as_it_is():
    masked = mask("Do we keep GMS?")
    assert (masked.text, masked.kinds, masked.marks) == ("Do we keep GMS?", (), ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my patient John Smith wants to stay", "John Smith"),
        ("the patient called Wei Zhang", "Wei Zhang"),
        ("as Mrs Jones asked", "Mrs Jones"),
        ("Mr A Patel aged 74", "Mr A Patel"),
        ("Olive Archer, aged 81, is housebound", "Olive Archer"),
    ],
)
def test_a_named_patient_is_reported_and_not_masked(text, name):
    assert [(mark.kind, text[mark.start : mark.end]) for mark in likely(text, KNOWN)] == [(Kind.NAME, name)]
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "practice"),
    [
        ("I work at Riverside Surgery", "Riverside Surgery"),
        ("Would Oak Lane Medical Practice be taken over?", "Oak Lane Medical Practice"),
        ("we at Elm Practice", "Elm Practice"),
        ("the St Mary's Health Centre", "St Mary's Health Centre"),
    ],
)
def test_a_named_practice_is_reported(text, practice):
    assert [(mark.kind, text[mark.start : mark.end]) for mark in likely(text)] == [(Kind.PRACTICE, practice)]


@pytest.mark.parametrize(
    "text",
    [
        "What did Mr Hunt say?",
        "Mr Justice Green",
        "Mr McGough of Hill Dickinson",
        "Is General Practice done for?",
        "My Surgery",
    ],
)
def test_people_of_the_subject_and_practice_at_large_are_not_reported(text):
    assert likely(text, KNOWN) == ()


def test_a_reported_name_is_masked_when_the_gp_says_so():
    text = "my patient John Smith, 943 476 5919"
    assert mask(text, likely(text)).text == "my patient [name removed], [NHS number removed]"


_PIECES = """
    0 1 2 3 9 12 50 943 476 5919 9434765919 4111 1111 020 7946 07700 900123 +44 0044 (0) 1/2/50 12/03/1956 May 1950
    AB 12 34 56 C AB123456C SW1A 1AA m1 1ae C123456 1234567 GMC gmc dob born DOB: b. NHS number no tel: phone ext x NI
    a@b.c @ at dot (at) [dot] nhs.net john . , - / : ( ) [ ] removed] [postcode removed] İ é £ ' +
"""
_BETWEEN = ["", " ", "\n", "\N{NO-BREAK SPACE}", "\N{FULLWIDTH DIGIT NINE}"]
TEXTS = st.text() | st.lists(st.sampled_from(_PIECES.split()) | st.sampled_from(_BETWEEN), max_size=40).map("".join)


@given(TEXTS)
@example("0@0.0'@0.0")
@example("9434765919DOB000000")
@example("1234567 GMC9434765919")
@example("m1 1ae07700900123")
@example("dob 1/2/50 and 943 476 5919 1/2/51")
def test_masking_twice_changes_nothing(text):
    once = mask(text)
    again = mask(once.text)
    assert again.text == once.text
    assert again.marks == ()


@given(TEXTS)
@example("REMOVED]0@0.0:0@0.0")
def test_no_identifier_that_was_marked_is_left_standing(text):
    masked = mask(text)
    for mark in masked.marks:
        assert not re.search(rf"(?<![^\W_]){re.escape(text[mark.start : mark.end])}(?![^\W_])", masked.text)


@given(TEXTS)
def test_marks_lie_in_the_text_in_order_and_apart(text):
    marks = (Mark(Kind.NAME, 0, 0), *find(text))
    assert all(before.end <= after.start < after.end <= len(text) for before, after in pairwise(marks))


@given(TEXTS, st.lists(st.text(max_size=12), max_size=3))
def test_looking_for_names_never_fails(text, known):
    assert all(text[mark.start : mark.end] for mark in likely(text, known))


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "123 ",
        "0 ",
        "(0",
        "4111 ",
        "a",
        "a.",
        "a@",
        "a@b.",
        "a dot ",
        "a at ",
        "dob ",
        "dob 1/1/11 ",
        "GMC ",
        "Mr A ",
        "Aa ",
        "\u0660 ",
    ],
)
def test_sixty_four_kilobytes_of_anything_are_quick(piece):
    text = piece * (65_536 // len(piece))
    start = time.perf_counter()
    mask(text, likely(text))
    assert time.perf_counter() - start < 2
