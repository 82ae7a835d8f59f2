"""Signing in and out on pages, and what admins do there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from browsing.gp import Gp
from browsing.page import Page
from fakes.accounts import PASSWORD, Moved, accounts_in_memory, let_in
from fakes.desk import FakeDesk
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from assistant.settings import Settings
from web.app import create_app
from web.application import Application
from web.signing_in import local

ADMIN, LEAD = "grace@example.nhs.uk", "ada@example.nhs.uk"
MARKUP = "<script>alert(1)</script>=cmd|' /C calc'!A0"


@pytest.fixture
def now() -> Moved:
    return Moved()


@pytest.fixture
def desk(now: Moved) -> FakeDesk:
    return FakeDesk(accounts=accounts_in_memory(now=now))


class Staff(Gp):
    """Somebody with a browser who signs in."""

    def sign_in(self, email: str, status: int = 200, password: str = PASSWORD, **fields: str) -> Page:
        form = self.visit("/sign-in")
        return self.send(
            "/sign-in", status, csrf_token=form.value("csrf_token"), email=email, password=password, **fields
        )

    def press(self, action: str, status: int = 200, **fields: str) -> Page:
        return self.send(action, status, csrf_token=self.visit("/account").value("csrf_token"), **fields)


@pytest.fixture
def admin(client: FlaskClient, desk: FakeDesk) -> Staff:
    let_in(desk.accounts, ADMIN, Role.ADMIN)
    staff = Staff(client)
    staff.sign_in(ADMIN)
    return staff


@pytest.fixture
def lead(app: Application, desk: FakeDesk) -> Staff:
    let_in(desk.accounts, LEAD, Role.LEAD)
    staff = Staff(app.test_client())
    staff.sign_in(LEAD)
    return staff


def cookie_of(client: FlaskClient) -> str:
    return client.get_cookie("gp-engage-person").value


def link_of(page: Page) -> str:
    return re.sub("^https?://[^/]+", "", page.all("textarea")[0].text)


# ---- signing in


@pytest.mark.parametrize("address", ["/people", "/tokens", "/audit", "/account", "/", "/faq"])
def test_a_page_is_whole_for_an_admin(admin: Staff, address: str) -> None:
    page = admin.visit(address)
    assert [link.text.strip() for link in page.all("a") if link["href"] in ("/people", "/tokens", "/audit")][:3] == [
        "People",
        "Tokens",
        "Audit",
    ]


def test_the_header_shows_a_lead_no_link_of_an_admin(lead: Staff) -> None:
    page = lead.visit("/account")
    assert "/people" not in {link["href"] for link in page.all("a")}


def test_signing_in_is_another_session_than_before_and_the_one_before_ends(lead: Staff, desk: FakeDesk) -> None:
    first = cookie_of(lead.client)
    token = lead.visit("/account").value("csrf_token")
    other = Staff(lead.client.application.test_client())
    other.client.set_cookie("gp-engage-person", "planted-by-somebody")
    other.sign_in(LEAD)
    assert cookie_of(other.client) not in ("planted-by-somebody", first)
    lead.send("/sign-in", csrf_token=token, email=LEAD, password=PASSWORD)
    assert cookie_of(lead.client) != first
    lead.client.set_cookie("gp-engage-person", first)
    assert lead.client.get("/account").status_code == 303


def test_a_form_from_before_signing_in_is_void_after_it(lead: Staff) -> None:
    stranger = Staff(lead.client.application.test_client())
    before = stranger.visit("/sign-in").value("csrf_token")
    stranger.sign_in(LEAD)
    stranger.send("/account/sign-out-everywhere", 400, csrf_token=before)


def test_the_cookie_is_for_servers_only_and_bound_to_this_host(settings: Settings, desk: FakeDesk) -> None:
    let_in(desk.accounts, LEAD, Role.LEAD)
    client = create_app(replace(settings, tls=True), desk).test_client()
    address = "https://localhost/sign-in"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[1]
    sent = client.post(address, data={"csrf_token": token, "email": LEAD, "password": PASSWORD}, base_url=address)
    (cookie,) = [each for each in sent.headers.getlist("Set-Cookie") if "person=" in each]
    assert cookie.startswith("__Host-gp-engage-person=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_unknown_and_wrong_look_the_same_and_keep_the_e_mail_not_the_password(gp: Gp, desk: FakeDesk) -> None:
    let_in(desk.accounts, LEAD, Role.LEAD)
    staff = Staff(gp.client)
    wrong = staff.sign_in(LEAD, 422, "a wrong password")
    unknown = staff.sign_in("nobody@example.nhs.uk", 422, "a wrong password")
    assert wrong.text == unknown.text
    assert wrong.value("email") == LEAD
    assert wrong.value("password") == ""


def test_after_many_tries_the_page_says_when_to_come_back(gp: Gp) -> None:
    for _ in range(5):
        Staff(gp.client).sign_in(LEAD, 422)
    assert "many tries" in Staff(gp.client).sign_in(LEAD, 429).text


def test_a_stranger_is_led_through_the_sign_in_page_to_what_they_wanted(client: FlaskClient, desk: FakeDesk) -> None:
    let_in(desk.accounts, ADMIN, Role.ADMIN)
    response = client.get("/audit?about=x")
    assert response.headers["Location"] == "/sign-in?next=/audit?about%3Dx"
    form = Page(client.get(response.headers["Location"]).text)
    sent = {"csrf_token": form.value("csrf_token"), "next": form.value("next"), "email": ADMIN, "password": PASSWORD}
    assert client.post("/sign-in", data=sent).headers["Location"] == "/audit?about=x"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/\t/evil",
        "/a\nb",
        "x",
        "",
    ],
)
def test_nobody_is_led_to_another_site(address: str) -> None:
    assert local(address) == ""


def test_an_hour_without_use_leads_to_the_sign_in_page_and_public_pages_stay_open(lead: Staff, now: Moved) -> None:
    now.forward(minutes=60)
    assert lead.client.get("/account").status_code == 303
    assert "Sign in for leads" in lead.visit("/").all("footer")[0].text


def test_signing_out_ends_it_in_the_record_too(lead: Staff) -> None:
    token = cookie_of(lead.client)
    assert "You have signed out." in lead.press("/sign-out").text
    lead.client.set_cookie("gp-engage-person", token)
    assert lead.client.get("/account").status_code == 303


def test_signing_out_everywhere_reaches_the_other_browser(lead: Staff) -> None:
    other = Staff(lead.client.application.test_client())
    other.sign_in(LEAD)
    lead.press("/account/sign-out-everywhere")
    assert other.client.get("/account").status_code == 303


def test_a_gps_conversation_is_not_touched_by_signing_in_or_out(lead: Staff, desk: FakeDesk) -> None:
    lead.ask("contract")
    lead.press("/sign-out")
    assert len(lead.visit("/").of_class("gpe-turn")) == 1


def test_while_the_record_is_down_nobody_is_let_in_and_public_pages_are_shown(lead: Staff, desk: FakeDesk) -> None:
    desk.accounts.people._store.down = True
    assert lead.client.get("/account").status_code == 503
    assert lead.client.get("/faq").status_code == 200


# ---- links


def test_the_set_up_link_makes_the_first_admin(client: FlaskClient, desk: FakeDesk) -> None:
    staff, address = Staff(client), f"/set-up/{desk.accounts.people.set_up()}"
    form = staff.visit(address)
    fields = {"email": ADMIN, "name": "Grace", "password": "short", "csrf_token": form.value("csrf_token")}
    again = staff.send(address, 422, **fields)
    assert (again.value("email"), again.value("name"), again.value("password")) == (ADMIN, "Grace", "")
    assert "People" in staff.send(address, **fields | {"password": PASSWORD}).title
    staff.visit(address, 404)


def test_an_admin_invites_a_lead_who_comes_in_by_a_link_shown_once(admin: Staff) -> None:
    shown = admin.press("/people/invitations", email=LEAD, roles="lead")
    assert link_of(shown).startswith("/invitation/")
    assert LEAD in admin.visit("/people").text
    assert link_of(shown) not in admin.visit("/people").html
    guest = Staff(admin.client.application.test_client())
    form = guest.visit(link_of(shown))
    guest.send(link_of(shown), csrf_token=form.value("csrf_token"), name=MARKUP, password=PASSWORD)
    assert MARKUP in guest.visit("/account").text
    assert MARKUP in admin.visit("/people").text
    guest.visit(link_of(shown), 404)


def test_an_invitation_that_cannot_be_made_is_explained_and_kept(admin: Staff) -> None:
    page = admin.press("/people/invitations", 422, email="nobody", roles="lead")
    assert page.value("email") == "nobody"
    assert "Enter an e-mail address" in page.text
    assert "Choose among" in admin.press("/people/invitations", 422, email=LEAD, roles="owner").text
    assert "at least one role" in admin.press("/people/invitations", 422, email=LEAD).text


def test_a_withdrawn_invitation_leads_nowhere(admin: Staff) -> None:
    link = link_of(admin.press("/people/invitations", email=LEAD, roles="lead"))
    assert "is withdrawn" in admin.press("/people/invitations/withdraw", email=LEAD).text
    admin.visit(link, 404)


def test_a_reset_link_sets_a_new_password(admin: Staff, lead: Staff, desk: FakeDesk) -> None:
    person = desk.accounts.people.by_email(LEAD)
    link = link_of(admin.press(f"/people/{person.id}/reset"))
    form = lead.visit(link)
    lead.send(link, csrf_token=form.value("csrf_token"), password="another quiet long phrase")
    lead.press("/sign-out")
    lead.sign_in(LEAD, 422)
    lead.sign_in(LEAD, password="another quiet long phrase")


# ---- what admins change


def test_an_admin_changes_roles_disables_and_enables(admin: Staff, lead: Staff, desk: FakeDesk) -> None:
    person = desk.accounts.people.by_email(LEAD)
    page = admin.press(f"/people/{person.id}/roles", roles="admin")
    assert "roles are changed" in page.text
    assert "person: roles changed" in page.text
    lead.visit("/people")
    admin.press(f"/people/{person.id}/disable")
    assert lead.client.get("/people").status_code == 303
    admin.press(f"/people/{person.id}/enable")
    lead.sign_in(LEAD)


def test_the_last_admin_stays_one(admin: Staff, desk: FakeDesk) -> None:
    person = desk.accounts.people.by_email(ADMIN)
    assert "one active admin" in admin.press(f"/people/{person.id}/disable", 409).text
    assert "one active admin" in admin.press(f"/people/{person.id}/roles", 409, roles="lead").text
    admin.visit("/people")


def test_a_password_is_changed_and_other_browsers_are_signed_out(lead: Staff) -> None:
    other = Staff(lead.client.application.test_client())
    other.sign_in(LEAD)
    assert "not your password" in lead.press("/account/password", 422, old="x", password=PASSWORD).text
    page = lead.press("/account/password", old=PASSWORD, password="another quiet long phrase")
    assert "Your password is changed" in page.text
    assert other.client.get("/account").status_code == 303


def test_a_token_is_shown_once_and_revoked(admin: Staff, desk: FakeDesk) -> None:
    text = admin.press("/tokens", name=MARKUP, days="30", roles="lead").all("textarea")[0].text
    assert desk.accounts.tokens.bearer(text).name == MARKUP
    assert text not in admin.visit("/tokens").html
    (token,) = desk.accounts.tokens.all()
    assert "revoked" in admin.press(f"/tokens/{token.id}/revoke").text
    assert desk.accounts.tokens.all()[0].revoked


@pytest.mark.parametrize("days", ["", "0", "-1", "367", "１０", "1e3", "9" * 5000])
def test_a_token_for_no_number_of_days_is_not_issued(admin: Staff, desk: FakeDesk, days: str) -> None:
    page = admin.press("/tokens", 422, name="Dashboard", days=days, roles="lead")
    assert page.value("name") == "Dashboard"
    assert desk.accounts.tokens.all() == ()


def test_the_audit_pages_through_everything(admin: Staff, desk: FakeDesk, now: Moved) -> None:
    for number in range(150):
        now.forward(seconds=1)
        desk.accounts.audit.note(None, "test.done", f"thing-{number}")
    now.forward(seconds=-150)
    first = admin.visit("/audit")
    older = next(link["href"] for link in first.all("a") if link.text == "Older entries")
    text = first.text + admin.visit(older).text
    assert all(f"thing-{number} " in text for number in range(150))
    assert "thing-8" not in admin.visit("/audit?about=thing-7").text
