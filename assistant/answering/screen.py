"""Decides which messages get a fixed reply instead of a search for an answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assistant.answering.draft import Draft
from assistant.answering.parts import asks, sentences
from assistant.answering.replies import reply_answer
from assistant.answering.signs import courtesy_in, insults, sign_in, tells_of_oneself, without_courtesies
from assistant.model import Answer, Status
from knowledge.library import Library
from knowledge.model import Ranking
from knowledge.words import words

STATUS_OF: Mapping[str, Status] = MappingProxyType(
    {
        "distress": Status.SIGNPOSTED_DISTRESS,
        "abuse": Status.DECLINED_ABUSE,
        "injection": Status.DECLINED_ABUSE,
        "clinical": Status.DECLINED_CLINICAL,
        "outside-subject": Status.DECLINED_SCOPE,
        "personal-data": Status.DECLINED_PERSONAL_DATA,
        "greeting": Status.CHAT,
        "thanks": Status.CHAT,
        "goodbye": Status.CHAT,
        "what-can-you-do": Status.CHAT,
        "are-you-a-person": Status.CHAT,
        "who-wrote-this": Status.CHAT,
    }
)
"""The kinds of reply a message can get here. Other replies (not-covered, failed …) follow from what was found."""

OUTSIDE = "outside-subject"

BY_SIGN = "injection"
"""An order names the subject as often as not ("write a speech for ACOs"), so nearness to one proves nothing."""

FEW_WORDS = 6
"""After an earlier turn so few words ("why?", "where is that written?") are read with it, unless they are as near to an
example of a reply as the line's `sure`."""

BESIDE = 0.26
NEAR_BESIDE = 0.4
"""An abbreviation of ours beside words of another field ("ACO in aviation") is likest to our articles all the same. It
is the other field's when the examples of that come this near, and are no further behind the articles than this."""

_ABBREVIATION = re.compile(r"\b[A-Z]{2,}s?\b")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the examples of replies a message is, and how like the articles' questions.

    `kind` is the nearest kind of reply. `reply` and `article` are cosines with an encoder; without one, lexical scores
    over the query's mass. `coverage` and `unseen` are the articles' signals; `foreign` is the share of the message's
    words that examples of replies use and articles never do.
    """

    kind: str = ""
    reply: float = 0.0
    article: float = 0.0
    coverage: float = 0.0
    unseen: float = 0.0
    foreign: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic regression over a likeness, in log-odds, and the line above which a reply is given.

    The line is where about one in three hundred of the articles' own wordings would be turned away. `near` is how like
    its examples a message must be for their reply, and by `lead` nearer to them than to any article: then it gets the
    reply whatever the line says. A message over the line that is like nothing at all is outside the subject.
    Fitted with cross-validation by tests/relevance/fit_screening.py, not by hand.
    """

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)
    line: float = 0.0
    near: float = 0.0
    lead: float = 0.0
    weak: float = 0.0
    sure: float = math.inf

    def of(self, likeness: Likeness) -> float:
        """The log-odds that the message wants a reply and not an article."""
        return self.bias + math.fsum(weight * getattr(likeness, name) for name, weight in self.weights.items())

    def over(self, likeness: Likeness) -> bool:
        """Whether the message gets a reply."""
        near = likeness.reply >= self.near and likeness.reply - likeness.article >= self.lead
        return bool(likeness.kind) and ((near and likeness.kind != BY_SIGN) or self.of(likeness) >= self.line)


SEMANTIC = Line(4.25, {"reply": 8.55, "article": -13.17, "coverage": -3.06, "unseen": 3.33}, 2.67, 0.5, 0.08, 0.38, 0.7)
LEXICAL = Line(0.55, {"reply": 4.89, "article": -4.77, "coverage": 0.48, "unseen": 3.93}, 3.18, math.inf)


def screen(draft: Draft) -> Draft | Answer:
    """The draft as it came when articles should answer it; otherwise the fixed reply, which cites nothing."""
    kind = reply_kind(draft.asked.text, draft.library, follows=bool(draft.earlier))
    return reply_answer(draft.library, kind, STATUS_OF[kind]) if kind else draft


def reply_kind(text: str, library: Library, *, follows: bool = False) -> str:
    """The kind of fixed reply a message should get, or "" when articles should answer it.

    `follows` says that it was asked after another, so that its subject may lie in the turn before.
    """
    sign = sign_in(text)
    if sign or not text.strip():
        return sign
    message = without_courtesies(text)
    if not message:
        return courtesy_in(text)
    kind = _nearest(message, library, line_of(library).sure if follows and len(words(message)) <= FEW_WORDS else 0.0)
    return "" if kind and _asks_an_article(message, library) else kind


def likeness(text: str, library: Library) -> Likeness:
    """How like replies and articles a message is. Misspellings are mended first."""
    release = library.release
    spelled = release.speller.correct(text).text
    vector = release.articles.encode(spelled)
    articles, replies = release.articles.rank(spelled, vector), release.screens.rank(spelled, vector)
    if not replies.ranked:
        return Likeness()
    return Likeness(
        kind=_closest(replies, spelled, semantic=release.semantic),
        reply=replies.signals.cosine if release.semantic else replies.signals.top,
        article=articles.signals.cosine if release.semantic else articles.signals.top,
        coverage=articles.signals.coverage,
        unseen=articles.signals.unseen,
        foreign=_foreign(spelled, library),
    )


def line_of(library: Library) -> Line:
    """The line that holds for this release: with an encoder at work, or for words alone."""
    return SEMANTIC if library.release.semantic else LEXICAL


def _nearest(text: str, library: Library, least: float) -> str:
    """The kind of reply whose examples a message is clearly nearer to than to any article, or ""."""
    line, found = line_of(library), likeness(text, library)
    if insults(text) and line.of(found) >= 1:
        return "abuse"
    if found.reply < least or not (line.over(found) or _of_another_field(text, found, library)):
        return ""
    return found.kind if found.reply >= line.weak or found.kind == "clinical" else OUTSIDE


def _of_another_field(text: str, found: Likeness, library: Library) -> bool:
    return (
        library.release.semantic
        and found.kind in {OUTSIDE, "clinical"}
        and found.foreign > 0
        and found.reply >= NEAR_BESIDE
        and found.article - found.reply <= BESIDE
        and bool(_ABBREVIATION.search(text) or library.release.book.mentions(text))
    )


def _asks_an_article(text: str, library: Library) -> bool:
    """Whether one sentence of several is a question for the articles, whatever stands around it."""
    asking = [sentence for sentence in sentences(text) if asks(sentence)]
    line = line_of(library)
    return asking != [text] and any(line.of(likeness(sentence, library)) < 0 for sentence in asking)


def _closest(replies: Ranking, text: str, *, semantic: bool) -> str:
    """The kind of the nearest examples; distress only of those who tell of themselves."""
    kinds = [each for each in replies.ranked if each.id != "distress" or tells_of_oneself(text)] or list(replies.ranked)
    return max(kinds, key=lambda each: each.cosine if semantic else each.lexical).id


def _foreign(text: str, library: Library) -> float:
    """The share of words of another field: "aviation" beside "ACO" says that ours is not meant."""
    found = words(text)
    articles, replies = library.release.articles.index, library.release.screens.index
    foreign = sum(1 for word in found if replies.knows(word.form) and not articles.knows(word.form))
    return foreign / len(found) if found else 0.0
