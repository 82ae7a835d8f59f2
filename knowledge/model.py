"""The nouns of the knowledge base. Imports nothing of ours; every value is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TOPICS = (
    "pay",
    "workload",
    "premises",
    "right-to-return",
    "contract",
    "models",
    "pensions",
    "indemnity",
    "tax",
    "regulation",
    "workforce",
    "patients",
    "procurement",
    "control",
    "timing",
    "engagement",
    "today",
)

MODELS = ("PCH", "MCP", "PACS", "ACO", "ACS", "STP", "ICS", "ICB", "ICP", "PCN", "SNP", "MNP", "IHO")

LEVELS = ("virtual", "partial", "full")

CIRCUMSTANCES: Mapping[str, tuple[str, ...]] = {
    "role": ("partner", "salaried", "locum", "manager", "other"),
    "contract": ("GMS", "PMS", "APMS"),
    "level": LEVELS,
    "premises": ("own", "lease", "NHSPS"),
}
"""What a GP may say of themselves, and the values each may take."""


class AuthorType(StrEnum):
    """Who speaks in a source; decides how much weight a reader gives it."""

    NHS_BODY = "nhs-body"
    GOVERNMENT = "government"
    REGULATOR = "regulator"
    PARLIAMENT = "parliament"
    LEGISLATION = "legislation"
    COURT = "court"
    UNION = "union"
    LAW_FIRM = "law-firm"
    ADVISER = "adviser"
    PRESS = "press"
    RESEARCH = "research"
    PROVIDER = "provider"
    CAMPAIGN = "campaign"


class Standing(StrEnum):
    """How firm an article's answer is."""

    SETTLED = "settled"
    PROPOSED = "proposed"
    CONTESTED = "contested"
    NOT_KNOWN = "not-known"


class SectionKind(StrEnum):
    """What a headed piece of an article is for; decided by its heading alone."""

    LEAD = "lead"
    ORDINARY = "ordinary"
    LEVEL = "level"
    MODEL = "model"
    CIRCUMSTANCE = "circumstance"
    DISAGREE = "disagree"
    SINCE = "since"
    NOT_SETTLED = "not-settled"
    ADVICE = "advice"


class YesNo(StrEnum):
    """The word an answer may begin with."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


class Severity(StrEnum):
    """An error keeps a file out of the release; a warning is for the editor to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Source:
    """A published document. `date` is ISO, as exact as known ("2018-02"), or "" for undated."""

    key: str
    title: str
    publisher: str
    author: AuthorType
    date: str = ""
    inferred: bool = False
    url: str = ""
    superseded_by: str = ""

    @property
    def year(self) -> int | None:
        """The year of publication, or None when undated."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as a statement shows it, copied in so that an old answer still reads as it did."""

    source: str
    title: str
    publisher: str
    date: str
    when: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing we assert. It cannot be built without a citation."""

    text: str
    html: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"A statement needs a citation: {self.text[:60]!r}")


@dataclass(frozen=True, slots=True)
class Gap:
    """What was looked for in the sources and not found. Asserts nothing about the subject."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed reply or "who can advise". Makes no claim about the subject."""

    text: str
    html: str


Item = Statement | Gap | Notice


@dataclass(frozen=True, slots=True)
class Section:
    """A headed piece of an article; `value` is the level, model or circumstance it is about."""

    kind: SectionKind
    heading: str
    anchor: str
    items: tuple[Item, ...]
    line: int
    value: str = ""

    @property
    def text(self) -> str:
        """The section's words without its heading."""
        return " ".join(item.text for item in self.items)


@dataclass(frozen=True, slots=True)
class Wording:
    """Another way people ask an article's question, and the word an answer to it may begin with. `passage` is the
    anchor of the section that it asks for, where an editor said so.
    """

    text: str
    begins: YesNo | None
    line: int
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One question GPs ask, its answer and its citations. `id` is `topic/slug`."""

    id: str
    topic: str
    question: str
    models: tuple[str, ...]
    standing: Standing
    reviewed: str
    review_by: str
    owner: str
    sections: tuple[Section, ...]
    wordings: tuple[Wording, ...]
    related: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    still_true: str = ""
    compare: str = ""
    row: str = ""
    retired: bool = False

    @property
    def lead(self) -> Section:
        """The section before the first heading; it answers by itself."""
        return self.sections[0]

    @property
    def path(self) -> str:
        """The file this article is kept in, relative to the content."""
        return f"{self.id}.md"

    def of_kind(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """The sections of these kinds, in the article's order."""
        return tuple(section for section in self.sections if section.kind in kinds)

    def passage_id(self, section: Section) -> str:
        """The lasting id of one of this article's passages."""
        return f"{self.id}#{section.anchor}"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field, the other names people type for it, and what became of it."""

    term: str
    meaning: str
    names: tuple[str, ...] = ()
    years: str = ""
    now: str = ""
    citations: tuple[Citation, ...] = ()
    article: str = ""
    confused_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PinnedQuestion:
    """A question whose answer an editor fixed: either the article or the status it must get."""

    question: str
    line: int
    article: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One dated entry of the timeline."""

    when: str
    sort: str
    statement: Statement
    article: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the content check tells an editor."""

    path: str
    line: int
    rule: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.rule} {self.message}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a retriever indexes: a question, its answer's words, and other wordings of the question.

    `parts` are pieces of the text that may be what is asked for by themselves.
    """

    id: str
    question: str
    text: str
    wordings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One entry as ranked for a query. Scores are 0 to 1 within the query but for `cosine`."""

    id: str
    score: float
    lexical: float
    semantic: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What a ranking says about how far it can be trusted; input of the decision not to answer.

    `coverage` is the share of the query's inverse-document-frequency mass that the best entry holds,
    `unseen` the share of its words the index has never seen, `top` the best entry's raw lexical score
    over the query's idf sum, `margin` the lead of the best entry over the next, `cosine` and
    `cosine_margin` the same of the encoder's similarity, `agree` 1 when both rankings name the same
    best entry, `score` the best entry's fused score and `lead` by how much it beats the next. `uncovered` is how much
    liker the query is to questions that nothing here answers than to those that something does. All are 0 when
    there is nothing to measure.
    """

    coverage: float = 0.0
    unseen: float = 0.0
    top: float = 0.0
    margin: float = 0.0
    cosine: float = 0.0
    cosine_margin: float = 0.0
    agree: float = 0.0
    score: float = 0.0
    lead: float = 0.0
    uncovered: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries from best to worst for one query; empty when nothing matched."""

    ranked: tuple[Ranked, ...] = ()
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that bears on a question: `passage_score` is its own, `score` its article's and its own together."""

    passage: str
    article: str
    score: float
    passage_score: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that was read as another, or an idiom and its plain words."""

    typed: str
    read_as: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; "nothing found" is a result without hits, never None."""

    query: str
    searched: str
    hits: tuple[Hit, ...] = ()
    articles: tuple[Ranked, ...] = ()
    corrections: tuple[Correction, ...] = ()
    idioms: tuple[Correction, ...] = ()
    terms: tuple[str, ...] = ()
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Reply:
    """A fixed reply of one kind, with examples of messages that it answers.

    `unlike` are messages that look like those and are questions for the articles.
    """

    kind: str
    items: tuple[Notice, ...]
    examples: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Idiom:
    """A turn of phrase, what it says in plain words, every way to say it word by word, and where it is written."""

    pattern: str
    plain: str
    variants: tuple[tuple[str, ...], ...]
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Starter:
    """Questions offered on the empty chat page for one topic."""

    topic: str
    questions: tuple[str, ...]


class Certainty(StrEnum):
    """How sure a step of the way out and back is."""

    SETTLED = "settled"
    DISPUTED = "disputed"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of leaving or regaining a contract, with both sides where it is disputed."""

    id: str
    title: str
    certainty: Certainty
    items: tuple[Item, ...]
    since: tuple[Item, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True)
class ToSettle:
    """A question to settle before signing, and why it matters."""

    question: str
    why: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Explorer:
    """The right to return as steps: the way out, the way back, what to settle first."""

    out: tuple[Step, ...] = ()
    back: tuple[Step, ...] = ()
    questions: tuple[ToSettle, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that could be read from some content, and everything that was wrong with it."""

    articles: tuple[Article, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    idioms: tuple[Idiom, ...] = ()
    pinned: tuple[PinnedQuestion, ...] = ()
    replies: Mapping[str, Reply] = field(default_factory=dict)
    starters: tuple[Starter, ...] = ()
    events: tuple[Event, ...] = ()
    explorer: Explorer = field(default_factory=Explorer)
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a file out of a release."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)
