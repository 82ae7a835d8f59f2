"""The first admin, and a lead who is invited, in real browsers, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsing.serving import serving
from fakes.accounts import PASSWORD
from fakes.desk import FakeDesk
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADMIN, LEAD = "grace@example.nhs.uk", "ada@example.nhs.uk"


@pytest.fixture
def desk() -> FakeDesk:
    """A desk where nobody can sign in yet."""
    return FakeDesk()


@pytest.fixture
def server(desk: FakeDesk) -> Iterator[str]:
    with serving(desk) as address:
        yield address


def test_from_the_set_up_link_to_a_lead_who_signs_out_everywhere(arrive, desk, width) -> None:
    visitor, guest = arrive(), arrive()
    page = visitor.page
    visitor.go(f"/set-up/{desk.accounts.people.set_up()}")
    page.get_by_label("Your e-mail").fill(ADMIN)
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("New password", exact=True).fill("too short")
    page.get_by_role("button", name="Become admin").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Become admin").click()
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()

    page.get_by_label("Their e-mail").fill(LEAD)
    page.get_by_label("Lead", exact=True).check()
    page.get_by_role("button", name="Make an invitation").click()
    link = page.get_by_label("Link", exact=True).input_value()
    assert link.startswith(f"{visitor.server}/invitation/")
    assert visitor.width() == width
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("Invited, not here yet")).to_be_visible()

    guest.page.goto(link)
    expect(guest.page.get_by_text(f"You are invited as {LEAD}.")).to_be_visible()
    guest.page.get_by_label("Your name").fill("Ada Lovelace")
    guest.page.get_by_label("New password", exact=True).fill(PASSWORD)
    guest.page.get_by_role("button", name="Accept and sign in").click()
    expect(guest.page.get_by_role("link", name="Your account: Ada Lovelace")).to_be_visible()
    guest.go("/people")
    expect(guest.page.get_by_text("Your account does not have the role for this.")).to_be_visible()

    guest.go("/account")
    guest.page.get_by_role("button", name="Sign out everywhere").click()
    expect(guest.page.get_by_text("You have signed out everywhere.")).to_be_visible()
    guest.page.get_by_label("E-mail").fill(LEAD)
    guest.page.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.page.get_by_role("link", name="Your account: Ada Lovelace")).to_be_visible()

    visitor.go("/people")
    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("cannot sign in any more")).to_be_visible()
    guest.go("/account")
    expect(guest.page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitor.go("/audit")
    expect(page.get_by_text("person: disabled")).to_be_visible()
    assert visitor.complaints == [] or all("403" in each or "422" in each for each in visitor.complaints)


@pytest.mark.parametrize("window", [(1280, True), (320, True)])  # axe itself needs JavaScript
def test_no_page_of_accounts_bars_the_way_of_anybody(visitor, desk, width) -> None:
    page = visitor.page
    visitor.go(f"/set-up/{desk.accounts.people.set_up()}")
    _sound(visitor, width)
    page.get_by_label("Your e-mail").fill(ADMIN)
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Become admin").click()
    for button, name in (("Make an invitation", "/people"), ("Issue", "/tokens")):
        visitor.go(name)
        page.get_by_role("button", name=button).click()
        expect(page).to_have_title(re.compile("^Error: "))
        _sound(visitor, width)
        if name == "/people":
            page.get_by_label("Their e-mail").fill("a.very.long.address@a-long-practice-name.example.nhs.uk")
        else:
            page.get_by_label("What it is for").fill("Dashboard")
        page.get_by_label("Lead", exact=True).check()
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name="Copy").wait_for()
        _sound(visitor, width)
    for address in (
        "/people",
        "/tokens",
        "/audit",
        "/holds",
        "/account",
        f"/people/{desk.accounts.people.everybody()[0].id}",
    ):
        visitor.go(address)
        _sound(visitor, width)
    visitor.go("/account")
    visitor.follow(page.get_by_role("button", name="Sign out here"))
    _sound(visitor, width)


def _sound(visitor, width: int) -> None:
    assert visitor.barriers() == [], visitor.page.url
    assert visitor.width() == width, visitor.page.url
