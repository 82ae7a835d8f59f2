"""Notes who did what, about which id and when. What is noted is not changed or taken back."""

from __future__ import annotations

import re

from assistant.accounts.model import AuditEntry, Person
from assistant.clock import Clock, iso
from assistant.store.ports import AuditStore

PAGE = 100
"""How many entries are shown at a time."""

_WHAT = re.compile(r"[a-z_]+\.[a-z_]+")


class Audit:
    """The record of what people did. Where they did it from is left out: an address tells more than we need."""

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def note(self, who: Person | None, what: str, about: str = "") -> None:
        """Keep that `who` (None: the command line, or nobody known) did `what` about an id.

        `what` is "noun.deed" ("concern.read"), never with anybody's words. Raises ValueError for another form,
        StoreUnavailable when it cannot be kept: then what was to be noted should not happen either.
        """
        if not _WHAT.fullmatch(what):
            raise ValueError(f"{what!r} is not of the form noun.deed.")
        person, name = (who.id, who.name) if who else ("", "")
        self._store.add_entry(AuditEntry(self._clock.new_id(), iso(self._clock.now()), person, name, what, about))

    def entries(self, before: tuple[str, str] = ("", ""), about: str = "") -> tuple[AuditEntry, ...]:
        """One page of entries, newest first; those older than `before` (at, id), about one id when it is given."""
        return self._store.entries(before, PAGE, about)
