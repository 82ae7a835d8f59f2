"""Finds the questions in a message: the sentences that ask, and the several questions in one sentence."""

from __future__ import annotations

import re

from assistant.answering.phrases import any_of

MOST_QUESTIONS = 3

_WH = r"what(?:'?s)?|who(?:'s|'d|'ll|se|m)?|how|why|when|where|which|wot"
_AUX = (
    r"is|are|am|was|were|do|does|did|can|could|will|would|should|shall|must|may|might|has|have|had"
    r"|isn't|aren't|don't|won't|can't|doesn't"
)
_TELL = (
    r"tell me|explain|describe|define|compare|contrast|list|name|remind me|give me|summarise|outline|set out|spell out"
    r"|say (?:what|who|how|which|why|when|where|whether|if)"
)
_BY = r"(?:(?:by|on|in|for|to|from|at|under|with|of|over|within|after|since|through|into) )"
_ALSO_TELL = (
    r"say|tell|explain|describe|define|set out|spell out|summarise|compare|give (?:me|us)"
    r"|(?:name|list) (?:me |us )?(?:the|one|two|three|some|any|all)"
)
_CUE = (
    rf"{_BY}?(?:{_WH})|{_AUX}|{_ALSO_TELL}|whether|any (?:idea|news|word|chance|sign)"
    r"|(?:the )?same (?:again |goes )?for"
)
"""What a further question begins with."""
_BY_THE_WAY = (
    r"by the way|btw|while you(?:'re| are) (?:at|about) it|come to that|for that matter|in passing|incidentally"
    r"|separately|either way|going forward|if so|if not|first(?:ly)?|second(?:ly)?|third(?:ly)?|last(?:ly)?|finally"
    r"|next"
)
_LEAD_IN = (
    r"(?:(?:and|but|so|also|oh|ok(?:ay)?|well|then|now|please|hi|hello|plus|or|one|two"
    rf"|{_BY_THE_WAY})[, ]+)*"
)

_SENTENCE = re.compile(r"(?<=[.?!])[\"')\]]*\s+|\n+")
_ASKS = any_of(rf"{_LEAD_IN}(?:{_WH}|{_AUX}|{_TELL})", start=True)
_ASKS_INDIRECTLY = any_of(
    r"i(?:'d| would)? (?:(?:also|just|only|really) )*(?:want|need|like|love) to know|want to understand",
    r"wants to know|(?:i|we)(?:'d| would) rather know",
    r"i wonder|wondering|(?:can|could) you tell",
    r"does any(?:one|body) know|i(?:'m| am) (?:not sure|unsure|asking|curious|confused)|no idea",
    r"(?:my|the) question(?: is)?|don't know (?:what|how|who|why|when|whether|if)",
)
_ASKS_FOR = re.compile(r"^(?!thanks?\b)\w.*\b(?:please|pls|plz)[.!]*$", re.IGNORECASE)
"""A request: "The value of a point, please."."""
_REMARKS = any_of(
    rf"(?:(?:and|but|so) )?(?:that|this)(?:'s| is| was)(?: what)?\b(?!.*(?::|\b(?:about|whether|if|{_WH})\b))",
    start=True,
)
"""What speaks of a question and asks none: "That is all I want to know"."""
_JOIN = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|&|\+|plus|also|then|as well as|likewise),?\s+"
    rf"(?:(?:also|then|{_BY_THE_WAY}),?\s+)?(?=(?:{_CUE})\b)"
    rf"|(?:\s*[,;]\s*|\s+)and\s+(?=[^,;?]{{5,60}},?\s+so\s+(?:{_WH}|{_AUX})\s+\w)"
    r"|(?:\s*[,;]\s*|\s+)and\s+(?=if (?:i|we|it|they|you|he|she|there|our|my|the)\b[^,]*$)"
    rf"|(?:\s*[,;]\s*|\s+)and\s+(?=(?:if|once|after|before|while|until|unless)\b[^,;?]{{3,60}},?\s+(?:{_WH}|{_AUX})\s+\w)"
    rf"|\s*(?:[,;]|\s[-–—])\s+and\s+(?=(?:the|our|my|their|its)\b[^,;?]{{2,60}},\s+(?:{_AUX}|{_BY}?(?:{_WH}))\b)"
    rf"|;\s*(?:also,?\s+)?(?=(?:{_CUE})\b)"
    r"|;\s+(?=(?:the|our|my)\b[^;?]*\b(?:likewise|too|as well|same)\b[^;?]*$)"
    r"|[,;]\s+(?:plus|also)\s+(?=\w+ \w)"
    r"|\?\s*(?:and\s+)?(?=\w)",
    re.IGNORECASE,
)
_ALSO_LISTED = re.compile(rf",\s+(?=(?:{_BY}?(?:{_WH}|whose)|{_AUX}|{_ALSO_TELL}|whether|any)\b)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:^|[\s,;:]+)(?:and\s+|plus\s+)?(?:\((?:[1-4]|[a-d]|i{1,3}v?)\)|(?:[1-4]|[a-d])\))\s*", re.IGNORECASE
)
"""What numbers several questions: "(1) who holds it, (2) for how long"."""
_SCENE = re.compile(
    rf"^(?:(?:if|when(?:ever)?|since|as|because|after|before|once|where|while|unless|now|looking|across|in|for|with"
    rf"|given|from)\b(?!\s+(?:{_AUX})\b)[^,:?]*,\s+|[^:?.]{{2,70}}(?::|\s[-–—])\s+)(?=(?:{_CUE})\b)",
    re.IGNORECASE,
)
"""What only sets the scene for the questions after it: "If we sign, …", "Dudley: …"."""
_LONG_SCENE = re.compile(
    rf"^(?:if|when|once|after|suppose)\b[^?.:]*?,\s+(?=(?:{_AUX})\s+(?:i|we|they|he|she|it|you|there|the|our|my)\b)",
    re.IGNORECASE,
)
"""The same where it has commas in it: "If we sign, and sell the house, would we …"."""
_LISTED = re.compile(
    r"^(?P<first>(?:[^\s,;]+ ){4,}[^\s,;]+), (?P<second>(?:the|its|their|our|my|any) [^,;]+?),? (?:and|or|plus) "
    r"(?P<third>(?:the|its|their|our|my|any) [^,;]+)$",
    re.IGNORECASE,
)
"""Three things asked for at once: "what must the notice hold, the form it takes and the person who gets it?"."""
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|v|vs|Mr|Mrs|Ms|Dr|St|No|S\.I|approx)\.$", re.IGNORECASE)
_FURTHER = any_of(
    r"(?:and )?(?:also|plus|then|likewise|same)\b.*",
    r"(?:\w\S* ){1,9}(?:too|as well)(?:,? (?:if you can|please))?",
    start=True,
    end=True,
)
"""A sentence that asks for one thing more: "Also the lease.", "The lease too, please."."""
_STATES = any_of(r"(?:\w\S* ){0,3}?(?:i|we|they|he|she|it|you|there)(?:'\w+)?", start=True)
"""What a piece begins with that only sets the scene for the question after it: "I'm salaried, and who …"."""
_ASKS_TO_BE_TOLD = re.compile(
    rf"^{_LEAD_IN}(?:(?:i|we)(?:'d| would)? (?:(?:also|just|only|really) )*(?:want|need|like|love) to"
    r" (?:know|understand)"
    r"|i(?:'m| am)? wonder(?:ing)?|(?:can|could|would) (?:you|some(?:one|body)|any(?:one|body)) (?:please )?tell"
    r" (?:me|us)|(?:do you|does any(?:one|body)) know|any(?: idea|body know)|(?:please )?(?:tell|remind) (?:me|us))"
    r"[, ]+(?:if |whether )?",
    re.IGNORECASE,
)
_QUESTION = any_of(rf"(?!when|where|if|what if|as|since)(?:{_WH}|{_AUX})", start=True)
_SUPPOSES = any_of(r"(?:what )?if", start=True)
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
    if sentence.rstrip("\"') ").endswith("?") or _ASKS.match(sentence):
        return True
    if _ASKS_FOR.match(sentence) and not _FURTHER.match(sentence):
        return True
    return bool(_ASKS_INDIRECTLY.search(sentence)) and not _REMARKS.match(sentence)


def asking_sentences(text: str) -> tuple[str, ...]:
    """The sentences that ask, and after them those that ask for more; all of the text as one when none seems to."""
    found: list[str] = []
    for sentence in sentences(text):
        if asks(sentence) or (found and _FURTHER.match(sentence)):
            found.append(sentence)
    return tuple(found) or (text.strip(),)


def split_question(sentence: str) -> tuple[str, ...]:
    """The questions joined in one sentence ("Who holds it, and how long does it run?")."""
    listed = _LISTED.match(sentence)
    pieces = listed.groups() if listed else _numbered(sentence) or _parted(sentence) or _joined(sentence)
    pieces = [piece.strip(" ,;") for piece in pieces if piece.strip(" ,;?")]
    if len(pieces) < 2 or any(len(piece.split()) < 2 for piece in pieces):
        return (sentence,)
    return tuple(pieces)


def scene_of(sentence: str) -> str:
    """What a sentence sets its questions in ("If we sign, "), or ""."""
    found = _SCENE.match(sentence) or _LONG_SCENE.match(sentence)
    return found.group() if found else ""


def _numbered(sentence: str) -> tuple[str, ...]:
    """The pieces that are numbered; none where fewer than two are."""
    _, *pieces = _NUMBER.split(sentence)
    return tuple(pieces) if len(pieces) > 1 else ()


def _parted(sentence: str) -> tuple[str, ...]:
    """The pieces between two semicolons or more; none where there are fewer, or where a piece only tells something."""
    pieces = [piece.strip() for piece in sentence.split(";")]
    tells = any(_STATES.match(piece) and not asks(piece) for piece in pieces)
    return () if tells or len(pieces) < 3 else tuple(pieces)


def _joined(sentence: str) -> list[str]:
    """The pieces between "and what …"; of several also those that a comma parts ("what it is, who runs it and why").

    What sets the scene, or only tells, stays with the question after it.
    """
    scene = scene_of(sentence)
    first, *others = _JOIN.split(sentence[len(scene) :])
    listed = _ALSO_LISTED.split(first)
    if not others and _begins_a_list(listed):
        return [scene + listed[0], *listed[1:]]
    if not others or (_SUPPOSES.match(first) and others[0].lower().startswith("if ")):
        return [sentence]
    if not scene and _STATES.match(first) and not asks(first):
        end = sentence.index(others[0], len(first)) + len(others[0])
        return [sentence[:end], *others[1:]]
    return [scene + listed[0], *listed[1:], *others]


def _begins_a_list(pieces: list[str]) -> bool:
    """Whether questions follow one another without an "and": three of them, or two of which the first is one."""
    return len(pieces) > 2 or (len(pieces) > 1 and bool(_QUESTION.match(pieces[0])))


def bare(question: str) -> str:
    """The question without what only asks to be told, "I'd also like to know if …", unless it says too little else."""
    asked = _ASKS_TO_BE_TOLD.sub("", question)
    return asked if len(asked.split()) > 2 else question


def is_yes_no(question: str) -> bool:
    """Whether yes or no could answer it."""
    return bool(_YES_NO.match(question.strip()))
