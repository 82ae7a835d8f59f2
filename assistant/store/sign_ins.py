"""Sign-ins and the tokens of programs in the record."""

from __future__ import annotations

from assistant.accounts.model import ApiToken, Person, SignIn
from assistant.errors import NotFound
from assistant.store.engine import Engine, Params, Row
from assistant.store.people import person_of, roles_of, roles_text

_ADD = """
    INSERT INTO sign_in (hash, person, created, seen, expires) VALUES (:hash, :person, :created, :seen, :expires)
    ON CONFLICT (hash) DO NOTHING
"""
_ONE = """
    SELECT person.*, sign_in.hash, sign_in.created AS began, sign_in.seen, sign_in.expires
    FROM sign_in JOIN person ON person.id = sign_in.person WHERE sign_in.hash = :hash
"""
_TOUCH = "UPDATE sign_in SET seen = :seen WHERE hash = :hash"
_END = "DELETE FROM sign_in WHERE hash = :hash"
_END_ALL = "DELETE FROM sign_in WHERE person = :person RETURNING hash"
_FORGET = "DELETE FROM sign_in WHERE expires < :before RETURNING hash"

_ADD_PROGRAM = """
    INSERT INTO api_token (id, hash, name, roles, created, expires, revoked)
    VALUES (:id, :hash, :name, :roles, :created, :expires, :revoked)
    ON CONFLICT (id) DO NOTHING
"""
_PROGRAMS = "SELECT * FROM api_token ORDER BY created DESC, id"
_PROGRAM = "SELECT * FROM api_token WHERE hash = :hash"
_REVOKE = """
    UPDATE api_token SET revoked = CASE WHEN revoked = '' THEN :at ELSE revoked END WHERE id = :id RETURNING id
"""


class SignInRecords:
    """Sign-ins and tokens over an engine; see ports.SignInStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_sign_in(self, sign_in: SignIn) -> None:
        """Keep a sign-in."""
        row = {
            "hash": sign_in.hash,
            "person": sign_in.person,
            "created": sign_in.created,
            "seen": sign_in.seen,
            "expires": sign_in.expires,
        }
        self._run(_ADD, row)

    def sign_in(self, hash: str) -> tuple[SignIn, Person] | None:
        """The sign-in and its person as they are now, or None."""
        rows = self._engine.read(_ONE, {"hash": hash})
        if not rows:
            return None
        row = rows[0]
        return SignIn(row["hash"], row["id"], row["began"], row["seen"], row["expires"]), person_of(row)

    def touch_sign_in(self, hash: str, seen: str) -> None:
        """Keep when a sign-in was last used."""
        self._run(_TOUCH, {"hash": hash, "seen": seen})

    def end_sign_in(self, hash: str) -> None:
        """Erase a sign-in."""
        self._run(_END, {"hash": hash})

    def end_sign_ins(self, person_id: str) -> int:
        """Erase every sign-in of a person and return how many they were."""
        return len(self._run(_END_ALL, {"person": person_id}))

    def forget_sign_ins(self, before: str) -> int:
        """Erase the sign-ins that expired before that time and return how many."""
        return len(self._run(_FORGET, {"before": before}))

    def add_token(self, token: ApiToken) -> None:
        """Keep a token."""
        row = {
            "id": token.id,
            "hash": token.hash,
            "name": token.name,
            "roles": roles_text(token.roles),
            "created": token.created,
            "expires": token.expires,
            "revoked": token.revoked,
        }
        self._run(_ADD_PROGRAM, row)

    def tokens(self) -> tuple[ApiToken, ...]:
        """Every token, newest first."""
        return tuple(map(_token, self._engine.read(_PROGRAMS)))

    def token(self, hash: str) -> ApiToken | None:
        """The token, or None."""
        rows = self._engine.read(_PROGRAM, {"hash": hash})
        return _token(rows[0]) if rows else None

    def revoke_token(self, token_id: str, at: str) -> None:
        """Keep that a token was revoked. Raises NotFound."""
        if not self._run(_REVOKE, {"id": token_id, "at": at}):
            raise NotFound("There is no such token.")

    def _run(self, sql: str, params: Params) -> list[Row]:
        return self._engine.write(lambda transaction: transaction.run(sql, params), repeatable=True)


def _token(row: Row) -> ApiToken:
    roles = roles_of(row["roles"])
    return ApiToken(row["id"], row["hash"], row["name"], roles, row["created"], row["expires"], row["revoked"])
