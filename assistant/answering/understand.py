"""Reads the message: which questions it asks, what they name, and what they borrow from the conversation."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.draft import Draft, Understood
from assistant.answering.follow_up import Lean, lean_of, lent, telling_words
from assistant.answering.naming import circumstances_in, level_in, levels_in
from assistant.answering.parts import MOST_QUESTIONS, asking_sentences, gist, is_yes_no, sentences, split_question
from assistant.answering.phrases import any_of
from knowledge.model import MODELS

LONG_MESSAGE = 45
"""Words beyond which a message is a story around its question."""

_COMPARES = any_of(
    r"compare[ds]?|comparison|contrast|differ(?:s|ent|ence)?|versus|vs|as against|rather than|side by side",
    r"better|larger|bigger|smaller|which is",
)


def understand(draft: Draft) -> Draft:
    """The draft with its questions, at most three, and what the GP says of themselves."""
    text = draft.asked.text
    terms = tuple(mention.term for mention in draft.library.release.book.mentions(text))
    lean = lean_of(text, draft.earlier, terms)
    circumstances = circumstances_in(text, draft.circumstances)
    questions = _borrowing(draft, lean) if lean.surely or lean.perhaps else _own(text)
    return replace(draft, questions=tuple(_named(question) for question in questions), circumstances=circumstances)


def _own(text: str) -> tuple[Understood, ...]:
    """The questions of a message that stands by itself: first the whole of it, then its parts."""
    asking = asking_sentences(text)
    focus = " ".join(asking)
    if len(text.split()) > LONG_MESSAGE:
        focus = " ".join(gist(sentence) for sentence in asking)
        whole = Understood(text=focus, search=_with_setting(text, asking))
    else:
        whole = Understood(text=text, search=text)
    parts = [part for sentence in asking for part in split_question(sentence)]
    if not 1 < len(parts) <= 2 * MOST_QUESTIONS:
        return (whole,)
    return (whole, *(_part(part, parts[0]) for part in parts[:MOST_QUESTIONS]))


def _part(part: str, first: str) -> Understood:
    """A part that says too little by itself is searched with the first part's words."""
    search = part if part == first or len(telling_words(part)) > 3 else f"{first} {part}"
    return Understood(text=part, search=search)


def _with_setting(text: str, asking: tuple[str, ...]) -> str:
    """What a long message asks, after the sentence that leads up to it where the question itself says little."""
    if sum(len(telling_words(sentence)) for sentence in asking) >= 12:
        return " ".join(asking)
    story = sentences(text)
    first = next((at for at, sentence in enumerate(story) if sentence in asking), 0)
    return " ".join((*story[max(0, first - 2) : first], *asking))


def _borrowing(draft: Draft, lean: Lean) -> tuple[Understood, ...]:
    """A message that leans on the last turn; where it only may, it is looked up both ways."""
    text = draft.asked.text
    articles = tuple(ref.id for ref in draft.earlier[-1].answer.articles[:1])
    borrowed = Understood(text=text, search=lent(text, draft.earlier, lean), follows=articles)
    return (borrowed,) if lean.surely else (Understood(text=text, search=text), borrowed)


def _named(question: Understood) -> Understood:
    text = question.text if question.follows else question.search
    models = tuple(model for model in MODELS if re.search(rf"\b{model}s?\b", question.search))
    compares = bool(_COMPARES.search(text)) or len(levels_in(text)) > 1
    return replace(
        question, level=level_in(text), models=models, compares=compares, yes_no=is_yes_no(question.text.strip())
    )
