"""Tells whether a message leans on the turns before it, and what they lend it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.naming import level_in
from assistant.model import Turn

_OPENER = re.compile(
    r"^(?:and|but|so|or|then|also|ok(?:ay)?,?|right,?|well,?|sure,?)?[, ]*(?:what about|how about|what if|why(?: not| is that| so| that)?\b|how come|how so|since when|in what way|says who|meaning|such as|like what|for example|and\b|but\b|or\b|so\b|then\b|also\b|in (?:that|which) case)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|that|that's|this|those|these|them|they|their|they're|he|she|him|his|her|one|ones|there|same|other|others|former|latter|before(?:hand)?|afterwards|instead|then|mentioned|above|you said|either|neither|both|none|such)\b",
    re.IGNORECASE,
)
_SELF_CONTAINED = re.compile(
    r"\b(?:it(?:'s| is| was| would be)? (?:true|possible|likely|worth|ok|okay|legal|legally|fair|safe|wise|a good|right|take|takes|wise|necessary|compulsory|too)|how long (?:does|would|will|did) it|is it|does it|will it|would it|was it|that (?:a|an|the|we|i|our|my|gps?|practices?|they|it|there)|is there|are there|was there|were there|will there|would there|there (?:is|are|was|will|would)|that'?s? (?:been|not))\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:no|nope|not that|sorry|actually|i mean|i meant)\b[, ]*(?:i (?:mean|meant)|not|the|sorry|actually|it|what|is)?",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:i (?:mean|meant)|not that one|the other one|i was asking about)\b", re.IGNORECASE)
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|please|yes please|ok|okay|sure|go on|go ahead|do|please do|tell me more|more|more please|yes go on(?: then)?|go on then|continue|why not)[\s.!]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9']+")
_THIN = frozenset(
    """a an the is are was were do does did will would can could should shall may might must have has had i we you my our your me us
    what how who when where why which and or but so if then to of in on for at by with from as be been being not no it its that this those
    these them they their there here about any some more much many just also too please ok okay well long often soon far tell explain
    one ones same other""".split()
)

FEW_WORDS = 4
"""A question with at most this many telling words may be a fragment that only its conversation completes."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How a message leans on what came before: not at all, perhaps, or surely; `corrects` when it mends the last one."""

    surely: bool = False
    perhaps: bool = False
    corrects: bool = False
    accepts: bool = False


def lean_of(text: str, earlier: tuple[Turn, ...], terms: tuple[str, ...]) -> Lean:
    """How the message leans on earlier turns; never where there are none."""
    if not earlier:
        return Lean()
    if _YES.match(text.strip()):
        return Lean(surely=True, accepts=True)
    telling = telling_words(text)
    if _MEANT.search(text) or (_CORRECTS.match(text) and len(telling) <= 2 * FEW_WORDS):
        return Lean(surely=True, corrects=True)
    opens = bool(_OPENER.match(text.strip()))
    points = bool(_POINTS_BACK.search(_SELF_CONTAINED.sub(" ", text)))
    short = len(telling) <= FEW_WORDS
    return Lean(
        surely=(opens and len(telling) <= 2 * FEW_WORDS) or (points and short) or len(telling) <= 1,
        perhaps=opens or points or short or (not terms and len(telling) <= 2 * FEW_WORDS),
    )


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a text that carry its subject."""
    return tuple(word for word in _WORD.findall(text.lower()) if word not in _THIN)


def lent(text: str, earlier: tuple[Turn, ...], lean: Lean) -> str:
    """The message with what the last turn was about in front: what is searched for it."""
    last = earlier[-1]
    subject = subject_of(last)
    if level_in(text) or lean.corrects:
        subject = _without_level(subject) if level_in(text) else subject
    if lean.accepts:
        return offered(last) or subject
    return f"{subject} {text}".strip()


def subject_of(turn: Turn) -> str:
    """What a turn was about: what was understood, else its article's question, else what was typed."""
    articles = turn.answer.articles
    asked = turn.found.searched or turn.question
    return f"{asked} {articles[0].question}" if articles and turn.answer.status.answered else asked


def offered(turn: Turn) -> str:
    """The question a turn offered first, or ""."""
    return turn.answer.suggestions[0].question if turn.answer.suggestions else ""


def _without_level(text: str) -> str:
    return re.sub(r"\b(?:virtual|partial|full)(?:ly)?\b", " ", text, flags=re.IGNORECASE)
