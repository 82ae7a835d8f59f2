"""What the pages show that lead through the articles: comparisons, the timeline, terms, the way back, the search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from knowledge.comparing import Comparison
from knowledge.finding import Facet, Finds
from knowledge.model import Article, Event, Explorer, Term


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Levels or models side by side; `columns` are all that may be chosen."""

    template: ClassVar[str] = "compare.html"
    title: str
    comparison: Comparison
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """What happened when, by year, oldest first."""

    template: ClassVar[str] = "timeline.html"
    title: str
    years: tuple[tuple[str, tuple[Event, ...]], ...]


@dataclass(frozen=True, slots=True)
class TermsPage:
    """What terms mean, by their first letter."""

    template: ClassVar[str] = "terms.html"
    title: str
    letters: tuple[tuple[str, tuple[Term, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """The way out of a contract and the way back, and what to settle before signing."""

    template: ClassVar[str] = "return.html"
    title: str
    explorer: Explorer


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found and by what it can be narrowed; without a query all `articles` that the choices leave.

    `names` are the terms that the query names, each with the name it was typed by.
    """

    template: ClassVar[str] = "search.html"
    title: str
    query: str
    finds: Finds
    articles: tuple[Article, ...]
    facets: tuple[Facet, ...]
    chosen: Mapping[str, str]
    names: tuple[tuple[str, Term], ...]


PAGES = (ComparePage, TimelinePage, TermsPage, ReturnPage, SearchPage)
