import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadInput, TooLong, Unreadable
from assistant.normalising import normalise, within

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TROUBLE = st.text(
    st.sampled_from(
        "a\r\n\t \x00\x85\u2028\u00ad\u200d\u202e\U000e0041\ufe0f\u0301\u0344\u0323\u1100\u1161\u11a8\u3164\ufeff"
    )
)


def test_letters_are_composed():
    assert normalise("Siobha\u0301n", "name") == "Siobhán"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_line_end_becomes_a_newline(end):
    assert normalise(f"one{end}two", "question", lines=True) == "one\ntwo"


def test_a_field_of_one_line_has_neither_newline_nor_tab():
    assert normalise("one\r\ntwo\tthree", "name") == "one two three"


def test_a_field_of_several_lines_keeps_tabs():
    assert normalise("one\ttwo\n\nthree", "question", lines=True) == "one\ttwo\n\nthree"


@pytest.mark.parametrize(
    "unseen",
    [
        *("\x00", "\x07", "\x1b", "\x7f", "\x9f"),
        *("\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u061c"),
        *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\ufe0f"),
        *("\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100", "\ufffe", "\uffff", "\U0010ffff"),
    ],
)
def test_what_cannot_be_seen_is_dropped(unseen):
    assert normalise(f"GM{unseen}S", "question", lines=True) == "GMS"


def test_what_can_be_seen_stays():
    text = "£589,148 \N{EN DASH} “naïve” GP\N{RIGHT SINGLE QUOTATION MARK}s ½ Łódź 李 שלום 🙂"
    assert normalise(text, "question") == text


def test_space_around_a_text_is_dropped():
    assert normalise(" \u00a0\n why? \u3000", "question", lines=True) == "why?"


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_lone_surrogates_are_refused_with_the_field_named(text):
    with pytest.raises(Unreadable) as refused:
        normalise(text, "question")
    assert refused.value.field == "question"


def test_heaped_marks_are_cut_to_a_readable_run():
    assert len(normalise("e" + "\u0323\u0301" * 1_000, "question")) <= 32


@given(ANY_TEXT | TROUBLE, st.booleans())
def test_normalising_twice_changes_nothing(text, lines):
    once = normalise(text, "question", lines=lines)
    assert normalise(once, "question", lines=lines) == once


@given(ANY_TEXT | TROUBLE)
def test_a_normalised_text_can_be_kept_and_shown(text):
    kept = normalise(text, "question", lines=True)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not [c for c in kept if unicodedata.category(c) == "Cc" and c not in "\t\n"]


def test_no_tag_or_bidi_control_of_unicode_gets_through():
    formats = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) == "Cf"]
    seen = {c for c in formats if normalise(f"a{c}a", "question") != "aa"}
    assert {unicodedata.bidirectional(c) for c in seen} <= {"AN", "AL", "L", "NSM", "ON"}
    assert not [c for c in seen if "TAG" in unicodedata.name(c, "") or "ZERO WIDTH" in unicodedata.name(c, "")]


@pytest.mark.parametrize("piece", ["a", "\x00", "\u0323\u0301", "\u0344", "e\u0301", "\ufdfa", "\r\n", "\u200b"])
def test_sixty_four_kilobytes_of_anything_are_quick(piece):
    start = time.perf_counter()
    normalise(piece * (65_536 // len(piece)), "question")
    assert time.perf_counter() - start < 2


def test_a_text_within_its_limit_is_returned():
    assert within("a" * 1_000, 1_000, "question") == "a" * 1_000


def test_a_text_over_its_limit_says_by_how_much():
    with pytest.raises(TooLong) as refused:
        within("a" * 1_001, 1_000, "question")
    assert (refused.value.field, refused.value.limit, refused.value.length) == ("question", 1_000, 1_001)


def test_an_empty_text_is_refused():
    with pytest.raises(BadInput) as refused:
        within("", 1_000, "question")
    assert refused.value.field == "question"
    assert not isinstance(refused.value, TooLong)
