"""Legal holds on pages: admins set and lift them, and nothing that is held can be erased."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing.gp import Gp
from browsing.page import Page
from conversations import a_session
from fakes.accounts import CHEAP, let_in
from real_desk import desk_in, settings_in

from assistant.accounts.door import Accounts
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.desk import Desk
from assistant.engagement.keeping import Hold, Kind
from assistant.engagement.raising import Wish
from web import guard
from web.app import create_app
from web.application import Application

REASON = "Subject access request 2026/117"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = desk_in(tmp_path_factory.mktemp("record"))
    desk.accounts = Accounts.over(desk._store, Clock(), CHEAP)
    let_in(desk.accounts, "grace@example.nhs.uk", Role.ADMIN, name="Grace Hopper")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def app(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Application:
    return create_app(settings_in(Path(tmp_path_factory.mktemp("settings"))), desk)


@pytest.fixture
def gp(app: Application) -> Gp:
    """A GP who has asked something."""
    gp = Gp(app.test_client())
    gp.ask("Can we go back to GMS?")
    return gp


@pytest.fixture
def admin(app: Application, desk: Desk) -> Gp:
    client = app.test_client()
    person = desk.accounts.people.by_email("grace@example.nhs.uk")
    client.set_cookie(guard.cookie_name(app), desk.accounts.sign_ins.begin(person)[1])
    return Gp(client)


@pytest.fixture
def hold(admin: Gp) -> Callable[..., Page]:
    """Sends the form as it stands, with what is given typed into it."""

    def send(status: int = 200, **typed: str) -> Page:
        token = admin.visit("/holds").value("csrf_token")
        return admin.send("/holds", status, **{"csrf_token": token, "kind": "concern", "reason": REASON} | typed)

    return send


@pytest.fixture
def raised(desk: Desk, gp: Gp):
    """A concern raised from the GP's conversation."""
    *_, turn = desk._store.all_turns()
    return desk.raise_concern(Wish(str(uuid.uuid4()), "Who pays?"), turn).concern


def noted(desk: Desk, about: str) -> list[str]:
    return [entry.what for entry in desk.accounts.audit.entries(about=about) if entry.what.startswith("hold")]


def test_a_concern_is_held_by_its_reference_and_the_hold_is_lifted_and_both_are_in_the_audit(hold, admin, desk, raised):
    page = hold(about=raised.reference.lower())
    assert f"Concern {raised.reference} is held" in page.text
    assert f"set by Grace Hopper: {REASON}" in page.text
    assert [(each.kind, each.about) for each in desk.follow_up.retention.holds()] == [(Kind.CONCERN, raised.id)]
    lifted = admin.send(
        "/holds/lift", csrf_token=admin.visit("/holds").value("csrf_token"), kind="concern", about=raised.id
    )
    assert "Nothing is held." in lifted.text
    assert noted(desk, raised.id) == ["hold.lifted", "hold.set"]


def test_a_gp_cannot_erase_a_conversation_that_is_held_and_is_told_why(hold, gp, desk, raised):
    hold(about=raised.reference, kind="session")
    refused = gp.press("/erase", 409)
    assert "This is kept for now" in refused.text
    assert "legal hold" in refused.text
    assert desk._store.turns(raised.session)
    desk.follow_up.retention.lift(Kind.SESSION, raised.session)
    assert "Your session is erased" in gp.press("/erase").text
    assert desk._store.turns(raised.session) == ()


def test_a_conversation_is_held_by_its_id(hold, desk):
    session = a_session()
    desk._store.open_session(session)
    assert f"Conversation {session.id} is held" in hold(about=f" {session.id.upper()} ", kind="session").text
    desk.follow_up.retention.lift(Kind.SESSION, session.id)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"about": ""}, "Give a concern's reference"),
        ({"about": "<script>alert(1)</script>"}, "Give a concern's reference"),
        ({"about": str(uuid.uuid4())}, "There is no such concern."),
        ({"about": str(uuid.uuid4()), "kind": "session"}, "There is no such session."),
        ({"about": str(uuid.uuid4()), "kind": "everything"}, "Choose what to hold."),
    ],
)
def test_what_is_not_there_cannot_be_held_and_what_was_typed_stays(hold, desk, typed, told):
    page = hold(422, **typed)
    assert told in page.text
    assert page.value("about") == typed["about"]
    assert page.value("reason") == REASON
    assert desk.follow_up.retention.holds() == ()


def test_a_hold_needs_a_reason_and_a_concern_of_no_conversation_holds_none(hold, desk, raised):
    assert "Give the reason of the hold" in hold(422, about=raised.reference, reason=" ").text
    alone = desk.raise_concern(Wish(str(uuid.uuid4()), "Who pays?"), None).concern
    assert "was not raised from a conversation" in hold(422, about=alone.reference, kind="session").text
    assert desk.follow_up.retention.holds() == ()


def test_a_hold_on_what_a_backup_did_not_bring_back_is_shown_and_can_be_lifted(admin, desk):
    gone = str(uuid.uuid4())
    desk._store._engine.write(
        lambda transaction: transaction.run(
            "INSERT INTO hold (kind, about, at, set_by, reason) VALUES ('concern', :about, '2026-11-22', '', 'Case 1')",
            {"about": gone},
        )
    )
    page = admin.visit("/holds")
    assert f"Concern {gone}" in page.text
    assert "set by Command line: Case 1" in re.sub(r"\s+", " ", page.text)
    assert desk.follow_up.retention.holds() == (Hold(Kind.CONCERN, gone, "2026-11-22", "", "Case 1"),)
    desk.follow_up.retention.lift(Kind.CONCERN, gone)
