"""Open questions in the record, and in how many sessions they were asked too."""

from __future__ import annotations

from dataclasses import asdict

from assistant.engagement.register import OpenQuestion
from assistant.errors import Conflict, NotFound
from assistant.store.engine import Engine, Params, Row, Transaction

_ALL = "SELECT * FROM open_question ORDER BY at, id"
_ONE = "SELECT * FROM open_question WHERE id = :id"
_ADD = """
    INSERT INTO open_question (id, words, topic, owner, at, changed, expected, article, withdrawn, me_too, version)
    VALUES (:id, :words, :topic, :owner, :at, :changed, :expected, :article, :withdrawn, :me_too, :version)
    ON CONFLICT (id) DO NOTHING
"""
_KEEP = """
    UPDATE open_question SET words = :words, topic = :topic, owner = :owner, changed = :changed, expected = :expected,
        article = :article, withdrawn = :withdrawn, version = version + 1
    WHERE id = :id AND version = :version RETURNING *
"""
_MARK = """
    INSERT INTO me_too (question, session)
    SELECT open_question.id, session.id FROM open_question, session
    WHERE open_question.id = :question AND session.id = :session
    ON CONFLICT (question, session) DO NOTHING RETURNING question
"""
_MARKED = "SELECT question FROM me_too WHERE question = :question AND session = :session"
_COUNT = "UPDATE open_question SET me_too = me_too + 1 WHERE id = :question"


class RegisterRecords:
    """Open questions over an engine; see ports.RegisterStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """Every open question, oldest first."""
        return tuple(map(_question, self._engine.read(_ALL)))

    def open_question(self, question_id: str) -> OpenQuestion | None:
        """The question, or None."""
        rows = self._engine.read(_ONE, {"id": question_id})
        return _question(rows[0]) if rows else None

    def add_open_question(self, question: OpenQuestion) -> None:
        """Keep a new question."""
        self._engine.write(lambda transaction: transaction.run(_ADD, _row(question)), repeatable=True)

    def keep_open_question(self, question: OpenQuestion) -> OpenQuestion:
        """Keep a question changed. Raises NotFound, Conflict."""

        def keep(transaction: Transaction) -> OpenQuestion:
            if kept := transaction.run(_KEEP, _row(question)):
                return _question(kept[0])
            if now := transaction.run(_ONE, {"id": question.id}):
                raise Conflict("Somebody has changed this question since you read it.", _question(now[0]))
            raise NotFound("There is no such open question.")

        return self._engine.write(keep)

    def add_me_too(self, question_id: str, session_id: str) -> bool:
        """Count a session for a question, once. Raises NotFound."""
        pair: Params = {"question": question_id, "session": session_id}

        def add(transaction: Transaction) -> bool:
            if transaction.run(_MARK, pair):
                transaction.run(_COUNT, {"question": question_id})
                return True
            if transaction.run(_MARKED, pair):
                return False
            raise NotFound("There is no such open question or session.")

        return self._engine.write(add, repeatable=True)


def _row(question: OpenQuestion) -> Params:
    return asdict(question) | {"withdrawn": int(question.withdrawn)}


def _question(row: Row) -> OpenQuestion:
    return OpenQuestion(**row | {"withdrawn": bool(row["withdrawn"])})
