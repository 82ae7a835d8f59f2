"""Keeps what the programme promised GPs: words, who, when, by when, and what shows that it was done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.clock import Clock, iso
from assistant.engagement import approved as check
from assistant.engagement.concerns import uk_day
from assistant.errors import BadInput, NotFound

if TYPE_CHECKING:
    from assistant.store.ports import CommitmentStore

SOON = timedelta(weeks=4)
"""How long before its day a promise begins to press: as long as leads are reminded of concerns."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise. `owner` is who made it, as a role; `made`, `due` and `kept` are ISO dates, `kept` "" until it is.

    `evidence` says what shows that it was made, and then that it was kept. `withdrawn` ones are not public any more.
    """

    id: str
    words: str
    topic: str
    owner: str
    made: str
    due: str
    at: str
    changed: str
    evidence: str = ""
    kept: str = ""
    withdrawn: bool = False
    version: int = 1

    @property
    def waiting(self) -> bool:
        """Whether it is public and not kept yet."""
        return not self.kept and not self.withdrawn

    def overdue(self, day: date) -> bool:
        """Whether it should have been kept before that day."""
        return self.waiting and self.due < day.isoformat()


@dataclass(frozen=True, slots=True)
class CommitmentForm:
    """What a lead says of a promise."""

    words: str
    topic: str
    owner: str
    made: str
    due: str
    evidence: str = ""
    kept: str = ""
    withdrawn: bool = False


class Commitments:
    """The promises. Safe to share between threads."""

    def __init__(self, store: CommitmentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self) -> tuple[Commitment, ...]:
        """Every promise, withdrawn ones too, the next one due first."""
        return tuple(sorted(self._store.commitments(), key=lambda each: (not each.waiting, each.due, each.id)))

    def about(self, topics: Collection[str]) -> tuple[Commitment, ...]:
        """The public promises of some topics, those not yet kept first."""
        return tuple(each for each in self.all() if each.topic in topics and not each.withdrawn)

    def pressing(self) -> tuple[Commitment, ...]:
        """Those that should have been kept by now, and those that soon should, the next one due first."""
        soon = (self.today + SOON).isoformat()
        return tuple(each for each in self.all() if each.waiting and each.due <= soon)

    @property
    def today(self) -> date:
        """The day it is."""
        return uk_day(self._clock.now())

    def commitment(self, commitment_id: str) -> Commitment:
        """One promise. Raises NotFound."""
        found = next((each for each in self._store.commitments() if each.id == commitment_id), None)
        if found is None:
            raise NotFound("There is no such commitment.")
        return found

    def add(self, form: CommitmentForm) -> Commitment:
        """Keep a new promise. Raises BadInput."""
        now = iso(self._clock.now())
        added = _filled(Commitment(self._clock.new_id(), "", "", "", "", "", at=now, changed=now), form)
        self._store.add_commitment(added)
        return added

    def change(self, commitment_id: str, form: CommitmentForm, version: int) -> Commitment:
        """Keep a promise changed. Raises BadInput, NotFound, and Conflict when it is not at that version any more."""
        changed = replace(self.commitment(commitment_id), changed=iso(self._clock.now()), version=version)
        return self._store.keep_commitment(_filled(changed, form))


def _filled(commitment: Commitment, form: CommitmentForm) -> Commitment:
    made, due = check.day(form.made, "made"), check.day(form.due, "due")
    if due < made:
        raise BadInput("due", "It is due before it was made.")
    kept = check.day(form.kept, "kept", needed=False)
    evidence = check.words(form.evidence, "evidence") if form.evidence.strip() else ""
    if kept and not evidence:
        raise BadInput("evidence", "Say what shows that it was kept.")
    return replace(
        commitment,
        words=check.words(form.words, "words"),
        topic=check.topic(form.topic),
        owner=check.line(form.owner, "owner"),
        made=made,
        due=due,
        kept=kept,
        evidence=evidence,
        withdrawn=form.withdrawn,
    )
