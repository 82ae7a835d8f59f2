"""Asks real questions of a draft release and of the live one, and says which answers differ, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.editorial.evaluation import shown_text
from assistant.editorial.pins import Answerer
from assistant.model import Answer, Asked, Circumstances, Turn
from knowledge.library import Library


class Origin(StrEnum):
    """Where a question that is replayed comes from."""

    REAL = "real"
    WORDING = "wording"
    PINNED = "pinned"


class Effect(StrEnum):
    """What a release does to an answer; several may be true of one."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"
    STARTS_CONFLICTING = "starts conflicting"
    STOPS_CONFLICTING = "stops conflicting"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A question to be replayed, alone: what was said before it in its conversation is not."""

    text: str
    origin: Origin
    circumstances: Circumstances = Circumstances()


@dataclass(frozen=True, slots=True)
class Difference:
    """A question whose answer the release changes, with both answers."""

    question: Replayed
    effects: tuple[Effect, ...]
    before: Answer
    after: Answer

    @property
    def lost(self) -> tuple[str, ...]:
        """The statements that were shown, open or folded, and are not any more."""
        after = {statement.text for statement in self.after.statements(folded=True)}
        before = (statement.text for statement in self.before.statements(folded=True))
        return tuple(dict.fromkeys(text for text in before if text not in after))


def questions(turns: Iterable[Turn], draft: Library, touched: Iterable[str]) -> tuple[Replayed, ...]:
    """What to replay: real questions, wordings of the articles touched, pinned questions; each once."""
    real = (Replayed(turn.question, Origin.REAL, turn.circumstances) for turn in turns)
    of_touched = (draft.article(article_id) for article_id in touched if draft.has(article_id))
    wordings = (
        Replayed(text, Origin.WORDING)
        for article in of_touched
        for text in (article.question, *(wording.text for wording in article.wordings))
    )
    pinned = (Replayed(each.question, Origin.PINNED) for each in draft.pinned)
    once: dict[tuple[str, Circumstances], Replayed] = {}
    for each in (*pinned, *wordings, *real):
        once.setdefault((each.text, each.circumstances), each)
    return tuple(once.values())


def replay(asked: Iterable[Replayed], live: Library, draft: Library, answer: Answerer) -> Iterator[Difference | None]:
    """One after the other, for each question how its answer differs, or None when a reader sees no difference."""
    for question in asked:
        what = Asked(question.text, "", question.circumstances)
        yield difference(question, answer(live, what), answer(draft, what))


def difference(question: Replayed, before: Answer, after: Answer) -> Difference | None:
    """How two answers differ for who reads them, folded parts included; None when they do not."""
    if _read(before) == _read(after):
        return None
    return Difference(question, tuple(_effects(before, after)), before, after)


def _read(answer: Answer) -> tuple[str, str, tuple[str, ...]]:
    folded = tuple(item.text for part in answer.parts(folded=True) for item in part.items)
    return answer.status.value, shown_text(answer), folded


def _effects(before: Answer, after: Answer) -> Iterator[Effect]:
    if after.status.may_state and not before.status.may_state:
        yield Effect.APPEARS
    elif before.status.may_state and not after.status.may_state:
        yield Effect.VANISHES
    else:
        yield Effect.CHANGES
    if after.disagreement and not before.disagreement:
        yield Effect.STARTS_CONFLICTING
    if before.disagreement and not after.disagreement:
        yield Effect.STOPS_CONFLICTING
