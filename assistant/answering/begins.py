"""Finds the word an answer may begin with: yes, no or "it depends", where an editor's wording says so."""

from __future__ import annotations

import re

from assistant.answering.draft import Look
from knowledge.library import Library
from knowledge.model import Article, Wording, YesNo

NEAR_ENOUGH = 0.72
"""How alike a question and a wording must be before the wording's word is the question's."""

_WORDS = {YesNo.YES: "Yes", YesNo.NO: "No", YesNo.DEPENDS: "It depends"}
_NEGATION = re.compile(r"\b(?:not|no|never|without|n't|cannot|nobody|nothing)\b|n't\b", re.IGNORECASE)
_BEGINS_ALREADY = re.compile(r"^(?:yes|no|it depends|not\b|only)\b", re.IGNORECASE)


def beginning(library: Library, article: Article, look: Look) -> str:
    """ "Yes", "No" or "It depends" when the nearest wording says so and the lead does not begin so itself, else ""."""
    if not look.question.yes_no or _BEGINS_ALREADY.match(article.lead.text):
        return ""
    wording = _nearest(library, article, look.question.search)
    if wording is None or wording.begins is None:
        return ""
    same_polarity = bool(_NEGATION.search(wording.text)) == bool(_NEGATION.search(look.question.search))
    return _WORDS[wording.begins] if same_polarity else ""


def _nearest(library: Library, article: Article, text: str) -> Wording | None:
    """The wording most like the text, or None when none is like enough."""
    likeness = library.release.articles.likeness(text, tuple(wording.text for wording in article.wordings))
    best = max(zip(likeness, article.wordings, strict=True), key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= NEAR_ENOUGH else None
