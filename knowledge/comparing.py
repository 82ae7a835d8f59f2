"""Puts models or levels side by side: a row for each article written for it, a cell for each of its sections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from knowledge.model import LEVELS, Article, Item, Section, SectionKind

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"levels": LEVELS, "models": ("PCH", "MCP", "PACS", "ICS", "ACO", "SNP", "MNP", "IHO")}
)
"""What can be put side by side, and its columns from left to right."""

ROWS = (
    "What it is", "Status today", "Contract", "What you sign", "Core GP services", "Employer", "Pay", "Premises",
    "Patient list", "Pension", "Indemnity", "VAT", "CQC", "Who may hold it", "Legal form", "List size", "Budget",
    "Return", "Time to set up",
)  # fmt: skip
"""The order in which rows are read; any other row comes after them."""

_BESIDE = (SectionKind.DISAGREE, SectionKind.SINCE, SectionKind.NOT_SETTLED)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one column in one row; without items our sources do not say."""

    column: str
    items: tuple[Item, ...] = ()
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One article as a row: its cells, and what belongs to all of them: both sides, what followed, what is open."""

    name: str
    article: Article
    cells: tuple[Cell, ...]
    beside: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns side by side. `by` is what they are, one of the keys of COLUMNS."""

    by: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def comparison(articles: Iterable[Article], by: str, only: Collection[str] = ()) -> Comparison:
    """The comparison by levels or by models, with `only` those columns, or all where `only` names none of them.

    Raises KeyError where `by` is neither.
    """
    columns = tuple(column for column in COLUMNS[by] if column in only) or COLUMNS[by]
    compared = sorted((each for each in articles if each.compare == by and not each.retired), key=_place)
    return Comparison(by, columns, tuple(_row(article, columns) for article in compared))


def _place(article: Article) -> tuple[int, str]:
    return (ROWS.index(article.row) if article.row in ROWS else len(ROWS), article.row)


def _row(article: Article, columns: tuple[str, ...]) -> Row:
    about = {section.value: section for section in article.of_kind(SectionKind.LEVEL, SectionKind.MODEL)}
    cells = tuple(_cell(article, column, about.get(column)) for column in columns)
    return Row(article.row, article, cells, article.of_kind(*_BESIDE))


def _cell(article: Article, column: str, section: Section | None) -> Cell:
    return Cell(column, section.items, article.passage_id(section)) if section else Cell(column)
