"""Reads sources.yml and says how a source and its date are written under a statement."""

from __future__ import annotations

import re
from typing import Any

from knowledge.model import AuthorType, Citation, Finding, Source
from knowledge.yamls import YamlFault, load_with_lines

PATH = "sources.yml"
_FIELDS = {"title", "publisher", "author", "date", "dated", "url", "superseded_by"}
_REQUIRED = ("title", "publisher", "author")
_DATE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_URL = re.compile(r"^https?://[^\s<>\"]+$")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def when(source: Source) -> str:
    """The date as a reader sees it: "6 October 2017", "about January 2018", "undated"."""
    if not source.date:
        return "undated"
    year, *rest = source.date.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{'about ' if source.inferred else ''}{day}{month}{year}"


def cite(source: Source) -> Citation:
    """The source as a statement carries it."""
    return Citation(source.key, source.title, source.publisher, source.date, when(source), source.url)


def read_sources(text: str) -> tuple[dict[str, Source], tuple[Finding, ...]]:
    """Every source that can be used, by key, and what is wrong with the others."""
    try:
        rows, lines = load_with_lines(text)
    except YamlFault as fault:
        return {}, (Finding(PATH, fault.line, "yaml", str(fault)),)
    rows = rows or {}
    if not isinstance(rows, dict):
        return {}, (Finding(PATH, 1, "yaml", "Sources are fields: `key:` and below it title, publisher, author …"),)
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    for key, row in rows.items():
        faults = _faults(str(key), row)
        findings += [Finding(PATH, lines.get(str(key), 1), "source", fault) for fault in faults]
        if not faults:
            sources[str(key)] = _source(str(key), row)
    findings += [
        Finding(
            PATH, lines.get(key, 1), "source", f"{key!r} is superseded by {source.superseded_by!r}, which is not here."
        )
        for key, source in sources.items()
        if source.superseded_by and source.superseded_by not in sources
    ]
    return sources, tuple(findings)


def _faults(key: str, row: Any) -> list[str]:
    if not isinstance(row, dict):
        return [f"{key!r} has no fields."]
    faults = [f"{key!r} has an unknown field {name!r}." for name in row if name not in _FIELDS]
    faults += [f"{key!r} has no {name}." for name in _REQUIRED if not row.get(name)]
    if row.get("author") and row["author"] not in set(AuthorType):
        faults.append(f"{key!r}: {row['author']!r} is no author type; use {', '.join(AuthorType)}.")
    if row.get("date") and not _DATE.match(str(row["date"])):
        faults.append(f"{key!r}: the date must be like 2017, 2017-10 or 2017-10-06.")
    if row.get("dated") not in (None, "inferred"):
        faults.append(f"{key!r}: 'dated' can only be 'inferred'.")
    if row.get("url") and not _URL.match(str(row["url"])):
        faults.append(f"{key!r}: the url must begin with http:// or https://.")
    return faults


def _source(key: str, row: dict[str, Any]) -> Source:
    return Source(
        key=key,
        title=str(row["title"]),
        publisher=str(row["publisher"]),
        author=AuthorType(row["author"]),
        date=str(row.get("date") or ""),
        inferred=row.get("dated") == "inferred",
        url=str(row.get("url") or ""),
        superseded_by=str(row.get("superseded_by") or ""),
    )
