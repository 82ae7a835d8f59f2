"""Shows what a search found: the passage of each article, its matching words marked, and by what to narrow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.model import TOPICS, Article, Correction, Item, SearchResult, Section, Standing, Statement
from knowledge.words import words

FACETS = ("topic", "model", "standing", "source")
"""By what articles can be narrowed."""

MOST_FOUND = 40
"""How many articles a search page shows at most."""

GOOD_ENOUGH = 0.4
"""The share of the best article's score below which an article has little to do with what was searched for."""

_UNMARKED = frozenset("the and for are was what who how does did can our you your with from not this that".split())
_SHORTEST = 3

Piece = tuple[str, bool]
"""A run of text, and whether it matches what was searched for."""


@dataclass(frozen=True, slots=True)
class Find:
    """An article with the passage that matched best, and the item of it to show, cut into pieces."""

    article: Article
    section: Section
    item: Item
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search came to; nothing found is no finds."""

    finds: tuple[Find, ...] = ()
    corrections: tuple[Correction, ...] = ()
    idioms: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow, with each value and how many articles it leaves."""

    name: str
    options: tuple[tuple[str, int], ...]


def find(library: Library, text: str) -> Finds:
    """The articles that bear on a text, best first."""
    result = library.search(text, most=MOST_FOUND)
    if not library.trust(result.signals).near:
        return Finds((), result.corrections, result.idioms)
    return Finds(tuple(_finds(library, result)), result.corrections, result.idioms)


def facets(articles: Sequence[Article], chosen: Mapping[str, str]) -> tuple[Facet, ...]:
    """Each way to narrow these articles, counted among those that the other choices leave."""
    return tuple(_facet(name, articles, chosen) for name in FACETS)


def narrowed(articles: Sequence[Article], chosen: Mapping[str, str]) -> tuple[Article, ...]:
    """The articles that have every chosen value."""
    return tuple(each for each in articles if all(value in values(each, name) for name, value in chosen.items()))


def values(article: Article, name: str) -> tuple[str, ...]:
    """What an article has for one of FACETS. Raises KeyError for anything else."""
    return {
        "topic": (article.topic,),
        "model": article.models,
        "standing": (article.standing.value,),
        "source": sources_of(article),
    }[name]


def sources_of(article: Article) -> tuple[str, ...]:
    """The keys of the sources that an article cites, in the order in which it does."""
    items = (item for section in article.sections for item in section.items if isinstance(item, Statement))
    return tuple(dict.fromkeys(citation.source for item in items for citation in item.citations))


def marked(text: str, searched: str) -> tuple[Piece, ...]:
    """The text cut where words begin and end that were searched for, in this or another inflection."""
    wanted = {word.form for word in words(searched) if len(word.form) >= _SHORTEST} - _UNMARKED
    pieces: list[Piece] = []
    at = 0
    for word in words(text):
        if any(_alike(word.form, other) for other in wanted):
            pieces += [(text[at : word.start], False), (text[word.start : word.end], True)]
            at = word.end
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for their ending."""
    shared = min(len(one), len(other)) - 1
    near = shared > _SHORTEST and abs(len(one) - len(other)) <= _SHORTEST
    return one == other or (near and one[:shared] == other[:shared])


def _finds(library: Library, result: SearchResult) -> Iterator[Find]:
    searched = library.with_other_names(result.searched)
    best_passage = {hit.article: hit.passage for hit in reversed(result.hits)}
    for ranked in result.articles:
        if ranked.score >= GOOD_ENOUGH * result.articles[0].score:
            yield _find(library.article(ranked.id), best_passage.get(ranked.id, ""), searched)


def _find(article: Article, passage: str, searched: str) -> Find:
    section = next((each for each in article.sections if article.passage_id(each) == passage), article.lead)
    cut = {item: marked(item.text, searched) for item in section.items}
    item = max(cut, key=lambda item: len({text.lower() for text, matches in cut[item] if matches}))
    return Find(article, section, item, cut[item])


def _facet(name: str, articles: Sequence[Article], chosen: Mapping[str, str]) -> Facet:
    others = {other: value for other, value in chosen.items() if other != name}
    counts = Counter(value for article in narrowed(articles, others) for value in values(article, name))
    return Facet(name, tuple(sorted(counts.items(), key=lambda pair: _place(name, *pair))))


def _place(name: str, value: str, count: int) -> tuple[int, str]:
    order: Sequence[str] = {"topic": TOPICS, "standing": tuple(Standing)}.get(name, ())
    return (order.index(value) if value in order else -count, value)
