"""Counts tries at passwords in the record, so that every process and node counts together."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from assistant.clock import Clock
from assistant.errors import LimitReached
from assistant.store.ports import AccountStore

WINDOW = timedelta(minutes=15)
TRIES = 5
"""Tries for one account in a window, unless set; an account that nobody has is counted like any other."""
TRIES_FROM_ADDRESS = 100
"""Tries from one address in a window, unless set: a whole organisation may come from one."""

LIMITED = "That is many tries in a short time. Please wait, or ask an admin for a link to choose a new password."


class Tries:
    """How often passwords were tried. Windows begin at each quarter of an hour, for everybody alike."""

    def __init__(
        self,
        store: AccountStore,
        clock: Clock,
        for_account: int = TRIES,
        from_address: int = TRIES_FROM_ADDRESS,
    ) -> None:
        self._store = store
        self._for_account = for_account
        self._from_address = from_address
        self._clock = clock

    def take(self, email: str, address: str = "") -> None:
        """Count one more try before it is made. Raises LimitReached when there were too many already."""
        tries = self._store.count(_bucket(email), self._window)
        from_address = self._store.count(f"sign-in-from:{address}", self._window) if address else 0
        if tries > self._for_account or from_address > self._from_address:
            raise LimitReached(LIMITED, retry_after=self._left)

    def forgive(self, email: str) -> None:
        """Forget the tries for an account, once the right password was given."""
        self._store.clear_count(_bucket(email), self._window)

    @property
    def _window(self) -> str:
        now = self._clock.now()
        return (now - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())).strftime("%Y-%m-%dT%H:%M")

    @property
    def _left(self) -> int:
        """Seconds to the end of the window."""
        return int(WINDOW.total_seconds() - self._clock.now().timestamp() % WINDOW.total_seconds()) + 1


def _bucket(email: str) -> str:
    """Addresses that were typed wrongly are nobody's business, so they are counted by their hash."""
    return f"sign-in:{hashlib.sha256(email.encode(errors='replace')).hexdigest()}"
