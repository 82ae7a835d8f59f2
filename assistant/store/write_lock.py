"""One writer at a time, across threads and processes, with a bounded wait.

SQLite's own busy handler sleeps and tries again with no queue, which costs little at the median and much
in the tail; this lock is taken around it.
"""

from __future__ import annotations

import fcntl
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import StoreUnavailable

_NAP = 0.001
"""Seconds between two tries for a lock that another process holds; shorter than most writes."""


class WriteLock:
    """A lock kept on a file; the system frees it when its process dies."""

    def __init__(self, path: Path, wait: float) -> None:
        """`wait` is the longest anybody waits, in seconds."""
        self._path = path
        self._wait = wait
        self._threads = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises StoreUnavailable when it cannot be had in time."""
        deadline = time.monotonic() + self._wait
        if not self._threads.acquire(timeout=self._wait):
            raise self._too_long()
        try:
            with self._file_held(deadline):
                yield
        finally:
            self._threads.release()

    @contextmanager
    def _file_held(self, deadline: float) -> Iterator[None]:
        """Opened anew each time: a file inherited through fork would share its lock with the parent."""
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be opened for writing: {error.strerror}.") from error
        try:
            self._take(file, deadline)
            yield
            fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            os.close(file)

    def _take(self, file: int, deadline: float) -> None:
        while True:
            with suppress(BlockingIOError):
                return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.monotonic() >= deadline:
                raise self._too_long()
            time.sleep(_NAP * random.uniform(0.5, 1.5))  # noqa: S311  # spreads the tries; nothing secret

    def _too_long(self) -> StoreUnavailable:
        return StoreUnavailable(f"{self._path} has been held by another writer for over {self._wait:g} s.")
