"""A GP with a browser, as tests of pages see one. Every page they are shown is also checked for its quality."""

from __future__ import annotations

from dataclasses import dataclass, field

from browsing.page import Page
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.security import CONTENT_SECURITY_POLICY


@dataclass
class Gp:
    """`links` remembers the pages that links have been followed to, by address."""

    client: FlaskClient
    links: dict[str, Page | None] = field(default_factory=dict)

    def visit(self, address: str = "/", status: int = 200) -> Page:
        return self._checked(self.client.get(address), status)

    def ask(self, question: str, status: int = 200, **fields: str) -> Page:
        """Type a question and press Ask, as a browser without JavaScript does it."""
        form = self.visit()
        sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "question": question} | fields
        return self.send("/", status, **sent)

    def press(self, action: str, status: int = 200, **fields: str) -> Page:
        """Press a button of a small form."""
        return self.send(action, status, csrf_token=self.visit().value("csrf_token"), **fields)

    def send(self, action: str, status: int = 200, **fields: str) -> Page:
        response = self.client.post(action, data=fields)
        if response.status_code == 303:
            response = self.client.get(response.headers["Location"].partition("#")[0])
        return self._checked(response, status)

    def _checked(self, response: TestResponse, status: int) -> Page:
        page = Page(response.text)
        assert response.status_code == status, page.text
        assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert page.faults() == []
        assert page.title.endswith("– GP Engage")
        assert page.title.startswith("Error: ") == (status >= 400)
        self._follow_links(page)
        return page

    def _follow_links(self, page: Page) -> None:
        """Every link leads somewhere: to a page of ours that has that anchor, or to a source's own site."""
        for element in page.elements:
            address, _, anchor = (element["href"] or element["src"]).partition("#")
            if address.startswith("/"):
                target = self._behind(address)
                assert not anchor or (target and anchor in target.ids), f"{address} has no #{anchor}"
            elif anchor:
                assert anchor in page.ids, f"no #{anchor} here"
            elif address and not address.startswith("data:"):
                assert element.tag == "a", f"{element.tag} is loaded from {address}"
                assert "noreferrer" in element["rel"]

    def _behind(self, address: str) -> Page | None:
        if address not in self.links:
            self.links[address] = None
            response = self.client.application.test_client().get(address, follow_redirects=True)
            assert response.status_code == 200, f"{address} is not there"
            self.links[address] = Page(response.text) if response.mimetype == "text/html" else None
            response.close()
        return self.links[address]
