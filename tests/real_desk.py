"""A real desk over the packaged content and a record in a folder of its own, for tests from end to end."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.clock import Clock
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.shelf import Shelf
from assistant.store.record import open_store
from knowledge.folder import content_of

SECRET = "a secret for tests, 32 characters"


def settings_in(folder: Path, **chosen: object) -> Settings:
    """Settings of a service in that folder: by words alone, and limits that no test reaches by itself."""
    generous = {"limit_questions": 10**6, "limit_sessions": 10**6, "limit_reads": 10**6, "limit_concerns": 10**6}
    return Settings(**{"data_dir": folder, "secret": SECRET, "encoder": "off", **generous, **chosen})


def desk_in(folder: Path, clock: Clock | None = None, **chosen: object) -> Desk:
    """A desk in that folder; close it."""
    settings = settings_in(folder, **chosen)
    store = open_store(settings.store_url, clock)
    store.migrate()
    return Desk(settings, shelf(), store, clock)


@cache
def shelf() -> Shelf:
    """The packaged content, read once for all tests of a run: that takes seconds."""
    settings = Settings()
    content, _ = content_of(settings.content_folder)
    return Shelf(content, None, None)


def kept_bytes(folder: Path) -> bytes:
    """Every byte of the record: the file, its log and its index of the log."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("engage.db*")))
