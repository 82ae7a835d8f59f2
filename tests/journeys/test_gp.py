"""A GP's journey in a real browser, with and without JavaScript, wide and narrow."""

import re

import pytest
from browsing.windows import EVERY, window_of
from fakes.desk import FakeDesk
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

window = window_of(EVERY)

ADDRESSES = [
    "/",
    "/faq",
    "/faq/contract/our-contract",
    "/sources",
    "/sources/gponline-acos",
    "/compare",
    "/compare?by=models",
    "/compare?by=models&only=MCP&only=PACS",
    "/timeline",
    "/terms",
    "/right-to-return",
    "/search?q=contract",
    "/search?topic=pensions",
    "/nope",
]


def test_a_gp_asks_reads_says_what_they_think_and_erases(visitor, width) -> None:
    page = visitor.page
    visitor.go("/")
    expect(page.get_by_text("kept for 90 days")).to_be_visible()

    visitor.ask("What happens to our contract?")
    answer = page.locator("#turns article").last
    expect(answer.get_by_text("It depends on how closely")).to_be_visible()
    expect(answer.get_by_role("heading", name="Sources disagree")).to_be_visible()
    expect(answer.get_by_text("You keep your contract and add")).to_be_hidden()
    answer.get_by_text("Virtual", exact=True).click()
    expect(answer.get_by_text("You keep your contract and add")).to_be_visible()
    assert visitor.width() == width

    answer.get_by_role("button", name="What about my pension?").click()
    expect(page.locator("#turns > li")).to_have_count(2)
    newest = page.locator("#turns article").last
    newest.get_by_role("button", name="Yes").click()
    expect(newest.get_by_text("Thank you. You said this was useful.")).to_be_visible()

    page.get_by_role("link", name="GPonline, about January 2018").first.click()
    expect(page).to_have_url(re.compile("/faq/contract/our-contract#source-gponline-acos$"))
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator("#turns > li")).to_have_count(2)

    page.get_by_role("link", name="Erase my session").click()
    page.get_by_role("button", name="Erase my session").click()
    expect(page.get_by_text("Your session is erased")).to_be_visible()
    expect(page.locator("#turns > li")).to_have_count(0)
    assert visitor.complaints == []


def test_an_empty_question_is_explained_beside_the_box(visitor) -> None:
    visitor.go("/")
    visitor.page.get_by_role("button", name="Ask", exact=True).click()
    expect(visitor.page).to_have_title(re.compile("^Error: "))
    problem = visitor.page.get_by_role("link", name="Enter a question.")
    expect(problem).to_be_visible()
    visitor.ask("What happens to our contract?")
    expect(problem).to_have_count(0)
    expect(visitor.page).to_have_title(re.compile("^Ask "))


def test_a_question_that_is_not_kept_is_answered_and_marked(visitor) -> None:
    visitor.go("/")
    visitor.page.get_by_label("Answer without keeping my question").check()
    visitor.ask("What happens to our contract?")
    expect(visitor.page.get_by_text("Not recorded.")).to_be_visible()
    visitor.go("/")
    expect(visitor.page.locator("#turns > li")).to_have_count(0)


@pytest.mark.parametrize("window", [(1280, True), (320, True)])  # axe itself needs JavaScript
def test_nothing_bars_the_way_of_anybody(visitor, width) -> None:
    for address in ADDRESSES:
        visitor.go(address)
        assert visitor.barriers() == [], address
        assert visitor.width() == width, address
    visitor.go("/")
    visitor.page.get_by_text("About you (optional)").click()
    for question in ("contract", "both", "icp", "pension", "our building"):
        visitor.ask(question)
    visitor.page.locator("#turns details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    assert visitor.barriers() == []
    assert visitor.width() == width
    visitor.page.get_by_role("button", name="Ask", exact=True).click()
    expect(visitor.page).to_have_title(re.compile("^Error: "))
    assert visitor.barriers() == []


@pytest.mark.parametrize("window", [(1280, True)])
class TestWithScripts:
    """What JavaScript adds."""

    def test_an_answer_appears_without_a_reload_takes_the_focus_and_is_announced(self, visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.evaluate("window.still = true")
        visitor.ask("contract")
        assert page.evaluate("window.still")
        expect(page.locator("#turns article").last).to_be_focused()
        expect(page.get_by_role("status")).to_have_text("Your answer is shown.")
        expect(page.get_by_label("Your question", exact=True)).to_have_value("")

    def test_enter_sends_and_shift_enter_starts_a_line(self, visitor) -> None:
        visitor.go("/")
        box = visitor.page.get_by_label("Your question", exact=True)
        box.press_sequentially("our contract")
        box.press("Shift+Enter")
        box.press_sequentially("and then")
        expect(box).to_have_value("our contract\nand then")
        box.press("Enter")
        expect(visitor.page.locator("#turns > li")).to_have_count(1)

    def test_the_characters_left_are_counted(self, visitor) -> None:
        visitor.go("/")
        visitor.page.get_by_label("Your question", exact=True).press_sequentially("x" * 5)
        visitor.page.get_by_label("Your question", exact=True).fill("x" * 990)
        expect(visitor.page.locator(".nhsuk-character-count__status")).to_have_text("You have 10 characters remaining")

    def test_when_fetching_fails_the_form_is_sent_and_asks_once(self, visitor, desk: FakeDesk) -> None:
        page = visitor.page
        visitor.go("/")
        asked = len(desk.asked)
        page.route("**/", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
        visitor.ask("contract")
        assert len(desk.asked) == asked + 1
        expect(page).to_have_url(re.compile("#turn-"))

    def test_an_answer_lost_on_the_way_is_the_same_turn_when_sent_again(self, visitor, desk: FakeDesk) -> None:
        page = visitor.page
        visitor.go("/")
        asked = len(desk.asked)
        page.route("**/", lambda route: _lose(route) if route.request.resource_type == "fetch" else route.continue_())
        visitor.ask("contract")
        assert len(desk.asked) == asked + 1

    def test_two_quick_presses_ask_once(self, visitor, desk: FakeDesk) -> None:
        visitor.go("/")
        asked = len(desk.asked)
        visitor.page.get_by_label("Your question", exact=True).fill("contract")
        visitor.page.get_by_role("button", name="Ask", exact=True).dblclick()
        expect(visitor.page.locator("#turns > li")).to_have_count(1)
        assert len(desk.asked) == asked + 1

    def test_everything_can_be_reached_and_asked_by_keyboard(self, visitor) -> None:
        page = visitor.page
        visitor.go("/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.get_by_label("Your question", exact=True).focus()
        page.keyboard.type("contract")
        for _ in range(3):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#turns > li")).to_have_count(1)


def _lose(route) -> None:
    """The server answers, but the answer does not arrive."""
    route.fetch()
    route.abort()
