"""Looks up each question of a message, and settles whether its parts or the whole of it is the question."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.draft import Draft, Look, Understood
from assistant.answering.follow_up import telling_words
from knowledge.library import Library
from knowledge.model import Hit, SearchResult

OWN_SHARE = 0.5
"""What a question's own words count where it also borrows some; what is found with the borrowed ones has the rest."""

SAID_ALREADY = 0.08
"""What an article loses that the last turn showed: whoever asks on wants to know more than it said."""


def retrieve(draft: Draft) -> Draft:
    """The draft with what was found for the question, or for each where there are several."""
    looks = tuple(_look(draft.library, question) for question in draft.questions)
    if len(looks) > 1:
        leans = looks[-1].question.follows
        looks = (_own_or_borrowed(*looks),) if leans else _whole_or_parts(draft.library, looks)
    return replace(draft, looks=looks, notes=draft.notes + _notes(looks))


def _look(library: Library, question: Understood) -> Look:
    """What was found for a question; one that borrows words is looked up with and without them, and both count."""
    result = library.search(question.search)
    if question.search != question.text and telling_words(question.text):
        own = library.search(question.text)
        result = replace(_mixed(own, result, question.follows), signals=result.signals)
        return Look(question, result, max(library.confidence(own.signals), library.confidence(result.signals)))
    return Look(question, result, library.confidence(result.signals))


def _mixed(own: SearchResult, lent: SearchResult, said: tuple[str, ...]) -> SearchResult:
    """The borrowed result with each passage's score in both, less something where the last turn said it already."""
    of_own, of_lent = _by_passage(own), _by_passage(lent)
    hits = []
    for passage in dict.fromkeys((*of_own, *of_lent)):
        either = of_own.get(passage) or of_lent[passage]
        score = OWN_SHARE * _score(of_own, passage) + (1 - OWN_SHARE) * _score(of_lent, passage)
        hits.append(replace(either, score=score - (SAID_ALREADY if either.article in said else 0.0)))
    return replace(lent, hits=tuple(sorted(hits, key=lambda hit: -hit.score)))


def _by_passage(result: SearchResult) -> dict[str, Hit]:
    return {hit.passage: hit for hit in result.hits}


def _score(hits: dict[str, Hit], passage: str) -> float:
    return hits[passage].score if passage in hits else 0.0


def _own_or_borrowed(own: Look, borrowed: Look) -> Look:
    """A question that may lean on the last turn stands by itself when it is as sure alone."""
    return own if own.confidence >= borrowed.confidence else borrowed


def _whole_or_parts(library: Library, looks: tuple[Look, ...]) -> tuple[Look, ...]:
    """The parts that are sure, when they lead to different articles; else the whole, with the parts' passages."""
    whole, *parts = looks
    line = library.answer_line
    sure = [look for look in parts if look.confidence >= line and look.result.hits]
    best = {look.result.hits[0].article for look in sure}
    if len(best) > 1:
        return _distinct(sure)
    confidence = max(look.confidence for look in (whole, *sure))
    return (replace(whole, result=_with_hits_of(whole.result, sure), confidence=confidence),)


def _distinct(looks: list[Look]) -> tuple[Look, ...]:
    """The looks, without those that lead to an article that one before leads to."""
    first: dict[str, Look] = {}
    for look in looks:
        first.setdefault(look.result.hits[0].article, look)
    return tuple(first.values())


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
