"""Records of every real engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.store.ports import Store
from assistant.store.record import open_store


@pytest.fixture(scope="module")
def record(record_url: str) -> Iterator[Store]:
    """One record for the module and engine; each test keeps to concerns of its own."""
    kept = open_store(record_url)
    kept.migrate()
    yield kept
    kept.close()
