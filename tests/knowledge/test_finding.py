"""What a search shows: marked words, and by what to narrow it."""

from fakes import content
from fakes.library import FakeLibrary
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding import facets, find, marked, narrowed


def words_marked(text: str, searched: str) -> list[str]:
    return [piece for piece, matches in marked(text, searched) if matches]


def test_words_are_marked_whatever_their_ending() -> None:
    assert words_marked("Pensions and the pension's rules.", "pension") == ["Pensions", "pension's"]
    assert words_marked("By contrast, a practice.", "contract practices") == ["practice"]


def test_words_that_say_nothing_are_not_marked() -> None:
    assert words_marked("What is the contract for?", "what is the contract for") == ["contract"]


@given(st.text(), st.text())
def test_marking_changes_no_letter(text: str, searched: str) -> None:
    assert "".join(piece for piece, _ in marked(text, searched)) == text


def test_a_facet_counts_what_the_other_choices_leave() -> None:
    by_name = {facet.name: dict(facet.options) for facet in facets(content.ARTICLES, {"topic": "pensions"})}
    assert by_name["topic"] == {"contract": 2, "pensions": 2}
    assert by_name["standing"] == {"not-known": 2}


def test_articles_are_narrowed_by_everything_chosen() -> None:
    chosen = {"topic": "contract", "model": "MCP", "source": "si-2019-248"}
    assert [each.id for each in narrowed(content.ARTICLES, chosen)] == [
        "contract/our-contract",
        "contract/compare-levels-contract",
    ]
    assert narrowed(content.ARTICLES, {"topic": "pensions", "model": "MCP"}) == ()


def test_a_find_shows_the_item_that_holds_most_of_what_was_searched_for() -> None:
    found = find(FakeLibrary(), "keep your contract")
    assert "keep your GMS" in found.finds[0].item.text


def test_nothing_found_is_no_finds() -> None:
    assert find(FakeLibrary(), "elephants").finds == ()
