"""Signing in and out. Who somebody is and what they may do is read from the record at every request."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from assistant.accounts.audit import Audit
from assistant.accounts.emails import email_or_none
from assistant.accounts.model import Person, SignIn, hash_of, new_token
from assistant.accounts.passwords import Passwords
from assistant.accounts.tries import Tries
from assistant.clock import Clock, iso
from assistant.errors import NotAllowed
from assistant.store.ports import AccountStore

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=60)
TOUCHED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a sign-in was last used: not every request needs a write."""

REFUSED = "This e-mail and password do not fit together."

_log = structlog.get_logger(__name__)


class SignIns:
    """Who has signed in where."""

    def __init__(self, store: AccountStore, passwords: Passwords, tries: Tries, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._tries = tries
        self._audit = audit
        self._clock = clock

    def sign_in(self, email: str, password: str, address: str = "") -> tuple[SignIn, str]:
        """A new sign-in and the token that proves it.

        Raises NotAllowed with the same words and after the same time whether the account is unknown, disabled
        or the password wrong; LimitReached after too many tries for one account or from one address.
        """
        known = email_or_none(email)
        self._tries.take(known or email, address)
        person = self._store.person_by_email(known) if known else None
        right = self._passwords.match(self._store.password_of(person.id) if person else "", password)
        if person is None or not right or not person.active:
            self._note_refusal(person)
            raise NotAllowed(REFUSED)
        self._tries.forgive(person.email)
        return self.begin(person)

    def begin(self, person: Person) -> tuple[SignIn, str]:
        """A new sign-in of somebody who has proved who they are. Raises NotAllowed for who is disabled."""
        if not person.active:
            raise NotAllowed(REFUSED)
        now, token = self._clock.now(), new_token()
        sign_in = SignIn(hash_of(token), person.id, iso(now), iso(now), iso(now + LASTS))
        self._store.add_sign_in(sign_in)
        self._audit.note(person, "sign_in.began")
        return sign_in, token

    def person(self, token: str) -> Person:
        """Who signed in with that token, as the record has them now. Raises NotAllowed when that has ended."""
        found = self._store.sign_in(hash_of(token))
        now = self._clock.now()
        if found is None or not found[1].active or _over(found[0], now):
            raise NotAllowed("You are not signed in any more.")
        sign_in, person = found
        if iso(now - TOUCHED_EVERY) > sign_in.seen:
            self._store.touch_sign_in(sign_in.hash, iso(now))
        return person

    def sign_out(self, token: str) -> None:
        """End the sign-in of that token, if there is one."""
        self._store.end_sign_in(hash_of(token))

    def sign_out_everywhere(self, person: Person, by: Person | None) -> None:
        """End every sign-in of a person."""
        ended = self._store.end_sign_ins(person.id)
        self._audit.note(by, "sign_in.ended_everywhere", person.id)
        _log.info("sign_in.ended_everywhere", count=ended)

    def _note_refusal(self, person: Person | None) -> None:
        """Strangers' tries are only logged: the audit is of people, and nobody unknown may make it grow."""
        _log.warning("sign_in.refused", known=person is not None)
        if person:
            self._audit.note(person, "sign_in.refused", person.id)


def _over(sign_in: SignIn, now: datetime) -> bool:
    return iso(now) >= sign_in.expires or iso(now - IDLE) >= sign_in.seen
