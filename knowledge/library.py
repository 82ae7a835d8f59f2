"""The door to a release: search it, or read it page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from knowledge.confidence import EVEN, Confidence
from knowledge.encoder import Floats
from knowledge.errors import EncoderUnavailable, UnknownArticle
from knowledge.model import (
    Article,
    Event,
    Explorer,
    Hit,
    PinnedQuestion,
    Ranked,
    Ranking,
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
from knowledge.retriever import NO_VECTOR

MOST_ARTICLES = 12
"""How many of the best articles a search looks into for passages."""

ABOUT = 0.5
"""What a question with the conversation's subject before it counts; the question by itself has the rest."""

MEANT = 0.5
"""What a question in plain words counts where it holds idioms; as it was typed it has the rest."""

PASSAGE_WEIGHT = 0.15
"""What a passage's own match counts beside its article's: an article is chosen first, then what of it to show."""

NEAREST_WORDINGS = 5
"""How many of an article's wordings say which of its passages a question is after."""

ASKED_FOR = 0.1
"""What a passage gains, beside its own score, when all of them ask for it."""


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

    def search(
        self, text: str, about: str = "", most: int = MOST_ARTICLES, share: float = ABOUT, *, literal: bool = False
    ) -> SearchResult:
        """The passages that bear on a text, best first. Any text is a legal query.

        `about` is what the conversation was about: with it before it the question counts by `share`, so that "for how
        long?" finds how long *that* lasts.
        `most` is how many of the best articles are looked into for passages. A `literal` text is not put in plain
        words.
        """
        spelled = self.release.spelled(text)
        ranking, passages = self._ranked_as_meant(spelled.text, literal=literal)
        ranking = _first(ranking, self.release.articles.asked_by(spelled.text))
        if about:
            beside, passages_beside = self._ranked_as_meant(_said(spelled.text, about)[-1], literal=literal)
            ranking, passages = _mixed(ranking, beside, share), _mixed_scores(passages, passages_beside, share)
        hits = tuple(self._hits(ranking.ranked[:most], passages))
        return SearchResult(
            query=text,
            searched=spelled.text,
            hits=tuple(sorted(hits, key=lambda hit: -hit.score)),
            articles=ranking.ranked[:most],
            corrections=spelled.corrections,
            idioms=() if literal else self.release.idioms.read(spelled.text),
            terms=tuple(dict.fromkeys(mention.term for mention in self.release.book.mentions(spelled.text))),
            signals=ranking.signals,
        )

    def foresee(self, searches: Sequence[tuple[str, str, bool]]) -> None:
        """Make ready for several searches at once, each a text, what it is about and whether it is literal; that costs
        less than one after the other.
        """
        said = [
            (each, literal)
            for text, about, literal in searches
            for each in _said(self.release.spelled(text).text, about)
        ]
        meant = [self.release.idioms.plain(text) for text, literal in said if not literal]
        spelled = tuple(dict.fromkeys([*(text for text, _ in said), *meant]))
        with suppress(EncoderUnavailable):  # each search then finds that out for itself, and goes by words alone
            self.release.articles.foresee(spelled)
            self.release.passages.foresee(spelled)

    def named(self, text: str) -> tuple[tuple[str, Term], ...]:
        """The terms that a text names, each once, with the name it was typed by."""
        book = self.release.book
        found = {mention.term: mention.name for mention in reversed(book.mentions(text))}
        return tuple((name, term) for key, name in reversed(found.items()) if (term := book.term(key)))

    def with_other_names(self, text: str) -> str:
        """The text with the other names of what it names."""
        return " ".join((text, *self.release.book.expansions(text)))

    def _asked(self, text: str) -> tuple[str, Floats]:
        """A text with the other names of its terms, and its vector; without one where the encoder fails."""
        query = self.with_other_names(text)
        try:
            return query, self.release.articles.encode(text)
        except EncoderUnavailable:
            return query, NO_VECTOR

    def _ranked_as_meant(self, text: str, *, literal: bool) -> tuple[Ranking, dict[str, float]]:
        """The ranking of a text as it is typed and, where it holds idioms, of what they mean."""
        ranking, passages = self._ranked(*self._asked(text))
        plain = text if literal else self.release.idioms.plain(text)
        if plain == text:
            return ranking, passages
        meant, passages_meant = self._ranked(*self._asked(plain))
        return _mixed(ranking, meant, MEANT), _mixed_scores(passages, passages_meant, MEANT)

    def _ranked(self, query: str, vector: Floats) -> tuple[Ranking, dict[str, float]]:
        """The articles, best first, and the score of every passage."""
        ranking = self.release.articles.rank(query, vector)
        signals = replace(ranking.signals, uncovered=self.release.uncovered(vector))
        passages = self.release.passages.scores(query, vector)
        for article in ranking.ranked[:MOST_ARTICLES]:
            for passage, share in self._asked_for(article.id, vector).items():
                if passage in passages:
                    passages[passage] += ASKED_FOR * share
        return replace(ranking, signals=signals), passages

    def _asked_for(self, article: str, vector: Floats) -> Mapping[str, float]:
        """The passages that the wordings nearest to a query ask for, each with its share of their likeness."""
        asked = self.release.asked_for.get(article, {})
        near = self.release.articles.nearest(article, asked, vector, NEAREST_WORDINGS)
        shares: dict[str, float] = {}
        for wording, cosine in near:
            passage = f"{article}#{asked[wording]}"
            shares[passage] = shares.get(passage, 0.0) + max(cosine, 0.0)
        total = sum(shares.values()) or 1.0
        return {passage: share / total for passage, share in shares.items()}

    def _hits(self, ranked: tuple[Ranked, ...], passages: dict[str, float]) -> Iterator[Hit]:
        for article in ranked:
            for section in self.article(article.id).sections:
                passage_id = f"{article.id}#{section.anchor}"
                of_passage = passages.get(passage_id, 0.0)
                score = (1 - PASSAGE_WEIGHT) * article.score + PASSAGE_WEIGHT * of_passage
                yield Hit(passage_id, article.id, score, of_passage)

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


def _said(text: str, about: str) -> tuple[str, ...]:
    """What is looked up for a text: itself, and with what it is about before it."""
    return (text, f"{about} {text}") if about else (text,)


def _first(ranking: Ranking, entry: str) -> Ranking:
    """The ranking with that entry first, as sure as can be: it was asked for in its own words."""
    found = [replace(each, score=1.0) for each in ranking.ranked if each.id == entry]
    if not found:
        return ranking
    others = (each for each in ranking.ranked if each.id != entry)
    return Ranking((*found, *others), replace(ranking.signals, uncovered=0.0))


def _mixed_scores(one: Mapping[str, float], other: Mapping[str, float], share: float) -> dict[str, float]:
    return {key: (1 - share) * score + share * other[key] for key, score in one.items()}


def _mixed(one: Ranking, other: Ranking, share: float) -> Ranking:
    """Two rankings as one: an entry's scores added up, the other's by its share; and the signals of the surer one."""
    scores = {each.id: (1 - share) * each.score for each in one.ranked}
    for each in other.ranked:
        scores[each.id] = scores.get(each.id, 0.0) + share * each.score
    known = {each.id: each for each in (*one.ranked, *other.ranked)}
    ranked = (replace(known[entry], score=score) for entry, score in sorted(scores.items(), key=lambda pair: -pair[1]))
    surer = max(one.signals, other.signals, key=lambda signals: signals.score)
    return Ranking(tuple(ranked), surer)
