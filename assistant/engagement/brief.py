"""Makes a short paper for a partners' meeting from what one GP asked: answers, both sides, open points, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.engagement.figures import UNANSWERED
from assistant.model import ArticleRef, Block, Part, Turn
from knowledge.model import Citation, Gap, Item, SectionKind, Statement

MOST_QUESTIONS = 8
"""As many as fit on two pages with their answers; the newest ones are taken."""

MOST_LEADS = 2
MOST_SIDES = 4
MOST_ROWS = 4
MOST_COMPARISONS = 2

_SETS_SIDE_BY_SIDE = (SectionKind.LEVEL, SectionKind.MODEL)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as the brief prints it: its words, and the numbers of its sources in the brief's list."""

    html: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what answers it first, and both sides where sources disagree."""

    question: str
    begins: str
    leads: tuple[Said, ...]
    sides: tuple[Said, ...]
    article: ArticleRef | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison that was asked for: what is said of each level or model."""

    question: str
    rows: tuple[tuple[str, tuple[Said, ...]], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The paper. `open_points` are what could not be answered or is not settled; `left_out` how many questions."""

    answered: tuple[Answered, ...] = ()
    compared: tuple[Compared, ...] = ()
    open_points: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    left_out: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to print."""
        return not (self.answered or self.open_points)


def brief_of(turns: Iterable[Turn]) -> Brief:
    """The brief of a conversation. A question asked twice is printed once, as it was answered last."""
    blocks = {block.question or turn.question: block for turn in turns for block in turn.answer.blocks}
    answered = {question: block for question, block in blocks.items() if block.status.answered}
    taken = dict(list(answered.items())[-MOST_QUESTIONS:])
    sources = _Sources()
    return Brief(
        answered=tuple(_answered(question, block, sources) for question, block in taken.items()),
        compared=tuple(_compared(taken, sources)),
        open_points=tuple(dict.fromkeys(_open_points(blocks, taken))),
        sources=sources.listed,
        left_out=len(answered) - len(taken),
    )


class _Sources:
    """Numbers sources in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._citations: list[Citation] = []

    @property
    def listed(self) -> tuple[Citation, ...]:
        return tuple(self._citations)

    def said(self, item: Item) -> Said:
        citations = item.citations if isinstance(item, Statement) else ()
        return Said(item.html, tuple(dict.fromkeys(self._number(citation) for citation in citations)))

    def _number(self, citation: Citation) -> int:
        if citation.source not in self._numbers:
            self._citations.append(citation)
            self._numbers[citation.source] = len(self._citations)
        return self._numbers[citation.source]


def _answered(question: str, block: Block, sources: _Sources) -> Answered:
    lead = next((part for part in block.parts if not part.folded and part.kind not in _APART), None)
    sides = [item for part in _of_kind(block, SectionKind.DISAGREE) for item in part.items]
    return Answered(
        question,
        block.begins,
        tuple(sources.said(item) for item in (lead.items[:MOST_LEADS] if lead else ())),
        tuple(sources.said(item) for item in sides[:MOST_SIDES]),
        block.article,
    )


_APART = frozenset({SectionKind.DISAGREE, SectionKind.SINCE, SectionKind.NOT_SETTLED, SectionKind.ADVICE})


def _compared(blocks: dict[str, Block], sources: _Sources) -> Iterator[Compared]:
    seen: set[frozenset[str]] = set()
    for question, block in blocks.items():
        parts = [part for part in _of_kind(block, *_SETS_SIDE_BY_SIDE) if part.heading]
        passages = frozenset(part.passage for part in parts)
        if len(parts) > 1 and passages not in seen and len(seen) < MOST_COMPARISONS:
            seen.add(passages)
            rows = ((part.heading, tuple(sources.said(item) for item in part.items[:1])) for part in parts[:MOST_ROWS])
            yield Compared(question, tuple(rows))


def _open_points(blocks: dict[str, Block], taken: dict[str, Block]) -> Iterator[str]:
    for question, block in blocks.items():
        if block.status in UNANSWERED:
            yield question
    for block in taken.values():
        for part in block.parts:
            yield from (item.text for item in part.items if isinstance(item, Gap))


def _of_kind(block: Block, *kinds: SectionKind) -> tuple[Part, ...]:
    return tuple(part for part in block.parts if part.kind in kinds)
