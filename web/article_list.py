"""The editors' list of articles: what an address asks of it, and its rows in the order that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.editorial.freshness import SOON
from assistant.editorial.model import Figures
from knowledge.model import TOPICS, Article, Finding, Standing

_NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Row:
    """One article in the list. `superseded` is how many of its statements rest on a superseded source."""

    article: Article
    figures: Figures
    findings: int
    superseded: int
    overdue: bool
    due: bool


_SHOW: Mapping[str, tuple[str, Callable[[Row], bool]]] = {
    "due": ("Review due", lambda row: row.due and not row.article.retired),
    "findings": ("With errors", lambda row: row.findings > 0),
    "superseded": ("On superseded sources", lambda row: row.superseded > 0),
    "concerns": ("With open concerns", lambda row: row.figures.concerns > 0),
    "not-useful": ("Said to be of no use", lambda row: row.figures.not_useful > 0),
    "never": ("Never shown", lambda row: row.figures.shown == 0 and not row.article.retired),
    "retired": ("Retired", lambda row: row.article.retired),
}
_SORTS: Mapping[str, tuple[str, Callable[[Row], object]]] = {
    "question": ("Question", lambda row: row.article.question.casefold()),
    "topic": ("Topic", lambda row: row.article.id),
    "standing": ("Standing", lambda row: row.article.standing),
    "review": ("Review by", lambda row: row.article.review_by),
    "errors": ("Errors", lambda row: -row.findings),
    "shown": ("Shown", lambda row: -row.figures.shown),
    "useful": ("Useful", lambda row: (row.figures.share is None, row.figures.share, -row.figures.not_useful)),
    "concerns": ("Open concerns", lambda row: -row.figures.concerns),
}
"""Columns: what they are called, and what sorts first: most of what wants an editor's eye, least of what is useful."""

SHOW = tuple((name, label) for name, (label, _) in _SHOW.items())
COLUMNS = tuple((name, label) for name, (label, _) in _SORTS.items())


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows, and in which order; "" asks for nothing. Every value is one of ours but for `words`."""

    words: str = ""
    topic: str = ""
    standing: str = ""
    show: str = ""
    sort: str = "topic"

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Listing:
        """What an address asks for; a value that is none of ours asks for nothing, for addresses are typed and kept."""
        return cls(
            words=" ".join(args.get("q", "").split())[:100],
            topic=_one_of(args.get("topic", ""), TOPICS),
            standing=_one_of(args.get("standing", ""), tuple(Standing)),
            show=_one_of(args.get("show", ""), tuple(_SHOW)),
            sort=_one_of(args.get("sort", ""), tuple(_SORTS)) or "topic",
        )

    @property
    def asks(self) -> bool:
        """Whether anything is left out."""
        return bool(self.words or self.topic or self.standing or self.show)

    def sorted_by(self, column: str) -> dict[str, str]:
        """The parameters of the address of the same list in another order."""
        other = replace(self, sort=column)
        named = {"q": other.words, "topic": other.topic, "standing": other.standing, "show": other.show}
        return {name: value for name, value in {**named, "sort": other.sort}.items() if value}

    def of_rows(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """The rows that are asked for, in order; rows that are equal in it stay in the order of their ids."""
        kept = (row for row in rows if self._wants(row))
        return tuple(sorted(kept, key=_SORTS[self.sort][1]))  # type: ignore[arg-type]  # each column is of one kind

    def _wants(self, row: Row) -> bool:
        article = row.article
        return (
            self.topic in ("", article.topic)
            and self.standing in ("", article.standing)
            and (not self.show or _SHOW[self.show][1](row))
            and all(word in f"{article.question} {article.id}".casefold() for word in self.words.casefold().split())
        )


def rows(
    articles: Iterable[Article],
    figures: Mapping[str, Figures],
    findings: Iterable[Finding],
    superseded: Mapping[str, int],
    today: date,
) -> tuple[Row, ...]:
    """A row for each article."""
    counted = Counter(finding.path for finding in findings)
    now, soon = today.isoformat(), (today + SOON).isoformat()
    return tuple(
        Row(
            article,
            figures.get(article.id, _NO_FIGURES),
            counted[article.path],
            superseded.get(article.id, 0),
            article.review_by < now,
            article.review_by <= soon,
        )
        for article in articles
    )


def _one_of(text: str, values: Iterable[str]) -> str:
    return text if text in tuple(values) else ""
