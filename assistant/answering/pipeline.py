"""The line a question goes down, from text to answer."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.draft import Draft
from assistant.answering.retrieve import retrieve
from assistant.answering.screen import screen
from assistant.answering.understand import understand
from assistant.answering.verify import verify
from assistant.model import Answer

Step = Callable[[Draft], Draft | Answer]

STEPS: tuple[Step, ...] = (screen, understand, retrieve, decide, compose)
"""The policy of the product, read top to bottom. A step that returns an Answer ends the line."""


def answer(draft: Draft) -> tuple[Answer, Draft]:
    """The verified answer to a message, and the last draft, which says what was looked at."""
    step_made: Draft | Answer = draft
    for step in STEPS:
        step_made = step(draft)
        if isinstance(step_made, Answer):
            break
        draft = step_made
    if isinstance(step_made, Draft):
        raise TypeError("The last step must make an answer.")  # a fault of ours: the tuple above is wrong
    return verify(step_made, draft), draft
