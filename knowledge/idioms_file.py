"""Reads the idioms: lists of turns of phrase and their plain words, one Markdown file for each field of life."""

from __future__ import annotations

from knowledge.idioms import GAP, IdiomFault, variants
from knowledge.model import Finding, Idiom

FOLDER = "idioms/"

ARROW = "→"
"""Between an idiom and its plain words."""


def read_idioms(path: str, text: str) -> tuple[tuple[Idiom, ...], tuple[Finding, ...]]:
    """The bullets of one file; one that cannot be used is a finding with its line, and the others are kept."""
    idioms: list[Idiom] = []
    findings: list[Finding] = []
    for n, line in enumerate(text.split("\n"), 1):
        if not line.startswith("- "):
            continue
        try:
            idioms.append(_idiom(line.removeprefix("- "), path, n))
        except IdiomFault as fault:
            findings.append(Finding(path, n, "idiom", str(fault)))
    return tuple(idioms), tuple(findings)


def _idiom(row: str, path: str, line: int) -> Idiom:
    pattern, _, plain = (part.strip() for part in row.partition(ARROW))
    if not pattern or not plain:
        raise IdiomFault(f"{row!r} needs an idiom, {ARROW} and its plain words.")
    if GAP in plain and GAP not in pattern:
        raise IdiomFault(f"{row!r} has {GAP} only in the plain words, so nothing can stand there.")
    return Idiom(pattern, plain, variants(pattern), path, line)
