"""The articles and sources, to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.errors import UnknownArticle
from knowledge.model import Article, Source, Statement
from web import security
from web.application import library
from web.pages import ArticlePage, ArticlesPage, SourcePage, SourcesPage, render
from web.presenting import article_url

faq = Blueprint("faq", __name__)


@faq.get("/faq")
def articles() -> ResponseReturnValue:
    """All articles by topic; a search by this page's old address leads to the page that searches."""
    if query := request.args.get("q"):
        return redirect(url_for("reading.search", q=query), 301)
    live = tuple(article for article in library().articles if not article.retired)
    return security.public(render(ArticlesPage("Articles", tuple(_by_topic(live)))))


@faq.get("/faq/<topic>/<slug>")
def article(topic: str, slug: str) -> ResponseReturnValue:
    """One article; an old address leads to where it moved."""
    article_id = f"{topic}/{slug}"
    try:
        found = library().article(article_id)
    except UnknownArticle:
        if moved := library().moved(article_id):
            return redirect(article_url(moved), 301)
        raise
    page = ArticlePage(found.question, found, tuple(_sources_of(found)), tuple(_related_to(found)))
    return security.public(render(page))


@faq.get("/sources")
def sources() -> Response:
    """Every source."""
    resting = Counter(key for article in library().articles for key in _cited_by(article))
    rows = tuple((source, resting[source.key]) for source in library().sources)
    return security.public(render(SourcesPage("Sources", rows)))


@faq.get("/sources/<key>")
def source(key: str) -> Response:
    """One source and what rests on it."""
    found = library().source(key)
    if found is None:
        abort(404)
    followed = library().source(found.superseded_by) if found.superseded_by else None
    return security.public(render(SourcePage(found.title, found, followed, library().resting_on(key))))


def _by_topic(articles: tuple[Article, ...]) -> Iterator[tuple[str, tuple[Article, ...]]]:
    for topic in dict.fromkeys(article.topic for article in articles):
        yield topic, tuple(article for article in articles if article.topic == topic)


def _sources_of(article: Article) -> Iterator[Source]:
    return (source for key in dict.fromkeys(_cited_by(article)) if (source := library().source(key)))


def _cited_by(article: Article) -> Iterator[str]:
    """The key of each source at each statement of the article."""
    for section in article.sections:
        for item in section.items:
            if isinstance(item, Statement):
                yield from dict.fromkeys(citation.source for citation in item.citations)


def _related_to(article: Article) -> Iterator[Article]:
    known = {other.id: other for other in library().articles}
    return (known[other] for other in article.related if other in known)
