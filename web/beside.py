"""Finds what is shown beside an answer: the open question it is like, and what was promised on its topic."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from assistant.engagement.commitments import Commitment
from assistant.engagement.figures import UNANSWERED
from assistant.engagement.register import OpenQuestion
from assistant.errors import StoreUnavailable
from assistant.model import Feedback, Turn
from web.application import desk
from web.pages import ShownTurn

POINTED = 5
"""Only so many of the newest unanswered questions are compared with the register: each costs an encoding."""

PROMISES = 3
"""As many promises as stand under one answer."""


def shown(turns: Sequence[Turn], said: Mapping[str, Feedback]) -> tuple[ShownTurn, ...]:
    """The turns with what stands beside them; what the record cannot give just now is left out."""
    unanswered = [turn for turn in turns if turn.answer.status in UNANSWERED][-POINTED:]
    entries = {turn.id: _entry_like(turn) for turn in unanswered}
    promised = _promised({topic for turn in turns for topic in turn.answer.topics})
    return tuple(
        ShownTurn(
            turn,
            said.get(turn.id),
            entries.get(turn.id),
            tuple(promise for promise in promised if promise.topic in turn.answer.topics)[:PROMISES],
        )
        for turn in turns
    )


def _entry_like(turn: Turn) -> OpenQuestion | None:
    with suppress(StoreUnavailable):
        return desk().reporting.register.like(turn.question)
    return None


def _promised(topics: Collection[str]) -> tuple[Commitment, ...]:
    with suppress(StoreUnavailable):
        return desk().reporting.commitments.about(topics) if topics else ()
    return ()
