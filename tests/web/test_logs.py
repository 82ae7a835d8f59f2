"""What the log says of requests: which one, what was refused and to whom; and never a word or a secret."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from fakes.accounts import let_in
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from web import guard
from web.application import Application


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]):
    def read() -> list[dict[str, object]]:
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    return read


def test_a_refused_person_is_named_by_id_with_the_endpoint_and_without_the_address(app: Application, desk, lines):
    lead = let_in(desk.accounts, "lena@example.nhs.uk", Role.LEAD)
    client = app.test_client()
    client.set_cookie(guard.cookie_name(app), desk.accounts.sign_ins.begin(lead)[1])
    refused = client.get("/audit?about=secret")
    (line,) = lines()
    assert refused.status_code == 403
    assert line["request"] == refused.headers["X-Request-Id"]
    told = {name: line[name] for name in ("event", "status", "method", "endpoint", "person")}
    assert told == {
        "event": "request.refused",
        "status": 403,
        "method": "GET",
        "endpoint": "people.audit",
        "person": lead.id,
    }
    assert not {"secret", "Lena", "lena@example.nhs.uk"} & set(re.findall(r"[\w@.]+", json.dumps(line)))


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (lambda client: client.post("/", data={"question": "a secret"}), 400),
        (lambda client: client.post("/erase", headers={"Sec-Fetch-Site": "cross-site"}), 400),
        (lambda client: client.post("/api/v1/sessions", json={"secret": "x" * 70_000}), 413),
        (lambda client: client.get("/api/v1/leads/concerns", headers={"Authorization": "Bearer a-secret"}), 401),
        (lambda client: client.post("/people/invitations", data={"csrf_token": "a-secret"}), 400),
    ],
)
def test_a_forged_form_a_missing_token_and_too_much_are_noted(client: FlaskClient, lines, send, status):
    assert send(client).status_code == status
    (line,) = lines()
    assert (line["event"], line["status"], line["person"]) == ("request.refused", status, "")
    assert "secret" not in json.dumps(line)


def test_each_request_has_an_id_of_its_own(client: FlaskClient):
    ids = {client.get(address).headers["X-Request-Id"] for address in ("/faq", "/faq", "/nowhere")}
    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)


def test_every_event_that_is_logged_is_in_the_list_of_events():
    listed = set(re.findall(r"^\| `([\w.]+)`", Path("docs/logs.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert {event for path in Path().glob("[akw]*/**/*.py") for event in _logged(path)} == listed


def _logged(path: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "_log"
    ]
