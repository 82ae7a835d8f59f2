"""An idiom is put in plain words before it is searched for, whatever its endings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fakes.faq_files import small_content
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import check_reading
from knowledge.folder import content_of
from knowledge.idioms import IdiomBook, IdiomFault, variants
from knowledge.idioms_file import read_idioms
from knowledge.library import Library
from knowledge.model import Idiom
from knowledge.reader import read
from knowledge.release import Release


def _idiom(pattern: str, plain: str) -> Idiom:
    return Idiom(pattern, plain, variants(pattern))


BOOK = IdiomBook(
    (
        _idiom("hang/hung up one's boots/gloves", "retire"),
        _idiom("pull … out of the fire", "rescue …"),
        _idiom("(all) hot air", "empty talk"),
        _idiom("one's neck of the woods", "one's area"),
        _idiom("call it a day", "stop"),
        _idiom("call it", "decide"),
    )
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("can I hang up my boots early?", "can I retire early?"),
        ("she hung up her gloves", "she retire"),
        ("I'm hanging up the boots", "I'm retire"),
        ("is it all hot air", "is it empty talk"),
        ("is it hot air", "is it empty talk"),
        ("can they pull the old trust out of the fire?", "can they rescue the old trust?"),
        ("who runs it in our neck of the woods?", "who runs it in our area?"),
        ("when do we call it a day?", "when do we stop?"),
        ("We hung up our boots. Is it all hot air?", "We retire. Is it empty talk?"),
    ],
)
def test_idioms_are_put_in_plain_words(typed: str, plain: str) -> None:
    assert BOOK.plain(typed) == plain


@pytest.mark.parametrize(
    "text", ["", "?!", "what is an ACO?", "hang up", "pull this and that trust out of the fire", "my boots"]
)
def test_what_is_no_idiom_stays_as_it_is(text: str) -> None:
    assert BOOK.plain(text) == text


@given(
    st.text()
    | st.lists(st.sampled_from("hang hung up my boots all hot air call it a day pull out of".split())).map(" ".join)
)
def test_of_any_text_what_stands_outside_idioms_is_kept(text: str) -> None:
    ends = [0, *(at for match in BOOK.matches(text) for at in (match.start, match.end)), len(text)]
    assert ends == sorted(ends)
    kept = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    said = [match.plain for match in BOOK.matches(text)]
    assert BOOK.plain(text) == "".join(piece for pair in zip(kept, [*said, ""], strict=True) for piece in pair)


@given(st.text(alphabet="abc 's/()…one", max_size=30))
def test_any_pattern_is_used_or_refused_with_a_reason(pattern: str) -> None:
    try:
        said = variants(pattern)
    except IdiomFault as fault:
        assert str(fault)  # noqa: PT017 — either outcome is right, neither may be silent
    else:
        assert all(said)


@pytest.mark.parametrize(
    "pattern",
    ["", "…", "… away", "pull … up …", "hand …", "a/b a/b a/b a/b a/b a/b a/b a/b", "(all hot air", "hot) air"],
)
def test_a_pattern_that_cannot_be_found_is_refused(pattern: str) -> None:
    with pytest.raises(IdiomFault):
        variants(pattern)


def test_a_row_that_cannot_be_used_is_told_with_its_line_and_the_others_are_kept() -> None:
    rows = (
        "# Time",
        "",
        "For editors.",
        "",
        "- at a snail's pace → slowly",
        "- no arrow here",
        "- … away → gone",
        "- for ever → until …",
    )
    text = "\n".join((*rows, "- in no time → soon"))
    idioms, findings = read_idioms("idioms/time.md", text)
    assert [(each.pattern, each.plain, each.line) for each in idioms] == [
        ("at a snail's pace", "slowly", 5),
        ("in no time", "soon", 9),
    ]
    assert [finding.line for finding in findings] == [6, 7, 8]


def _checked(idioms: str) -> list[tuple[int, str]]:
    terms = "- term: PCN\n  meaning: A network of practices.\n  names: [primary care network]\n"
    reading = read({"sources.yml": b"", "terms.yml": terms.encode(), "idioms/time.md": idioms.encode()})
    found = check_reading(reading, date(2026, 11, 22))
    return [(each.line, each.message) for each in found if each.path == "idioms/time.md"]


def test_an_idiom_may_not_take_the_place_of_a_term() -> None:
    assert _checked("- primary care networks → groups\n- in no time → soon\n") == [
        (1, "'primary care networks' is the name of a term.")
    ]


def test_an_idiom_stands_in_one_place() -> None:
    assert _checked("- in no time → soon\n- in no time → at once\n") == [
        (2, "'in no time' stands in idioms/time.md:1 too.")
    ]


def test_the_idioms_we_ship_keep_the_rules() -> None:
    content, _ = content_of(Path(__file__).parents[2] / "faq")
    reading = read(content)
    assert not [each for each in check_reading(reading, date(2026, 11, 22)) if each.path.startswith("idioms/")]
    assert IdiomBook(reading.idioms).plain("When can I hang up my boots?") == "When can I retire?"


def test_a_question_in_an_idiom_finds_what_its_plain_words_find() -> None:
    plain = "- call the removal van → leave the surgery building\n"
    library = Library(Release.build(small_content() | {"idioms/places.md": plain.encode()}))
    found = library.search("Should we call the removal van?")
    assert [each.id for each in found.articles] == ["premises/our-building"]
    assert [(each.typed, each.read_as) for each in found.idioms] == [
        ("call the removal van", "leave the surgery building")
    ]
    assert not Library(Release.build(small_content())).search("Should we call the removal van?").articles


def test_a_word_of_an_idiom_is_no_misspelling() -> None:
    release = Release.build(small_content() | {"idioms/money.md": "- foot the bill → pay\n".encode()})
    assert release.spelled("who foots the bill, the practise manger?").text.startswith("who foots the bill")
    assert Release.build(small_content()).spelled("who foots the bill?").corrections


def test_a_release_made_from_an_earlier_one_takes_its_idioms_only_where_they_are_the_same() -> None:
    content = small_content() | {"idioms/money.md": "- on tick → on credit\n".encode()}
    first = Release.build(content)
    assert Release.build(content, earlier=first).idioms is first.idioms
    changed = Release.build(content | {"idioms/money.md": "- on tick → unpaid\n".encode()}, earlier=first)
    assert changed.idioms.plain("they had it on tick") == "they had it unpaid"
