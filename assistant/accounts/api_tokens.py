"""Bearer tokens by which programs act with some roles: shown once, kept as hashes, revoked at any time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from assistant.accounts.audit import Audit
from assistant.accounts.model import ApiToken, Person, hash_of, new_token
from assistant.accounts.permissions import Role
from assistant.clock import Clock, iso
from assistant.errors import BadInput, NotAllowed
from assistant.normalising import normalise, within
from assistant.store.ports import AccountStore

LONGEST_NAME = 100
MOST_DAYS = 366

NOT_VALID = "This token is not valid: it is unknown, has expired or was revoked."


class ApiTokens:
    """The tokens there are. `by` is the admin who does it."""

    def __init__(self, store: AccountStore, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    def all(self) -> tuple[ApiToken, ...]:
        """Every token, revoked and expired ones too, newest first."""
        return self._store.tokens()

    def issue(self, name: str, roles: Iterable[Role], days: int, by: Person | None) -> tuple[ApiToken, str]:
        """A new token, and its text, which is not kept. Raises BadInput."""
        called, chosen = within(normalise(name, "name"), LONGEST_NAME, "name"), frozenset(roles)
        if not chosen:
            raise BadInput("roles", "Choose at least one role.")
        if not 1 <= days <= MOST_DAYS:
            raise BadInput("days", f"Give between 1 and {MOST_DAYS} days.")
        now, text = self._clock.now(), new_token()
        expires = iso(now + timedelta(days=days))
        token = ApiToken(self._clock.new_id(), hash_of(text), called, chosen, iso(now), expires)
        self._store.add_token(token)
        self._audit.note(by, "token.issued", token.id)
        return token, text

    def bearer(self, text: str) -> Person:
        """Who a program acts as. Raises NotAllowed for a token that is not valid."""
        token = self._store.token(hash_of(text))
        if token is None or not self.valid(token):
            raise NotAllowed(NOT_VALID)
        return token.bearer

    def valid(self, token: ApiToken) -> bool:
        """Whether a token may be used now."""
        return not token.revoked and iso(self._clock.now()) < token.expires

    def revoke(self, token_id: str, by: Person | None) -> None:
        """Let a token be used no more. Raises NotFound."""
        self._store.revoke_token(token_id, iso(self._clock.now()))
        self._audit.note(by, "token.revoked", token_id)
