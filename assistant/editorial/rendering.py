"""Reads what an editor types in a child process, so that no text, however made, can hold up the service."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.model import Answer, ArticleRef, Block, Part, Status
from assistant.store.answers import answer_from_json, answer_to_json
from knowledge.check import check_reading
from knowledge.library import Library
from knowledge.model import Article, Finding, Reading, Section, SectionKind, Severity, Standing, Wording
from knowledge.reader import Content, read

LIMIT = 2.0
"""Seconds a text may take; then the child is killed and the editor told."""
START_LIMIT = 20.0
"""Seconds a child may take to start, which a busy machine makes long and no text can."""

TOO_SLOW = "This takes too long to read, so it cannot go live. Look for many brackets or very long paragraphs."


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is wrong with a text, and what it looks like in the chat; None where nothing can be shown."""

    findings: tuple[Finding, ...]
    answer: Answer | None = None


class Renderer:
    """One warm child process, begun anew when it had to be killed; threads take turns."""

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._ends_with_us = False

    def render(self, path: str, text: str, library: Library, today: date) -> Rendered:
        """The text as a file of that name beside the library's articles."""
        with self._turn:
            if self._child is None or self._child.release != library.release_hash or not self._child.alive:
                self.close()
                self._child = _Child(library)
                self._end_with_us()
            reply = self._child.ask({"path": path, "text": text, "today": today.isoformat()}, self._limit)
            if reply is None:
                self.close()
                return Rendered((Finding(path, 1, "too-slow", TOO_SLOW),))
        findings = tuple(Finding(**{**row, "severity": Severity(row["severity"])}) for row in reply["findings"])
        return Rendered(findings, answer_from_json(reply["answer"]) if reply["answer"] else None)

    def _end_with_us(self) -> None:
        if not self._ends_with_us:
            self._ends_with_us = True
            atexit.register(self.close)

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.kill()
            self._child = None


class _Child:
    """A process that knows one release and reads one text after the other."""

    def __init__(self, library: Library) -> None:
        self.release = library.release_hash
        self._pid = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant.editorial.rendering"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)},
        )
        self._unread = b""
        self.ask(_known(library), START_LIMIT)

    @property
    def alive(self) -> bool:
        """Whether it can be asked: it runs, and it is this process that began it."""
        return self._process.poll() is None and self._pid == os.getpid()

    def ask(self, message: dict[str, Any], limit: float) -> dict[str, Any] | None:
        """What the child says to a message; None when it says nothing in time."""
        try:
            return self._asked(message, limit)
        except (OSError, ValueError):
            return None

    def _asked(self, message: dict[str, Any], limit: float) -> dict[str, Any] | None:
        if self._process.stdin is None or self._process.stdout is None:
            return None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        line, deadline = b"", time.monotonic() + limit
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    return None
                piece = os.read(self._process.stdout.fileno(), 1 << 16)
                if not piece:
                    return None
                line += piece
        reply: dict[str, Any] = json.loads(line)
        return reply

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


def _known(library: Library) -> dict[str, Any]:
    """What the child needs of the release: lists as they are, of articles only what the check compares."""
    content = library.release.content
    articles = [
        {"id": article.id, "question": article.question, "wordings": [wording.text for wording in article.wordings]}
        for article in library.articles
    ]
    lists = {path: data.decode() for path, data in content.items() if path.endswith(".yml") and "/" not in path}
    return {"lists": lists, "articles": articles}


# ---- in the child


def main() -> None:
    """Answer one message a line: first what is known, then texts."""
    known = json.loads(sys.stdin.readline())
    lists = {path: text.encode() for path, text in known["lists"].items()}
    others = tuple(map(_stub, known["articles"]))
    _say({})
    for line in sys.stdin:
        asked = json.loads(line)
        _say(_answered(asked["path"], asked["text"], date.fromisoformat(asked["today"]), lists, others))


def _say(reply: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def _stub(known: dict[str, Any]) -> Article:
    """An article of the release, as much as comparisons need."""
    article_id = str(known["id"])
    wordings = tuple(Wording(str(text), None, 1) for text in known["wordings"])
    lead = Section(SectionKind.LEAD, "", "answer", (), 1)
    topic = article_id.partition("/")[0]
    return Article(
        article_id, topic, str(known["question"]), (), Standing.SETTLED, "9999", "9999", "", (lead,), wordings
    )


def _answered(path: str, text: str, today: date, lists: Content, others: tuple[Article, ...]) -> dict[str, Any]:
    reading = read({**lists, path: text.encode(errors="replace")})
    article_id = path.removesuffix(".md")
    beside = tuple(article for article in others if article.id != article_id)
    whole = Reading(
        beside + reading.articles,
        reading.sources,
        reading.terms,
        reading.idioms,
        replies=reading.replies,
        findings=reading.findings,
    )
    found = [finding for finding in check_reading(whole, today) if finding.path == path]
    shown = _shown(reading, article_id)
    return {"findings": [asdict(finding) for finding in found], "answer": answer_to_json(shown) if shown else ""}


def _shown(reading: Reading, article_id: str) -> Answer | None:
    """An article as the answer to its own question with everything open; a reply as it is given."""
    kind = article_id.removeprefix("replies/")
    if kind != article_id and kind in reading.replies:
        part = Part("", SectionKind.LEAD, reading.replies[kind].items)
        return Answer(Status.CHAT, (Block("", Status.CHAT, (part,)),))
    for article in reading.articles:
        if article.id == article_id:
            return _as_answer(article)
    return None


def _as_answer(article: Article) -> Answer:
    known = article.standing is not Standing.NOT_KNOWN
    status = Status.ANSWERED if known else Status.UNANSWERED_NOT_KNOWN
    ref = ArticleRef(article.id, article.question, article.standing.value)
    return Answer(status, (Block(article.question, status, tuple(_parts(article)), ref),), (ref,))


def _parts(article: Article) -> Iterator[Part]:
    for section in article.sections:
        yield Part(section.heading, section.kind, section.items, article.passage_id(section))


if __name__ == "__main__":
    main()
