"""What leads keep and take away, and what a GP prints, in real browsers, wide and narrow, JavaScript on and off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from browsing.serving import serving
from playwright.sync_api import Page, expect
from reporting import LEAD, PASSWORD, desk_with_people, with_history, with_register

from assistant.desk import Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """A real desk with a month of questions."""
    _, desk = desk_with_people(tmp_path_factory.mktemp("data"))
    today = desk.reporting.reports.today
    with_history(desk, tuple((today - timedelta(days=at)).isoformat() for at in (1, 4, 9)))
    with_register(desk)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def server(desk: Desk) -> Iterator[str]:
    with serving(desk) as address:
        yield address


def found(visitor) -> list[str]:
    """What axe finds; it is itself a script, so without scripts there is nothing to run."""
    return visitor.barriers() if visitor.scripts else []


def sign_in(visitor) -> Page:
    visitor.go("/sign-in")
    visitor.page.get_by_label("E-mail").fill(LEAD)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.get_by_role("link", name="Figures")).to_be_visible()
    return visitor.page


def test_a_lead_opens_a_question_and_a_gp_asks_it_too(arrive, width, scripts) -> None:
    lead, gp = arrive(), arrive()
    words = f"Who feeds the cat at {width} pixels{' by script' if scripts else ''}?"
    page = sign_in(lead)
    page.get_by_role("link", name="Open questions").last.click()
    page.get_by_role("link", name="Add an open question").click()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("The question, in approved words").fill(words)
    page.get_by_label("Topic").select_option("premises")
    page.get_by_label("Who will answer it, as a role").fill("ICB estates lead")
    assert found(lead) == []
    assert lead.width() == width
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The question is public now.")).to_be_visible()

    gp.go("/open-questions")
    for told in ("Thank you, you are counted.", "You were counted already."):
        gp.page.locator("li", has_text=words).get_by_role("button", name="I ask this too").click()
        expect(gp.page.get_by_text(told)).to_be_visible()
    assert found(gp) == []
    assert gp.width() == width


@pytest.mark.parametrize(
    "address", ["/leads/dashboard", "/leads/open-questions", "/leads/commitments", "/leads/exports", "/leads/report"]
)
def test_pages_of_leads_have_no_barriers_and_fit(arrive, width, address) -> None:
    lead = arrive()
    sign_in(lead)
    lead.go(address)
    assert found(lead) == []
    assert lead.width() == width


def test_a_lead_takes_rows_and_a_report_away(arrive) -> None:
    lead = arrive()
    page = sign_in(lead)
    lead.go("/leads/exports")
    for button, name in (("Download", r"gp-engage-turns-.*\.csv"), ("Word document", r"you-said-.*\.docx")):
        with page.expect_download() as taken:
            page.get_by_role("button", name=button).click()
        assert re.fullmatch(name, taken.value.suggested_filename)


def test_a_gp_prints_a_brief_of_two_pages(arrive, width, tmp_path) -> None:
    gp = arrive()
    gp.go("/")
    for question in ("Do we keep our GMS contract?", "How do the models compare on pensions?", "What is an MCP?"):
        gp.ask(question)
    gp.page.get_by_role("link", name="Brief for a partners' meeting").click()
    expect(gp.page.get_by_role("heading", name="Do we keep our GMS contract?", exact=True)).to_be_visible()
    assert found(gp) == []
    assert gp.width() == width
    gp.page.pdf(path=tmp_path / "brief.pdf", format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "brief.pdf").read_bytes())) <= 2
    gp.go("/print")
    assert found(gp) == []
    assert gp.width() == width
