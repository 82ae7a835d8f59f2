"""The door to a release: search it, or read it page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.confidence import Confidence
from knowledge.errors import UnknownArticle
from knowledge.model import (
    Article,
    Event,
    Explorer,
    Hit,
    PinnedQuestion,
    Ranked,
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

MOST_ARTICLES = 12
"""How many of the best articles a search looks into for passages."""

PASSAGE_WEIGHT = 0.35
"""What a passage's own match counts beside its article's; docs/decisions/0003 has the measurements."""


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

    def search(self, text: str) -> SearchResult:
        """The passages that bear on a text, best first. Any text is a legal query."""
        spelled = self.release.speller.correct(text)
        expansions = self.release.book.expansions(spelled.text)
        query = " ".join((spelled.text, *expansions))
        vector = self.release.articles.encode(spelled.text)
        ranking = self.release.articles.rank(query, vector)
        passages = {each.id: each for each in self.release.passages.rank(query, vector).ranked}
        hits = tuple(self._hits(ranking.ranked[:MOST_ARTICLES], passages))
        return SearchResult(
            query=text,
            searched=spelled.text,
            hits=tuple(sorted(hits, key=lambda hit: -hit.score)),
            articles=ranking.ranked[:MOST_ARTICLES],
            corrections=spelled.corrections,
            terms=tuple(dict.fromkeys(mention.term for mention in self.release.book.mentions(spelled.text))),
            signals=ranking.signals,
        )

    def _hits(self, ranked: tuple[Ranked, ...], passages: dict[str, Ranked]) -> Iterator[Hit]:
        for article in ranked:
            for section in self.article(article.id).sections:
                passage_id = f"{article.id}#{section.anchor}"
                passage = passages.get(passage_id)
                of_passage = passage.score if passage else 0.0
                score = (1 - PASSAGE_WEIGHT) * article.score + PASSAGE_WEIGHT * of_passage
                yield Hit(passage_id, article.id, score, article.score, of_passage)

    def has(self, article_id: str) -> bool:
        """Whether this release has that article and still answers from it."""
        article = self.release.by_id.get(article_id)
        return article is not None and not article.retired

    @property
    def approved(self) -> frozenset[Statement]:
        """Every statement an editor approved; nothing else may be asserted."""
        return self.release.approved

    @property
    def answer_line(self) -> float:
        """The confidence at and above which we answer."""
        return self._line.answer

    @property
    def closest_line(self) -> float:
        """The confidence at and above which we show the nearest articles."""
        return self._line.closest

    @property
    def _line(self) -> Confidence:
        return self.release.bands.semantic if self.release.semantic else self.release.bands.lexical

    def confidence(self, signals: Signals) -> float:
        """How likely the best article is to answer, 0 to 1."""
        return self._line.of(signals)
