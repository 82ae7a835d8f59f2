"""A real Chromium in front of a live server; where there is none, skipped with a reason, and failed in CI."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fakes.desk import FakeDesk
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from assistant.settings import Settings
from web.app import create_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def desk() -> FakeDesk:
    """The desk behind the live server."""
    return FakeDesk()


@pytest.fixture(scope="session")
def server(desk: FakeDesk) -> Iterator[str]:
    """The address of a live server over the desk."""
    app = create_app(Settings(secret="a secret for tests, 32 characters", organisation="Anytown ICB"), desk)
    listening = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = "There is no Chromium here: apt-get install chromium fonts-liberation"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


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

    def ask(self, question: str) -> None:
        """Type and send, and wait until one more answer is shown."""
        turns = self.page.locator("#turns > li")
        before = turns.count()
        self.page.get_by_label("Your question", exact=True).fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(turns).to_have_count(before + 1)

    def width(self) -> int:
        """How wide the page is that can be scrolled to, in CSS pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def barriers(self) -> list[str]:
        """What axe finds on the page."""
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]

    def strangers(self) -> set[str]:
        """Requests to any other host."""
        return {each.url for each in self.requests if not each.url.startswith((self.server, "data:"))}


@pytest.fixture
def context(chromium: Browser, width: int, scripts: bool) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(params=[1280, 320])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window in CSS pixels; 320 is also what 1280 is at 400 %."""
    return int(request.param)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def visitor(context: BrowserContext, server: str, scripts: bool) -> Iterator[Visitor]:
    visitor = Visitor(context.new_page(), server, scripts)
    yield visitor
    assert visitor.strangers() == set()
