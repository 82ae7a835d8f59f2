"""What a GP sees of what is kept, in a real browser: before, while and after."""

import re

import pytest
from fakes.accounts import let_in
from fakes.desk import FakeDesk
from playwright.sync_api import expect

from assistant.accounts.permissions import Role
from assistant.engagement.raising import Wish

pytestmark = pytest.mark.browser

PLANTED = "Zebedee Quagmire's contract: my patient Zebedee Quagmire, 943 476 5919"


def type_and_send(visitor, question: str) -> None:
    visitor.page.get_by_label("Your question", exact=True).fill(question)
    visitor.page.get_by_role("button", name="Ask", exact=True).last.click()


def test_a_gp_is_shown_what_will_be_kept_and_chooses(visitor, width, desk: FakeDesk) -> None:
    page = visitor.page
    visitor.go("/")
    asked = len(desk.asked)
    type_and_send(visitor, PLANTED)
    expect(page.get_by_role("heading", name="This is what will be kept")).to_be_visible()
    expect(page.get_by_text("[NHS number removed]")).to_be_visible()
    expect(page.get_by_label("Your question", exact=True)).to_have_value(PLANTED)
    assert len(desk.asked) == asked
    assert visitor.width() == width
    if visitor.scripts:
        assert visitor.barriers() == []
    page.get_by_role("button", name="Ask with these parts left out").click()
    expect(page.locator("#turns > li")).to_have_count(1)
    assert "943" not in desk.asked[-1].question
    assert "Quagmire" not in desk.asked[-1].question


def test_a_gp_asks_without_keeping_instead(visitor, desk: FakeDesk) -> None:
    visitor.go("/")
    type_and_send(visitor, "contract of 943 476 5919")
    visitor.page.get_by_role("button", name="Ask without keeping anything").click()
    expect(visitor.page.get_by_text("Not recorded.")).to_be_visible()
    assert not desk.asked[-1].recorded


def test_a_gp_reads_and_downloads_what_is_kept(visitor, width) -> None:
    page = visitor.page
    visitor.go("/")
    visitor.ask("What happens to our contract?")
    for address in ("/privacy", "/my-session"):
        visitor.go(address)
        assert visitor.width() == width, address
        if visitor.scripts:
            assert visitor.barriers() == [], address
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as JSON").click()
    assert download.value.suggested_filename == "my-session.json"


def test_after_erasing_the_way_back_shows_nothing_of_the_conversation(visitor) -> None:
    page = visitor.page
    visitor.go("/")
    visitor.ask("What happens to our contract?")
    visitor.go("/my-session")
    visitor.go("/erase")
    visitor.follow(page.get_by_role("button", name="Erase my session"))
    expect(page.get_by_text("Your session is erased")).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.locator("#turns > li")).to_have_count(0)
        expect(page.get_by_text("What happens to our contract?")).to_have_count(0)


def test_an_admin_holds_a_concern_and_lifts_the_hold(visitor, width, desk: FakeDesk) -> None:
    page, raised = visitor.page, desk.raise_concern(Wish(f"{width}{visitor.scripts}", "Who pays?"), None).concern
    admin = let_in(desk.accounts, f"{raised.id}@example.nhs.uk", Role.ADMIN, name="Grace Hopper")
    token = desk.accounts.sign_ins.begin(admin)[1]
    page.context.add_cookies([{"name": "gp-engage-person", "value": token, "url": visitor.server}])
    visitor.go("/holds")
    page.get_by_label("Concern or conversation").fill(raised.reference)
    page.get_by_role("button", name="Hold it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Reason", exact=True).fill("Subject access request 2026/117")
    page.get_by_role("button", name="Hold it").click()
    expect(page.get_by_text(f"Concern {raised.reference} is held")).to_be_visible()
    expect(page.get_by_text("set by Grace Hopper: Subject access request 2026/117")).to_be_visible()
    assert visitor.width() == width
    if visitor.scripts:
        assert visitor.barriers() == []
    page.get_by_role("button", name=f"Lift the hold on Concern {raised.reference}").click()
    expect(page.get_by_text("The hold is lifted.")).to_be_visible()


@pytest.mark.parametrize("window", [(1280, True)])
def test_an_idle_conversation_warns_and_leaves_the_screen_but_not_the_draft(visitor) -> None:
    page = visitor.page
    page.clock.install()
    visitor.go("/")
    visitor.ask("What happens to our contract?")
    page.get_by_label("Your question", exact=True).fill("A long draft")
    warning = page.get_by_text("closes in 2 minutes")
    page.clock.fast_forward("27:50")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Ask", exact=True).scroll_into_view_if_needed()
    expect(warning).to_be_in_viewport()
    page.get_by_role("button", name="Stay").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("28:10")
    expect(warning).to_be_visible()
    page.clock.fast_forward("02:00")
    expect(page.get_by_text(re.compile("was closed on this computer"))).to_be_visible()
    expect(page.locator("#turns > li")).to_have_count(0)
    expect(page.get_by_label("Your question", exact=True)).to_have_value("A long draft")
    assert visitor.barriers() == []
