"""What the pages of registers, figures and papers show: one frozen dataclass a page, as in web.pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from assistant.engagement.brief import Brief
from assistant.engagement.commitments import Commitment
from assistant.engagement.figures import Figures
from assistant.engagement.register import OpenQuestion
from assistant.engagement.reports import Report
from assistant.model import Turn
from web.pages import Problem


@dataclass(frozen=True, slots=True)
class Input:
    """One field of an entry's form. `kind` is words, line, day, choice or tick; `options` are value and name."""

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestionsPage:
    """The public register. `articles` are the questions of the articles that answer an entry, by id."""

    template: ClassVar[str] = "open_questions.html"
    title: str
    waiting: tuple[OpenQuestion, ...]
    answered: tuple[OpenQuestion, ...]
    articles: dict[str, str]
    promises: tuple[Commitment, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptQuestionsPage:
    """Every open question, for leads."""

    template: ClassVar[str] = "kept_questions.html"
    title: str
    questions: tuple[OpenQuestion, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """Every commitment, for leads; the next one due first."""

    template: ClassVar[str] = "commitments.html"
    title: str
    commitments: tuple[Commitment, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The form of one entry. `current` is what it is now, where somebody changed it meanwhile."""

    template: ClassVar[str] = "entry.html"
    title: str
    lead: str
    back: str
    inputs: tuple[Input, ...]
    version: int
    problem: Problem | None = None
    current: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the same numbers as a table: its head, and its rows."""

    heading: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The figures of a period, the form that chooses it, and the promises that are overdue or due soon."""

    template: ClassVar[str] = "dashboard.html"
    title: str
    figures: Figures
    charts: tuple[Chart, ...]
    topic: str
    model: str
    pressing: tuple[Commitment, ...]
    notices: tuple[str, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """The forms that choose what to take away."""

    template: ClassVar[str] = "exports.html"
    title: str
    since: str
    until: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """You said, we answered, we are doing; to be read and printed."""

    template: ClassVar[str] = "report.html"
    title: str
    report: Report


@dataclass(frozen=True, slots=True)
class BriefPage:
    """The paper for a partners' meeting. `made` is the day, in words."""

    template: ClassVar[str] = "brief.html"
    title: str
    brief: Brief
    promises: tuple[Commitment, ...]
    made: str


@dataclass(frozen=True, slots=True)
class PrintPage:
    """A whole conversation, to be printed."""

    template: ClassVar[str] = "print.html"
    title: str
    turns: tuple[Turn, ...]
    made: str


PAGES = (
    OpenQuestionsPage,
    KeptQuestionsPage,
    CommitmentsPage,
    EntryPage,
    DashboardPage,
    ExportsPage,
    ReportPage,
    BriefPage,
    PrintPage,
)
