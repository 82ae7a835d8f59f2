"""Several searches of one message find what each would find by itself, and cost less."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.encoder import HashingEncoder
from fakes.faq_files import article, small_content
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.cosines import cosines_to, cosines_to_each
from knowledge.library import Library
from knowledge.model import SearchResult
from knowledge.release import Release
from knowledge.searching import Search

CONTENT = small_content() | {"workload/home-visits.md": article("Who does home visits?", "Our nurses do them.")}
LIBRARY = Library(Release.build(CONTENT, HashingEncoder()))
TEXTS = st.sampled_from(
    ["who does home visits?", "our nurses", "the rent", "who pays, and for how long?", "xyzzy", "", " "]
)
SEARCHES = st.lists(st.builds(Search, TEXTS, about=TEXTS, blended=st.booleans(), literal=st.booleans()), max_size=6)


def scores(result: SearchResult) -> dict[str, float]:
    return {hit.passage: hit.score for hit in result.hits} | {"": result.signals.score}


@given(SEARCHES)
@example([Search("our nurses", "the rent", blended=each) for each in (False, True)])
def test_together_searches_find_what_each_finds_by_itself(searches: list[Search]) -> None:
    """Up to the last decimals, which hang on how many vectors are multiplied at once."""
    together = LIBRARY.search_all(searches)
    alone = [LIBRARY.search_all((each,))[0] for each in searches]
    for one, other in zip(together, alone, strict=True):
        assert (one.query, one.searched, one.terms) == (other.query, other.searched, other.terms)
        assert scores(one) == pytest.approx(scores(other), abs=1e-4)


def test_a_text_of_several_searches_is_encoded_once() -> None:
    encoder = HashingEncoder()
    library = Library(Release.build(CONTENT, encoder))
    encoder.encoded.clear()
    library.search_all((Search("who does them"), Search("who does them", "home visits"), Search("home visits")))
    assert sorted(encoder.encoded) == ["home visits", "home visits who does them", "who does them"]


def test_blended_meanings_need_no_vector_of_both_texts_together() -> None:
    encoder = HashingEncoder()
    library = Library(Release.build(CONTENT, encoder))
    encoder.encoded.clear()
    found = library.search_all((Search("who does them", "home visits", blended=True),))[0]
    assert sorted(encoder.encoded) == ["home visits", "who does them"]
    assert found.hits[0].article == "workload/home-visits"


def test_by_words_alone_blended_meanings_change_nothing() -> None:
    library = Library(Release.build(CONTENT))
    apart, blended = (Search("who does them", "home visits", blended=each) for each in (False, True))
    assert library.search_all((apart,)) == library.search_all((blended,))


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_cosines_are_the_same_however_many_vectors_are_compared(count: int) -> None:
    random = np.random.default_rng(7)
    texts = random.standard_normal((50, 16)).astype(np.float32)
    vectors = list(random.standard_normal((count, 16)).astype(np.float32))
    each = cosines_to_each(texts, vectors)
    assert len(each) == count
    for vector, cosines in zip(vectors, each, strict=True):
        assert np.allclose(cosines, texts @ vector, atol=1e-5)
        assert np.allclose(cosines, cosines_to(texts, vector), atol=1e-5)
