"""Makes content that can go live of content that may be broken: what is broken stands as it last was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.model import Finding, Severity
from knowledge.reader import Content, read
from knowledge.sources_file import PATH as SOURCES


@dataclass(frozen=True, slots=True)
class Mended:
    """Content without a broken file, and what was wrong with the content it was made of."""

    content: dict[str, bytes]
    findings: tuple[Finding, ...] = ()


def mend(content: Content, last_good: Content) -> Mended:
    """The content with each broken file as `last_good` has it, or without it.

    Where a change of sources.yml breaks articles, those sources stand as they were too. A list of which a part can be
    read, and which never was better, is kept as it is.
    """
    findings = read(content).findings
    if not _broken(findings):
        return Mended(dict(content), findings)
    mended = _standing(content, last_good, _broken(findings))
    fallen = _broken(read(mended).findings) & last_good.keys()
    if fallen and mended.get(SOURCES) != last_good.get(SOURCES):
        mended = _standing(mended, last_good, {SOURCES, *fallen})
    dropped = {path for path in _broken(read(mended).findings) if path.endswith(".md") or not _is_text(mended, path)}
    return Mended({path: data for path, data in mended.items() if path not in dropped}, findings)


def _broken(findings: Iterable[Finding]) -> set[str]:
    return {finding.path for finding in findings if finding.severity is Severity.ERROR}


def _standing(content: Content, last_good: Content, broken: Iterable[str]) -> dict[str, bytes]:
    return {**content, **{path: last_good[path] for path in broken if path in last_good}}


def _is_text(content: Content, path: str) -> bool:
    return not any(finding.rule == "text" for finding in read({path: content.get(path, b"")}).findings)
