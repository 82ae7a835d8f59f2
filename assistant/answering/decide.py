"""Decides whether what was found answers: an answer, the nearest articles without a claim, or an honest no."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.draft import Draft, Look
from assistant.answering.replies import reply_answer
from assistant.model import Answer, ArticleRef, Status, Suggestion
from knowledge.library import Library

NEAREST = 3
"""How many articles are offered where none answers."""


def decide(draft: Draft) -> Draft | Answer:
    """The draft with the looks that answer; a refusal when none does."""
    sure = tuple(look for look in draft.looks if look.answers)
    if sure:
        return replace(draft, looks=sure)
    best = max(draft.looks, key=lambda look: look.confidence)
    return _refusal(draft, best)


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
