"""Turns in the record, and what GPs said of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from assistant.engagement.concerns import models_in
from assistant.errors import NotFound
from assistant.model import Feedback, Status, Turn, Useful
from assistant.store import answers
from assistant.store.engine import Engine, Params, Row, Transaction, read_in_pages
from assistant.store.sessions import circumstances_of, circumstances_row
from assistant.store.transcripts import words_shown

UNANSWERED = frozenset({Status.CLOSEST_ONLY, Status.UNANSWERED_NOT_KNOWN, Status.UNANSWERED_NOT_COVERED})
"""What waits for a lead."""

# Locks the session's row until the transaction ends, so that numbers have no gap and a key no twin.
_TAKE_NUMBER = "UPDATE session SET turns = turns + 1 WHERE id = :session RETURNING turns"
_GIVE_BACK = "UPDATE session SET turns = turns - 1 WHERE id = :session"
_ADD = """
    INSERT INTO turn (id, session, key, number, at, release, question, status, answer,
                      role, contract, level, premises, masked, found, took_ms)
    VALUES (:id, :session, :key, :number, :at, :release, :question, :status, :answer,
            :role, :contract, :level, :premises, :masked, :found, :took_ms)
"""
_ADD_TOPIC = "INSERT INTO turn_topic (turn, topic) VALUES (:turn, :topic)"
_ADD_MODEL = "INSERT INTO turn_model (turn, model) VALUES (:turn, :model)"
_WAIT = """
    INSERT INTO waiting_question (turn, at, topics, models, not_useful) VALUES (:turn, :at, :topics, :models, 0)
"""
_WAIT_NOT_USEFUL = """
    INSERT INTO waiting_question (turn, at, topics, models, not_useful)
    SELECT id, at, :topics, :models, 1 FROM turn
    WHERE id = :turn AND NOT EXISTS (SELECT 1 FROM question_done WHERE turn = :turn)
        AND NOT EXISTS (SELECT 1 FROM concern WHERE turn = :turn)
    ON CONFLICT (turn) DO NOTHING
"""
_NO_LONGER = "DELETE FROM waiting_question WHERE turn = :turn AND not_useful = 1"
_ADD_WORDS = "INSERT INTO transcript (turn, words) VALUES (:turn, :words)"
_ADD_ARTICLE = "INSERT INTO turn_article (turn, article) VALUES (:turn, :article)"
_ADD_STATEMENT = "INSERT INTO turn_statement (turn, statement) VALUES (:turn, :statement)"
_ONE = "SELECT * FROM turn WHERE session = :session AND id = :id"
_BY_KEY = "SELECT * FROM turn WHERE session = :session AND key = :key"
_LAST = "SELECT * FROM turn WHERE session = :session ORDER BY number DESC LIMIT :limit"
_ALL = "SELECT * FROM turn WHERE (at, id) > (:at, :id) ORDER BY at, id LIMIT :limit"
_SET_FEEDBACK = """
    INSERT INTO feedback (turn, useful, comment, at)
    SELECT id, :useful, :comment, :at FROM turn WHERE id = :turn AND session = :session
    ON CONFLICT (turn) DO UPDATE SET useful = excluded.useful, comment = excluded.comment, at = excluded.at
    RETURNING turn
"""
_FEEDBACK = """
    SELECT feedback.turn, feedback.useful, feedback.comment, feedback.at
    FROM feedback JOIN turn ON turn.id = feedback.turn WHERE turn.session = :session
"""


class TurnRecords:
    """Turns over an engine; see ports.SessionStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_turn(self, turn: Turn) -> Turn:
        """Keep a turn, or return the one that has its key already. Raises NotFound and Unreadable."""
        return self._engine.write(partial(_add, turn, _row(turn)), repeatable=True)

    def turn(self, session_id: str, turn_id: str) -> Turn | None:
        """One turn of that session; None when the session has no such turn."""
        rows = self._engine.read(_ONE, {"session": session_id, "id": turn_id})
        return turn_of(rows[0]) if rows else None

    def turn_by_key(self, session_id: str, key: str) -> Turn | None:
        """The session's turn with that key, or None."""
        rows = self._engine.read(_BY_KEY, {"session": session_id, "key": key})
        return turn_of(rows[0]) if rows else None

    def turns(self, session_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """The session's turns by number, oldest first; only the last ones when `last` is given."""
        limit = sys.maxsize if last is None else last
        rows = self._engine.read(_LAST, {"session": session_id, "limit": limit})
        return tuple(turn_of(row) for row in reversed(rows))

    def all_turns(self) -> Iterator[Turn]:
        """Every turn, oldest first, a page at a time."""
        return map(turn_of, read_in_pages(self._engine, _ALL, {"at": "", "id": ""}, ("at", "id")))

    def set_feedback(self, session_id: str, feedback: Feedback) -> None:
        """Keep what the GP said of a turn, in place of what they said before. Raises NotFound."""
        params = {
            "session": session_id,
            "turn": feedback.turn,
            "useful": feedback.useful.value,
            "comment": feedback.comment,
            "at": feedback.at,
        }
        self._engine.write(partial(_set_feedback, session_id, feedback, params), repeatable=True)

    def feedback(self, session_id: str) -> dict[str, Feedback]:
        """What the GP said of the session's turns, by turn id."""
        rows = self._engine.read(_FEEDBACK, {"session": session_id})
        return {row["turn"]: Feedback(row["turn"], Useful(row["useful"]), row["comment"], row["at"]) for row in rows}


def _add(turn: Turn, row: dict[str, str | int | float | None], transaction: Transaction) -> Turn:
    taken = transaction.run(_TAKE_NUMBER, {"session": turn.session})
    if not taken:
        raise NotFound("There is no such session.")
    first = transaction.run(_BY_KEY, {"session": turn.session, "key": turn.key})
    if first:
        transaction.run(_GIVE_BACK, {"session": turn.session})
        return turn_of(first[0])
    number = taken[0]["turns"]
    transaction.run(_ADD, row | {"number": number})
    _add_what_was_shown(turn, transaction)
    return replace(turn, number=number, recorded=True)


def _set_feedback(session_id: str, feedback: Feedback, params: Params, transaction: Transaction) -> None:
    if not transaction.run(_SET_FEEDBACK, params):
        raise NotFound("There is no such turn.")
    if feedback.useful is Useful.YES:
        transaction.run(_NO_LONGER, {"turn": feedback.turn})
    else:
        turn = turn_of(transaction.run(_ONE, {"session": session_id, "id": feedback.turn})[0])
        transaction.run(_WAIT_NOT_USEFUL, {"turn": turn.id, **_subjects(turn)})


def _subjects(turn: Turn) -> dict[str, str]:
    """The topics and models of a question that waits for a lead, as words in a row."""
    return {"topics": " ".join(dict.fromkeys(turn.answer.topics)), "models": " ".join(models_in(turn.found.terms))}


def _add_what_was_shown(turn: Turn, transaction: Transaction) -> None:
    topics = dict.fromkeys(turn.answer.topics)
    transaction.run_many(_ADD_TOPIC, _pairs(turn, "topic", topics))
    transaction.run_many(_ADD_MODEL, _pairs(turn, "model", models_in(turn.found.terms)))
    if turn.answer.status in UNANSWERED:
        transaction.run(_WAIT, {"turn": turn.id, "at": turn.at, **_subjects(turn)})
    transaction.run(_ADD_WORDS, {"turn": turn.id, "words": words_shown(turn)})
    transaction.run_many(_ADD_ARTICLE, _pairs(turn, "article", answers.articles_shown(turn.answer)))
    transaction.run_many(_ADD_STATEMENT, _pairs(turn, "statement", answers.statements_shown(turn.answer)))


def _pairs(turn: Turn, name: str, values: Iterable[str]) -> list[Params]:
    return [{"turn": turn.id, name: value} for value in values]


def _row(turn: Turn) -> dict[str, str | int | float | None]:
    return {
        "id": turn.id,
        "session": turn.session,
        "key": turn.key,
        "at": turn.at,
        "release": turn.release,
        "question": turn.question,
        "status": turn.answer.status.value,
        "answer": answers.answer_to_json(turn.answer),
        "masked": answers.names_to_json(turn.masked),
        "found": answers.found_to_json(turn.found),
        "took_ms": turn.took_ms,
        **circumstances_row(turn.circumstances),
    }


def turn_of(row: Row) -> Turn:
    """The turn of one row of its table."""
    return Turn(
        id=row["id"],
        session=row["session"],
        key=row["key"],
        number=row["number"],
        at=row["at"],
        release=row["release"],
        question=row["question"],
        answer=answers.answer_from_json(row["answer"]),
        circumstances=circumstances_of(row),
        masked=answers.names_from_json(row["masked"]),
        found=answers.found_from_json(row["found"]),
        took_ms=row["took_ms"],
    )
