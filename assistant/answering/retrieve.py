"""Looks up each question of a message, and settles whether its parts or the whole of it is the question."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from assistant.answering.draft import Draft, Look, Understood
from assistant.answering.naming import levels_in
from assistant.answering.parts import asks
from knowledge.library import Library
from knowledge.model import MODELS, Article, Hit, SearchResult, Signals, Standing
from knowledge.searching import ABOUT, Search

MENDED = 0.6
"""What a correction counts with the question before it that it mends; by itself it has the rest."""

CORRECTED = 0.05
"""What the article of the turn before loses where the message says that another was meant."""

AGAIN = 0.02
"""What an article loses that an earlier question of the same message is answered from: who asks two things mostly wants
two answers."""

WHOLE_BOOST, STORY_BOOST = 0.1, 0.5
"""How much surer one sentence of a long message must be than its question, if it asks and if it only tells."""

OTHERWISE = 0.04
"""What an article loses by naming another level or model than the question does."""

SIDE_BY_SIDE = 0.03
"""What an article gains that puts the levels, or the models, side by side where a question is after just that; one that
does so with the others loses as much."""

NOT_KNOWN = 0.015
"""What an article loses that says nobody knows: one that answers goes before it where both are as near."""

PART_SURE = 0.05
"""How sure each part of a message must be before it is answered under its own heading."""


def retrieve(draft: Draft) -> Draft:
    """The draft with what was found for the question, or for each where there are several."""
    results = draft.library.search_all([_search_for(question) for question in draft.questions])
    looks = tuple(
        _look(draft.library, question, result) for question, result in zip(draft.questions, results, strict=True)
    )
    if len(looks) > 1:
        looks = _settled(looks)
    return replace(draft, looks=looks, notes=draft.notes + _notes(looks))


def _settled(looks: tuple[Look, ...]) -> tuple[Look, ...]:
    """Which of the ways to read the message it is."""
    if looks[-1].question.follows:
        return (_own_or_borrowed(*looks),)
    whole = [look for look in looks if look.question.text == looks[0].question.text]
    parts = [look for look in looks if look not in whole]
    return _whole_or_parts(_surest(whole), parts) if parts else (_surest(whole),)


def _surest(readings: list[Look]) -> Look:
    """The surest reading of a message, or the one sentence of it that leads somewhere more surely."""
    whole = max((look for look in readings if not look.question.aside), key=lambda look: look.confidence)
    asides = [look for look in readings if look.question.aside]
    best = max(asides, key=lambda look: look.confidence, default=whole)
    need = WHOLE_BOOST if asks(best.question.search) else STORY_BOOST
    return best if best.confidence > whole.confidence + need else whole


def _search_for(question: Understood) -> Search:
    share = MENDED if question.corrects else ABOUT
    return Search(question.search, question.about, share, blended=question.of_story, literal=question.aside)


def _look(library: Library, question: Understood, result: SearchResult) -> Look:
    if question.corrects:
        result = _less(result, question.follows, CORRECTED)
    result = _agreeing(library, _known_first(library, result), question)
    return Look(question, result, library.trust(_signals(library, result)))


def _signals(library: Library, result: SearchResult) -> Signals:
    """How the ranking went. That nothing here answers is no reason to withhold an article that says just that."""
    says_so = bool(result.hits) and library.article(result.hits[0].article).standing is Standing.NOT_KNOWN
    return replace(result.signals, uncovered=0.0) if says_so else result.signals


def _known_first(library: Library, result: SearchResult) -> SearchResult:
    """The result with articles moved down that only say that nobody knows."""
    moved = (
        replace(hit, score=hit.score - NOT_KNOWN)
        if library.article(hit.article).standing is Standing.NOT_KNOWN
        else hit
        for hit in result.hits
    )
    return replace(result, hits=tuple(sorted(moved, key=lambda hit: -hit.score)))


def _agreeing(library: Library, result: SearchResult, question: Understood) -> SearchResult:
    """The result with articles moved that name the level or model of the question, or another, or put them all side by
    side."""
    if not question.level and not question.models and not question.side_by_side:
        return result
    moved = (replace(hit, score=hit.score + _agreement(library.article(hit.article), question)) for hit in result.hits)
    return replace(result, hits=tuple(sorted(moved, key=lambda hit: -hit.score)))


def _agreement(article: Article, question: Understood) -> float:
    """What an article gains or loses by what it and the question name."""
    compared = SIDE_BY_SIDE if article.compare == question.side_by_side else -SIDE_BY_SIDE
    beside = compared if article.compare and question.side_by_side else 0.0
    return beside - OTHERWISE * _disagreement(article, question.level, set(question.models))


def _disagreement(article: Article, level: str, models: set[str]) -> int:
    """How many kinds of thing the article's question names otherwise than the GP's: its level, its model."""
    levels, named = _named_in(article.question)
    other_level = bool(level and levels and level not in levels)
    return other_level + bool(models and named and not models & named)


@lru_cache(maxsize=2_000)
def _named_in(heading: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The levels and models that an article's question names."""
    return levels_in(heading), frozenset(model for model in MODELS if re.search(rf"\b{model}s?\b", heading))


def _less(result: SearchResult, articles: Collection[str], loss: float) -> SearchResult:
    """The result with the passages of these articles moved down."""
    hits = (replace(hit, score=hit.score - (loss if hit.article in articles else 0.0)) for hit in result.hits)
    return replace(result, hits=tuple(sorted(hits, key=lambda hit: -hit.score)))


def _own_or_borrowed(own: Look, borrowed: Look) -> Look:
    """A question that may lean on the last turn stands by itself when it is as sure alone; the other reading's best
    passages stay in the running."""
    best, other = (own, borrowed) if own.confidence >= borrowed.confidence else (borrowed, own)
    return replace(best, result=_with_hits_of(best.result, [other])) if other.answers else best


def _whole_or_parts(whole: Look, readings: list[Look]) -> tuple[Look, ...]:
    """The parts that are sure, when they lead to different articles; else the whole, with the parts' passages."""
    sure = _apart([look for look in _surest_of_each(readings) if look.answers and look.confidence >= PART_SURE])
    by_article = {look.result.hits[0].article: look for look in reversed(sure)}
    if len(by_article) > 1:
        return tuple(look for look in sure if look in by_article.values())
    trust = max((look.trust for look in (whole, *sure)), key=lambda trust: (trust.answers, trust.right))
    return (replace(whole, result=_with_hits_of(whole.result, sure), trust=trust),)


def _surest_of_each(readings: list[Look]) -> list[Look]:
    """Of the ways in which each part was read the surest, in the parts' order."""
    by_part: dict[str, Look] = {}
    for look in sorted(readings, key=lambda look: look.confidence):
        by_part[look.question.text] = look
    return [by_part[text] for text in dict.fromkeys(look.question.text for look in readings)]


def _apart(looks: list[Look]) -> list[Look]:
    """The looks of a message's parts, each a little further from what those before it are answered from."""
    found: list[Look] = []
    for look in looks:
        leads = {each.result.hits[0].article for each in found}
        found.append(replace(look, result=_less(look.result, leads, AGAIN)))
    return found


def _with_hits_of(result: SearchResult, parts: list[Look]) -> SearchResult:
    best: dict[str, Hit] = {hit.passage: hit for hit in result.hits}
    for part in parts:
        for hit in part.result.hits[:2]:
            known = best.get(hit.passage)
            if known is None or known.score < hit.score:
                best[hit.passage] = hit
    return replace(result, hits=tuple(sorted(best.values(), key=lambda hit: -hit.score)))


def _notes(looks: tuple[Look, ...]) -> tuple[str, ...]:
    changed = {each.typed: each.read_as for look in looks for each in look.result.corrections}
    if not changed:
        return ()
    pairs = ", ".join(f"“{read_as}” for “{typed}”" for typed, read_as in changed.items())
    return (f"Searched for {pairs}.",)
