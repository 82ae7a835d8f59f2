"""Who there is to attack and to be attacked, over a real desk and record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes.accounts import CHEAP, Moved
from flask.testing import FlaskClient
from real_desk import settings_in, shelf

from assistant.accounts.door import Accounts
from assistant.accounts.model import LinkKind, Person
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.desk import Desk
from assistant.model import Turn
from assistant.store.record import open_store
from web import guard
from web.app import create_app
from web.application import Application

PASSWORD = "four unrelated quiet words"


@dataclass
class Target:
    """The service under attack. `moved` is its clock; `app` asks no form tokens unless a test says so."""

    app: Application
    desk: Desk
    moved: Moved
    people: dict[str, Person] = field(default_factory=dict)

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def gp(self, question: str = "Can we go back to GMS?") -> tuple[FlaskClient, str, Turn, str]:
        """A GP's browser, session id, first turn, and the token a program would hold."""
        session, token = self.desk.open_session()
        turn = self.desk.ask(session, question, key=str(uuid.uuid4()))
        browser = self.browser()
        with browser.session_transaction() as cookie:
            cookie["token"], cookie["seen"] = token, int(self.app.clock())
        return browser, session.id, turn, token

    def staff(self, role: Role) -> FlaskClient:
        """The browser of somebody who has signed in."""
        person = self.person(role)
        _, token = self.desk.accounts.sign_ins.begin(person)
        browser = self.browser()
        browser.set_cookie(guard.cookie_name(self.app), token)
        return browser

    def person(self, role: Role) -> Person:
        accounts = self.desk.accounts
        if role not in self.people:
            link = accounts.people.invite(f"{role}@example.nhs.uk", {role}, None)
            self.people[role] = accounts.people.accept(LinkKind.INVITATION, link, role.title(), PASSWORD)
        return self.people[role]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    moved = Moved()
    clock = Clock(now=moved)
    settings = settings_in(tmp_path)
    store = open_store(settings.store_url, clock)
    store.migrate()
    desk = Desk(settings, shelf(), store, clock)
    desk.accounts = Accounts.over(store, clock, CHEAP)
    app = create_app(settings, desk, clock=lambda: moved().timestamp())
    app.config["WTF_CSRF_ENABLED"] = False
    yield Target(app, desk, moved)
    desk.close()
