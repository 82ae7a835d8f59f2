"""What both searches over transcripts share: the words that are indexed and looked for, and what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.engagement.waiting_list import Heard, ItemKind
from assistant.model import Turn
from assistant.store.engine import Engine, Params, Row

NEWEST = 2**62
"""Comes before every number of the index, read from the newest."""

MOST_WORDS = 32
"""So many words are looked for; more are left out, for a pasted page is no search."""

_WORD = re.compile(r"[^\W_]+")

FIND = """
    SELECT hit.number, turn.id AS turn, turn.session, turn.at, turn.question, turn.status,
           concern.id AS concern, concern.at AS raised, concern.words, concern.state, concern.reference
    FROM ({hits}) AS hit
    JOIN transcript ON transcript.number = hit.number
    LEFT JOIN turn ON turn.id = transcript.turn
    LEFT JOIN concern ON concern.id = transcript.concern
    ORDER BY hit.number DESC
"""


def words_of(text: str) -> list[str]:
    """The words to look for: letters and figures alone, so that no text has a meaning to a query language."""
    return _WORD.findall(text)[:MOST_WORDS]


def words_shown(turn: Turn) -> str:
    """What is indexed of a turn: the question and what was read as its answer."""
    return "\n".join(dict.fromkeys(_lines(turn)))


def _lines(turn: Turn) -> Iterator[str]:
    yield turn.question
    for article in turn.answer.articles:
        yield article.question
    for part in turn.answer.parts():
        yield from (item.text for item in part.items)


def search(engine: Engine, sql: str, query: str, before: int | None, limit: int) -> tuple[Heard, ...]:
    """What the SQL of a search finds for its query."""
    params: Params = {"query": query, "before": NEWEST if before is None else before, "limit": limit}
    return tuple(map(_heard, engine.read(sql, params)))


def _heard(row: Row) -> Heard:
    if row["turn"] is not None:
        return Heard(
            ItemKind.QUESTION, row["number"], row["turn"], row["at"], row["question"], row["status"], row["session"]
        )
    return Heard(
        ItemKind.CONCERN,
        row["number"],
        row["concern"],
        row["raised"],
        row["words"],
        row["state"],
        reference=row["reference"],
    )
