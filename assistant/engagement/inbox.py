"""The inbox of leads: pages of what waits, what is new since the last visit, and search over transcripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assistant.clock import Clock, iso, moment_of
from assistant.engagement.waiting_list import Heard, Item, Place, Visit, Wanted
from assistant.errors import NotFound, StoreUnavailable
from assistant.normalising import normalise
from assistant.store.ports import Store

PAGE = 50
"""Lines of a page."""

VISIT = timedelta(minutes=30)
"""After so long without a look another visit begins, and what is new is counted from the end of this one."""

MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox. `after` is where the next begins, None on the last; what came after `since` is new."""

    items: tuple[Item, ...]
    after: Place | None
    since: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what a search found; `before` begins the next one, None on the last."""

    found: tuple[Heard, ...]
    before: int | None


class Inbox:
    """The inbox over a record."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def page(self, wanted: Wanted, after: Place | None, person: str) -> InboxPage:
        """One page for a person, whose look at it is remembered."""
        items = self._store.inbox(wanted, after, PAGE + 1)
        more = len(items) > PAGE
        return InboxPage(items[:PAGE], items[PAGE - 1].place if more else None, self._looked(person))

    def search(self, text: str, before: int | None = None) -> SearchPage:
        """What was asked, shown or raised with all words of a text, newest first. Raises Unreadable."""
        found = self._store.transcripts.find(normalise(text, "q"), before, PAGE + 1)
        return SearchPage(found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None)

    def practices(self) -> tuple[str, ...]:
        """The practices that GPs named, to choose from."""
        return self._store.practices()

    def done(self, turn_id: str, by: str) -> None:
        """Take an unanswered question out of the inbox. Raises NotFound."""
        if not self._store.set_question_done(turn_id, by, iso(self._clock.now())):
            raise NotFound("There is no such question.")

    def _looked(self, person: str) -> str:
        """The end of the visit before this one; the look is kept at most once a minute."""
        now = self._clock.now()
        visit = self._store.visit(person)
        idle = now - moment_of(visit.now) if visit.now else VISIT
        if idle >= VISIT:
            visit = Visit(visit.now, visit.now)
        if idle >= MOMENT:
            try:
                self._store.set_visit(person, Visit(visit.before, iso(now)))
            except StoreUnavailable:
                return visit.before  # the inbox can be read while nothing can be written
        return visit.before
