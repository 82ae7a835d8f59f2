"""Hostile strings through every place that shows text, looked at in Chromium's own DOM: nothing of them can run."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from conversations import a_turn
from fakes.accounts import CHEAP
from fakes.content import ARTICLES
from fakes.desk import FakeDesk
from fakes.library import FakeLibrary
from hostile_strings import clean, hostile, naughty, scripts
from playwright.sync_api import Browser, ConsoleMessage, Page
from real_desk import desk_in, settings_in
from werkzeug.serving import WSGIRequestHandler, make_server

from assistant.accounts.door import Accounts
from assistant.accounts.model import LinkKind
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.engagement.keeping import Kind
from assistant.engagement.raising import Wish
from assistant.model import Feedback, Useful
from knowledge.markup import render
from knowledge.model import Statement
from web import guard
from web.app import create_app

pytestmark = pytest.mark.browser

EVERYDAY = 150
A_PAGE = 100

LOOK = """doc => {
  const bad = [], note = each => bad.push(each.outerHTML.slice(0, 200));
  const run = /^[\\s\\0-\\x20]*(javascript|vbscript|data):/i;
  const leads = /^(href|src|action|formaction|data|xlink:href)$/i;
  const never = /^(iframe|object|embed|base|math|animate|applet|frame|style)$/i;
  for (const each of doc.querySelectorAll('*')) {
    for (const {name, value} of each.attributes) {
      if (/^on|^srcdoc$|^style$/i.test(name) || leads.test(name) && run.test(value)) note(each);
    }
    if (never.test(each.localName) || each.localName === 'meta' && each.httpEquiv) note(each);
    if (each.localName === 'script' && !/^\\/static\\//.test(each.getAttribute('src') || '')) note(each);
  }
  return bad;
}"""


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, object]]:
    """A live service over a real record, and its desk."""
    folder = tmp_path_factory.mktemp("record")
    desk = desk_in(folder)
    desk.accounts = Accounts.over(desk._store, Clock(), CHEAP)
    app = create_app(settings_in(folder), desk)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}", app
    server.shutdown()
    server.server_close()
    desk.close()


class Looked:
    """A page that notes whatever runs or is stopped by the policy."""

    def __init__(self, browser: Browser, address: str, cookies: dict[str, str]) -> None:
        self.context = browser.new_context()
        self.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        self.context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self.note)
        self.page.on("dialog", lambda dialog: (self.complaints.append("a dialog"), dialog.dismiss()))
        self.address = address

    def note(self, message: ConsoleMessage) -> None:
        """Chromium's advice on password forms is no complaint."""
        if not message.text.startswith("[DOM]"):
            self.complaints.append(message.text)

    def faults(self, path: str) -> list[str]:
        """What could run on that page, or was stopped from running."""
        self.page.goto(self.address + path)
        found = self.page.evaluate(f"({LOOK})(document)")
        ran = self.page.evaluate("window.hit === 1")
        return [*found, *self.complaints, *(["it ran"] if ran else [])]

    def parsed_faults(self, pages: list[str]) -> list[str]:
        """The same of pages that Chromium reads without opening them."""
        return self.page.evaluate(
            f"pages => pages.flatMap(page => ({LOOK})(new DOMParser().parseFromString(page, 'text/html')))", pages
        )


def in_pages(strings: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(strings), A_PAGE):
        yield strings[start : start + A_PAGE]


def test_there_are_enough_strings_and_the_look_sees_what_would_run(chromium, service):
    assert len(naughty()) >= 450
    assert len(set(scripts())) >= 1000
    address, _ = service
    looked = Looked(chromium, address, {})
    looked.page.goto(address + "/privacy")
    raw = [f"<html><body>{each}</body></html>" for each in scripts() if each.startswith("<") and "{{" not in each]
    assert len(looked.parsed_faults(raw)) >= 0.9 * len(raw)


def test_questions_and_comments(chromium, service):
    address, app = service
    for strings in in_pages(clean(hostile(EVERYDAY))):
        session, token = app.desk.open_session()
        for text in strings:
            turn = app.desk._store.add_turn(a_turn(session.id, question=text))
            app.desk._store.set_feedback(session.id, Feedback(turn.id, Useful.NO, text, turn.at))
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["token"], cookie["seen"] = token, int(app.clock())
        looked = Looked(chromium, address, {"gp-engage": browser.get_cookie("gp-engage").value})
        assert looked.faults("/") == []
        assert looked.page.locator("#turns > li").count() == len(strings)
        assert looked.faults("/my-session") == []
        looked.context.close()


def test_concerns_names_practices_and_notes(chromium, service):
    address, app = service
    people = app.desk.accounts.people
    strings = clean(hostile(EVERYDAY))
    link = people.invite(f"{uuid.uuid4()}@example.nhs.uk", {Role.LEAD, Role.ADMIN}, None)
    lead = people.accept(LinkKind.INVITATION, link, "<img src=x onerror=alert(1)>", "four unrelated quiet words")
    _, token = app.desk.accounts.sign_ins.begin(lead)
    looked = Looked(chromium, address, {guard.cookie_name(app): token})
    for batch in in_pages(strings):
        raised = None
        for text in batch:
            line = " ".join(text.split())[:200]
            wish = Wish(key=str(uuid.uuid4()), words=text, name=line, practice=line)
            raised = app.desk.raise_concern(wish, None)
        for text in batch:
            app.desk.follow_up.raising.add(raised.token, str(uuid.uuid4()), text)
        for path in ("/leads", f"/leads/concerns/{raised.concern.id}", f"/c/{raised.token}"):
            assert looked.faults(path) == [], path
    for text in strings:
        app.desk.accounts.audit.note(lead, "concern.read", text)
    app.desk.follow_up.retention.hold(Kind.CONCERN, raised.concern.id, '"><script>top.hit=1</script>', lead.id)
    for path in ("/people", "/audit", "/holds", "/account", "/leads/handover"):
        assert looked.faults(path) == [], path
    looked.context.close()


def test_searches_addresses_and_error_pages(chromium, service):
    address, app = service
    client = app.test_client()
    looked = Looked(chromium, address, {})
    looked.page.goto(address + "/privacy")
    for strings in in_pages(clean(hostile(EVERYDAY // 5), limit=300)):
        pages = []
        for text in strings:
            sent = quote(text, safe="")
            for path in (f"/faq?q={sent}", f"/faq/{sent}", f"/sources/{sent}", f"/c/{sent}", f"/sign-in?next={sent}"):
                response = client.get(path, follow_redirects=True)
                assert response.status_code < 500, path
                pages.append(response.text)
            typed = {"question": "x" * 1001 + text, "key": text, "role": text}
            pages.append(client.post("/", data=typed).text)
        assert looked.parsed_faults(pages) == []
    assert looked.faults("/faq?q=" + quote('"><script>top.hit=1</script>')) == []
    looked.context.close()


def test_articles(chromium, tmp_path):
    """What an editor may have pasted: title, statements and headings of an article page."""
    strings = hostile(EVERYDAY * 2)
    article = ARTICLES[0]
    made = [render(" ".join(each.split()) or "x") for each in strings]
    cited = next(item for section in article.sections for item in section.items if isinstance(item, Statement))
    items = tuple(replace(cited, text=each.text, html=each.html) for each in made)
    section = replace(article.sections[0], items=items)
    hostile_one = replace(article, question=strings[0], sections=(section, *article.sections[1:]))
    library = FakeLibrary(articles=(hostile_one, *ARTICLES[1:]))
    app = create_app(settings_in(tmp_path), FakeDesk(library=library))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    looked = Looked(chromium, f"http://127.0.0.1:{server.port}", {})
    assert looked.faults(f"/faq/{article.id}") == []
    looked.context.close()
    server.shutdown()
    server.server_close()
