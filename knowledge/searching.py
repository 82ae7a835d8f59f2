"""Finds the passages that bear on a text, or on each of several texts of one message, ranking no text twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.encoder import Floats
from knowledge.errors import EncoderUnavailable
from knowledge.model import Correction, Hit, Ranking, SearchResult, Signals
from knowledge.passages import passage_ids
from knowledge.release import Release
from knowledge.retriever import NO_VECTOR
from knowledge.spelling import Spelling

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
class Search:
    """What is searched for. Any text is a legal query.

    `about` is what the conversation was about: with it before it the text counts by `share`, so that "for how long?"
    finds how long *that* lasts. With `blended` the meaning of both together is taken to lie between theirs, which costs
    nothing more to find out; it serves where each says enough by itself, as in a story. A `literal` text is not put
    in plain words.
    """

    text: str
    about: str = ""
    share: float = ABOUT
    blended: bool = False
    literal: bool = False


def search_all(release: Release, searches: Sequence[Search], most: int = MOST_ARTICLES) -> tuple[SearchResult, ...]:
    """The passages that bear on each text, best first, out of the `most` best articles.

    What several searches have in common is looked up once. The result of each is as it would be by itself.
    """
    typed = {text: _typed(release, text) for text in dict.fromkeys(search.text for search in searches)}
    read = [_read(search, typed[search.text]) for search in searches]
    looked_up = _looked_up(release, read)
    found = [_best(release, reading, looked_up, most) for reading in read]
    passages = _passages(release, read, found, looked_up)
    return tuple(
        _result(search, typed[search.text], ranking, _hits(release, reading, ranking, passages))
        for search, reading, ranking in zip(searches, read, found, strict=True)
    )


def with_other_names(release: Release, text: str) -> str:
    """The text with the other names of what it names."""
    return " ".join((text, *release.book.expansions(text)))


@dataclass(frozen=True, slots=True)
class _Typed:
    """A text as it was spelled and in plain words, with its idioms and the terms that it names."""

    spelled: Spelling
    plain: str
    idioms: tuple[Correction, ...]
    terms: tuple[str, ...]


def _typed(release: Release, text: str) -> _Typed:
    spelled = release.spelled(text)
    terms = dict.fromkeys(mention.term for mention in release.book.mentions(spelled.text))
    return _Typed(spelled, release.idioms.plain(spelled.text), release.idioms.read(spelled.text), tuple(terms))


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that is looked up. Where it has a `blend` its meaning lies between those of the texts named there."""

    words: str
    blend: tuple[str, ...] = ()

    @property
    def encoded(self) -> tuple[str, ...]:
        return self.blend or (self.words,)


_Shares = Mapping[_Text, float]
"""What each text counts."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The texts that are looked up for one search.

    `own` are the text as it was spelled and, where it holds idioms, in plain words; `about` has what the conversation
    was about before it.
    """

    own: _Shares
    about: _Shares

    @property
    def texts(self) -> _Shares:
        return {**self.own, **self.about}


def _read(search: Search, typed: _Typed) -> _Reading:
    text = typed.spelled.text
    share = search.share if search.about else 0.0
    own = {_Text(text): 1 - share}
    if typed.plain != text and not search.literal:
        own = {_Text(text): (1 - MEANT) * (1 - share), _Text(typed.plain): MEANT * (1 - share)}
    if not search.about:
        return _Reading(own, {})
    return _Reading(own, {_Text(f"{search.about} {text}", (search.about, text) if search.blended else ()): share})


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """A text as the index is asked for it, its vector, and the articles that it led to."""

    query: str
    vector: Floats
    ranking: Ranking


def _looked_up(release: Release, read: Sequence[_Reading]) -> Mapping[_Text, _LookedUp]:
    """Each text with what it led to; by words alone where the encoder fails."""
    texts = tuple(dict.fromkeys(text for reading in read for text in reading.texts))
    vectors = _vectors(release, texts)
    queries = [with_other_names(release, text.words) for text in texts]
    rankings = release.articles.rank_all(queries, vectors)
    return {
        text: _LookedUp(query, vector, _with_gap(release, ranking, vector))
        for text, query, vector, ranking in zip(texts, queries, vectors, rankings, strict=True)
    }


def _vectors(release: Release, texts: Sequence[_Text]) -> Sequence[Floats]:
    """The vector of each text; of one whose meaning is blended the mean of the others', at length 1."""
    encoded = tuple(dict.fromkeys(each for text in texts for each in text.encoded))
    try:
        vectors = dict(zip(encoded, release.articles.encode_all(encoded), strict=True))
    except EncoderUnavailable:
        return [NO_VECTOR] * len(texts)
    return [_mean([vectors[part] for part in text.blend]) if text.blend else vectors[text.words] for text in texts]


def _mean(vectors: Sequence[Floats]) -> Floats:
    """The mean at length 1; a blank text has no vector and no part in it."""
    held = [vector for vector in vectors if vector.size]
    if not held:
        return NO_VECTOR
    total = np.sum(held, axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)


def _with_gap(release: Release, ranking: Ranking, vector: Floats) -> Ranking:
    return replace(ranking, signals=replace(ranking.signals, uncovered=release.uncovered(vector)))


def _best(release: Release, reading: _Reading, looked_up: Mapping[_Text, _LookedUp], most: int) -> Ranking:
    """The best articles: their scores for each text added up by its share; and the signals of the surest text.

    An article that was asked for in its own words goes first, as sure as can be.
    """
    own = [looked_up[text].ranking for text in reading.own]
    about = [looked_up[text].ranking for text in reading.about]
    scores = _added(own, reading.own.values())
    signals = _surest(own)
    asked = release.articles.asked_by(next(iter(reading.own)).words)
    if asked in scores:
        scores[asked] = sum(reading.own.values())
        signals = replace(signals, uncovered=0.0)
    for entry, score in _added(about, reading.about.values()).items():
        scores[entry] = scores.get(entry, 0.0) + score
    best = sorted(scores.items(), key=lambda pair: -pair[1])[:most]
    known = {each.id: each for ranking in (*own, *about) for each in ranking.ranked}
    ranked = tuple(replace(known[entry], score=score) for entry, score in best)
    return Ranking(ranked, max(signals, _surest(about), key=lambda each: each.score))


def _added(rankings: Iterable[Ranking], shares: Iterable[float]) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for ranking, share in zip(rankings, shares, strict=True):
        for each in ranking.ranked:
            scores[each.id] += share * each.score
    return scores


def _surest(rankings: Iterable[Ranking]) -> Signals:
    return max((ranking.signals for ranking in rankings), key=lambda signals: signals.score, default=Signals())


_Scores = Mapping[str, float]
"""Of passages, by their ids."""


def _passages(
    release: Release, read: Sequence[_Reading], found: Sequence[Ranking], looked_up: Mapping[_Text, _LookedUp]
) -> Mapping[_Text, _Scores]:
    """For each text the scores of the passages of all articles that a search with it led to."""
    wanted: defaultdict[_Text, dict[str, None]] = defaultdict(dict)
    for reading, ranking in zip(read, found, strict=True):
        for text in reading.texts:
            wanted[text].update((each.id, None) for each in ranking.ranked)
    return {text: _scores(release, looked_up[text], articles) for text, articles in wanted.items()}


def _scores(release: Release, looked_up: _LookedUp, articles: Iterable[str]) -> _Scores:
    passages = [passage for article in articles for passage in passage_ids(release.by_id[article])]
    scores = release.passages.scores(looked_up.query, looked_up.vector, passages)
    for article in articles:
        for passage, share in _asked_for(release, article, looked_up.vector).items():
            if passage in scores:
                scores[passage] += ASKED_FOR * share
    return scores


def _asked_for(release: Release, article: str, vector: Floats) -> Mapping[str, float]:
    """The passages that the wordings nearest to a query ask for, each with its share of their likeness."""
    asked = release.asked_for.get(article, {})
    near = release.articles.nearest(tuple(asked), vector, NEAREST_WORDINGS)
    shares: defaultdict[str, float] = defaultdict(float)
    for wording, cosine in near:
        shares[f"{article}#{asked[wording]}"] += max(cosine, 0.0)
    total = sum(shares.values()) or 1.0
    return {passage: share / total for passage, share in shares.items()}


def _hits(release: Release, reading: _Reading, ranking: Ranking, passages: Mapping[_Text, _Scores]) -> Iterator[Hit]:
    for article in ranking.ranked:
        for passage in passage_ids(release.by_id[article.id]):
            of_passage = sum(share * passages[text].get(passage, 0.0) for text, share in reading.texts.items())
            score = (1 - PASSAGE_WEIGHT) * article.score + PASSAGE_WEIGHT * of_passage
            yield Hit(passage, article.id, score, of_passage)


def _result(search: Search, typed: _Typed, ranking: Ranking, hits: Iterable[Hit]) -> SearchResult:
    return SearchResult(
        query=search.text,
        searched=typed.spelled.text,
        hits=tuple(sorted(hits, key=lambda hit: -hit.score)),
        articles=ranking.ranked,
        corrections=typed.spelled.corrections,
        idioms=() if search.literal else typed.idioms,
        terms=typed.terms,
        signals=ranking.signals,
    )
