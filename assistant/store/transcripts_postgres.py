"""Search over transcripts by PostgreSQL's text search, on a column that it derives itself."""

from __future__ import annotations

from assistant.engagement.waiting_list import Heard
from assistant.store.engine import Engine
from assistant.store.transcripts import FIND, search, words_of

_FIND = FIND.format(
    hits="""
        SELECT number FROM transcript
        WHERE found @@ plainto_tsquery('english', :query) AND number < :before ORDER BY number DESC LIMIT :limit
    """
)


class PostgresTranscripts:
    """See ports.TranscriptSearch for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, words: str, before: int | None, limit: int) -> tuple[Heard, ...]:
        """Where all of the words stand, newest first; nothing for a text without words."""
        query = " ".join(words_of(words))
        return search(self._engine, _FIND, query, before, limit) if query else ()

    def tidy(self) -> None:
        """Nothing to do: autovacuum frees what erased rows held, in the index too."""
