"""Writes what happens as JSON lines to standard error, never with the words of a question or an exception."""

from __future__ import annotations

import sys
import traceback

import structlog
from structlog.typing import EventDict

FRAMES = 3
"""How many of the innermost places of a failure a line names."""


def write_to_stderr() -> None:
    """Set up logging for this process."""
    structlog.configure(
        processors=[
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
