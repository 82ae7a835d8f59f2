"""The door to a release: search it, or read it page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.confidence import EVEN, Confidence
from knowledge.errors import UnknownArticle
from knowledge.model import (
    Article,
    Event,
    Explorer,
    PinnedQuestion,
    Reply,
    SearchResult,
    Section,
    Signals,
    Source,
    Starter,
    Statement,
    Term,
)
from knowledge.release import Release
from knowledge.searching import MOST_ARTICLES, Search, search_all, with_other_names


@dataclass(frozen=True, slots=True)
class Library:
    """One release, opened for readers. Cheap to make; holds nothing of its own."""

    release: Release

    @property
    def release_hash(self) -> str:
        """The name of the content that is read here."""
        return self.release.hash

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article, retired ones included, in the order of their ids."""
        return self.release.reading.articles

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source, by publisher and date."""
        return tuple(
            sorted(self.release.reading.sources.values(), key=lambda each: (each.publisher.lower(), each.date))
        )

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms, in the alphabet's order."""
        return tuple(sorted(self.release.reading.terms, key=lambda term: term.term.lower()))

    @property
    def starters(self) -> tuple[Starter, ...]:
        """Questions to offer where nobody has asked yet."""
        return self.release.reading.starters

    @property
    def events(self) -> tuple[Event, ...]:
        """The timeline, oldest first."""
        return self.release.reading.events

    @property
    def explorer(self) -> Explorer:
        """The way out of a contract and the way back."""
        return self.release.reading.explorer

    @property
    def pinned(self) -> tuple[PinnedQuestion, ...]:
        """The questions whose answers editors fixed."""
        return self.release.reading.pinned

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises UnknownArticle."""
        try:
            return self.release.by_id[article_id]
        except KeyError:
            raise UnknownArticle(article_id) from None

    def moved(self, article_id: str) -> str:
        """The id that an article renamed from this one has now, or ""."""
        return next((article.id for article in self.articles if article_id in article.was), "")

    def source(self, key: str) -> Source | None:
        """The source of that key, or None."""
        return self.release.reading.sources.get(key)

    def reply(self, kind: str) -> Reply | None:
        """The fixed reply of that kind, or None."""
        return self.release.reading.replies.get(kind)

    def resting_on(self, source_key: str) -> tuple[tuple[Article, Section, Statement], ...]:
        """Every statement that cites the source, with where it stands."""
        return tuple(
            (article, section, statement)
            for article, section, statement in self._statements()
            if any(citation.source == source_key for citation in statement.citations)
        )

    def _statements(self) -> Iterator[tuple[Article, Section, Statement]]:
        for article in self.articles:
            for section in article.sections:
                for item in section.items:
                    if isinstance(item, Statement):
                        yield article, section, item

    def search(self, text: str, most: int = MOST_ARTICLES) -> SearchResult:
        """The passages that bear on a text, best first, out of the `most` best articles. Any text is a legal query."""
        return search_all(self.release, (Search(text),), most)[0]

    def search_all(self, searches: Sequence[Search]) -> tuple[SearchResult, ...]:
        """What each search finds; for less than one after the other where they have texts in common."""
        return search_all(self.release, searches)

    def named(self, text: str) -> tuple[tuple[str, Term], ...]:
        """The terms that a text names, each once, with the name it was typed by."""
        book = self.release.book
        found = {mention.term: mention.name for mention in reversed(book.mentions(text))}
        return tuple((name, term) for key, name in reversed(found.items()) if (term := book.term(key)))

    def with_other_names(self, text: str) -> str:
        """The text with the other names of what it names."""
        return with_other_names(self.release, text)

    def has(self, article_id: str) -> bool:
        """Whether this release has that article and still answers from it."""
        article = self.release.by_id.get(article_id)
        return article is not None and not article.retired

    @property
    def approved(self) -> frozenset[Statement]:
        """Every statement an editor approved; nothing else may be asserted."""
        return self.release.approved

    @property
    def _confidence(self) -> Confidence:
        return self.release.bands.semantic if self.release.semantic else self.release.bands.lexical

    def trust(self, signals: Signals) -> Trust:
        """How far a ranking with these signals can be trusted."""
        confidence = self._confidence
        belongs, right = confidence.belongs.of(signals), confidence.right.of(signals)
        return Trust(
            right=right,
            answers=belongs >= confidence.answer
            and right >= confidence.least
            and (right >= EVEN or signals.uncovered <= confidence.uncovered),
            near=belongs >= confidence.closest,
        )


@dataclass(frozen=True, slots=True)
class Trust:
    """What a ranking is good for: the chance that its best article answers, whether to answer from it at all, and
    whether its articles are near enough to be worth showing."""

    right: float = 0.0
    answers: bool = False
    near: bool = False
