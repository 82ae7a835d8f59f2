"""Decides which messages get a fixed reply instead of a search for an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assistant.answering.draft import Draft
from assistant.answering.follow_up import asked_in, lean_of
from assistant.answering.parts import asks, sentences
from assistant.answering.replies import reply_answer
from assistant.answering.signs import courtesy_in, insults, sign_in, tells_of_oneself, without_courtesies
from assistant.model import Answer, Status
from knowledge.library import Library
from knowledge.model import Ranking
from knowledge.release import QUESTION
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

DISTRESS = "distress"
ELSEWHERE = ("outside-subject", "clinical")
BY_MATTER = (*ELSEWHERE, "personal-data")
"""The replies that a message gets for what it is about; the others go by how it is said."""

HEARD_FIRST = 1.5
"""What distress counts beside every other kind of reply: to miss it ("how many of these would be enough") is worse than
to offer help where none was asked for."""

FEW_WORDS = 6
"""After an earlier turn so few words ("why?", "where is that written?") are read with it, unless they are as near to an
example of a reply as the line's `sure`, or for somebody else by `NAMED`."""


NAMED = 4.3
"""Log-odds from which a message is for somebody else although it is ours by its words ("ACS size?" is ours, "PACS
workstation calibration" is not) or follows an earlier turn."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like each kind of reply a message is, and how like a question for the articles.

    `kind` is the likeliest kind of reply. `own` and `question` are what the sorter says of that kind and of questions,
    0 without an encoder. `reply` and `article` are the nearest examples' and wordings' cosines; without an encoder,
    lexical scores over the query's mass. `coverage` and `unseen` are the articles' signals.
    """

    kind: str = ""
    own: float = 0.0
    question: float = 0.0
    reply: float = 0.0
    article: float = 0.0
    coverage: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic regression over a likeness, in log-odds, and the line above which a reply is given.

    The line is where one in fifty of the articles' own wordings would be turned away, the odd ones that say little by
    themselves; it is fitted by tests/relevance/fit_screening.py on messages and wordings that the sorter has not seen.
    Distress is heard where it is as likely as not.
    """

    bias: float
    weights: Mapping[str, float] = field(default_factory=dict)
    line: float = 0.0
    sure: float = math.inf

    def of(self, likeness: Likeness) -> float:
        """The log-odds that the message wants a reply and not an article."""
        return self.bias + math.fsum(weight * getattr(likeness, name) for name, weight in self.weights.items())

    def over(self, likeness: Likeness) -> bool:
        """Whether the message gets a reply."""
        least = min(0.0, self.line) if likeness.kind == DISTRESS and likeness.own else self.line
        return bool(likeness.kind) and self.of(likeness) >= least


SEMANTIC = Line(
    bias=5.45,
    weights={"own": 4.79, "question": -5.82, "reply": 4.36, "article": -8.6, "coverage": -3.01, "unseen": 0.29},
    line=0.01,
    sure=0.7,
)
LEXICAL = Line(-1.86, {"reply": 3.81, "article": -2.32, "coverage": -1.63, "unseen": 6.51}, 2.23)


def screen(draft: Draft) -> Draft | Answer:
    """The draft as it came when articles should answer it; otherwise the fixed reply, which cites nothing."""
    kind = reply_kind(draft.asked.text, draft.library, follows=bool(draft.earlier))
    if kind in BY_MATTER and _goes_on(draft):
        return draft
    return reply_answer(draft.library, kind, STATUS_OF[kind]) if kind else draft


def _goes_on(draft: Draft) -> bool:
    """Whether a message leans on the turn before and asks the articles, half by its own words, half with that question
    before them: "and off with a bad back for months?" is about pay where pay was asked about.
    """
    text, library = draft.asked.text, draft.library
    if not lean_of(text, draft.earlier, ()).surely:
        return False
    readings = (text, f"{asked_in(draft.earlier[-1])} {text}")
    return math.fsum(line_of(library).of(likeness(reading, library)) for reading in readings) < 0


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
    least = line_of(library).sure if follows and len(words(message)) <= FEW_WORDS else 0.0
    kind = _nearest(message, library, least)
    if kind and (_only_an_idiom(message, kind, library, least) or _asks_an_article(message, kind, library)):
        return ""
    return kind


def likeness(text: str, library: Library) -> Likeness:
    """How like replies and articles a message is. Misspellings are mended first."""
    release = library.release
    spelled = release.spelled(text).text
    vector = release.articles.encode(spelled)
    articles, replies = release.articles.rank(spelled, vector), release.screens.rank(spelled, vector)
    if not replies.ranked:
        return Likeness()
    sorted_as = dict(release.sorter.of(vector))
    question = sorted_as.pop(QUESTION, 0.0)
    kind = max(sorted_as, key=lambda each: _heard(each, sorted_as), default="") or _closest(replies, spelled)
    return Likeness(
        kind=kind,
        own=sorted_as.get(kind, 0.0),
        question=question,
        reply=replies.signals.cosine if release.semantic else replies.signals.top,
        article=articles.signals.cosine if release.semantic else articles.signals.top,
        coverage=articles.signals.coverage,
        unseen=articles.signals.unseen,
    )


def _heard(kind: str, sorted_as: Mapping[str, float]) -> float:
    return sorted_as[kind] * (HEARD_FIRST if kind == DISTRESS else 1)


def line_of(library: Library) -> Line:
    """The line that holds for this release: with an encoder at work, or for words alone."""
    return SEMANTIC if library.release.semantic else LEXICAL


def _nearest(text: str, library: Library, least: float) -> str:
    """The kind of reply that a message surely wants, or ""."""
    line, found = line_of(library), likeness(text, library)
    if insults(text) and line.of(found) >= 1:
        return "abuse"
    if found.kind in ELSEWHERE and line.of(found) < NAMED and _is_ours(text, found, library):
        return ""
    surely = found.reply >= least or line.of(found) >= NAMED
    return found.kind if surely and line.over(found) else ""


def _is_ours(text: str, found: Likeness, library: Library) -> bool:
    """Whether a message names several terms of ours, or one and no word that the articles lack."""
    named = {mention.term for mention in library.release.book.mentions(text)}
    return len(named) > 1 or (bool(named) and not found.unseen)


def _only_an_idiom(text: str, kind: str, library: Library, least: float) -> bool:
    """Whether a message is like those for a reply only by a turn of phrase: "sweeten the pill" is nothing clinical."""
    plain = library.release.idioms.plain(text)
    return kind in BY_MATTER and plain != text and not _nearest(plain, library, least)


def _asks_an_article(text: str, kind: str, library: Library) -> bool:
    """Whether one sentence of several is a question for the articles, whatever stands around it.

    Beside distress it must be as surely one as a reply is surely wanted: "what is the point?" is none.
    """
    asking = [sentence for sentence in sentences(text) if asks(sentence)]
    line = line_of(library)
    most = -line.line if kind == DISTRESS else 0.0
    return asking != [text] and any(line.of(likeness(sentence, library)) < most for sentence in asking)


def _closest(replies: Ranking, text: str) -> str:
    """The kind of the nearest examples by words alone; distress only of those who tell of themselves."""
    kinds = [each for each in replies.ranked if each.id != DISTRESS or tells_of_oneself(text)] or list(replies.ranked)
    return max(kinds, key=lambda each: each.lexical).id
