"""Says of an answer that was shown which of its words stand no more, and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.editorial.differing import Piece, differing
from assistant.model import Turn
from knowledge.errors import UnknownArticle
from knowledge.library import Library
from knowledge.model import Article, Item, Statement


@dataclass(frozen=True, slots=True)
class SectionSince:
    """A section that reads otherwise now: its words then and now, in pieces."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """An article that a turn showed and that stands otherwise now, section by section.

    `article` is its id today, "" when it is gone, and `path` its last file; `shown` and `changed` are UTC ISO text,
    the latter "" where the record does not know.
    """

    article: str
    path: str
    question: str
    shown: str
    changed: str
    sections: tuple[SectionSince, ...]


def standing(articles: Iterable[Article]) -> frozenset[str]:
    """The text of every statement of the articles."""
    return frozenset(
        item.text
        for article in articles
        for section in article.sections
        for item in section.items
        if isinstance(item, Statement)
    )


def since(turn: Turn, library: Library) -> tuple[Since, ...]:
    """The articles from which a turn showed a statement that stands nowhere in the library any more.

    An answer shows the whole of the article that answers it, folded parts included, so that what is new there is told
    as well; of an article that it only took a passage from, nothing but that passage is compared.
    """
    shown = {statement.text for statement in turn.answer.statements(folded=True)}
    outdated = frozenset(shown - standing(library.articles)) if shown else frozenset()
    return tuple(_articles(turn, library, outdated)) if outdated else ()


def _articles(turn: Turn, library: Library, outdated: frozenset[str]) -> Iterator[Since]:
    whole = {block.article.id: block.article.question for block in turn.answer.blocks if block.article}
    for article_id, then in _shown(turn).items():
        if not any(item.text in outdated for _, items in then.values() for item in items):
            continue
        now = _today(library, article_id)
        sections = {each.anchor: (each.heading, each.items) for each in now.sections} if now else {}
        anchors = dict.fromkeys((*sections, *then) if article_id in whole else then)
        yield Since(
            article=now.id if now else "",
            path=now.path if now else f"{article_id}.md",
            question=now.question if now else whole.get(article_id, ""),
            shown=turn.at,
            changed="",
            sections=tuple(_sections(anchors, then, sections)),
        )


Words = dict[str, tuple[str, tuple[Item, ...]]]
"""Headings and items by anchor."""


def _shown(turn: Turn) -> dict[str, Words]:
    """What the turn showed of each article."""
    found: dict[str, Words] = {}
    for part in turn.answer.parts():
        article_id, _, anchor = part.passage.partition("#")
        if article_id:
            found.setdefault(article_id, {})[anchor] = (part.heading, part.items)
    return found


def _sections(anchors: Iterable[str], then: Words, now: Words) -> Iterator[SectionSince]:
    nothing: tuple[str, tuple[Item, ...]] = ("", ())
    for anchor in anchors:
        before, after = then.get(anchor, nothing), now.get(anchor, nothing)
        if _text(before[1]) != _text(after[1]):
            yield SectionSince(after[0] or before[0], differing(_text(before[1]), _text(after[1])))


def _text(items: Iterable[Item]) -> str:
    return "\n".join(item.text for item in items)


def _today(library: Library, article_id: str) -> Article | None:
    """The article under the name it has now, or None when it is gone."""
    try:
        return library.article(library.moved(article_id) or article_id)
    except UnknownArticle:
        return None
