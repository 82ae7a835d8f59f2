"""What has served its time is erased daily, on both engines, and only while the clock can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from conversations import a_session, a_turn

from assistant.accounts.model import AuditEntry
from assistant.clock import Clock, iso
from assistant.engagement.concerns import Change, Concern, State
from assistant.engagement.keeping import Kind
from assistant.engagement.retention import Periods, Retention
from assistant.errors import BadInput, Held, NotFound
from assistant.store.record import Record, open_store


@dataclass
class Moved:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now)


@dataclass
class Kept:
    """A record with its retention, and a clock to move."""

    store: Record
    moved: Moved = field(default_factory=Moved)

    @property
    def retention(self) -> Retention:
        return Retention(self.store, Periods(), self.moved.clock)

    def ago(self, days: float) -> str:
        return iso(self.moved.now - timedelta(days=days))

    def session(self, days: float) -> str:
        session = a_session(created=self.ago(days))
        self.store.open_session(session)
        self.store.add_turn(a_turn(session.id, at=self.ago(days)))
        return session.id

    def concern(self, days: float, state: State, **changes: str) -> str:
        made, at = str(uuid4()), self.ago(days)
        concern = Concern(made, made[:12], made, "We fear for our list.", at, "2026-12-01", state=state, changed=at)
        self.store.add_concern(replace(concern, heard=at, **changes), Change(str(uuid4()), made, at, "gp", "raised"))
        return made

    def runs_daily(self) -> None:
        """As if it had run a day ago."""
        self.store.see_clock(self.ago(1))


@pytest.fixture
def kept(record_url: str) -> Iterator[Kept]:
    moved = Moved()
    store = open_store(record_url, moved.clock)
    store.migrate()
    kept = Kept(store, moved)
    yield kept
    for hold in store.holds():
        store.lift_hold(hold.kind, hold.about)
    store.erase_many(Kind.CONCERN, [concern.id for concern in store.all_concerns()])
    store.erase_many(Kind.SESSION, {turn.session for turn in store.all_turns()})
    moved.now = datetime(2099, 1, 1, tzinfo=UTC)
    store.forget_erasures(iso(moved.now))
    store._engine.write(lambda transaction: transaction.run("DELETE FROM clock"))
    store._engine.write(lambda transaction: transaction.run("DELETE FROM erased_count"))
    store.close()


def test_a_session_is_erased_when_its_days_are_over_and_not_before(kept):
    old, new = kept.session(90.01), kept.session(89.9)
    assert kept.retention.run().sessions == 1
    assert kept.store.session(old) is None
    assert kept.store.session(new)
    assert [turn.session for turn in kept.store.all_turns()] == [new]


def test_a_dry_run_counts_and_erases_nothing(kept):
    old, over = kept.session(91), kept.concern(366, State.SETTLED)
    would = kept.retention.run(dry=True)
    assert (would.sessions, would.concerns, would.dry) == (1, 1, True)
    assert kept.store.session(old)
    assert kept.store.concern(over)
    assert kept.store.clock_seen() == ""


def test_a_second_run_erases_nothing_more(kept):
    kept.session(91)
    assert kept.retention.run().sessions == 1
    assert kept.retention.run().sessions == 0


@pytest.mark.parametrize("state", [State.SETTLED, State.ANSWERED, State.CHANGED, State.CANNOT_CHANGE])
def test_a_concern_is_erased_a_year_after_it_came_to_its_end(kept, state):
    over, not_yet = kept.concern(365.1, state), kept.concern(364.9, state)
    assert kept.retention.run().concerns == 1
    assert kept.store.concern(over) is None
    assert kept.store.concern(not_yet)


@pytest.mark.parametrize("state", [State.NEW, State.ACKNOWLEDGED, State.IN_PROGRESS, State.REOPENED])
def test_a_concern_that_somebody_waits_for_is_never_erased(kept, state):
    waiting = kept.concern(3000, state)
    assert kept.retention.run().concerns == 0
    assert kept.store.concern(waiting)


def test_a_duplicate_goes_with_the_concern_it_was_merged_into(kept):
    over, open_one = kept.concern(400, State.SETTLED), kept.concern(400, State.NEW)
    gone, stays = (kept.concern(500, State.NEW, merged_into=into) for into in (over, open_one))
    assert kept.retention.run().concerns == 2
    assert kept.store.concern(gone) is None
    assert kept.store.concern(stays).merged_into == open_one


def test_a_conversation_is_kept_as_long_as_the_concern_raised_from_it(kept):
    session = kept.session(200)
    concern = kept.concern(200, State.NEW, session=session)
    assert kept.retention.run().sessions == 0
    kept.store.erase_concern(concern)
    assert kept.retention.run().sessions == 1


def test_the_audit_is_kept_for_six_years(kept):
    for days in (2191, 2189):
        kept.store.add_entry(AuditEntry(str(uuid4()), kept.ago(days), "", "", "concern.read", str(uuid4())))
    assert kept.retention.run().audit == 1


@pytest.mark.parametrize("days", [-400, -1.1, 1.1, 400])
def test_nothing_is_erased_after_the_clock_has_jumped_by_more_than_a_day(kept, days):
    old = kept.session(91)
    kept.runs_daily()
    kept.moved.forward(days=days if days > 0 else days - 1)
    swept = kept.retention.run()
    assert "Nothing was erased" in swept.refused
    assert kept.store.session(old)
    assert kept.retention.run().refused, "asking again does not make the clock right"
    assert kept.retention.doubt()


def test_a_person_may_say_that_the_clock_is_right(kept):
    kept.session(91)
    kept.runs_daily()
    kept.moved.forward(days=30)
    assert kept.retention.run(clock_is_right=True).sessions == 1
    assert kept.retention.doubt() == ""


def test_a_summer_time_change_and_a_late_night_are_no_jump(kept):
    kept.runs_daily()
    kept.moved.forward(hours=5)
    assert not kept.retention.run().refused


def test_a_hold_keeps_what_is_over_until_it_is_lifted(kept):
    session, concern = kept.session(91), kept.concern(400, State.SETTLED)
    kept.retention.hold(Kind.SESSION, session, "A complaint of 3 March", "ada")
    kept.retention.hold(Kind.CONCERN, concern, "A complaint of 3 March", "ada")
    assert [hold.reason for hold in kept.retention.holds()] == ["A complaint of 3 March"] * 2
    swept = kept.retention.run()
    assert (swept.sessions, swept.concerns) == (0, 0)
    kept.retention.lift(Kind.SESSION, session)
    assert kept.retention.run().sessions == 1


def test_a_hold_also_stops_who_erases_it_themselves(kept):
    session = kept.session(1)
    kept.retention.hold(Kind.SESSION, session, "Court order", "")
    with pytest.raises(Held, match="legal hold"):
        kept.store.erase_session(session)
    assert kept.store.turns(session)


def test_a_hold_needs_a_reason_and_something_to_hold(kept):
    with pytest.raises(BadInput):
        kept.retention.hold(Kind.SESSION, kept.session(1), "  ", "")
    with pytest.raises(NotFound):
        kept.retention.hold(Kind.SESSION, str(uuid4()), "Court order", "")
    with pytest.raises(NotFound):
        kept.retention.lift(Kind.SESSION, str(uuid4()))


def test_what_was_erased_is_known_by_its_id_as_long_as_backups_are_kept(kept):
    session = kept.session(1)
    kept.store.erase_session(session)
    assert [(each.kind, each.about) for each in kept.retention.erasures()] == [(Kind.SESSION, session)]
    kept.moved.forward(days=36)
    kept.retention.run(clock_is_right=True)
    assert kept.retention.erasures() == ()


def test_counts_by_day_topic_and_status_survive(kept):
    for days in (91, 91, 5):
        kept.session(days)
    before = kept.store.day_counts()
    assert {(count.topic, count.status, count.number) for count in before} == {
        ("", "answered", 2),
        ("contract", "answered", 2),
        ("", "answered", 1),
        ("contract", "answered", 1),
    }
    kept.retention.run()
    assert kept.store.day_counts() == before


def test_hundreds_are_erased_in_batches(kept):
    for _ in range(230):
        kept.store.open_session(a_session(created=kept.ago(100)))
    assert kept.retention.run().sessions == 230
