"""Reads content (a mapping of path to bytes) into articles and lists; one bad file never stops the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge import idioms_file, list_files
from knowledge.article_file import ALSO_ASKED, read_article
from knowledge.markup import render
from knowledge.model import Article, Event, Explorer, Finding, Idiom, Notice, Reading, Reply, Severity, Source, Term
from knowledge.sources_file import PATH as SOURCES
from knowledge.sources_file import read_sources
from knowledge.yamls import YamlFault, load

Content = Mapping[str, bytes]

CONFIDENCE = "confidence.yml"
"""Thresholds of the decision not to answer; fitted by a command, part of the release."""

NOT_THIS = "Not this"
"""The heading in a reply over questions that look like its examples and are none."""

LARGEST_FILE = 64 * 1024
"""Bytes; a larger article is a mistake or an attack. Lists of sources, terms and idioms may be eight times that."""

_LISTS = (
    SOURCES,
    list_files.TERMS,
    list_files.PINNED,
    list_files.STARTERS,
    list_files.TIMELINE,
    list_files.STEPS,
    CONFIDENCE,
)


def read(content: Content) -> Reading:
    """Everything readable in the content, with every finding; articles come in the order of their ids."""
    texts, findings = _texts(content)
    known, found = _sources(texts.get(SOURCES, ""))
    sources = known.by_key
    findings += found
    articles, found = _articles(texts, known)
    findings += found
    replies, found = _replies(texts)
    findings += found
    terms, found = _terms(texts.get(list_files.TERMS, ""), known)
    findings += found
    idioms, found = _idioms(texts)
    findings += found
    pinned, found = _pinned(texts.get(list_files.PINNED, ""))
    findings += found
    starters, found = _starters(texts.get(list_files.STARTERS, ""))
    findings += found
    events, found = _timeline(texts.get(list_files.TIMELINE, ""), known)
    findings += found
    explorer, found = _steps(texts.get(list_files.STEPS, ""), known)
    findings += found
    ordered = tuple(sorted(findings, key=lambda finding: (finding.path, finding.line)))
    return Reading(articles, sources, terms, idioms, pinned, replies, starters, events, explorer, ordered)


def _texts(content: Content) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Every file as text with unified line ends; what cannot be text is a finding."""
    texts: dict[str, str] = {}
    findings: tuple[Finding, ...] = ()
    for path, data in sorted(content.items()):
        try:
            texts[path] = _decode(path, data)
        except _NotText as fault:
            findings += (Finding(path, fault.line, "text", str(fault)),)
    if SOURCES not in content:
        findings += (Finding(SOURCES, 1, "missing", "There is no sources.yml, so nothing can be cited."),)
    return texts, findings


class _NotText(Exception):
    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def _decode(path: str, data: bytes) -> str:
    largest = LARGEST_FILE * (8 if path in _LISTS or path.startswith(idioms_file.FOLDER) else 1)
    if len(data) > largest:
        raise _NotText(f"The file has {len(data):,} bytes; it may have at most {largest:,}.")
    if b"\0" in data:
        raise _NotText("There is a NUL byte in this file.", data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _NotText("This file is not UTF-8. Save it as UTF-8 and try again.", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=4096)
def _read_again(path: str, text: str, sources: _Sources) -> tuple[Article | None, tuple[Finding, ...]]:
    """One article; a text that was read before against the same sources is not read again."""
    return read_article(path, text, sources.by_key)


@dataclass(frozen=True, slots=True, eq=False)
class _Sources:
    """Sources as part of a key: the same object for the same text."""

    by_key: Mapping[str, Source]


@lru_cache(maxsize=8)
def _sources(text: str) -> tuple[_Sources, tuple[Finding, ...]]:
    sources, findings = read_sources(text)
    return _Sources(sources), findings


@lru_cache(maxsize=8)
def _terms(text: str, sources: _Sources) -> tuple[tuple[Term, ...], tuple[Finding, ...]]:
    return list_files.read_terms(text, sources.by_key)


@lru_cache(maxsize=8)
def _timeline(text: str, sources: _Sources) -> tuple[tuple[Event, ...], tuple[Finding, ...]]:
    return list_files.read_timeline(text, sources.by_key)


@lru_cache(maxsize=8)
def _steps(text: str, sources: _Sources) -> tuple[Explorer, tuple[Finding, ...]]:
    return list_files.read_steps(text, sources.by_key)


def _idioms(texts: Mapping[str, str]) -> tuple[tuple[Idiom, ...], tuple[Finding, ...]]:
    read = [_idioms_of(path, text) for path, text in texts.items() if path.startswith(idioms_file.FOLDER)]
    return sum((idioms for idioms, _ in read), ()), sum((findings for _, findings in read), ())


_idioms_of = lru_cache(maxsize=64)(idioms_file.read_idioms)
_pinned = lru_cache(maxsize=8)(list_files.read_pinned)
_starters = lru_cache(maxsize=8)(list_files.read_starters)


def _articles(texts: Mapping[str, str], sources: _Sources) -> tuple[tuple[Article, ...], tuple[Finding, ...]]:
    articles: list[Article] = []
    findings: tuple[Finding, ...] = ()
    for path, text in texts.items():
        if path in _LISTS or path.startswith(("replies/", idioms_file.FOLDER)):
            continue
        if not path.endswith(".md") or path.count("/") != 1:
            findings += (Finding(path, 1, "file", "No file of this name is expected here.", Severity.WARNING),)
            continue
        article, found = _read_again(path, text, sources)
        findings += found
        if article is not None:
            articles.append(article)
    return tuple(articles), findings


def _replies(texts: Mapping[str, str]) -> tuple[dict[str, Reply], tuple[Finding, ...]]:
    replies: dict[str, Reply] = {}
    findings: tuple[Finding, ...] = ()
    for path, text in texts.items():
        if not path.startswith("replies/"):
            continue
        kind = path.removeprefix("replies/").removesuffix(".md")
        try:
            replies[kind] = _reply(kind, text)
        except YamlFault as fault:
            findings += (Finding(path, fault.line, "reply", str(fault)),)
    return replies, findings


@lru_cache(maxsize=64)
def _reply(kind: str, text: str) -> Reply:
    """A fixed reply: paragraphs, then as bullets under "Also asked" examples of what it answers, and under "Not this"
    questions for the articles that only look like those."""
    matter, body = _without_matter(text)
    fields = load(matter) if matter else {}
    if isinstance(fields, dict) and fields.get("kind", kind) != kind:
        raise YamlFault(f"The kind {fields['kind']!r} is not the file's name.", 2)
    words, _, examples = body.partition(f"## {ALSO_ASKED}\n")
    asked, _, unlike = examples.partition(f"## {NOT_THIS}\n")
    paragraphs = [paragraph for paragraph in words.split("\n\n") if paragraph.strip()]
    if not paragraphs:
        raise YamlFault("This reply says nothing.", 1)
    notices = tuple(Notice(rendered.text, rendered.html) for rendered in map(render, paragraphs))
    return Reply(kind, notices, _bullets(asked), _bullets(unlike))


def _bullets(text: str) -> tuple[str, ...]:
    lines = (line.strip() for line in text.split("\n"))
    return tuple(line[2:].strip() for line in lines if line.startswith("- "))


def _without_matter(text: str) -> tuple[str, str]:
    if not text.startswith("---\n"):
        return "", text
    matter, _, body = text.removeprefix("---\n").partition("\n---\n")
    return matter, body
