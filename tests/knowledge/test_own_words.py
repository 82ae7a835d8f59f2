"""Holds the articles to our own words, and to being short."""

import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from knowledge.check import words_in
from knowledge.folder import content_of
from knowledge.model import Article, Notice, Reading
from knowledge.reader import read

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
RUN = 8
"""So many words in a row are a copy."""

FIXED = (
    "the department of health and social care",
    "health and social care services in england",
)
"""Names and set phrases that nobody can put otherwise."""


@cache
def content() -> Reading:
    return read(content_of(Path(__file__).parents[2] / "faq")[0])


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9£%]+", text.lower().replace("'", "").replace("’", ""))
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def articles_words(article: Article) -> int:
    items = (item for section in article.sections for item in section.items if not isinstance(item, Notice))
    return sum(words_in(item.text) for item in items)


@pytest.mark.skipif(not SEEDS.exists(), reason="The documents that articles were written from are not beside this.")
def test_no_article_copies_eight_words_in_a_row() -> None:
    theirs = {run for path in SEEDS.glob("*.txt") for run in runs(path.read_text("utf-8", "replace"))}
    assert len(theirs) > 1000
    copied = [
        (article.id, " ".join(run))
        for article in content().articles
        for section in article.sections
        for item in section.items
        for run in runs(item.text)
        if run in theirs and not any(phrase in " ".join(run) for phrase in FIXED)
    ]
    assert copied == []


def test_half_of_the_articles_have_at_most_160_words() -> None:
    assert statistics.median(map(articles_words, content().articles)) <= 160


def test_no_lead_has_more_than_60_words() -> None:
    assert [each.id for each in content().articles if words_in(each.lead.text) > 60] == []


def test_there_are_a_thousand_wordings() -> None:
    assert sum(len(article.wordings) for article in content().articles) >= 1000
