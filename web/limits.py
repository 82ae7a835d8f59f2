"""Counts what each address reads, in this process alone: near enough to stop a flood, and no write to the record."""

from __future__ import annotations

import threading
from collections import Counter

from flask import request

from assistant.errors import LimitReached
from web.application import Application

WINDOW = 60
"""Seconds."""

MOST_ADDRESSES = 100_000
"""How many addresses are counted in a window; more of them are let through uncounted, so memory has an end."""

MANY = "Very many pages were asked for from your network in a short time. Please wait a moment."

UNCOUNTED = frozenset({"static", "health.alive", "health.ready"})


class ReadCounter:
    """Reads by address in the window that runs. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._window = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, address: str, now: float) -> None:
        """Count one more. Raises LimitReached."""
        window = int(now // WINDOW)
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            if len(self._counts) < MOST_ADDRESSES or address in self._counts:
                self._counts[address] += 1
            reached = self._counts[address] > self._most
        if reached:
            raise LimitReached(MANY, retry_after=max(1, int((window + 1) * WINDOW - now)))


def limit_reads(app: Application) -> None:
    """Have the application count what is read."""
    counter = ReadCounter(app.settings.limit_reads)

    def count() -> None:
        if request.method in ("GET", "HEAD") and request.endpoint not in UNCOUNTED:
            counter.count(request.remote_addr or "", app.clock())

    app.before_request(count)
