"""Finds the questions in a message: the sentences that ask, and the several questions in one sentence."""

from __future__ import annotations

import re

from assistant.answering.phrases import any_of

MOST_QUESTIONS = 3

_WH = r"what(?:'?s)?|who(?:'s|se|m)?|how|why|when|where|which|wot"
_AUX = (
    r"is|are|am|was|were|do|does|did|can|could|will|would|should|shall|must|may|might|has|have|had"
    r"|isn't|aren't|don't|won't|can't|doesn't"
)
_TELL = r"tell me|explain|describe|compare|contrast|list|name|remind me|give me|summarise|outline"
_LEAD_IN = r"(?:(?:and|but|so|also|ok(?:ay)?|well|then|now|please|hi|hello|plus|or)[, ]+)*"

_SENTENCE = re.compile(r"(?<=[.?!])[\"')\]]*\s+|\n+")
_ASKS = any_of(rf"{_LEAD_IN}(?:{_WH}|{_AUX}|{_TELL})", start=True)
_ASKS_INDIRECTLY = any_of(
    r"i(?:'d| would)? (?:want|need|like|love) to know|i wonder|wondering|(?:can|could) you tell|want to understand",
    r"does any(?:one|body) know|i(?:'m| am) (?:not sure|unsure|asking|curious|confused)|no idea",
    r"(?:my|the) question(?: is)?|don't know (?:what|how|who|why|when|whether|if)",
)
_JOIN = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|&|plus|also|then)\s+(?=(?:also\s+)?(?:{_WH}|{_AUX}|say|tell|explain|describe)\b)"
    r"|\?\s*(?:and\s+)?(?=\w)",
    re.IGNORECASE,
)
_ALSO_LISTED = re.compile(rf",\s+(?=(?:{_WH})\b)", re.IGNORECASE)
_CONDITION = any_of(r"when(?:ever)?|if|since|as|because|after|before|once|where|while|unless|now", start=True)
"""What a sentence begins with that only sets the scene for the question after the comma."""
_LISTED = re.compile(
    r"^(?P<first>(?:[^\s,;]+ ){4,}[^\s,;]+), (?P<second>(?:the|its|their|our|my|any) [^,;]+?),? (?:and|or|plus) "
    r"(?P<third>(?:the|its|their|our|my|any) [^,;]+)$",
    re.IGNORECASE,
)
"""Three things asked for at once: "what must the notice hold, the form it takes and the person who gets it?"."""
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|v|vs|Mr|Mrs|Ms|Dr|St|No|S\.I|approx)\.$", re.IGNORECASE)
_YES_NO = any_of(rf"{_LEAD_IN}(?:{_AUX})", start=True)


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
    return sentence.rstrip("\"') ").endswith("?") or bool(_ASKS.match(sentence) or _ASKS_INDIRECTLY.search(sentence))


def asking_sentences(text: str) -> tuple[str, ...]:
    """The sentences that ask; all of the text as one when none seems to."""
    return tuple(sentence for sentence in sentences(text) if asks(sentence)) or (text.strip(),)


def split_question(sentence: str) -> tuple[str, ...]:
    """The questions joined in one sentence ("Who holds it, and how long does it run?")."""
    listed = _LISTED.match(sentence)
    found = listed.groups() if listed else _joined(sentence)
    pieces = [piece.strip(" ,;") for piece in found if piece and piece.strip(" ,;?")]
    if len(pieces) < 2 or any(len(piece.split()) < 2 for piece in pieces):
        return (sentence,)
    return tuple(pieces)


def _joined(sentence: str) -> list[str]:
    """The pieces between "and what …"; of several also those that a comma parts ("what it is, who runs it and why")."""
    first, *others = _JOIN.split(sentence)
    if not others or not first or _CONDITION.match(first):
        return [first, *others]
    return [*_ALSO_LISTED.split(first), *others]


def is_yes_no(question: str) -> bool:
    """Whether yes or no could answer it."""
    return bool(_YES_NO.match(question.strip()))
