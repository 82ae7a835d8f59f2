"""What a GP erases and what a day's work clears away, through the real desk, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fakes.accounts import let_in
from real_desk import desk_in

from assistant.accounts.model import LinkKind
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.desk import Desk
from assistant.engagement.keeping import Kind
from assistant.engagement.raising import Raised, Wish
from assistant.errors import Conflict, NotAllowed, NotFound
from assistant.model import Session, Turn, Useful


@dataclass
class Moved:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def time_of_day() -> Moved:
    return Moved()


@pytest.fixture(scope="module")
def desk(record_url: str, time_of_day: Moved, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = desk_in(tmp_path_factory.mktemp("data"), Clock(now=time_of_day), database_url=record_url)
    yield desk
    desk.close()


@dataclass(frozen=True)
class Gp:
    """One who asked, said that it was of no use, and raised a concern of the answer."""

    session: Session
    token: str
    turn: Turn
    raised: Raised


@pytest.fixture
def gp(desk: Desk) -> Gp:
    session, token = desk.open_session()
    turn = desk.ask(session, "Can we go back to our GMS contract?", key=str(uuid4()))
    desk.give_feedback(session, turn.id, Useful.NO, "We fear for our list.")
    return Gp(session, token, turn, desk.raise_concern(Wish(str(uuid4()), "We fear for our list."), turn))


def test_an_erased_session_is_gone_and_its_concern_goes_on_without_it(desk, gp):
    desk.erase(gp.session)
    with pytest.raises(NotFound):
        desk.session(gp.token)
    assert desk.turns(gp.session) == ()
    assert desk.transcript(gp.session.id) == ()
    assert desk.feedback(gp.session) == {}
    followed = desk.follow_up.raising.follow(gp.raised.token)
    assert followed.concern.words == "We fear for our list."
    assert (followed.concern.session, followed.concern.turn) == ("", "")
    found = {each.id for each in desk.follow_up.inbox.search("fear list", None).found}
    assert gp.raised.concern.id in found
    assert gp.turn.id not in found


def test_with_its_concerns_an_erased_session_leaves_nothing_that_can_be_read(desk, gp):
    desk.follow_up.raising.add(gp.raised.token, str(uuid4()), "And for our lease.")
    desk.erase(gp.session, concerns=True)
    with pytest.raises(NotFound):
        desk.follow_up.raising.follow(gp.raised.token)
    assert desk.follow_up.casework.by_reference(gp.raised.concern.reference) is None
    assert desk.concerns(gp.session) == ()
    assert gp.raised.concern.id not in {each.id for each in desk.follow_up.inbox.search("lease", None).found}


def test_another_gps_concern_stays_when_a_session_is_erased_with_its_own(desk, gp):
    session, _ = desk.open_session()
    turn = desk.ask(session, "Who pays for our premises?", key=str(uuid4()))
    other = desk.raise_concern(Wish(str(uuid4()), "We fear for our lease."), turn)
    desk.erase(gp.session, concerns=True)
    assert desk.follow_up.raising.follow(other.token).concern == other.concern
    assert desk.turns(session) == (turn,)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_erased_while_the_session_or_a_concern_of_it_is_held(desk, gp, kind):
    free = desk.raise_concern(Wish(str(uuid4()), "And for our lease."), gp.turn)
    held = gp.session.id if kind is Kind.SESSION else gp.raised.concern.id
    desk.follow_up.retention.hold(kind, held, "A complaint is being looked into.", "admin")
    with pytest.raises(Conflict):
        desk.erase(gp.session, concerns=True)
    assert desk.turns(gp.session) == (gp.turn,)
    assert {each.id for each in desk.concerns(gp.session)} == {gp.raised.concern.id, free.concern.id}
    desk.follow_up.retention.lift(kind, held)
    desk.erase(gp.session, concerns=True)
    assert desk.concerns(gp.session) == ()


def test_a_days_work_clears_away_sign_ins_invitations_and_reset_links_that_have_expired(desk, time_of_day):
    people, sign_ins = desk.accounts.people, desk.accounts.sign_ins
    ada = let_in(desk.accounts, f"{uuid4()}@example.nhs.uk", Role.LEAD)
    signed_in, token = sign_ins.begin(ada)
    invited = people.invite(f"{uuid4()}@example.nhs.uk", (Role.LEAD,), None)
    reset = people.reset(ada, None)
    links = [people.offered(LinkKind.INVITATION, invited).hash, people.offered(LinkKind.RESET, reset).hash]
    store = desk._store
    desk.follow_up.worker.work()
    assert store.sign_in(signed_in.hash)
    assert all(store.link(link) for link in links)
    time_of_day.now += timedelta(hours=24)
    desk.follow_up.worker.work()
    assert store.sign_in(signed_in.hash) is None
    assert all(store.link(link) for link in links)
    with pytest.raises(NotAllowed):
        sign_ins.person(token)
    time_of_day.now += timedelta(hours=24, seconds=1)
    desk.follow_up.worker.work()
    assert [store.link(link) for link in links] == [None, None]
    assert people.person(ada.id) == ada
