"""Accounts over a record in memory, with passwords that cost little to check and a clock that can be moved."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from fakes.store import FakeStore

from assistant.accounts.door import Accounts
from assistant.accounts.model import LinkKind, Person
from assistant.accounts.passwords import Passwords
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.store.ports import AccountStore

_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP = Passwords(_HASHER, _HASHER.hash("what nobody types"))
PASSWORD = "four unrelated quiet words"


@dataclass
class Moved:
    """A time that stands still until a test moves it."""

    time: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


def accounts_in_memory(store: AccountStore | None = None, now: Moved | None = None) -> Accounts:
    clock = Clock(now=now) if now else Clock()
    return Accounts.over(store or FakeStore(), clock, CHEAP)


def let_in(accounts: Accounts, email: str, *roles: Role, name: str = "") -> Person:
    """Somebody who was invited with these roles and has come in with PASSWORD."""
    token = accounts.people.invite(email, roles, None)
    return accounts.people.accept(LinkKind.INVITATION, token, name or email.partition("@")[0].title(), PASSWORD)
