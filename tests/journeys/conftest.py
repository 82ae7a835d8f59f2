"""A real Chromium in front of a live server; where there is none, skipped with a reason, and failed in CI."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing.serving import serving
from browsing.windows import EACH_ONCE, EVERY, window_of
from fakes.desk import FakeDesk
from playwright.sync_api import Browser, Locator, Page, Request, expect

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def desk() -> FakeDesk:
    """The desk behind the live server."""
    return FakeDesk()


@pytest.fixture(scope="session")
def server(desk: FakeDesk) -> Iterator[str]:
    """The address of a live server over the desk."""
    with serving(desk) as address:
        yield address


@dataclass
class Visitor:
    """A GP in front of a browser: sees pages as they are drawn, by what they are called."""

    page: Page
    server: str
    scripts: bool
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def go(self, address: str) -> None:
        self.page.goto(self.server + address)

    def follow(self, link: Locator) -> None:
        """Click it and wait for the page it leads to: a click alone returns while the old one is still there."""
        with self.page.expect_navigation():
            link.click()

    def ask(self, question: str) -> None:
        """Type and send, and wait until one more answer is shown."""
        turns = self.page.locator("#turns > li")
        before = turns.count()
        self.page.get_by_label("Your question", exact=True).fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(turns).to_have_count(before + 1)

    def width(self) -> int:
        """How wide the page is that can be scrolled to, in CSS pixels."""
        self.page.wait_for_load_state()
        return int(self.page.locator("html").evaluate("html => html.scrollWidth"))

    def barriers(self) -> list[str]:
        """What axe finds on the page, once it is all there: a heading or a style still on its way is no barrier."""
        self.page.wait_for_load_state()
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]

    def strangers(self) -> set[str]:
        """Requests to any other host."""
        return {each.url for each in self.requests if not each.url.startswith((self.server, "data:"))}


window = window_of(EVERY if os.environ.get("GP_ENGAGE_TEST_FULL") else EACH_ONCE)
"""What people at work are held to: each width and each way once. Journeys of GPs take `EVERY`."""


@pytest.fixture
def width(window: tuple[int, bool]) -> int:
    """The width of the window in CSS pixels; 320 is also what 1280 is at 400 %."""
    return window[0]


@pytest.fixture
def scripts(window: tuple[int, bool]) -> bool:
    return window[1]


@pytest.fixture
def arrive(chromium: Browser, server: str, width: int, scripts: bool) -> Iterator[Callable[[], Visitor]]:
    """Brings in somebody with a browser of their own; nobody may have called another host when they leave."""
    visitors: list[Visitor] = []
    with ExitStack() as leaving:

        def somebody() -> Visitor:
            context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
            leaving.callback(context.close)
            context.set_default_timeout(10_000)
            visitors.append(Visitor(context.new_page(), server, scripts))
            return visitors[-1]

        yield somebody
    assert [visitor.strangers() for visitor in visitors if visitor.strangers()] == []


@pytest.fixture
def visitor(arrive: Callable[[], Visitor]) -> Visitor:
    return arrive()
