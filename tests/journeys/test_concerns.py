"""Three people: a GP raises a concern and keeps the link, one lead assigns it, another answers, the GP settles it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing.serving import serving
from fakes.accounts import PASSWORD, let_in
from fakes.desk import FakeDesk
from playwright.sync_api import expect

from assistant.accounts.permissions import Role
from assistant.engagement.logbook import EventForm

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("GP_ENGAGE_TEST_PICTURES", "")
"""A folder for pictures of the pages, for people to look at."""


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk()
    for name in ("Ada", "Ben"):
        let_in(desk.accounts, f"{name.lower()}@example.nhs.uk", Role.LEAD, name=f"{name} Lead")
    return desk


@pytest.fixture
def server(desk: FakeDesk) -> Iterator[str]:
    with serving(desk) as address:
        yield address


def sign_in(visitor, email: str) -> None:
    visitor.go("/sign-in")
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.get_by_role("link", name="Inbox")).to_be_visible()


def look(visitor, width: int, name: str) -> None:
    """The page as drawn fits its window, bars nobody's way, and may be kept as a picture."""
    assert visitor.width() == width, name
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    if visitor.scripts:
        assert visitor.barriers() == [], name


def test_a_concern_goes_round(arrive, width) -> None:
    gp, ada, ben = arrive(), arrive(), arrive()
    gp.go("/")
    gp.ask("something nobody wrote about")
    gp.page.get_by_role("link", name=re.compile("follow this up|Raise this as a concern")).last.click()
    words = gp.page.get_by_label("Your concern", exact=True)
    expect(words).to_have_value("something nobody wrote about")
    words.fill("Who keeps our patient list when the contract ends?")
    look(gp, width, "raise")
    gp.page.get_by_role("button", name="Send to the engagement team").click()
    link = gp.page.get_by_label("Keep this link").input_value()
    look(gp, width, "raised")
    gp.page.goto(link)
    expect(gp.page.get_by_text("Nobody has looked at it yet.")).to_be_visible()

    sign_in(ada, "ada@example.nhs.uk")
    ada.go("/leads")
    expect(ada.page.get_by_role("link", name=re.compile("^Who keeps our patient list"))).to_be_visible()
    ada.page.get_by_role("checkbox", name=re.compile("^Choose C-")).check()
    ada.page.get_by_label("Owner of the chosen concerns").select_option("Ben Lead")
    look(ada, width, "inbox")
    ada.page.get_by_role("button", name="Assign").click()
    expect(ada.page.get_by_text("1 assigned to Ben Lead.")).to_be_visible()

    sign_in(ben, "ben@example.nhs.uk")
    ben.go("/leads?owner=me")
    ben.page.get_by_role("link", name=re.compile("^Who keeps our patient list")).click()
    expect(ben.page.get_by_text("something nobody wrote about").first).to_be_visible()
    ben.page.get_by_label("Internal note").fill("Checked with primary care contracts.")
    ben.follow(ben.page.get_by_role("button", name="Keep the note"))
    ben.page.get_by_label("Reply to the GP").fill("The list stays with the practice.")
    ben.page.get_by_label(re.compile("^Answered")).check()
    look(ben, width, "concern")
    ben.page.get_by_role("button", name="Send", exact=True).click()
    expect(ben.page.get_by_text("Kept. The GP sees it")).to_be_visible()

    gp.page.reload()
    expect(gp.page.get_by_text("The list stays with the practice.")).to_be_visible()
    expect(gp.page.get_by_text("Checked with primary care")).to_have_count(0)
    look(gp, width, "follow")
    gp.page.get_by_label("What is still open?").fill("And the premises?")
    gp.page.get_by_role("button", name="No, open it again").click()
    expect(gp.page.get_by_text("Open again.")).to_be_visible()
    gp.page.get_by_role("button", name="It is settled for me").click()
    expect(gp.page.get_by_text("Settled.", exact=True)).to_be_visible()
    ben.page.reload()
    expect(ben.page.get_by_text("And the premises?")).to_be_visible()
    look(ben, width, "settled")


def test_what_was_said_in_the_room_is_logged_and_found(arrive, width) -> None:
    ada = arrive()
    sign_in(ada, "ada@example.nhs.uk")
    ada.go("/leads/events")
    ada.page.get_by_label("Practice or place").fill("Oak Lane Surgery")
    ada.page.get_by_label("Remarks").fill("- What happens to our contract?\n- Who pays for the building?")
    look(ada, width, "events")
    ada.page.get_by_role("button", name="Log the event").click()
    expect(ada.page.get_by_text("May be answered by").first).to_be_visible()
    look(ada, width, "event")
    ada.go("/leads?state=any")
    ada.page.get_by_label(re.compile("^Search what")).fill("building")
    ada.page.get_by_role("button", name="Search").click()
    expect(ada.page.get_by_role("link", name="Who pays for the building?")).to_be_visible()
    look(ada, width, "search")


@pytest.mark.parametrize("window", [(1280, True)])
def test_the_inbox_can_be_worked_by_keys(arrive, desk) -> None:
    form = EventForm("k", "other", "2026-01-01", "Here", "", "First remark\nSecond remark")
    desk.follow_up.logbook.log(form, "")
    ada = arrive()
    sign_in(ada, "ada@example.nhs.uk")
    ada.go("/leads")
    for key in ("j", "j", "x"):
        ada.page.keyboard.press(key)
    expect(ada.page.get_by_role("checkbox").nth(1)).to_be_checked()
    ada.page.keyboard.press("k")
    ada.page.keyboard.press("Enter")
    expect(ada.page).to_have_url(re.compile("/leads/concerns/"))
