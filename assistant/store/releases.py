"""Releases in the record: what was live when, and every text that ever was, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial

from assistant.editorial.model import Draft, DraftEvent, Published
from assistant.errors import Conflict
from assistant.store.drafts import keep_change
from assistant.store.engine import Engine, Row, Transaction

_LIVE = "SELECT * FROM release ORDER BY number DESC LIMIT 1"
_NEWEST = "SELECT * FROM release WHERE number < :before ORDER BY number DESC LIMIT :limit"
_ADD = """
    INSERT INTO release (number, hash, at, person, name, note, override)
    VALUES (:number, :hash, :at, :person, :name, :note, :override)
    ON CONFLICT (number) DO NOTHING RETURNING number
"""
_ADD_TEXT = "INSERT INTO release_text (hash, text) VALUES (:hash, :text) ON CONFLICT (hash) DO NOTHING"
_ADD_FILE = """
    INSERT INTO release_file (hash, path, text) VALUES (:hash, :path, :text) ON CONFLICT (hash, path) DO NOTHING
"""
_FILES = """
    SELECT release_file.path, release_text.text FROM release_file
    JOIN release_text ON release_text.hash = release_file.text WHERE release_file.hash = :hash
"""
_OF_FILE = """
    SELECT release.*, release_text.text FROM release
    LEFT JOIN release_file ON release_file.hash = release.hash AND release_file.path = :path
    LEFT JOIN release_text ON release_text.hash = release_file.text ORDER BY release.number
"""

TAKEN = "Another release went live meanwhile. Look at what it changed, and publish again."


class ReleaseRecords:
    """Releases over an engine; see ports.ReleaseStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def live_release(self) -> Published | None:
        """The release that went live last, or None before the first."""
        rows = self._engine.read(_LIVE)
        return _published(rows[0]) if rows else None

    def releases(self, limit: int, before: int) -> tuple[Published, ...]:
        """At most so many releases with numbers below `before`, newest first."""
        return tuple(_published(row) for row in self._engine.read(_NEWEST, {"limit": limit, "before": before}))

    def release_content(self, release_hash: str) -> dict[str, bytes]:
        """The files of a release by path; empty when there is no such release."""
        return {row["path"]: row["text"].encode() for row in self._engine.read(_FILES, {"hash": release_hash})}

    def texts_of(self, path: str) -> tuple[tuple[Published, str], ...]:
        """The releases in which a file changed, oldest first, with what it was from then on; "" when it was gone."""
        changes: list[tuple[Published, str]] = []
        for row in self._engine.read(_OF_FILE, {"path": path}):
            text = row["text"] or ""
            if text != (changes[-1][1] if changes else ""):
                changes.append((_published(row), text))
        return tuple(changes)

    def publish(
        self, release: Published, content: Mapping[str, bytes], change: tuple[Draft, DraftEvent] | None = None
    ) -> None:
        """Make a release the live one and keep its files, and with it what became of a draft: all of it or nothing.

        Raises Conflict when a release of that number is there already or the draft has changed.
        """
        # Reckoned before the write begins: who asks a question waits for it to end.
        texts = {path: (hashlib.sha256(data).hexdigest(), data.decode()) for path, data in content.items()}
        self._engine.write(partial(_publish, release, texts, change))


def _publish(
    release: Published,
    texts: Mapping[str, tuple[str, str]],
    change: tuple[Draft, DraftEvent] | None,
    transaction: Transaction,
) -> None:
    """`texts` are the files by path, each with its digest."""
    row = {name: getattr(release, name) for name in Published.__slots__}
    if not transaction.run(_ADD, row):
        raise Conflict(TAKEN)
    transaction.run_many(_ADD_TEXT, [{"hash": digest, "text": text} for digest, text in texts.values()])
    transaction.run_many(
        _ADD_FILE, [{"hash": release.hash, "path": path, "text": digest} for path, (digest, _) in texts.items()]
    )
    if change:
        keep_change(*change, transaction)


def _published(row: Row) -> Published:
    return Published(**{name: row[name] for name in Published.__slots__})
