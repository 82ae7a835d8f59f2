"""What leads through the articles besides their list: the timeline, the terms, the way back, the search."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from flask import Blueprint, Response, request

from knowledge.finding import FACETS, Finds, facets, find, narrowed
from knowledge.model import Article
from web import security
from web.application import library
from web.incoming import search_text
from web.pages import render
from web.reading_pages import ReturnPage, SearchPage, TermsPage, TimelinePage

reading = Blueprint("reading", __name__)


@reading.get("/timeline")
def timeline() -> Response:
    """What happened when."""
    years = groupby(library().events, key=lambda event: event.sort[:4])
    return security.public(render(TimelinePage("Timeline", tuple((year, tuple(events)) for year, events in years))))


@reading.get("/terms")
def terms() -> Response:
    """What the terms mean and what became of them."""
    letters = groupby(library().terms, key=lambda term: "0-9" if term.term[0].isdigit() else term.term[0].upper())
    return security.public(render(TermsPage("Terms", tuple((letter, tuple(group)) for letter, group in letters))))


@reading.get("/right-to-return")
def right_to_return() -> Response:
    """The way out of a contract and the way back, step by step."""
    return security.public(render(ReturnPage("The way out, and the way back", library().explorer)))


@reading.get("/search")
def search() -> Response:
    """The articles that a search finds, or all of them, narrowed by what was chosen."""
    query = search_text(request.args.get("q", ""))
    chosen = {name: value for name in FACETS if (value := search_text(request.args.get(name, "")))}
    found = find(library(), query) if query else Finds()
    articles = tuple(each.article for each in found.finds) if query else _live()
    kept = narrowed(articles, chosen)
    page = SearchPage(
        title=_title(query, len(kept)),
        query=query,
        finds=replace(found, finds=tuple(each for each in found.finds if each.article in kept)),
        articles=() if query else kept,
        facets=facets(articles, chosen),
        chosen=chosen,
        names=library().named(query),
    )
    return security.public(render(page))


def _title(query: str, count: int) -> str:
    counted = f"{count or 'No'} article{'' if count == 1 else 's'}"
    return f"{counted} for “{query}”" if query else "Search the articles"


def _live() -> tuple[Article, ...]:
    return tuple(article for article in library().articles if not article.retired)
