"""Following up over a real record in a folder of its own, for desks that are otherwise in memory."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path

from assistant.clock import Clock
from assistant.engagement.follow_up import FollowUp
from assistant.settings import Settings
from assistant.store.record import Record, open_store

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a folder without a disk, where there is one


def a_record() -> Record:
    """An empty record that goes away with its last user."""
    folder = tempfile.TemporaryDirectory(prefix="gp-engage-record-", dir=MEMORY)
    path = Path(folder.name) / "record.db"
    path.write_bytes(_empty())
    record = open_store(f"sqlite:///{path}")
    weakref.finalize(record, _remove, record._engine, folder)
    return record


@cache
def _empty() -> bytes:
    """The file of a record that has its tables and nothing else; made once, for each test may need several."""
    with tempfile.TemporaryDirectory(prefix="gp-engage-record-", dir=MEMORY) as folder:
        record = open_store(f"sqlite:///{folder}/record.db")
        record.migrate()
        record._engine.scrub()
        record.close()
        return (Path(folder) / "record.db").read_bytes()


def _remove(engine, folder) -> None:
    engine.close()
    folder.cleanup()


def following_up(record: Record, library: Callable, clock: Clock | None = None, **settings) -> FollowUp:
    """Following up over that record, with nobody to send mail to unless settings say so."""
    return FollowUp.over(record, Settings(**settings), library, lambda _: ("lead@example.nhs.uk",), clock or Clock())
