"""Builds patterns from lists of phrases, so that the lists can be read."""

from __future__ import annotations

import re


def any_of(*phrases: str, start: bool = False, end: bool = False) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, whatever their case; each phrase is a regular expression.

    With `start` it matches only at the start of a text, with `end` only when nothing but punctuation follows.
    """
    head = r"^[\s\"'(]*" if start else r"\b"
    tail = r"[\s.!?,\"')]*$" if end else r"(?!\w)"
    return re.compile(rf"{head}(?:{'|'.join(phrases)}){tail}", re.IGNORECASE)
