"""Makes what people typed into text that is safe to keep and show; done once, at the edge, before anything else."""

from __future__ import annotations

import re
import unicodedata

from assistant.errors import BadInput, TooLong, Unreadable

_MARKS_IN_A_ROW = 30
"""Combining marks that may follow one another: the Stream-Safe Text Format of Unicode's UAX #15, section 13.

Putting marks in order takes time that grows with the square of their run, so the runs are cut first.
"""

_SURROGATE = re.compile("[\ud800-\udfff]")

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls but for tab and line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width; bidi marks, overrides and isolates
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # fillers, variation selectors, byte-order mark, annotations
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters, which XML and so Word and Excel files cannot hold
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e0fff"  # tags and further variation selectors, which can smuggle text
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]+"
)


def normalise(text: str, field: str, *, lines: bool = False) -> str:
    """The text in NFC, without invisible characters, controls or space around it.

    Line ends of every kind become a newline; they and tabs are kept where the field has several `lines`
    and become spaces elsewhere. Doing it twice changes nothing. Takes time in proportion to the text.
    Raises Unreadable, naming the field, when the text holds lone surrogates.
    """
    if _SURROGATE.search(text):
        raise Unreadable(field, "This has characters that cannot be read. Type it again, or paste it as plain text.")
    seen = _UNSEEN.sub("", _LINE_END.sub("\n", text))
    if not lines:
        seen = seen.replace("\n", " ").replace("\t", " ")
    return _composed(seen).strip()


def within(text: str, limit: int, field: str) -> str:
    """The text as it is, if it has at least one and at most `limit` characters.

    Raises TooLong, or BadInput for an empty text, naming the field.
    """
    if not text:
        raise BadInput(field, "Write something first.")
    if len(text) > limit:
        raise TooLong(field, limit, len(text))
    return text


def _composed(text: str) -> str:
    """NFC. Marks are cut before, for time, and after, because composing can make two marks of one."""
    if text.isascii():
        return text
    return _with_short_runs(unicodedata.normalize("NFC", _with_short_runs(text)))


def _with_short_runs(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
