"""Search over transcripts by SQLite's FTS5, which triggers keep in step with the table `transcript`."""

from __future__ import annotations

from assistant.engagement.waiting_list import Heard
from assistant.store.engine import Engine
from assistant.store.transcripts import FIND, search, words_of

# In the order of its numbers FTS5 reads only as far as the page goes; by rank it would read all that matches.
_FIND = FIND.format(
    hits="""
        SELECT rowid AS number FROM transcript_index
        WHERE transcript_index MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :limit
    """
)
_TIDY = "INSERT INTO transcript_index (transcript_index) VALUES ('optimize')"


class SqliteTranscripts:
    """See ports.TranscriptSearch for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, words: str, before: int | None, limit: int) -> tuple[Heard, ...]:
        """Where all of the words stand, newest first; nothing for a text without words."""
        query = " ".join(f'"{word}"' for word in words_of(words))
        return search(self._engine, _FIND, query, before, limit) if query else ()

    def tidy(self) -> None:
        """Rewrite the index: a deletion only hides words until the pieces that hold them are merged."""
        self._engine.write(lambda transaction: transaction.run(_TIDY), repeatable=True)
        self._engine.scrub()
