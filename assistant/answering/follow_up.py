"""Tells whether a message leans on the turns before it, and what they lend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.answering.naming import level_in, side_by_side_in
from assistant.answering.phrases import any_of
from assistant.model import Turn
from knowledge.comparing import COLUMNS
from knowledge.model import MODELS
from knowledge.terms import TermBook

_OPENER = any_of(
    r"(?:(?:and|but|so|or|then|also|ok(?:ay)?|right|well|sure),? )?"
    r"(?:what about|how about|what if|why|how come|how so|since when|in what way|says who|meaning|such as|like what"
    r"|for example|in (?:that|which) case|what else|who else|anything else)",
    r"(?:and|but|or|so|then|also)",
    start=True,
)
_POINTS_BACK = any_of(
    r"its?|it's|that|that's|this|those|these|them|they|their|they're|he|she|him|his|her|ones?|there|same|others?",
    r"former|latter|before(?:hand)?|afterwards|instead|mentioned|above|you said|either|neither|both|none|such",
    r"each(?=[?.,;]|$)|all (?:three|of them)",
)
_POINTS_NOWHERE = any_of(
    r"it(?:'s| is| was| would be)? (?:true|possible|likely|worth|ok(?:ay)?|legal(?:ly)?|fair|safe|wise|necessary)",
    r"it (?:too|takes?)",
    r"how long (?:does|would|will|did) it|(?:is|does|will|would|was) it",
    r"that (?:an?|the|we|i|our|my|gps?|practices?)",
    r"(?:is|are|was|were|will|would) there|there (?:is|are|was|will|would)",
)
"""Small words that point at nothing said before: "is it true that …", "are there …"."""

_CORRECTS = any_of(
    r"no|nope|not that|not the|sorry|apologies|oops|actually|i meant?|my mistake|wrong (?:one|way)", start=True
)
_MEANT = any_of(
    r"i meant?",
    r"not that one",
    r"the other one",
    r"i was asking about",
    r"should have said",
    r"wrong one",
    r"my mistake",
)
_NOT_THE = re.compile(
    r"\b(?:i |but |and )?(?:not|rather than|don't mean) (?:the |that |our |my )?"
    r"(?:[\"“‘](?P<quoted>[^\"“”‘’]+)[\"”’]|(?P<word>[a-z][\w-]{2,}))",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|our|my|an?) ", re.IGNORECASE)
_SORRY = re.compile(
    r"^(?:\W*\b(?:no|nope|not that|sorry|apologies|oops|actually|my mistake|wrong one)\b)*\W*"
    r"(?:\bi(?: was asking about|'m after|'m asking about| should have said)\b|(?:\bi )?\bmeant?\b)?\W*",
    re.IGNORECASE,
)
"""What stands before the thing that was meant: "sorry, I meant …"."""

_LEVEL = re.compile(r"\b(?:virtual|partial|full)(?:ly)?\b", re.IGNORECASE)
_FAMILIES = (
    frozenset((*MODELS, "ICP-provider", "ICP-partnership")),
    frozenset(("GMS", "PMS", "APMS")),
)
"""Terms of which a correction puts one in the place of another: "sorry, the MCP"."""
_ASKS_OF_EACH: Mapping[str, str] = MappingProxyType(
    {"levels": "How do virtual, partial and full integration compare?", "models": "How do the models compare?"}
)
_LEVEL_OR_MODEL = re.compile(
    rf"\b(?:(?:virtual|partial|full)(?:ly)?(?: (?:integrat\w+|model|level))?|(?:{'|'.join(COLUMNS['models'])})s?)\b"
)
_OF_COMPARING = frozenset(
    """virtual partial full fully integration integrated level levels model models three two rest each all alongside
    against across side beside line up table compare comparison differ vary put now next stack apart set out want see
    get give rather run through v vs versus types kinds sorts old new newer again thing together""".split()
) | {model.lower() for model in COLUMNS["models"]}
"""Words of a message that only asks for something of each level or model: "and side by side with the other two"."""
_ACCEPTS = any_of(
    r"yes(?: please)?|yeah|yep|yup|please(?: do)?|ok(?:ay)?|sure|do|tell me more|more(?: please)?|continue|why not",
    r"(?:yes,? )?go (?:on|ahead)(?: then)?",
    start=True,
    end=True,
)
_WORD = re.compile(r"[a-z0-9']+")
_THIN = frozenset(
    """a an the is are was were do does did will would can could should shall may might must have has had
    i we you my our your me us what how who when where why which and or but so if then to of in on for at by
    with from as be been being not no it its that this those these them they their there here about any some
    more much many just also too please ok okay well long often soon far tell explain one ones same other""".split()
)

_FEW_MEANT = 2
"""With at most so many telling words a correction names the thing that was meant, and says no more of it."""

FEW_WORDS = 4
"""A question with at most this many telling words may be a fragment that only its conversation completes."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How a message leans on what came before: surely, perhaps, or not at all.

    `corrects` when it mends the last question, `accepts` when it says yes to what was offered.
    """

    surely: bool = False
    perhaps: bool = False
    corrects: bool = False
    accepts: bool = False


def lean_of(text: str, earlier: tuple[Turn, ...], terms: tuple[str, ...]) -> Lean:
    """How the message leans on earlier turns; never where there are none."""
    if not earlier:
        return Lean()
    if _ACCEPTS.match(text):
        return Lean(surely=True, accepts=True)
    telling = telling_words(text)
    if _MEANT.search(text) or (_CORRECTS.match(text) and len(telling) <= 2 * FEW_WORDS):
        return Lean(surely=True, corrects=True)
    opens = bool(_OPENER.match(text))
    points = points_back(text)
    short = len(telling) <= FEW_WORDS
    return Lean(
        surely=(opens and len(telling) <= 2 * FEW_WORDS) or (points and short) or len(telling) <= 1,
        perhaps=opens or points or short or (not terms and len(telling) <= 2 * FEW_WORDS),
    )


def points_back(text: str) -> bool:
    """Whether small words of a text stand for something said before it: "is *that* paid", "who runs *them*"."""
    return bool(_POINTS_BACK.search(_POINTS_NOWHERE.sub(" ", text)))


def telling_words(text: str) -> tuple[str, ...]:
    """The words of a text that carry its subject."""
    return tuple(word for word in _WORD.findall(text.lower()) if word not in _THIN)


def lent(text: str, earlier: tuple[Turn, ...], lean: Lean, book: TermBook) -> tuple[str, str]:
    """What the conversation was about, and what to search for in it."""
    last = earlier[-1]
    if lean.accepts:
        return "", offered(last) or subject_of(last)
    if lean.corrects:
        asked, meant, unmeant = asked_in(last), _meant(text), _unmeant(text)
        if of_each := _of_each(meant, asked):
            return "", of_each
        mended = _mended(asked, meant, unmeant, book)
        return ("", mended) if mended != asked else (_without(asked, unmeant), meant)
    if of_each := _of_each(text, asked_in(last)):
        return "", of_each
    return (_without_level(subject_of(last)) if level_in(text) else subject_of(last)), text


def _of_each(text: str, asked: str) -> str:
    """The question before, asked of each level or each model, where a text wants no more than that; else ""."""
    side = side_by_side_in(text, asked)
    if not side or set(telling_words(text)) - _OF_COMPARING:
        return ""
    return f"{_ASKS_OF_EACH[side]} {_LEVEL_OR_MODEL.sub(' ', asked)}"


def _meant(text: str) -> str:
    """What a correction says was meant, without the apology and what it says was not."""
    meant = _SORRY.sub("", _NOT_THE.sub(" ", text)).strip(" ,.;:-–\"'“”‘’")
    return meant if telling_words(meant) else text


def _unmeant(text: str) -> tuple[str, ...]:
    """What a correction says was not meant."""
    return tuple(match["quoted"] or match["word"] for match in _NOT_THE.finditer(text))


def _mended(asked: str, meant: str, unmeant: Sequence[str], book: TermBook) -> str:
    """What was asked with what the correction means in the place of what it says was not meant, or a term or level of
    it in the place of the other of its family.
    """
    instead = _ARTICLE.sub("", meant)
    for words in unmeant if len(telling_words(meant)) <= _FEW_MEANT else ():
        asked = re.sub(rf"\b{re.escape(words)}\b", lambda _: instead, asked, flags=re.IGNORECASE)
    levels = {found.removesuffix("ly") for found in map(str.lower, _LEVEL.findall(meant))}
    if len(levels) == 1:
        asked = _LEVEL.sub(levels.pop(), asked)
    for family in _FAMILIES:
        named = [mention for mention in book.mentions(meant) if mention.term in family]
        others = [mention for mention in book.mentions(asked) if mention.term in family - {each.term for each in named}]
        for start, end in sorted({(mention.start, mention.end) for mention in others}, reverse=True) if named else ():
            asked = f"{asked[:start]}{meant[named[-1].start : named[-1].end]}{asked[end:]}"
    return asked


def _without(asked: str, words: Iterable[str]) -> str:
    for word in words:
        asked = re.sub(rf"\b{re.escape(word)}\b", " ", asked, flags=re.IGNORECASE)
    return asked


def subject_of(turn: Turn) -> str:
    """What a turn was about: what was understood, else its article's question, else what was typed."""
    articles = turn.answer.articles
    return f"{asked_in(turn)} {articles[0].question}" if articles and turn.answer.status.answered else asked_in(turn)


def asked_in(turn: Turn) -> str:
    """The question of a turn as it was read."""
    return turn.found.searched or turn.question


def offered(turn: Turn) -> str:
    """The question a turn offered first, or ""."""
    return turn.answer.suggestions[0].question if turn.answer.suggestions else ""


def _without_level(text: str) -> str:
    return _LEVEL.sub(" ", text)
