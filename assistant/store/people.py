"""People in the record, and the one-time links by which they come in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from assistant.accounts.model import Link, LinkKind, Person, State
from assistant.accounts.permissions import Role
from assistant.errors import Conflict, NotFound
from assistant.store.engine import Engine, Params, Row, Transaction

_ALL = "SELECT * FROM person ORDER BY email"
_ONE = "SELECT * FROM person WHERE id = :id"
_BY_EMAIL = "SELECT * FROM person WHERE email = :email"
_ADD = """
    INSERT INTO person (id, email, name, roles, state, created, password)
    VALUES (:id, :email, :name, :roles, :state, :created, :password)
    ON CONFLICT (email) DO NOTHING RETURNING id
"""
_SET_HASH = "UPDATE person SET password = :password WHERE id = :id RETURNING id"
_SET_ROLES = "UPDATE person SET roles = :roles WHERE id = :id RETURNING id"
_SET_STATE = "UPDATE person SET state = :state WHERE id = :id RETURNING id"
# Locks every person's row until the transaction ends, so that two admins cannot put each other out at once.
_HOLD_ALL = "UPDATE person SET state = state"
_END_SIGN_INS = "DELETE FROM sign_in WHERE person = :id"

_ADD_LINK = """
    INSERT INTO account_link (hash, kind, email, roles, person, created, expires)
    VALUES (:hash, :kind, :email, :roles, :person, :created, :expires)
    ON CONFLICT (kind, email) DO UPDATE SET hash = excluded.hash, roles = excluded.roles, person = excluded.person,
        created = excluded.created, expires = excluded.expires
"""
_LINK = "SELECT * FROM account_link WHERE hash = :hash"
_LINKS = "SELECT * FROM account_link WHERE kind = :kind ORDER BY email"
_USE_LINK = "DELETE FROM account_link WHERE hash = :hash RETURNING hash"
_DROP_LINK = "DELETE FROM account_link WHERE kind = :kind AND email = :email RETURNING hash"
_FORGET_LINKS = "DELETE FROM account_link WHERE expires < :before RETURNING hash"


class PeopleRecords:
    """People over an engine; see ports.PeopleStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def people(self) -> tuple[Person, ...]:
        """Everybody, by e-mail."""
        return tuple(map(person_of, self._engine.read(_ALL)))

    def person(self, person_id: str) -> Person | None:
        """The person, or None."""
        rows = self._engine.read(_ONE, {"id": person_id})
        return person_of(rows[0]) if rows else None

    def person_by_email(self, email: str) -> Person | None:
        """The person with that e-mail, or None."""
        rows = self._engine.read(_BY_EMAIL, {"email": email})
        return person_of(rows[0]) if rows else None

    def password_of(self, person_id: str) -> str:
        """The hash of the person's password, or ""."""
        rows = self._engine.read(_ONE, {"id": person_id})
        return str(rows[0]["password"]) if rows else ""

    def add_link(self, link: Link) -> None:
        """Keep a link in place of earlier ones of its kind for the same e-mail."""
        self._engine.write(lambda transaction: transaction.run(_ADD_LINK, _link_row(link)), repeatable=True)

    def link(self, hash: str) -> Link | None:
        """The link, or None when there is none any more."""
        rows = self._engine.read(_LINK, {"hash": hash})
        return _link(rows[0]) if rows else None

    def invitations(self) -> tuple[Link, ...]:
        """The invitations nobody has used yet, by e-mail."""
        return tuple(map(_link, self._engine.read(_LINKS, {"kind": LinkKind.INVITATION.value})))

    def drop_link(self, kind: LinkKind, email: str) -> bool:
        """Take back a link; False when there was none."""
        params = {"kind": kind.value, "email": email}
        return bool(self._engine.write(lambda transaction: transaction.run(_DROP_LINK, params)))

    def forget_links(self, before: str) -> int:
        """Erase the links that expired before that time and return how many."""
        return len(self._engine.write(lambda transaction: transaction.run(_FORGET_LINKS, {"before": before})))

    def accept(self, hash: str, person: Person, password: str) -> None:
        """Use up a link and keep the person it lets in. Raises NotFound and Conflict."""
        row = _person_row(person) | {"password": password}

        def work(transaction: Transaction) -> None:
            _use(hash, transaction)
            if not transaction.run(_ADD, row):
                raise Conflict("There is an account for this e-mail already.")

        self._engine.write(work)

    def reset_password(self, hash: str, person_id: str, password: str) -> None:
        """Use up a link, replace the password and end the person's sign-ins. Raises NotFound."""

        def work(transaction: Transaction) -> None:
            _use(hash, transaction)
            _change(_SET_HASH, {"id": person_id, "password": password}, transaction)
            transaction.run(_END_SIGN_INS, {"id": person_id})

        self._engine.write(work)

    def set_password(self, person_id: str, password: str) -> None:
        """Replace the password and end the person's sign-ins. Raises NotFound."""

        def work(transaction: Transaction) -> None:
            _change(_SET_HASH, {"id": person_id, "password": password}, transaction)
            transaction.run(_END_SIGN_INS, {"id": person_id})

        self._engine.write(work, repeatable=True)

    def set_roles(self, person_id: str, roles: frozenset[Role]) -> None:
        """Replace the person's roles. Raises NotFound and Conflict."""
        self._leaving_an_admin(partial(_change, _SET_ROLES, {"id": person_id, "roles": roles_text(roles)}))

    def set_state(self, person_id: str, state: State) -> None:
        """Replace the person's state; disabling ends their sign-ins. Raises NotFound and Conflict."""

        def work(transaction: Transaction) -> None:
            _change(_SET_STATE, {"id": person_id, "state": state.value}, transaction)
            if state is State.DISABLED:
                transaction.run(_END_SIGN_INS, {"id": person_id})

        self._leaving_an_admin(work)

    def _leaving_an_admin(self, change: Callable[[Transaction], None]) -> None:
        def work(transaction: Transaction) -> None:
            transaction.run(_HOLD_ALL)
            had = _admins(transaction)
            change(transaction)
            if had and not _admins(transaction):
                raise Conflict("There must be one active admin: make somebody else one first.")

        self._engine.write(work, repeatable=True)


def person_of(row: Row) -> Person:
    """The person in a row."""
    return Person(row["id"], row["email"], row["name"], roles_of(row["roles"]), State(row["state"]), row["created"])


def roles_of(text: str) -> frozenset[Role]:
    """The roles that `roles_text` was given."""
    return frozenset(map(Role, text.split()))


def roles_text(roles: frozenset[Role]) -> str:
    """Roles as one column keeps them."""
    return " ".join(sorted(roles))


def _person_row(person: Person) -> dict[str, str | int | float | None]:
    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "roles": roles_text(person.roles),
        "state": person.state.value,
        "created": person.created,
    }


def _link_row(link: Link) -> Params:
    return {
        "hash": link.hash,
        "kind": link.kind.value,
        "email": link.email,
        "roles": roles_text(link.roles),
        "person": link.person,
        "created": link.created,
        "expires": link.expires,
    }


def _link(row: Row) -> Link:
    roles = roles_of(row["roles"])
    return Link(row["hash"], LinkKind(row["kind"]), row["email"], roles, row["person"], row["created"], row["expires"])


def _use(hash: str, transaction: Transaction) -> None:
    if not transaction.run(_USE_LINK, {"hash": hash}):
        raise NotFound("This link is not valid any more.")


def _change(sql: str, params: Params, transaction: Transaction) -> None:
    if not transaction.run(sql, params):
        raise NotFound("There is no such person.")


def _admins(transaction: Transaction) -> int:
    people = map(person_of, transaction.run(_ALL))
    return sum(person.active and Role.ADMIN in person.roles for person in people)
