"""Sessions in the record."""

from __future__ import annotations

from functools import partial

from assistant.errors import NotFound
from assistant.model import Circumstances, Session
from assistant.store.engine import Engine, Params, Row, Transaction

_OPEN = """
    INSERT INTO session (id, created, expires, role, contract, level, premises)
    VALUES (:id, :created, :expires, :role, :contract, :level, :premises)
    ON CONFLICT (id) DO NOTHING
"""
_ONE = "SELECT * FROM session WHERE id = :id"
_SET_CIRCUMSTANCES = """
    UPDATE session SET role = :role, contract = :contract, level = :level, premises = :premises
    WHERE id = :id RETURNING id
"""


class SessionRecords:
    """Sessions over an engine; see ports.SessionStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_session(self, session: Session) -> None:
        """Keep a new session. Does nothing when it is kept already."""
        row = {"id": session.id, "created": session.created, "expires": session.expires}
        params = row | circumstances_row(session.circumstances)
        self._engine.write(partial(_run, _OPEN, params), repeatable=True)

    def session(self, session_id: str) -> Session | None:
        """The session, or None when there is none."""
        rows = self._engine.read(_ONE, {"id": session_id})
        return _session(rows[0]) if rows else None

    def set_circumstances(self, session_id: str, circumstances: Circumstances) -> None:
        """Replace what the GP said of themselves. Raises NotFound."""
        params = {"id": session_id} | circumstances_row(circumstances)
        if not self._engine.write(partial(_run, _SET_CIRCUMSTANCES, params), repeatable=True):
            raise NotFound("There is no such session.")


def circumstances_row(circumstances: Circumstances) -> dict[str, str]:
    """Circumstances as the columns of a session or a turn."""
    return {
        "role": circumstances.role,
        "contract": circumstances.contract,
        "level": circumstances.level,
        "premises": circumstances.premises,
    }


def circumstances_of(row: Row) -> Circumstances:
    """The circumstances in a row of sessions or turns."""
    return Circumstances(row["role"], row["contract"], row["level"], row["premises"])


def _session(row: Row) -> Session:
    return Session(row["id"], row["created"], row["expires"], circumstances_of(row))


def _run(sql: str, params: Params, transaction: Transaction) -> list[Row]:
    return transaction.run(sql, params)
