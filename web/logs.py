"""Writes what happens as JSON lines to standard error, never with the words of a question or an exception."""

from __future__ import annotations

import secrets
import sys
import traceback

import structlog
from flask import Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars, merge_contextvars
from structlog.typing import EventDict

from web.application import Application

FRAMES = 3
"""How many of the innermost places of a failure a line names."""

REFUSALS = frozenset({400, 401, 403, 413, 429})
"""Statuses that say: not you, not so, not so much. Many of them are what somebody who tries things leaves behind."""

_log = structlog.get_logger(__name__)


def write_to_stderr() -> None:
    """Set up logging for this process."""
    structlog.configure(
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_failure,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def name_failure(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put an exception's kind and places in a line, and not its message, which may hold what a GP typed."""
    if event.pop("exc_info", None):
        kind, _, trace = sys.exc_info()
        event["kind"] = kind.__name__ if kind else "unknown"
        frames = traceback.extract_tb(trace)[-FRAMES:]
        event["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def name_requests(app: Application) -> None:
    """Give each request an id of our own, in all its lines and its response, and note what is refused."""
    app.before_request(_name)
    app.after_request(_note)


def _name() -> None:
    clear_contextvars()
    bind_contextvars(request=secrets.token_hex(8))


def _note(response: Response) -> Response:
    """Who was refused, where one is known; the endpoint and not the address, which may hold a link's secret."""
    response.headers["X-Request-Id"] = get_contextvars().get("request", "")
    if response.status_code in REFUSALS:
        who = getattr(g.get("person"), "id", "")
        _log.warning(
            "request.refused", status=response.status_code, method=request.method, endpoint=request.endpoint, person=who
        )
    return response
