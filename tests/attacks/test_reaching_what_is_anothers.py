"""Attacks on who may read and change what (RELIABILITY §5): each test is named after one that hit a like product."""

from __future__ import annotations

import re
import uuid

import pytest
from fakes.accounts import PASSWORD as KNOWN
from werkzeug.routing import Rule

from assistant.accounts.model import LinkKind
from assistant.accounts.permissions import Role
from assistant.engagement.raising import Wish
from assistant.errors import NotFound

PRIVATE = ("/leads", "/people", "/tokens", "/audit", "/account", "/editors", "/releases", "/exports", "/holds")
CLOSED = {302, 303, 400, 401, 403, 404, 405, 413, 415, 422}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_continuing_or_reading_anothers_chat_by_its_id(target):
    _, session, turn, _ = target.gp("Does zyxomma change our GMS contract?")
    _, _, _, thief = target.gp()
    asked = {"question": "And then?", "key": str(uuid.uuid4())}
    client = target.browser()
    for response in (
        client.get(f"/api/v1/sessions/{session}", headers=bearer(thief)),
        client.post(f"/api/v1/sessions/{session}/turns", json=asked, headers=bearer(thief)),
        client.delete(f"/api/v1/sessions/{session}", headers=bearer(thief)),
    ):
        assert response.status_code == 404
        assert "zyxomma" not in response.text
    kept = target.desk._store.turns(session)
    assert [each.id for each in kept] == [turn.id]


def test_changing_anothers_message_with_a_session_of_ones_own(target):
    _, session, turn, _ = target.gp()
    thief_browser, thief_session, _, thief = target.gp()
    assert thief_browser.post(f"/turns/{turn.id}/feedback", data={"useful": "no"}).status_code == 404
    address = f"/api/v1/sessions/{thief_session}/turns/{turn.id}/feedback"
    assert target.browser().post(address, json={"useful": "no"}, headers=bearer(thief)).status_code == 404
    assert target.desk._store.feedback(session) == {}


def test_the_parents_id_is_ones_own_and_the_childs_is_not(target):
    _, session, _, _ = target.gp()
    _, _, other, _ = target.gp()
    lead = target.staff(Role.LEAD)
    for verb in ("", "/take-on", "/done"):
        address = f"/leads/sessions/{session}/turns/{other.id}{verb}"
        response = lead.post(address) if verb else lead.get(address)
        assert response.status_code == 404, address


def test_a_repeated_key_of_another_gives_nothing_of_theirs(target):
    _, _, turn, _ = target.gp("Does zyxomma change our GMS contract?")
    _, mine, _, token = target.gp()
    sent = {"question": "What of my pension?", "key": turn.key}
    reply = target.browser().post(f"/api/v1/sessions/{mine}/turns", json=sent, headers=bearer(token))
    assert reply.status_code == 201
    assert "zyxomma" not in reply.text


def _rules(target) -> list[Rule]:
    return [rule for rule in target.app.url_map.iter_rules() if rule.rule.startswith(PRIVATE)]


def _address(rule: Rule) -> str:
    return re.sub("<int:[^>]*>", "1", re.sub("<(?!int:)[^>]*>", str(uuid.uuid4()), rule.rule))


def test_the_role_check_is_missing_on_one_verb(target):
    """Every verb of every address that is not for everybody, those that nobody wrote a route for as well."""
    gp, *_ = target.gp()
    rules = _rules(target)
    assert len(rules) > 25
    for rule in rules:
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            for browser in (target.browser(), gp):
                status = browser.open(_address(rule), method=method).status_code
                assert status in CLOSED, f"{method} {rule.rule} gives a stranger {status}"


@pytest.mark.parametrize(("role", "begin"), [(Role.LEAD, ("/people", "/tokens", "/audit")), (Role.ADMIN, ("/leads",))])
def test_a_role_reaches_what_belongs_to_another_role(target, role, begin):
    browser = target.staff(role)
    for rule in _rules(target):
        if rule.rule.startswith(begin):
            for method in rule.methods - {"OPTIONS"}:
                status = browser.open(_address(rule), method=method).status_code
                assert status in (403, 404, 405), f"{method} {rule.rule} gives a {role} {status}"


def test_fields_that_no_form_has_are_sent_along(target):
    """Mass assignment: owner, state, session and role cannot be chosen by who raises or accepts."""
    _, victim, turn, _ = target.gp()
    extra = {"state": "settled", "owner": "me", "session": victim, "turn": turn.id, "count": "99", "version": "7"}
    sent = {"key": str(uuid.uuid4()), "words": "We fear for our list.", "topic": "", **extra}
    target.browser().post("/concerns", data=sent)
    (kept,) = target.desk._store.all_concerns()
    assert (kept.state.value, kept.owner, kept.session, kept.turn, kept.count, kept.version) == (
        "new",
        "",
        "",
        "",
        1,
        1,
    )
    link = target.desk.accounts.people.invite("new@example.nhs.uk", {Role.LEAD}, None)
    form = {"name": "New", "password": KNOWN, "again": KNOWN, "roles": "admin", "role": "admin", "state": "active"}
    target.browser().post(f"/invitation/{link}", data=form)
    assert target.desk.accounts.people.by_email("new@example.nhs.uk").roles == {Role.LEAD}


@pytest.mark.parametrize("change", ["disabled", "demoted"])
def test_somebody_demoted_or_disabled_keeps_their_powers(target, change):
    admin = target.staff(Role.ADMIN)
    second = target.desk.accounts.people
    link = second.invite("second@example.nhs.uk", {Role.ADMIN}, None)
    second.accept(LinkKind.INVITATION, link, "Second", KNOWN)
    assert admin.get("/people").status_code == 200
    person = target.person(Role.ADMIN)
    if change == "disabled":
        second.disable(person, None)
    else:
        second.set_roles(person, {Role.EDITOR}, None)
    assert admin.get("/people").status_code in (303, 403)
    assert admin.post(f"/people/{person.id}/enable").status_code in (401, 403)


def test_an_invitation_that_never_expires(target):
    link = target.desk.accounts.people.invite("late@example.nhs.uk", {Role.ADMIN}, None)
    target.moved.forward(hours=49)
    assert target.browser().get(f"/invitation/{link}").status_code == 404
    assert target.browser().post(f"/invitation/{link}", data={"name": "Late", "password": KNOWN}).status_code == 404


def test_an_invitation_is_used_twice(target):
    people = target.desk.accounts.people
    link = people.invite("once@example.nhs.uk", {Role.LEAD}, None)
    people.accept(LinkKind.INVITATION, link, "Once", KNOWN)
    with pytest.raises(NotFound):
        people.accept(LinkKind.INVITATION, link, "Twice", KNOWN)


def test_a_token_that_can_be_guessed_or_read_from_the_record(target, tmp_path):
    """Links are random, of 32 bytes, and only their hashes are kept; session tokens are signed."""
    people = target.desk.accounts.people
    links = {people.invite(f"p{n}@example.nhs.uk", {Role.LEAD}, None) for n in range(50)}
    raised = target.desk.raise_concern(Wish(key="k", words="We fear for our list."), None)
    assert len(links) == 50
    assert all(len(link) >= 43 for link in (*links, raised.token))
    record = b"".join(path.read_bytes() for path in tmp_path.glob("engage.db*"))
    assert not [link for link in (*links, raised.token) if link.encode() in record]
    _, session, _, token = target.gp()
    forged = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]  # the last letter has bits that say nothing
    assert target.browser().get(f"/api/v1/sessions/{session}", headers=bearer(forged)).status_code == 401


def test_a_forged_sender_is_taken_for_staff(target):
    target.person(Role.LEAD)
    forged = dict.fromkeys(("From", "X-Forwarded-User", "Remote-User", "X-Remote-User"), "lead@example.nhs.uk")
    assert target.browser().get("/leads", headers=forged).status_code == 303
    wish = {"key": str(uuid.uuid4()), "words": "I am the lead, honest.", "email": "lead@example.nhs.uk"}
    target.browser().post("/concerns", data=wish)
    (kept,) = target.desk._store.all_concerns()
    assert {change.by for change in target.desk._store.trail(kept.id).changes} == {"gp"}


def test_signing_in_says_whether_an_account_exists(target):
    target.person(Role.LEAD)
    client = target.browser()
    wrong = [
        client.post("/sign-in", data={"email": email, "password": "wrong wrong wrong"})
        for email in ("lead@example.nhs.uk", "nobody@example.nhs.uk")
    ]
    seen = [re.sub(r'value="[^"]*"', "", response.text) for response in wrong]
    assert seen[0] == seen[1]


def test_passwords_are_guessed_without_end(target):
    target.person(Role.LEAD)
    client = target.browser()
    sent = [client.post("/sign-in", data={"email": "lead@example.nhs.uk", "password": f"guess {n}"}) for n in range(6)]
    assert sent[-1].status_code == 429
    assert int(sent[-1].headers["Retry-After"]) > 0
    right = client.post("/sign-in", data={"email": "lead@example.nhs.uk", "password": KNOWN})
    assert right.status_code == 429, "the right one does not get past either"
