"""Decides whether what was found answers: an answer, the nearest articles without a claim, or an honest no."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from assistant.answering.draft import Draft, Look
from assistant.answering.parts import sentences
from assistant.answering.phrases import any_of
from assistant.answering.replies import reply_answer
from assistant.model import Answer, ArticleRef, Status, Suggestion
from knowledge.library import Library
from knowledge.model import Article, Statement

NEAREST = 3
"""How many articles are offered where none answers."""


SURE = 0.6
"""How sure it must be of the best article for a name to be enough that any article knows."""

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}\b|\b(?:19|20)\d\d\b")
"""A name inside a sentence, or a year."""

_OF_OURSELVES = any_of(r"we|us|our|ours|i|my|me|mine|i'm|we're|i've|we've")


def decide(draft: Draft) -> Draft | Answer:
    """The draft with the looks that answer; a refusal when none does."""
    sure = tuple(look for look in draft.looks if look.answers and not _of_something_else(draft.library, look))
    if sure:
        return replace(draft, looks=sure)
    best = max(draft.looks, key=lambda look: look.confidence)
    return _refusal(draft, best)


def _of_something_else(library: Library, look: Look) -> bool:
    """Whether a question names a place, a body or a year that the nearest articles never do: "GP pay in Glasgow". Where
    the best article is surely the one, a name may come from any: who said it is not always told where it stands.

    Not where GPs tell of themselves: "we are in Kent, can we go back?" is answered for everywhere.
    """
    text = look.question.text
    named = set(_NAME.findall(text))
    if not named or len(sentences(text)) > 1 or _OF_OURSELVES.search(text):
        return False
    unknown = _unknown(named, [library.article(ref.id) for ref in nearest(library, look)])
    return bool(_unknown(unknown, library.articles) if look.confidence >= SURE else unknown)


def _unknown(names: Collection[str], articles: Iterable[Article]) -> set[str]:
    """Those of the names that none of the articles knows."""
    left = set(names)
    for article in articles:
        if not left:
            break
        known = _words(article).lower()
        left = {name for name in left if name.lower() not in known}
    return left


def _words(article: Article) -> str:
    """Everything an article says and is asked by, and the names of the sources it says it from."""
    cited = (
        f"{citation.publisher} {citation.title} {citation.when}"
        for section in article.sections
        for item in section.items
        if isinstance(item, Statement)
        for citation in item.citations
    )
    said = (f"{section.heading} {section.text}" for section in article.sections)
    return " ".join((article.question, *said, *(wording.text for wording in article.wordings), *cited))


def _refusal(draft: Draft, look: Look) -> Answer:
    library, text = draft.library, draft.asked.text
    if look.trust.near and look.result.hits:
        near = nearest(library, look)
        asks = tuple(Suggestion(ref.question, ref.question) for ref in near)
        return reply_answer(library, "closest-only", Status.CLOSEST_ONLY, text, near, asks)
    if look.result.terms:
        return reply_answer(library, "not-covered", Status.UNANSWERED_NOT_COVERED, text)
    return reply_answer(library, "outside-subject", Status.DECLINED_SCOPE, text)


def nearest(library: Library, look: Look) -> tuple[ArticleRef, ...]:
    """The articles nearest to a question, as links."""
    ids = dict.fromkeys(hit.article for hit in look.result.hits)
    return tuple(article_ref(library, article_id) for article_id in list(ids)[:NEAREST])


def article_ref(library: Library, article_id: str) -> ArticleRef:
    """An article as an answer names it."""
    article = library.article(article_id)
    return ArticleRef(article.id, article.question, article.standing.value)
