"""The door of accounts: people, their sign-ins, the tokens of programs and the audit over one record."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.accounts.api_tokens import ApiTokens
from assistant.accounts.audit import Audit
from assistant.accounts.passwords import Passwords
from assistant.accounts.people import People
from assistant.accounts.sign_ins import SignIns
from assistant.accounts.tries import Tries
from assistant.clock import Clock
from assistant.store.ports import AccountStore


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who may do what, and what they did."""

    people: People
    sign_ins: SignIns
    tokens: ApiTokens
    audit: Audit

    @classmethod
    def over(
        cls, store: AccountStore, clock: Clock, passwords: Passwords | None = None, tries: Tries | None = None
    ) -> Accounts:
        """Accounts kept in that store; `passwords` hashes as argon2's authors advise when not given."""
        passwords = passwords or Passwords()
        tries, audit = tries or Tries(store, clock), Audit(store, clock)
        return cls(
            People(store, passwords, tries, audit, clock),
            SignIns(store, passwords, tries, audit, clock),
            ApiTokens(store, audit, clock),
            audit,
        )
