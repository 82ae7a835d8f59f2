"""Checks the words and days that a lead gives for others to read: one place for their limits."""

from __future__ import annotations

from assistant.engagement.days import day_of
from assistant.errors import BadInput
from assistant.normalising import normalise, within
from knowledge.model import TOPICS

WORDS_LIMIT = 1_000
"""The most characters that a public sentence of a lead may have."""

LINE_LIMIT = 200


def words(text: str, field: str) -> str:
    """Approved words. Raises BadInput when there are none, TooLong, Unreadable."""
    return within(normalise(text, field, lines=True), WORDS_LIMIT, field)


def line(text: str, field: str, *, needed: bool = True) -> str:
    """One line. Raises as `words` does; "" is fine unless it is `needed`."""
    clean = normalise(text, field)
    return within(clean, LINE_LIMIT, field) if needed or clean else ""


def topic(text: str) -> str:
    """One of the topics. Raises BadInput."""
    if text not in TOPICS:
        raise BadInput("topic", "Choose a topic.")
    return text


def day(text: str, field: str, *, needed: bool = True) -> str:
    """An ISO date. Raises BadInput; "" is fine unless it is `needed`."""
    if not text.strip() and not needed:
        return ""
    return day_of(text, field).isoformat()
