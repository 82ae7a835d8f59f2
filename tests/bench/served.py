"""The real content under a real server, with a folder of its own to be changed in."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.settings import Settings
from tests.real_server import PATIENCE, RealServer, Voice, serving

FIRST, SECOND = "contract/qof.md", "pay/goodwill.md"
"""The two articles that are changed."""

_LEAD = re.compile(r"(?s)\A(---\n.*?\n---\n).*?(?=\n## )")


@contextmanager
def real_content_served(data: Path) -> Iterator[tuple[RealServer, tuple[Voice, ...]]]:
    """Two workers over a copy of the content, with the vectors of `data` and a record of their own, encoder at work.

    What the server logged as an error is shown at the end.
    """
    with tempfile.TemporaryDirectory() as temporary:
        faq, kept = Path(temporary) / "faq", Path(temporary) / "var"
        shutil.copytree(Settings().content_folder, faq)
        with suppress(FileNotFoundError):
            shutil.copytree(data / "vectors", kept / "vectors")
        with serving(faq, kept) as server:
            voices = server.voices()
            until(lambda: all(voice.health["encoder"] == "at work" for voice in voices))
            yield server, voices
        sys.stderr.writelines(line for line in (kept / "server.log").open() if '"error"' in line)


def with_lead(text: str, words: str) -> str:
    """An article that begins with those words."""
    return _LEAD.sub(rf"\g<1>{words} [^si-2019-248]\n", text)


def question_of(text: str) -> str:
    """What an article answers."""
    found = re.search(r"(?m)^question: (.*)$", text)
    assert found
    return found[1].strip('"')


def until(so: Callable[[], bool]) -> None:
    """Wait for it."""
    late = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < late, "It does not come to that."
        time.sleep(0.1)
