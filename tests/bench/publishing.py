"""How soon new words are answered by every process of the service as it is run, at the real content."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.rows import Row, Took
from tests.bench.served import FIRST, question_of, real_content_served, until, with_lead
from tests.real_server import Editor, RealServer, Voice

GOAL = 5
TIMES = 5


def main(data: Path) -> None:
    with real_content_served(data) as (server, voices):
        editor = Editor(server)
        tell("published through the pages, in both processes", [through_pages(server, editor, voices, n) for n in _N])
        tell("changed in the folder, in both processes", [in_folder(server, voices, n) for n in _N])


def through_pages(server: RealServer, editor: Editor, voices: tuple[Voice, ...], number: int) -> Took:
    """From the press of the button to the last process that answers with the new words."""
    path, words = server.faq / FIRST, f"These words are number {number}."
    draft = editor.approved(FIRST, with_lead(path.read_text(), words))
    wall, processor = time.perf_counter(), server.processor()
    editor.publish(draft)
    _all_say(voices, path, words)
    took = _since(wall, processor, server)
    until(lambda: words in path.read_text())
    return took


def in_folder(server: RealServer, voices: tuple[Voice, ...], number: int) -> Took:
    """From the change of a file to the last process that answers with the new words."""
    path, words = server.faq / FIRST, f"These words of the folder are number {number}."
    wall, processor = time.perf_counter(), server.processor()
    path.write_text(with_lead(path.read_text(), words))
    _all_say(voices, path, words)
    return _since(wall, processor, server)


def _all_say(voices: tuple[Voice, ...], path: Path, words: str) -> None:
    question = question_of(path.read_text())
    until(lambda: all(words in voice.ask(question)["text"] for voice in voices))


def _since(wall: float, processor: float, server: RealServer) -> Took:
    return Took((time.perf_counter() - wall) * 1000, (server.processor() - processor) * 1000)


def tell(what: str, took: Sequence[Took]) -> None:
    """The middle one and the slowest; the processor is that of both processes together, the questions included."""
    inorder = sorted(took, key=lambda each: each.wall)
    for name, each in ((what, inorder[len(inorder) // 2]), (f"  the slowest of {TIMES}", inorder[-1])):
        Row(name, each.wall / 1000, "s", GOAL, each.processor / 1000).tell()


_N = range(TIMES)

if __name__ == "__main__":
    main(Path(sys.argv[1]))
