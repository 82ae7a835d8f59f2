"""Every route for every kind of caller, held against the table in access.yml."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import yaml
from browsing.world import SETTINGS, World, a_world
from fakes.desk import FakeDesk
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from web.app import create_app

TABLE = yaml.safe_load((Path(__file__).parent / "access.yml").read_text(encoding="utf-8"))
ACTORS = TABLE["actors"]


@pytest.fixture
def world(compiled: FileSystemBytecodeCache) -> World:
    world = a_world()
    world.app.jinja_env.bytecode_cache = compiled
    return world


def call(world: World, actor: str, route: str) -> TestResponse:
    """What that actor gets from a route with the ids of this world."""
    method, rule = route.split(" ")
    sent = TABLE["sends"].get(route, {})
    if not rule.startswith("/api/"):
        fields = {"query_string": sent} if method == "GET" else {"data": sent}
        return world.browsers[actor].open(world.address(rule), method=method, buffered=True, **fields)
    headers = {"Authorization": f"Bearer {world.bearers[actor]}"} if actor in world.bearers else {}
    body = {"query_string": sent} if method == "GET" else {"json": sent}
    return world.app.test_client().open(world.address(rule), method=method, headers=headers, buffered=True, **body)


def outcome(response: TestResponse) -> int | str:
    leads_to_sign_in = response.headers.get("Location", "").partition("?")[0] == "/sign-in"
    return "in" if response.status_code == 303 and leads_to_sign_in else response.status_code


def test_every_route_has_a_row_and_every_row_a_route():
    served = {
        f"{method} {rule.rule}"
        for rule in create_app(SETTINGS, FakeDesk()).url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == set(TABLE["routes"]), "write a row to access.yml for each route, with what each actor gets"
    assert set(TABLE["sends"]) <= served


@pytest.mark.parametrize("route", TABLE["routes"])
def test_a_route_gives_each_actor_what_the_table_says(compiled, route):
    assert len(TABLE["routes"][route]) == len(ACTORS)
    expected = dict(zip(ACTORS, TABLE["routes"][route], strict=True))
    world, seen = None, {}
    for actor in ACTORS:
        if world is None or not route.startswith("GET "):  # each in a world of their own: what they send changes it
            world = a_world()
            world.app.jinja_env.bytecode_cache = compiled
        seen[actor] = outcome(call(world, actor, route))
    assert seen == expected


@pytest.mark.parametrize(
    "route", [route for route in TABLE["routes"] if "/api/" not in route and "filename" not in route]
)
def test_what_somebody_signed_in_is_shown_is_never_kept_by_a_cache(world, route):
    assert call(world, "admin", route).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("route", [route for route in TABLE["routes"] if "<uuid:" in route and "/api/" not in route])
def test_an_unknown_id_is_not_found_even_for_who_may(world, route):
    world.values |= {name: str(uuid.uuid4()) for name in world.values if name.endswith("_id")}
    for actor in ("admin", "owner"):
        assert outcome(call(world, actor, route)) in (404, 401, 403, "in")
    assert 404 in {outcome(call(world, actor, route)) for actor in ACTORS}


def test_a_cookie_never_opens_the_api(world):
    for actor in ("lead", "admin", "owner"):
        response = world.browsers[actor].get(world.address("/api/v1/sessions/<uuid:session_id>"))
        assert response.status_code == 401
        assert response.mimetype == "application/problem+json"


def test_a_changed_role_or_a_disabled_account_acts_on_the_next_request(world):
    accounts, lead = world.app.desk.accounts, world.browsers["lead"]
    person = accounts.people.by_email("lead@example.nhs.uk")
    assert lead.get("/people").status_code == 403
    accounts.people.set_roles(person, {next(iter(accounts.people.by_email("admin@example.nhs.uk").roles))}, None)
    assert lead.get("/people").status_code == 200
    accounts.people.disable(person, None)
    assert outcome(lead.get("/people")) == "in"
