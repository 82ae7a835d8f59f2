"""Following up over a real record in a folder of its own, for desks that are otherwise in memory."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from assistant.clock import Clock
from assistant.engagement.follow_up import FollowUp
from assistant.settings import Settings
from assistant.store.record import Record, open_store


def a_record() -> Record:
    """An empty record that goes away with its last user."""
    folder = tempfile.TemporaryDirectory(prefix="gp-engage-record-")
    record = open_store(f"sqlite:///{Path(folder.name)}/record.db")
    record.migrate()
    weakref.finalize(record, _remove, record._engine, folder)
    return record


def _remove(engine, folder) -> None:
    engine.close()
    folder.cleanup()


def following_up(record: Record, library: Callable, clock: Clock | None = None, **settings) -> FollowUp:
    """Following up over that record, with nobody to send mail to unless settings say so."""
    return FollowUp.over(record, Settings(**settings), library, lambda _: ("lead@example.nhs.uk",), clock or Clock())
