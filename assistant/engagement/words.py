"""Takes in what people write about concerns: normalised, masked where a GP wrote it, within its limit."""

from __future__ import annotations

import re

from assistant.engagement.concerns import LINE_LIMIT, WORDS_LIMIT, Contact
from assistant.errors import BadInput
from assistant.normalising import normalise, within
from assistant.personal_data import mask
from knowledge.model import TOPICS

_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+\.[^@\s,;<>\"()\[\]\\.]{2,}")


def gps_words(text: str, field: str = "words") -> str:
    """What a GP wrote, several lines, masked as a question is. Raises BadInput, TooLong, Unreadable."""
    return mask(within(normalise(text, field, lines=True), WORDS_LIMIT, field)).text


def leads_words(text: str, field: str = "words") -> str:
    """What a lead wrote, several lines. Raises BadInput, TooLong, Unreadable."""
    return within(normalise(text, field, lines=True), WORDS_LIMIT, field)


def one_line(text: str, field: str) -> str:
    """A single line that may be empty. Raises TooLong, Unreadable."""
    line = normalise(text, field)
    return within(line, LINE_LIMIT, field) if line else ""


def contact_of(name: str, practice: str, email: str) -> Contact:
    """How to reach a GP, as far as they want to say. Raises BadInput for an e-mail address that is none."""
    address = one_line(email, "email")
    if address and not _EMAIL.fullmatch(address):
        raise BadInput("email", "Enter an e-mail address like name@practice.nhs.uk, or leave it empty.")
    return Contact(one_line(name, "name"), one_line(practice, "practice"), address)


def topic_of(text: str) -> str:
    """A topic, or "" for none. Raises BadInput for any other."""
    if text and text not in TOPICS:
        raise BadInput("topic", "Choose one of the topics, or none.")
    return text
