"""A small world of people and things for the table of access: who there is, and what ids stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from fakes.accounts import Moved, accounts_in_memory, let_in
from fakes.desk import FakeDesk
from fakes.faq_files import CONTRACT, article
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from assistant.engagement.commitments import CommitmentForm
from assistant.engagement.logbook import EventForm
from assistant.engagement.raising import Wish
from assistant.engagement.register import QuestionForm
from assistant.settings import Settings
from web import guard
from web.app import create_app
from web.application import Application

SETTINGS = Settings(secret="a secret for tests, 32 characters")
GPS = ("owner", "another")
STAFF = {"lead": Role.LEAD, "editor": Role.EDITOR, "admin": Role.ADMIN}


@dataclass
class World:
    """`browsers` are what each actor calls pages with, `bearers` the API; `values` fill addresses."""

    app: Application
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def address(self, rule: str) -> str:
        """A route's address with the ids of this world; a new kind of id in an address needs its value here."""
        values = {**self.values, "token": self.links.get(rule.split("/")[1], "")}
        parts = (part.rpartition(":")[2].strip("<>") if part.startswith("<") else None for part in rule.split("/"))
        return "/".join(values[name] if name else part for name, part in zip(parts, rule.split("/"), strict=True))


def a_world() -> World:
    now = Moved()
    desk = FakeDesk(accounts=accounts_in_memory(now=now))
    app = create_app(SETTINGS, desk)
    app.config["WTF_CSRF_ENABLED"] = False
    world = World(app)
    _add_staff(world, "expired", Role.LEAD)
    now.forward(hours=25)
    world.browsers["stranger"] = app.test_client()
    for name in GPS:
        _add_gp(world, desk, name)
    for name, role in STAFF.items():
        _add_staff(world, name, role)
    _add_disabled(world)
    _add_things(world)
    return world


def _add_gp(world: World, desk: FakeDesk, name: str) -> None:
    session, world.bearers[name] = desk.open_session()
    turn = desk.ask(session, "contract", key=name)
    browser = world.browsers[name] = world.app.test_client()
    with browser.session_transaction() as cookie:
        cookie["token"], cookie["seen"] = world.bearers[name], 2**40
    if name == "owner":
        world.values |= {"session_id": session.id, "turn_id": turn.id}


def _add_staff(world: World, name: str, role: Role) -> str:
    accounts = world.app.desk.accounts
    person = let_in(accounts, f"{name}@example.nhs.uk", role)
    _, token = accounts.sign_ins.begin(person)
    browser = world.browsers[name] = world.app.test_client()
    browser.set_cookie(guard.cookie_name(world.app), token)
    kept, world.bearers[name] = accounts.tokens.issue(name, {role}, 1, None)
    return kept.id


def _add_disabled(world: World) -> None:
    accounts = world.app.desk.accounts
    token_id = _add_staff(world, "disabled", Role.LEAD)
    accounts.people.disable(accounts.people.by_email("disabled@example.nhs.uk"), None)
    accounts.tokens.revoke(token_id, None)


def _add_things(world: World) -> None:
    accounts = world.app.desk.accounts
    editorial, writer = world.app.desk.editorial, accounts.people.by_email("admin@example.nhs.uk")
    draft = editorial.drafts.begin(writer, CONTRACT[0], article(CONTRACT[1], "Changed words.").decode())
    somebody = let_in(accounts, "somebody@example.nhs.uk", Role.LEAD)
    token, _ = accounts.tokens.issue("Program", {Role.LEAD}, 30, None)
    world.links = {
        "invitation": accounts.people.invite("invited@example.nhs.uk", {Role.LEAD}, None),
        "reset": accounts.people.reset(somebody, None),
        "set-up": "there-is-none",
    }
    desk, turn = world.app.desk, world.app.desk.asked[0]
    raised = desk.raise_concern(Wish("form", "Will our list be taken over?"), turn)
    event = desk.follow_up.logbook.log(
        EventForm("form", "practice_visit", "2026-11-20", "Oak Lane", "", "Who pays?"), ""
    )
    world.links["c"] = raised.token
    world.values |= {"concern_id": raised.concern.id, "event_id": event.id}
    _add_reports(world)
    world.values |= {
        "person_id": somebody.id,
        "token_id": token.id,
        "topic": "contract",
        "slug": "our-contract",
        "key": "gponline-acos",
        "filename": "start.js",
        "draft_id": draft.id,
        "number": "1",
        "path": CONTRACT[0],
    }


def _add_reports(world: World) -> None:
    reporting = world.app.desk.reporting
    question = QuestionForm("Who pays for our car park?", "premises", "ICB estates lead")
    promise = CommitmentForm("We publish the draft.", "contract", "Programme director", "2026-03-12", "2026-06-30")
    world.values |= {
        "question_id": reporting.register.add(question, lambda _: True).id,
        "commitment_id": reporting.commitments.add(promise).id,
        "annotation_id": reporting.reports.annotate("2026-03-12", "Letter to all practices").id,
        "kind": "turns",
        "form": "csv",
    }
