"""Holds a release to the questions whose answer an editor fixed."""

from __future__ import annotations

from collections.abc import Callable

from assistant.model import Answer, Asked
from knowledge.library import Library
from knowledge.list_files import PINNED
from knowledge.model import Finding, PinnedQuestion

Answerer = Callable[[Library, Asked], Answer]
"""What answers a question from a library; nothing is kept of it."""


def holds(pinned: PinnedQuestion, answer: Answer) -> bool:
    """Whether this is the answer that was fixed."""
    if pinned.status:
        return answer.status.value == pinned.status
    return any(block.article is not None and block.article.id == pinned.article for block in answer.blocks)


def broken_pins(new: Library, live: Library, answer: Answerer) -> tuple[Finding, ...]:
    """The pinned questions that the new release breaks: it answers otherwise, and the live one does not do so too.

    A pinned question that the live release fails already is for the check to report; it holds nothing up.
    """
    failing = (pinned for pinned in new.pinned if not holds(pinned, answer(new, Asked(pinned.question, ""))))
    return tuple(
        _finding(pinned)
        for pinned in failing
        if not _known(pinned, live) or holds(pinned, answer(live, Asked(pinned.question, "")))
    )


def _known(pinned: PinnedQuestion, live: Library) -> bool:
    fixed = (pinned.question, pinned.article, pinned.status)
    return any((each.question, each.article, each.status) == fixed for each in live.pinned)


def _finding(pinned: PinnedQuestion) -> Finding:
    wanted = pinned.article or pinned.status
    return Finding(PINNED, pinned.line, "pinned", f"{pinned.question!r} is not answered by {wanted} any more.")
