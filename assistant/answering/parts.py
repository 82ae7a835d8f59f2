"""Finds the questions in a message: the sentences that ask, and the several questions in one sentence."""

from __future__ import annotations

import re

MOST_QUESTIONS = 3

_WH = r"what|what's|whats|who|who's|whose|whom|how|why|when|where|which|wot"
_AUX = r"is|are|am|was|were|do|does|did|can|could|will|would|should|shall|must|may|might|has|have|had|isn't|aren't|don't|won't|can't|doesn't"
_ASKING = r"tell me|explain|describe|compare|contrast|list|name|remind me|give me|summarise|outline"

_SENTENCE = re.compile(r"(?<=[.?!])[\"')\]]*\s+|\n+")
_ASKS = re.compile(
    rf"^(?:(?:and|but|so|also|ok|okay|well|then|now|please|hi|hello|plus|or)[, ]+)*(?:{_WH}|{_AUX}|{_ASKING})\b",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"\b(?:i(?:'d| would)? (?:want|need|like|love) to know|i wonder|wondering|can you tell|could you|would we|does any(?:one|body) know|i(?:'m| am) (?:not sure|unsure|asking|curious|confused)|no idea|my question|the question is|want to understand|don't know (?:what|how|who|why|when|whether|if))\b",
    re.IGNORECASE,
)
_JOIN = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|&|plus|also|then)\s+(?=(?:also\s+)?(?:{_WH}|{_AUX})\b)|\?\s*(?:and\s+)?(?=\w)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|v|vs|Mr|Mrs|Ms|Dr|St|No|S\.I|approx)\.$", re.IGNORECASE)
_YES_NO = re.compile(rf"^(?:(?:and|but|so|also|ok|well|then|or)[, ]+)*(?:{_AUX})\b", re.IGNORECASE)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a full stop after an abbreviation does not end one."""
    found: list[str] = []
    for piece in _SENTENCE.split(text.strip()):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece.strip():
            found.append(piece.strip())
    return tuple(found)


def asks(sentence: str) -> bool:
    """Whether a sentence asks something."""
    return sentence.rstrip("\"') ").endswith("?") or bool(_ASKS.match(sentence) or _INDIRECT.search(sentence))


def asking_sentences(text: str) -> tuple[str, ...]:
    """The sentences that ask; all of the text as one when none seems to."""
    return tuple(sentence for sentence in sentences(text) if asks(sentence)) or (text.strip(),)


def split_question(sentence: str) -> tuple[str, ...]:
    """The questions joined in one sentence ("Who holds it, and how long does it run?")."""
    pieces = [piece.strip(" ,;") for piece in _JOIN.split(sentence) if piece and piece.strip(" ,;?")]
    if len(pieces) < 2 or any(len(piece.split()) < 2 for piece in pieces):
        return (sentence,)
    return tuple(pieces)


def is_yes_no(question: str) -> bool:
    """Whether yes or no could answer it."""
    return bool(_YES_NO.match(question.strip()))
