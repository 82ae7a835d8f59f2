"""The reading side of a release, over the few articles of `fakes.content`."""

from dataclasses import dataclass

from fakes import content

from knowledge.errors import UnknownArticle
from knowledge.library import Trust
from knowledge.model import (
    Article,
    Event,
    Explorer,
    Hit,
    Ranked,
    SearchResult,
    Section,
    Signals,
    Source,
    Starter,
    Statement,
    Term,
)
from knowledge.terms import TermBook


@dataclass(frozen=True)
class FakeRelease:
    semantic: bool = False


@dataclass(frozen=True)
class FakeLibrary:
    release_hash: str = "fa4e0123456789ab"
    articles: tuple[Article, ...] = content.ARTICLES
    sources: tuple[Source, ...] = content.SOURCES
    terms: tuple[Term, ...] = content.TERMS
    starters: tuple[Starter, ...] = content.STARTERS
    events: tuple[Event, ...] = content.EVENTS
    explorer: Explorer = content.EXPLORER

    release: FakeRelease = FakeRelease()

    def article(self, article_id: str) -> Article:
        for article in self.articles:
            if article.id == article_id:
                return article
        raise UnknownArticle(article_id)

    def has(self, article_id: str) -> bool:
        return any(article.id == article_id for article in self.articles)

    def moved(self, article_id: str) -> str:
        return next((article.id for article in self.articles if article_id in article.was), "")

    def source(self, key: str) -> Source | None:
        return next((source for source in self.sources if source.key == key), None)

    def resting_on(self, source_key: str) -> tuple[tuple[Article, Section, Statement], ...]:
        return tuple(
            (article, section, item)
            for article in self.articles
            for section in article.sections
            for item in section.items
            if isinstance(item, Statement) and any(citation.source == source_key for citation in item.citations)
        )

    def search(self, text: str, about: str = "", most: int = 12) -> SearchResult:  # noqa: ARG002  part of the door
        words = {word.strip("?.,").lower() for word in text.split() if len(word) > 3}
        found = [article for article in self.articles if words & set(article.question.lower().strip("?").split())]
        return SearchResult(
            query=text,
            searched=text,
            hits=tuple(Hit(article.passage_id(article.lead), article.id, 0.9, 0.9) for article in found),
            articles=tuple(Ranked(article.id, 0.9, 0.9, 0.0, 0.0) for article in found),
        )

    def trust(self, signals: Signals) -> Trust:  # noqa: ARG002  part of the door
        return Trust(right=0.9, answers=True, near=True)

    def named(self, text: str) -> tuple[tuple[str, Term], ...]:
        book = TermBook(self.terms)
        return tuple((mention.name, book.term(mention.term)) for mention in book.mentions(text))

    def with_other_names(self, text: str) -> str:
        return " ".join((text, *TermBook(self.terms).expansions(text)))
