"""What tests of several parts need: a private PostgreSQL, and a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from private_postgres import PrivatePostgres

# How long one example takes says more of what else the machine does than of our code.
settings.register_profile("any machine", settings(), deadline=None)
settings.load_profile("any machine")


LONGEST = ("relevance", "journeys")
"""The folders whose files take longest. They begin first: one left for the end would keep one process waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the rest stays in its order."""
    folders = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: folders.get(item.path.parent.name, len(folders)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A running server; skips where there is none to run, and fails there in CI."""
    from private_postgres import HOW_TO_INSTALL, PrivatePostgres, find_programs

    programs = find_programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_INSTALL)
    server = PrivatePostgres(programs)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def record_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an empty record, one for each module and engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('record')}/record.db"
    return request.getfixturevalue("postgres").new_database()


CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium, one for all tests of a process; skips where there is none, and fails there in CI."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        reason = "There is no Chromium here: apt-get install chromium fonts-liberation"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()
