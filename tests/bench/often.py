"""Fifty publications, one every three seconds, while twenty questions a second are asked of two processes.

Counts what must not be: errors, answers of two releases, questions without the words of the release they name. Ends
with 1 when there is any. The publications go through the pages; each changes two articles, which every question asks.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from assistant.editorial.archive import packed
from assistant.editorial.evaluation import quantile
from knowledge.folder import content_of
from knowledge.release import content_hash
from tests.bench.served import FIRST, SECOND, question_of, real_content_served, with_lead
from tests.real_server import Editor, RealServer, Voice

EVERY = 3.0
QUESTIONS = 20
ASKERS = 10
PATIENCE = 60


def main(data: Path, publications: int) -> int:
    with real_content_served(data) as (server, _):
        contents = [content_of(server.faq)[0]]
        contents += [_numbered(contents[0], number) for number in range(1, publications + 1)]
        asking = Asking(server, _question(contents[0]))
        asking.start()
        try:
            took, refused = publish_all(server, contents[1:])
            asking.until(content_hash(contents[-1]))
        finally:
            asking.stop()
        return tell(asking, contents, took, refused)


def publish_all(server: RealServer, contents: list[dict[str, bytes]]) -> tuple[list[float], list[str]]:
    """Publish them, one every three seconds: how long each took, in seconds, and what was refused and sent again."""
    editor, took, refused = Editor(server), [], []
    for content in contents:
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            try:
                editor.take_in(packed(content))
                break
            except AssertionError as error:
                refused.append(str(error))
        took.append(time.monotonic() - began)
        time.sleep(max(0.0, EVERY - took[-1]))
    return took, refused


class Asking:
    """People who ask the same question, twenty times a second together, each in sessions of their own."""

    def __init__(self, server: RealServer, question: str) -> None:
        self.turns: list[tuple[int, dict[str, Any], float]] = []
        self.errors: list[str] = []
        self.began = time.monotonic()
        self._question = question
        self._over = threading.Event()
        workers = server.workers()
        self._askers = [
            threading.Thread(target=self._ask, args=(server, workers[n % len(workers)], n)) for n in range(ASKERS)
        ]

    def start(self) -> None:
        for asker in self._askers:
            asker.start()

    def until(self, release: str) -> None:
        """Go on until both processes answer from that release."""
        late = time.monotonic() + PATIENCE
        while {turn["release"] for _, turn, _ in self.turns[-ASKERS:]} != {release} and time.monotonic() < late:
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()
        for asker in self._askers:
            asker.join()

    def _ask(self, server: RealServer, worker: int, number: int) -> None:
        """One question in each half second, on the dot; one that takes longer puts the next off."""
        voice, due = Voice(server, worker), time.monotonic() + number / QUESTIONS
        while not self._over.is_set():
            time.sleep(max(0.0, due - time.monotonic()))
            due, began = max(due + ASKERS / QUESTIONS, time.monotonic()), time.monotonic()
            try:
                self.turns.append((worker, voice.ask(self._question), time.monotonic() - began))
            except Exception as error:  # noqa: BLE001 -- whatever a GP would see as an error is counted
                self.errors.append(f"{type(error).__name__}: {error}")
        voice.close()


def tell(asking: Asking, contents: list[dict[str, bytes]], took: list[float], refused: list[str]) -> int:
    """Print what was measured; 1 when something was that must not be."""
    names = {content_hash(content): number for number, content in enumerate(contents)}
    turns = [turn for _, turn, _ in asking.turns]
    mixed = [turn for turn in turns if _numbers(turn) - {names.get(turn["release"])}]
    silent = [turn for turn in turns if names.get(turn["release"]) and not _numbers(turn)]
    unkept = [turn for turn in turns if not turn["recorded"] or turn["status"] == "failed"]
    waits = sorted(wait for _, _, wait in asking.turns)
    seconds = time.monotonic() - asking.began
    rows = {
        "publications": len(took),
        "of them refused, and sent again": len(refused),
        "questions": f"{len(turns)} in {seconds:.0f} s, {len(turns) / seconds:.1f} a second",
        "asked of each process": ", ".join(str(n) for n in Counter(worker for worker, _, _ in asking.turns).values()),
        "releases that answered": len({turn["release"] for turn in turns}),
        "errors": len(asking.errors),
        "turns failed or not recorded": len(unkept),
        "answers of two releases": len(mixed),
        "answers without their release's words": len(silent),
        "both processes at the last release": all(
            turn["release"] == content_hash(contents[-1]) for turn in turns[-ASKERS:]
        ),
        "publication p50, longest": f"{quantile(sorted(took), 0.5):.1f} s, {max(took):.1f} s",
        "question p50, p95, longest": " ".join(f"{quantile(waits, q):.2f} s" for q in (0.5, 0.95, 1.0)),
    }
    for name, value in rows.items():
        click.echo(f"{name:40} {value}")
    for error in Counter((*asking.errors, *refused)).most_common(5):
        click.echo(f"  {error}")
    return int(bool(asking.errors or mixed or silent or unkept))


def _numbered(content: dict[str, bytes], number: int) -> dict[str, bytes]:
    words = f"These are the words of publication number {number}."
    return content | {path: with_lead(content[path].decode(), words).encode() for path in (FIRST, SECOND)}


def _numbers(turn: dict[str, Any]) -> set[int]:
    """The publications whose words stand in an answer."""
    texts = (statement["text"] for statement in turn["statements"])
    return {int(text.rpartition(" ")[2].strip(".")) for text in texts if "of publication number" in text}


def _question(content: dict[str, bytes]) -> str:
    return " ".join(question_of(content[path].decode()) for path in (FIRST, SECOND))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50))
