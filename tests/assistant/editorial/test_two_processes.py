"""The service as it is run, with two processes: what is published in one is what both answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest
from fakes.faq_files import CONTRACT, PENSION, article, lay_out, small_content

from tests.real_server import Editor, RealServer, Voice, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tells processes apart by /proc")
PATIENCE = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    here = tmp_path_factory.mktemp("served")
    with serving(lay_out(here / "faq", small_content()), here / "var", GP_ENGAGE_ENCODER="off") as server:
        yield server


@pytest.fixture(scope="module")
def voices(server: RealServer) -> Iterator[tuple[Voice, ...]]:
    voices = server.voices()
    yield voices
    for voice in voices:
        voice.close()


def becomes(voices: tuple[Voice, ...], question: str, words: str) -> bool:
    """Whether in every process the answer comes to have these words."""
    waiting, until = voices, time.monotonic() + PATIENCE
    while waiting and time.monotonic() < until:
        waiting = tuple(voice for voice in waiting if words not in voice.ask(question)["text"])
        time.sleep(0.1)
    return not waiting


def test_words_published_through_the_pages_are_answered_by_every_process(server, voices):
    assert len(voices) == 2
    editor = Editor(server)
    draft = editor.approved(CONTRACT[0], article(CONTRACT[1], "You keep your GMS contract for ever.").decode())
    assert all("for ever" not in voice.ask(CONTRACT[1])["text"] for voice in voices)
    editor.publish(draft)
    assert becomes(voices, CONTRACT[1], "You keep your GMS contract for ever.")


def test_an_article_edited_in_the_folder_is_answered_by_every_process(server, voices):
    (server.faq / PENSION[0]).write_bytes(article(PENSION[1], "Your pension is for life."))
    assert becomes(voices, PENSION[1], "Your pension is for life.")
