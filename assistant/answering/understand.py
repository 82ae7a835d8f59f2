"""Reads the message: which questions it asks, what they name, and what they borrow from the conversation."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from assistant.answering.draft import Draft, Understood
from assistant.answering.follow_up import Lean, lean_of, lent, points_back, subject_of, telling_words
from assistant.answering.naming import circumstances_in, level_in, levels_in, side_by_side_in
from assistant.answering.parts import (
    MOST_QUESTIONS,
    asking_sentences,
    bare,
    is_yes_no,
    scene_of,
    sentences,
    split_question,
)
from assistant.answering.phrases import any_of
from knowledge.model import MODELS

LONG_MESSAGE = 45
"""Words beyond which a message is a story around its question."""

THIN = 4
"""Telling words up to which a part of a message is looked up with what stands before it, too, and the question of a
story never without."""

MOST_TOLD = 3
"""How many sentences of a story are looked up, by themselves and as what its question is about."""

_COMPARES = any_of(
    r"compare[ds]?|comparison|contrast|differ(?:s|ent|ence)?|versus|vs|as against|rather than|side by side",
    r"better|larger|bigger|smaller|which is",
)

_PAPER = any_of(r"(?:integration|alliance) (?:agreement|contract)s?")


def understand(draft: Draft) -> Draft:
    """The draft with its questions, at most three, and what the GP says of themselves."""
    text = draft.asked.text
    own = _own(text)
    lean = _lean(draft, own)
    circumstances = circumstances_in(text, draft.circumstances)
    if not (lean.surely or lean.perhaps):
        questions = own
    elif _are_several(own) and not (lean.corrects or lean.accepts):
        questions = _several_borrowing(draft) if lean.surely else own
    else:
        questions = _borrowing(draft, lean)
    return replace(draft, questions=tuple(_named(question) for question in questions), circumstances=circumstances)


def _lean(draft: Draft, own: tuple[Understood, ...]) -> Lean:
    """How the message leans on the turns before; a story does not, and what tells something first only may. Of several
    questions the first tells: where it names what it is about, an "it" in the next means that.
    """
    if _is_story(draft.asked.text):
        return Lean()
    several = _are_several(own)
    text = own[1].text if several else draft.asked.text
    mentions = draft.library.release.book.mentions(text)
    if several and mentions and not points_back(text[: mentions[0].start]):
        return Lean()
    lean = lean_of(text, draft.earlier, tuple(mention.term for mention in mentions))
    if lean.surely and not (lean.corrects or lean.accepts) and len(telling_words(_told_first(draft.asked.text))) > 2:
        return replace(lean, surely=False, perhaps=True)
    return lean


def _told_first(text: str) -> str:
    """What a message tells before it asks: a "that" after it may well mean that."""
    asking = asking_sentences(text)
    return " ".join(itertools.takewhile(lambda sentence: sentence not in asking, sentences(text)))


def _is_story(text: str) -> bool:
    return len(text.split()) > LONG_MESSAGE


def _are_several(own: tuple[Understood, ...]) -> bool:
    return len(own) > 1 and own[1].text != own[0].text


def _own(text: str) -> tuple[Understood, ...]:
    """The questions of a message that stands by itself: first the whole of it, then its parts."""
    asking = asking_sentences(text)
    if _is_story(text):
        return _of_story(text, asking)
    whole = Understood(text=text, search=text)
    told = " ".join(sentence for sentence in sentences(text) if sentence not in asking) or scene_of(asking[0])
    return (whole, *_parts(asking, told))


def _parts(asking: tuple[str, ...], told: str, lead: str = "") -> tuple[Understood, ...]:
    """Each of several questions, as it may be read; none where there is only one, or more than anybody asks at once.

    `told` is what all of them may be about, `lead` what only those may be about that say too little by themselves.
    """
    parts = [part for sentence in asking for part in split_question(sentence)]
    if not 1 < len(parts) <= 2 * MOST_QUESTIONS:
        return ()
    readings = (_part(part, told, (*parts[:at], lead)) for at, part in enumerate(parts[:MOST_QUESTIONS]))
    return tuple(itertools.chain.from_iterable(readings))


def _part(part: str, told: str, before: tuple[str, ...]) -> tuple[Understood, ...]:
    """A part by itself and with what the message tells in mind; where it says too little, with what comes first of all
    before it; and where it points back, only so.
    """
    points = points_back(part) or bool(side_by_side_in(told))
    leans = points or len(telling_words(part)) <= THIN
    subject = " ".join(filter(None, (told, before[0] if leans else "")))
    alone = Understood(text=part, search=part)
    if not subject or subject in part:
        return (alone,)
    leaning = replace(alone, about=subject, side_by_side=side_by_side_in(part, subject if points else told))
    return (leaning,) if points else (alone, leaning)


def _of_story(text: str, asking: tuple[str, ...]) -> tuple[Understood, ...]:
    """What a long message asks: what leads up to its asking sentences may be what they are about, or something else
    that it tells, or nothing. Each telling sentence is looked up alone, too, and so is each of several questions.
    """
    story = sentences(text)
    first = next((at for at, sentence in enumerate(story) if sentence in asking), 0)
    focus, before = " ".join(asking), " ".join(story[max(0, first - 1) : first])
    telling = sorted(story, key=lambda sentence: -len(telling_words(sentence)))[:MOST_TOLD]
    alone = Understood(text=focus, search=focus)
    readings = [replace(alone, search=f"{before} {focus}".strip())]
    if len(focus.split()) <= LONG_MESSAGE:  # a longer question says enough, and each reading costs time
        readings += [alone] if len(telling_words(focus)) > THIN else []
        readings += [replace(alone, about=sentence, of_story=True) for sentence in telling if sentence not in asking]
    each = [sentence for sentence in asking if len(telling_words(sentence)) > 2] if len(asking) > 1 else []
    asides = dict.fromkeys((*each, *(sentence for sentence in telling if sentence != focus)))
    readings += [replace(alone, search=sentence, aside=True) for sentence in asides]
    return (*dict.fromkeys(readings), *_parts(asking, scene_of(asking[0]), before))


def _borrowing(draft: Draft, lean: Lean) -> tuple[Understood, ...]:
    """A message that leans on the last turn; where it only may, it is looked up both ways."""
    text = draft.asked.text
    articles = tuple(ref.id for ref in draft.earlier[-1].answer.articles[:1])
    about, search = lent(text, draft.earlier, lean, draft.library.release.book)
    side = side_by_side_in(search, about)
    borrowed = Understood(
        text=text, search=search, about=about, follows=articles, corrects=lean.corrects, side_by_side=side
    )
    return (borrowed,) if lean.surely else (Understood(text=text, search=text), borrowed)


def _several_borrowing(draft: Draft) -> tuple[Understood, ...]:
    """Several questions of which the first leans on the last turn: each may be about that."""
    text, about = draft.asked.text, subject_of(draft.earlier[-1])
    whole = Understood(text=text, search=text, about=about, side_by_side=side_by_side_in(text, about))
    return (whole, *_parts(asking_sentences(text), about))


def _named(question: Understood) -> Understood:
    """The question, bare, with what it names. A level named in other words is searched for by its own name too, but
    not where the name of its paper alone is in question.
    """
    question = replace(question, search=bare(question.search))
    levels = levels_in(question.search)
    of_paper = len(levels) == 1 and _PAPER.search(question.search)
    unnamed = [f"{level} integration" for level in levels if not of_paper and level not in question.search.lower()]
    models = tuple(model for model in MODELS if re.search(rf"\b{model}s?\b", f"{question.about} {question.search}"))
    return replace(
        question,
        search=" ".join((question.search, *unnamed)),
        level=level_in(question.search),
        levels=levels,
        models=models,
        compares=bool(_COMPARES.search(question.search)) or len(levels) > 1,
        side_by_side=question.side_by_side or side_by_side_in(question.search),
        yes_no=is_yes_no(question.text.strip()),
    )
