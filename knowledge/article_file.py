"""Reads one article file: front matter, sections, statements, wordings; tells every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from knowledge.markup import NO_SOURCE, Rendered, render
from knowledge.model import (
    CIRCUMSTANCES,
    LEVELS,
    MODELS,
    TOPICS,
    Article,
    Citation,
    Finding,
    Gap,
    Item,
    Notice,
    Section,
    SectionKind,
    Severity,
    Source,
    Standing,
    Statement,
    Wording,
    YesNo,
)
from knowledge.sources_file import cite
from knowledge.yamls import YamlFault, load_with_lines

FIELDS = {
    "question", "models", "standing", "reviewed", "review_by", "owner",
    "related", "was", "still_true", "compare", "row", "retired",
}  # fmt: skip
REQUIRED = ("question", "models", "standing", "reviewed", "review_by", "owner")
COMPARISONS = ("levels", "models")

ALSO_ASKED = "Also asked"
_KINDS = {
    "Sources disagree": SectionKind.DISAGREE,
    "Since then": SectionKind.SINCE,
    "Not settled": SectionKind.NOT_SETTLED,
    "Who can advise": SectionKind.ADVICE,
}
_LEVEL_HEADINGS = {level.capitalize(): level for level in LEVELS}
_CIRCUMSTANCE_VALUES = {value.lower(): value for values in CIRCUMSTANCES.values() for value in values}
RESERVED = (*_KINDS, *_LEVEL_HEADINGS, ALSO_ASKED)
"""Headings that mean something; one that nearly spells one of these is an error."""

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_HEADING = re.compile(r"^(#{1,6})\s*(.*?)\s*#*\s*$")
_BULLET = re.compile(r"^(?:[-*+]|\d+[.)])\s+(.*)$")
_ARROW = re.compile(r"^(.*?)\s*(?:→|->)\s*(\S+)\s*$")
_ID = re.compile(r"^[a-z0-9-]+/[a-z0-9-]+$")


@dataclass(slots=True)
class _Notes:
    """Collects the findings of one file."""

    path: str
    findings: list[Finding] = field(default_factory=list)

    def error(self, line: int, rule: str, message: str) -> None:
        self.findings.append(Finding(self.path, line, rule, message))

    def warning(self, line: int, rule: str, message: str) -> None:
        self.findings.append(Finding(self.path, line, rule, message, Severity.WARNING))

    @property
    def broken(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or list item of the body with the line it starts on."""

    text: str
    line: int


def slug(heading: str) -> str:
    """A heading as the last part of a passage id: lower case, runs of anything else as one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") or "part"


def read_article(path: str, text: str, sources: Mapping[str, Source]) -> tuple[Article | None, tuple[Finding, ...]]:
    """The article of one file, or None when it has an error; with all that was found wrong."""
    notes = _Notes(path)
    topic, _, name = path.removesuffix(".md").partition("/")
    if topic not in TOPICS:
        notes.error(1, "topic", f"{topic!r} is no topic. The folder is the topic, one of: {', '.join(TOPICS)}.")
    matter, body, first_line = _split(text, notes)
    fields, lines = _fields(matter, notes)
    sections, wordings = _read_body(body, first_line, sources, notes)
    article = _article(f"{topic}/{name}", topic, fields, lines, sections, wordings, notes)
    return (None if notes.broken else article), tuple(notes.findings)


def _split(text: str, notes: _Notes) -> tuple[str, str, int]:
    """Front matter, body, and the line the body starts on."""
    if not text.startswith("---\n"):
        notes.error(1, "front-matter", "The file must begin with a line of three hyphens and its front matter.")
        return "", text, 1
    try:
        matter, body = YAMLHandler().split(text)
    except ValueError:
        notes.error(1, "front-matter", "The front matter has no closing line of three hyphens.")
        return "", "", 1
    return matter, body, text.count("\n") - body.count("\n") + 1


def _fields(matter: str, notes: _Notes) -> tuple[dict[str, Any], dict[str, int]]:
    """The fields and the line of the file that each stands on."""
    try:
        fields, lines = load_with_lines(matter)
    except YamlFault as fault:
        notes.error(fault.line + 1, "yaml", str(fault))
        return {}, {}
    if not isinstance(fields or {}, dict):
        notes.error(2, "yaml", "The front matter must be fields, one `name: value` a line.")
        return {}, {}
    return fields or {}, {key: line + 1 for key, line in lines.items()}


def _article(
    article_id: str,
    topic: str,
    fields: dict[str, Any],
    lines: Mapping[str, int],
    sections: tuple[Section, ...],
    wordings: tuple[Wording, ...],
    notes: _Notes,
) -> Article | None:
    _check_names(fields, lines, notes)
    if notes.broken:
        return None
    return Article(
        id=article_id,
        topic=topic,
        question=str(fields["question"]).strip(),
        models=_list(fields, "models"),
        standing=Standing(fields["standing"]),
        reviewed=str(fields["reviewed"]),
        review_by=str(fields["review_by"]),
        owner=str(fields["owner"]),
        sections=sections,
        wordings=wordings,
        related=_list(fields, "related"),
        was=_list(fields, "was"),
        still_true=str(fields.get("still_true") or ""),
        compare=str(fields.get("compare") or ""),
        row=str(fields.get("row") or ""),
        retired=fields.get("retired") is True,
    )


def _list(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in fields.get(name) or ())


def _check_names(fields: Mapping[str, Any], lines: Mapping[str, int], notes: _Notes) -> None:
    def at(name: str) -> int:
        return lines.get(name, 2)

    for name in fields:
        if name not in FIELDS:
            near = get_close_matches(str(name), FIELDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            notes.error(at(str(name)), "field", f"There is no field {name!r}.{hint}")
    for name in REQUIRED:
        if fields.get(name) in (None, ""):
            notes.error(at(name), "field", f"The field {name!r} is missing.")
    for name in ("models", "related", "was"):
        if not isinstance(fields.get(name) or [], list):
            notes.error(at(name), "field", f"{name!r} must be a list, such as [a, b].")
            return
    _check_values(fields, at, notes)


def _check_values(fields: Mapping[str, Any], at: Callable[[str], int], notes: _Notes) -> None:
    for model in fields.get("models") or ():
        if model not in MODELS:
            notes.error(at("models"), "model", f"{model!r} is no model; the models are {', '.join(MODELS)}.")
    standing = fields.get("standing")
    if standing and standing not in set(Standing):
        notes.error(at("standing"), "standing", f"{standing!r} is no standing; use {', '.join(Standing)}.")
    _check_forms(fields, at, notes)
    if fields.get("compare") and fields["compare"] not in COMPARISONS:
        notes.error(at("compare"), "field", f"'compare' must be one of {', '.join(COMPARISONS)}.")
    if bool(fields.get("compare")) != bool(fields.get("row")):
        notes.error(at("compare"), "field", "'compare' and 'row' go together.")


def _check_forms(fields: Mapping[str, Any], at: Callable[[str], int], notes: _Notes) -> None:
    for name in ("reviewed", "review_by", "still_true"):
        if fields.get(name) and not _DATE.match(str(fields[name])):
            notes.error(at(name), "date", f"{name!r} must be a date such as 2026-11-21.")
    for name in ("related", "was"):
        for value in fields.get(name) or ():
            if not _ID.match(str(value)):
                notes.error(at(name), "field", f"{value!r} is no article id such as pay/how-will-i-be-paid.")


# ---- the body


def _read_body(
    body: str, first_line: int, sources: Mapping[str, Source], notes: _Notes
) -> tuple[tuple[Section, ...], tuple[Wording, ...]]:
    sections: list[Section] = []
    wordings: tuple[Wording, ...] = ()
    anchors: set[str] = set()
    asked_for: dict[str, int] = {}
    for heading, line, blocks in _headed(body, first_line, notes):
        if (passage := _asked_for(heading)) is not None:
            wordings += _wordings(blocks, passage, notes)
            asked_for[passage] = line
            continue
        kind, value = _kind(heading, line, notes)
        anchor = slug(heading) if heading else "answer"
        if anchor in anchors:
            notes.error(line, "heading", f"The heading {heading!r} stands twice in this article.")
        anchors.add(anchor)
        items = tuple(item for block in blocks if (item := _item(block, kind, sources, notes)) is not None)
        if not blocks:
            notes.error(line, "empty", f"There is nothing under {heading!r}." if heading else "The lead is missing.")
        sections.append(Section(kind, heading, anchor, items, line, value))
    for passage, line in asked_for.items():
        if passage and passage not in anchors:
            known = ", ".join(["Answer", *(section.heading for section in sections if section.heading)])
            notes.error(line, "wordings", f"After '{ALSO_ASKED}:' stands a heading of this article: {known}.")
    if not wordings:
        notes.warning(first_line, "wordings", "There are no wordings under 'Also asked'.")
    return tuple(sections), wordings


def _headed(body: str, first_line: int, notes: _Notes) -> Iterator[tuple[str, int, list[_Block]]]:
    """Heading, its line and its blocks; the lead first, with heading ""."""
    heading, at, open_block = "", first_line, False
    blocks: list[_Block] = []
    for line, row in enumerate(body.split("\n"), first_line):
        head = _HEADING.match(row)
        if head:
            yield heading, at, blocks
            heading, at, blocks, open_block = _heading(head, line, notes), line, [], False
        elif not row.strip():
            open_block = False
        elif bullet := _BULLET.match(row):
            blocks.append(_Block(bullet.group(1), line))
            open_block = True
        elif open_block:
            blocks[-1] = _Block(f"{blocks[-1].text} {row.strip()}", blocks[-1].line)
        else:
            blocks.append(_Block(row.strip(), line))
            open_block = True
    yield heading, at, blocks


def _heading(head: re.Match[str], line: int, notes: _Notes) -> str:
    if head.group(1) != "##":
        notes.error(line, "heading", "Headings inside an article begin with two #.")
    return head.group(2)


def _kind(heading: str, line: int, notes: _Notes) -> tuple[SectionKind, str]:
    if not heading:
        return SectionKind.LEAD, ""
    if heading in _KINDS:
        return _KINDS[heading], ""
    if heading in _LEVEL_HEADINGS:
        return SectionKind.LEVEL, _LEVEL_HEADINGS[heading]
    if heading in MODELS:
        return SectionKind.MODEL, heading
    if heading.lower().startswith("if"):
        value = _circumstance(heading)
        if value:
            return SectionKind.CIRCUMSTANCE, value
        if heading.lower().startswith("if:"):
            known = ", ".join(_CIRCUMSTANCE_VALUES.values())
            notes.error(line, "heading", f"{heading!r} names no circumstance; after 'If:' use one of {known}.")
    near = get_close_matches(heading, RESERVED, 1, cutoff=0.8) or _same_letters(heading)
    if near:
        notes.error(line, "heading", f"{heading!r} nearly spells the reserved heading {near[0]!r}.")
    return SectionKind.ORDINARY, ""


def _circumstance(heading: str) -> str:
    return _CIRCUMSTANCE_VALUES.get(heading.partition(":")[2].strip().lower(), "") if ":" in heading else ""


def _same_letters(heading: str) -> list[str]:
    return [name for name in RESERVED if slug(name) == slug(heading)]


def _item(block: _Block, kind: SectionKind, sources: Mapping[str, Source], notes: _Notes) -> Item | None:
    rendered = render(block.text)
    if rendered.too_dense:
        notes.error(block.line, "too-long", "This paragraph is too long, or has too many brackets, to be rendered.")
        return None
    if kind is SectionKind.ADVICE:
        if rendered.keys:
            notes.error(block.line, "citation", "'Who can advise' is a notice: it carries no citations.")
        return Notice(rendered.text, rendered.html)
    return _claim(block, rendered, sources, notes)


def _claim(block: _Block, rendered: Rendered, sources: Mapping[str, Source], notes: _Notes) -> Item | None:
    start = f"{rendered.text[:50]}…" if len(rendered.text) > 50 else rendered.text
    if not rendered.keys:
        notes.error(block.line, "citation", f"This statement has no citation: {start!r}")
        return None
    if not rendered.keys_last:
        notes.error(block.line, "citation", f"Citations stand at the end of their statement: {start!r}")
    if not rendered.text:
        notes.error(block.line, "citation", "There are citations here but no words.")
        return None
    if NO_SOURCE in rendered.keys:
        return Gap(rendered.text, rendered.html)
    return _statement(block, rendered, sources, notes)


def _statement(block: _Block, rendered: Rendered, sources: Mapping[str, Source], notes: _Notes) -> Statement | None:
    citations: list[Citation] = []
    for key in dict.fromkeys(rendered.keys):
        source = sources.get(key)
        if source is None:
            near = get_close_matches(key, sources, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            notes.error(block.line, "source", f"There is no source {key!r} in sources.yml.{hint}")
        else:
            citations.append(cite(source))
    return Statement(rendered.text, rendered.html, tuple(citations)) if citations else None


def _asked_for(heading: str) -> str | None:
    """The anchor of the passage that the wordings under this heading ask for, "" for none; None if it heads others."""
    name, colon, passage = heading.partition(":")
    if name.strip() != ALSO_ASKED:
        return None
    return slug(passage) if colon else ""


def _wordings(blocks: list[_Block], passage: str, notes: _Notes) -> tuple[Wording, ...]:
    wordings = []
    for block in blocks:
        text, begins = block.text.strip(), None
        arrow = _ARROW.match(text)
        if arrow:
            text = arrow.group(1)
            if arrow.group(2) in set(YesNo):
                begins = YesNo(arrow.group(2))
            else:
                notes.error(block.line, "wording", f"After → stands yes, no or depends, not {arrow.group(2)!r}.")
        if text:
            wordings.append(Wording(text, begins, block.line, passage))
    return tuple(wordings)
