"""Reads the small YAML files beside the articles: terms, pinned questions, starters, timeline, the way out and back.

Each row that cannot be used is a finding with its line; the other rows are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from knowledge.markup import NO_SOURCE, render
from knowledge.model import (
    TOPICS,
    Certainty,
    Citation,
    Event,
    Explorer,
    Finding,
    Gap,
    Item,
    PinnedQuestion,
    Source,
    Starter,
    Statement,
    Step,
    Term,
    ToSettle,
)
from knowledge.sources_file import cite
from knowledge.yamls import YamlFault, load_with_lines

TERMS, PINNED, STARTERS, TIMELINE, STEPS = (
    "terms.yml",
    "pinned.yml",
    "starters.yml",
    "timeline.yml",
    "right-to-return/steps.yml",
)

T = TypeVar("T")
Sources = Mapping[str, Source]
Row = Mapping[str, Any]


class RowFault(Exception):
    """A row that cannot be used, in words for its editor."""


def read_terms(text: str, sources: Sources) -> tuple[tuple[Term, ...], tuple[Finding, ...]]:
    """terms.yml: what a term means, its other names, and what became of it."""
    return _rows(TERMS, text, lambda row, _: _term(row, sources))


def read_pinned(text: str) -> tuple[tuple[PinnedQuestion, ...], tuple[Finding, ...]]:
    """pinned.yml: questions whose article or status is fixed."""
    return _rows(PINNED, text, _pinned)


def read_starters(text: str) -> tuple[tuple[Starter, ...], tuple[Finding, ...]]:
    """starters.yml: questions offered on the empty chat page."""
    return _rows(STARTERS, text, lambda row, _: _starter(row))


def read_timeline(text: str, sources: Sources) -> tuple[tuple[Event, ...], tuple[Finding, ...]]:
    """timeline.yml: what happened when, oldest first."""
    events, findings = _rows(TIMELINE, text, lambda row, _: _event(row, sources))
    return tuple(sorted(events, key=lambda event: event.sort)), findings


def read_steps(text: str, sources: Sources) -> tuple[Explorer, tuple[Finding, ...]]:
    """right-to-return/steps.yml: the way out, the way back, and what to settle before signing."""
    try:
        value, lines = load_with_lines(text)
    except YamlFault as fault:
        return Explorer(), (Finding(STEPS, fault.line, "yaml", str(fault)),)
    value = value or {}
    if not isinstance(value, dict):
        return Explorer(), (Finding(STEPS, 1, "yaml", "This file has the fields out, back and questions."),)
    findings: list[Finding] = []

    def part(name: str, build: Callable[[Row], T]) -> tuple[T, ...]:
        built = []
        for row in value.get(name) or ():
            try:
                built.append(build(_fields(row)))
            except RowFault as fault:
                findings.append(Finding(STEPS, lines.get(name, 1), "row", str(fault)))
        return tuple(built)

    explorer = Explorer(
        part("out", lambda row: _step(row, sources)),
        part("back", lambda row: _step(row, sources)),
        part(
            "questions", lambda row: ToSettle(_need(row, "question"), _need(row, "why"), str(row.get("article") or ""))
        ),
    )
    return explorer, tuple(findings)


def _rows(path: str, text: str, build: Callable[[Row, int], T]) -> tuple[tuple[T, ...], tuple[Finding, ...]]:
    try:
        rows, lines = load_with_lines(text)
    except YamlFault as fault:
        return (), (Finding(path, fault.line, "yaml", str(fault)),)
    rows = rows or []
    if not isinstance(rows, list):
        return (), (Finding(path, 1, "yaml", "This file is a list: each row begins with a hyphen."),)
    built: list[T] = []
    findings: list[Finding] = []
    for n, row in enumerate(rows):
        line = lines.get(str(n), 1)
        try:
            built.append(build(_fields(row), line))
        except RowFault as fault:
            findings.append(Finding(path, line, "row", str(fault)))
    return tuple(built), tuple(findings)


def _fields(row: Any) -> Row:
    if not isinstance(row, dict):
        raise RowFault("This row has no fields.")
    return row


def _need(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str | int | float) or not str(value).strip():
        raise RowFault(f"This row has no {name}.")
    return str(value).strip()


def _texts(row: Row, name: str) -> tuple[str, ...]:
    value = row.get(name) or []
    if not isinstance(value, list):
        raise RowFault(f"{name!r} must be a list, such as [a, b].")
    return tuple(str(text) for text in value)


def _citations(keys: tuple[str, ...], sources: Sources) -> tuple[Citation, ...]:
    for key in keys:
        if key not in sources:
            raise RowFault(f"There is no source {key!r} in sources.yml.")
    return tuple(cite(sources[key]) for key in keys)


def _item(row: Row, name: str, sources: Sources) -> Item:
    """A statement with its citations, or a gap where the only citation is `none`."""
    rendered = render(_need(row, name))
    keys = _texts(row, "cite")
    if keys == (NO_SOURCE,):
        return Gap(rendered.text, rendered.html)
    if not keys:
        raise RowFault(f"This statement cites nothing: {rendered.text[:50]!r}.")
    return Statement(rendered.text, rendered.html, _citations(keys, sources))


def _term(row: Row, sources: Sources) -> Term:
    return Term(
        term=_need(row, "term"),
        meaning=_need(row, "meaning"),
        names=_texts(row, "names"),
        years=str(row.get("years") or ""),
        now=str(row.get("now") or ""),
        citations=_citations(_texts(row, "cite"), sources),
        article=str(row.get("article") or ""),
        confused_with=_texts(row, "confused_with"),
    )


def _pinned(row: Row, line: int) -> PinnedQuestion:
    article, status = str(row.get("article") or ""), str(row.get("status") or "")
    if bool(article) == bool(status):
        raise RowFault("A pinned question has either an article or a status.")
    return PinnedQuestion(_need(row, "question"), line, article, status)


def _starter(row: Row) -> Starter:
    topic = _need(row, "topic")
    if topic not in TOPICS:
        raise RowFault(f"{topic!r} is no topic.")
    return Starter(topic, _texts(row, "questions"))


def _event(row: Row, sources: Sources) -> Event:
    item = _item(row, "what", sources)
    if not isinstance(item, Statement):
        raise RowFault("An event of the timeline needs a source.")
    return Event(_need(row, "when"), str(row.get("sort") or row["when"]), item, str(row.get("article") or ""))


def _step(row: Row, sources: Sources) -> Step:
    certainty = _need(row, "certainty")
    if certainty not in set(Certainty):
        raise RowFault(f"{certainty!r} is no certainty; use {', '.join(Certainty)}.")
    items = tuple(_item(_fields(item), "text", sources) for item in row.get("statements") or ())
    if not items:
        raise RowFault("This step has no statements.")
    since = row.get("since") or []
    since_rows = since if isinstance(since, list) else [since]
    return Step(
        id=_need(row, "id"),
        title=_need(row, "title"),
        certainty=Certainty(certainty),
        items=items,
        since=tuple(_item(_fields(item), "text", sources) for item in since_rows),
        article=str(row.get("article") or ""),
    )
