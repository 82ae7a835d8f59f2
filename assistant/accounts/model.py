"""The nouns of accounts; every value is frozen. Tokens are kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum

from assistant.accounts.permissions import Permission, Role, held_by


class State(StrEnum):
    """Whether somebody may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `email` is in lower case and nobody else's; `created` is UTC ISO text."""

    id: str
    email: str
    name: str
    roles: frozenset[Role]
    state: State
    created: str

    @property
    def active(self) -> bool:
        """Whether this person may sign in and act."""
        return self.state is State.ACTIVE

    def may(self, permission: Permission) -> bool:
        """Whether this person may do that now."""
        return self.active and permission in held_by(self.roles)


class LinkKind(StrEnum):
    """What a one-time link is for."""

    SET_UP = "set_up"
    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link. `person` is whose password a reset is for, else ""; times are UTC ISO text."""

    hash: str
    kind: LinkKind
    email: str
    roles: frozenset[Role]
    person: str
    created: str
    expires: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser in which a person has signed in; times are UTC ISO text."""

    hash: str
    person: str
    created: str
    seen: str
    expires: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's right to act with some roles until it expires or is revoked ("" when it is not)."""

    id: str
    hash: str
    name: str
    roles: frozenset[Role]
    created: str
    expires: str
    revoked: str = ""

    @property
    def bearer(self) -> Person:
        """Who the program acts as: nobody with an e-mail, but with a name, roles and an id for the audit."""
        return Person(self.id, "", self.name, self.roles, State.ACTIVE, self.created)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, about which id, when. `who` is a person's or token's id, "" for the command line."""

    id: str
    at: str
    who: str
    name: str
    what: str
    about: str


def new_token() -> str:
    """A token of 256 random bits, fit for an address or a header."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. A plain hash is enough: nobody can try 2^256 of them."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
