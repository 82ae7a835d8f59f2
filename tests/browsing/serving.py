"""A live server over a desk, for browsers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fakes.desk import FakeDesk
from werkzeug.serving import WSGIRequestHandler, make_server

from assistant.settings import Settings
from web.app import create_app


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(desk: FakeDesk) -> Iterator[str]:
    """The address of a live server over a desk."""
    app = create_app(Settings(secret="a secret for tests, 32 characters", organisation="Anytown ICB"), desk)
    listening = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.port}"
    listening.shutdown()
    thread.join()
    listening.server_close()
