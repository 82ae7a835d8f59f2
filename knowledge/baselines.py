"""Two other lexical rankings to measure ours against; bm25s is a development package and may be missing."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from knowledge.model import Entry
from knowledge.words import words

Rank = Callable[[str], Sequence[str]]
"""A question to the ids of entries, best first."""
_DEPTH = 10


def baselines(entries: Sequence[Entry]) -> Mapping[str, Rank]:
    """The rankings that can be made here, by name: SQLite FTS5 always, bm25s where it is installed."""
    made = {"SQLite FTS5": fts5(entries)}
    if importlib.util.find_spec("bm25s") and importlib.util.find_spec("Stemmer"):
        made["bm25s"] = bm25s(entries)
    return MappingProxyType(made)


def fts5(entries: Sequence[Entry]) -> Rank:
    """SQLite's full-text search: Porter stems, any word, question and wordings weighing twice the text."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE entry USING fts5(question, wordings, text, id UNINDEXED, tokenize='porter')")
    rows = [(entry.question, "\n".join(entry.wordings), entry.text, entry.id) for entry in entries]
    database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)

    def rank(question: str) -> Sequence[str]:
        any_word = " OR ".join(f'"{word.form}"' for word in words(question))
        found = database.execute(
            "SELECT id FROM entry WHERE entry MATCH ? ORDER BY bm25(entry, 2, 2, 1) LIMIT ?", (any_word or '""', _DEPTH)
        )
        return [row[0] for row in found]

    return rank


def bm25s(entries: Sequence[Entry]) -> Rank:
    """The package bm25s as its documentation shows it: Lucene's BM25, English stop words, Snowball stems."""
    import bm25s as package
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = ["\n".join((entry.question, entry.text, *entry.wordings)) for entry in entries]
    index = package.BM25(method="lucene")
    index.index(package.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def rank(question: str) -> Sequence[str]:
        asked = package.tokenize([question], stopwords="en", stemmer=stemmer, show_progress=False)
        found, scores = index.retrieve(asked, k=min(_DEPTH, len(entries)), show_progress=False)
        return [entries[at].id for at, score in zip(found[0], scores[0], strict=True) if score > 0]

    return rank
