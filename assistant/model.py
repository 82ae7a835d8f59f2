"""The nouns of a conversation. Imports nothing of the assistant's; every value is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Gap, Item, Notice, SectionKind, Statement

QUESTION_LIMIT = 1_000
"""The most characters a question may have."""


class Status(StrEnum):
    """How a question was dealt with. A closed list: every page, table and report knows all of these."""

    ANSWERED = "answered"
    ANSWERED_PARTLY = "answered_partly"
    ASKED_BACK = "asked_back"
    CLOSEST_ONLY = "closest_only"
    UNANSWERED_NOT_KNOWN = "unanswered_not_known"
    UNANSWERED_NOT_COVERED = "unanswered_not_covered"
    DECLINED_SCOPE = "declined_scope"
    DECLINED_CLINICAL = "declined_clinical"
    DECLINED_ABUSE = "declined_abuse"
    SIGNPOSTED_DISTRESS = "signposted_distress"
    DECLINED_PERSONAL_DATA = "declined_personal_data"
    CHAT = "chat"
    FAILED = "failed"

    @property
    def answered(self) -> bool:
        """Whether the GP got an answer to the question."""
        return self in _ANSWERED

    @property
    def may_state(self) -> bool:
        """Whether an answer of this status may carry statements."""
        return self.answered or self is Status.UNANSWERED_NOT_KNOWN


_ANSWERED = frozenset({Status.ANSWERED, Status.ANSWERED_PARTLY, Status.ASKED_BACK})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the GP has said of themselves; "" where they have not. Values as in knowledge.model."""

    role: str = ""
    contract: str = ""
    level: str = ""
    premises: str = ""

    def items(self) -> tuple[tuple[str, str], ...]:
        """The ones that are known, as (name, value)."""
        pairs = (("role", self.role), ("contract", self.contract), ("level", self.level), ("premises", self.premises))
        return tuple(pair for pair in pairs if pair[1])


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article as an answer names it."""

    id: str
    question: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed piece of an answer: items of one section of one article, open or folded.

    `passage` is the lasting id of where the items stand; `why` says why this part is shown
    ("because you said partner"), "" when it needs no reason.
    """

    heading: str
    kind: SectionKind
    items: tuple[Item, ...]
    passage: str = ""
    folded: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The answer to one question of a message; a message of several questions has several blocks.

    `begins` is the word the answer begins with ("Yes", "No", "It depends") or ""; `compares` is what
    stands side by side on the page that goes further ("levels", "models") or "".
    """

    question: str
    status: Status
    parts: tuple[Part, ...]
    article: ArticleRef | None = None
    begins: str = ""
    understood: str = ""
    compares: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to ask next: what the button says and the question it asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the GP is shown for one message. `notes` are lines of framing ("searched for …")."""

    status: Status
    blocks: tuple[Block, ...]
    articles: tuple[ArticleRef, ...] = ()
    topics: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    choices: tuple[Suggestion, ...] = ()
    notes: tuple[str, ...] = ()
    understood: str = ""
    reply: str = ""

    def __post_init__(self) -> None:
        if not self.status.may_state and any(True for _ in self.statements(folded=True)):
            raise ValueError(f"An answer of status {self.status.value} may carry no statement.")

    def parts(self, *, folded: bool | None = None) -> Iterator[Part]:
        """The parts of all blocks; only open or only folded ones when `folded` says so."""
        for block in self.blocks:
            for part in block.parts:
                if folded is None or part.folded == folded:
                    yield part

    def statements(self, *, folded: bool = False) -> Iterator[Statement]:
        """The statements shown without opening anything, or with `folded` all of them."""
        for part in self.parts(folded=None if folded else False):
            for item in part.items:
                if isinstance(item, Statement):
                    yield item

    @property
    def disagreement(self) -> bool:
        """Whether the answer shows sources that disagree."""
        return any(part.kind is SectionKind.DISAGREE for part in self.parts())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in, already normalised and masked: the only text of it that is kept.

    `key` is made by the client, so that a retry is the same turn. `masked` names the kinds of
    identifier that were masked; `follows` are the GP's earlier turns of the session, oldest first.
    """

    text: str
    key: str
    circumstances: Circumstances = Circumstances()
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at for a turn: passages and scores, and what was set aside, for those who follow up."""

    searched: str = ""
    passages: tuple[tuple[str, float], ...] = ()
    confidence: float = 0.0
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer as it was shown, with the release it came from.

    `at` is UTC ISO text. `recorded` is false when nothing was stored (asked not to, or could not).
    """

    id: str
    session: str
    key: str
    number: int
    at: str
    release: str
    question: str
    answer: Answer
    circumstances: Circumstances
    masked: tuple[str, ...]
    found: Found
    took_ms: float
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A GP's turns. Anonymous: `id` is random and the token that proves it is signed, not stored."""

    id: str
    created: str
    expires: str
    circumstances: Circumstances = Circumstances()


class Useful(StrEnum):
    """What a GP said of an answer."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A GP's word on one turn."""

    turn: str
    useful: Useful
    comment: str
    at: str


__all__ = [
    "QUESTION_LIMIT",
    "Answer",
    "ArticleRef",
    "Asked",
    "Block",
    "Circumstances",
    "Feedback",
    "Found",
    "Gap",
    "Item",
    "Notice",
    "Part",
    "SectionKind",
    "Session",
    "Statement",
    "Status",
    "Suggestion",
    "Turn",
    "Useful",
]
