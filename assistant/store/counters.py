"""Counts by window of time, shared by every process, for limits."""

from __future__ import annotations

from assistant.store.engine import Engine

_COUNT = """
    INSERT INTO counter (bucket, in_window, stands_at) VALUES (:bucket, :window, 1)
    ON CONFLICT (bucket, in_window) DO UPDATE SET stands_at = counter.stands_at + 1
    RETURNING stands_at
"""
_CLEAR = "DELETE FROM counter WHERE bucket = :bucket AND in_window = :window"
_FORGET = "DELETE FROM counter WHERE in_window < :before RETURNING bucket"


class CounterRecords:
    """Counters over an engine; see ports.SessionStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, bucket: str, window: str) -> int:
        """Add one to a counter of that window and return what it stands at."""
        params = {"bucket": bucket, "window": window}
        rows = self._engine.write(lambda transaction: transaction.run(_COUNT, params))
        return int(rows[0]["stands_at"])

    def clear_count(self, bucket: str, window: str) -> None:
        """Set one counter back to nothing."""
        params = {"bucket": bucket, "window": window}
        self._engine.write(lambda transaction: transaction.run(_CLEAR, params), repeatable=True)

    def forget_counts(self, before: str) -> int:
        """Erase the counters of windows before this one and return how many they were."""
        rows = self._engine.write(lambda transaction: transaction.run(_FORGET, {"before": before}))
        return len(rows)
