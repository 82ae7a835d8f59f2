"""Whatever is sent, the answer is a clear 4xx that keeps what was typed, and nothing else is lost."""

import json
import uuid

import pytest
from browsing.gp import Gp
from fakes.desk import FakeDesk
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LEGAL = [
    "<b>contract</b> & <script>alert(1)</script>",
    "contract AND (NOT",
    'contract:"x~2 [a TO',
    "' OR 1=1; --",
    "{{ 7 * 7 }} ${7*7} %s %(x)s",
    "con\u202etract\u2066 \u200b\u00ad",
    "contract\x07\x1b[31m",
    "contract\x00",
    "x" * 1000,
    "\U0001f3e5" * 1000,
]

REFUSED = ["", "   \n\t", "\x00\x01", "\u202e", "x" * 1001, "\U0001f3e5" * 1001, "x" * 20_000]


@pytest.mark.parametrize("question", LEGAL, ids=range(len(LEGAL)))
def test_a_strange_question_is_a_question(gp: Gp, question: str) -> None:
    assert len(gp.ask(question).of_class("gpe-turn")) == 1


@pytest.mark.parametrize("question", REFUSED, ids=range(len(REFUSED)))
def test_a_question_that_cannot_be_taken_is_shown_again_with_its_error(gp: Gp, desk: FakeDesk, question: str) -> None:
    page = gp.ask(question, 422, role="partner")
    assert page.title.startswith("Error: ")
    assert page.of_class("nhsuk-error-summary")
    assert page.value("question").replace("\ufffd", "\x00") == question
    assert not desk.asked
    assert [option["value"] for option in page.all("option") if "selected" in option.attributes] == ["partner"]


def test_a_circumstance_that_is_none_of_ours_is_named(gp: Gp) -> None:
    page = gp.ask("contract", 422, level="<b>halfway")
    assert "Choose one of virtual, partial, full, or none." in page.text
    assert page.value("question") == "contract"


def test_a_body_of_a_megabyte_is_refused(gp: Gp) -> None:
    assert "at most 64 kB" in gp.ask("x" * 1_000_000, 413).text


@pytest.mark.parametrize("useful", ["", "perhaps", "yes\x00"])
def test_feedback_other_than_yes_or_no_is_not_kept(gp: Gp, desk: FakeDesk, useful: str) -> None:
    gp.ask("contract")
    assert "not kept" in gp.press(f"/turns/{desk.asked[0].id}/feedback", useful=useful).text
    assert not desk.words


def test_feedback_on_an_unknown_turn_is_not_found(gp: Gp) -> None:
    gp.ask("contract")
    gp.press(f"/turns/{uuid.uuid4()}/feedback", 404, useful="yes")


def test_a_broken_cookie_is_forgotten(gp: Gp) -> None:
    gp.client.set_cookie("gp-engage", "eyJ0b2tlbiI6Im5vdCBvdXJzIn0.aaaa.bbbb")
    gp.visit()
    with gp.client.session_transaction() as cookie:
        cookie["token"], cookie["seen"] = "forged", 10**9
    assert not gp.visit().of_class("gpe-turn")


def test_another_method_is_refused(gp: Gp) -> None:
    gp.visit("/start-again", 405)
    assert gp.client.get("/start-again").headers["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("address", ["/search?q=" + "x" * 1001, "/api/v1/search?q=" + "x" * 1001, "/api/v1/search"])
def test_a_search_that_cannot_be_taken_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 422


@pytest.mark.parametrize("q", ["%00", "%ff%fe", "%ED%A0%80", "(", "a AND", "*", ":", "%E2%80%AE"])
def test_any_text_is_a_legal_search(client: FlaskClient, q: str) -> None:
    assert client.get(f"/api/v1/search?q={q}").status_code == 200
    assert client.get(f"/search?q={q}").status_code == 200


BODIES = [
    (b"", "application/json", 400),
    (b"{", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"null", "application/json", 400),
    (b'"x"', "application/json", 400),
    (b"\xff\xfe{}", "application/json", 400),
    (b"[" * 60_000, "application/json", 400),
    (b"9" * 60_000, "application/json", 400),
    (b"{}", "text/plain", 415),
    (b"key=1&question=x", "application/x-www-form-urlencoded", 415),
    (b'{"question": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
    (b"{}", "application/json", 422),
]


@pytest.mark.parametrize(("body", "kind", "status"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_question_is_refused(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    session = client.post("/api/v1/sessions", json={}).json
    headers = {"Authorization": f"Bearer {session['token']}"}
    response = client.post(f"/api/v1/sessions/{session['id']}/turns", data=body, content_type=kind, headers=headers)
    assert_problem(response, status)


FIELDS = [
    {"key": None},
    {"key": 7},
    {"key": ""},
    {"key": "not a uuid"},
    {"key": "\ud800"},
    {"question": None},
    {"question": 7},
    {"question": ["x"]},
    {"question": {"a": "b"}},
    {"question": ""},
    {"question": "\ud800 lone"},
    {"question": "x" * 1001},
    {"question": "Is GMS safe?" + "\x01" * 1000},
    {"circumstances": None},
    {"circumstances": []},
    {"circumstances": {"role": "king"}},
    {"circumstances": {"role": 7}},
    {"circumstances": {"role": ["partner"]}},
    {"circumstances": {"name": "partner"}},
    {"circumstances": {"\ud800": "x"}},
]


@pytest.mark.parametrize("wrong", FIELDS, ids=range(len(FIELDS)))
def test_a_field_that_cannot_be_taken_is_named(client: FlaskClient, desk: FakeDesk, wrong: dict) -> None:
    session = client.post("/api/v1/sessions", json={}).json
    body = json.dumps({"key": str(uuid.uuid4()), "question": "contract"} | wrong)
    response = client.post(
        f"/api/v1/sessions/{session['id']}/turns",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    problem = assert_problem(response, 422)
    assert problem["field"] in {*wrong, *(wrong.get("circumstances") or ())}
    assert not desk.asked


def assert_problem(response: TestResponse, status: int) -> dict:
    """The one shape of every problem."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    assert set(response.json) - {"field"} == {"type", "title", "status", "detail"}
    assert response.json["status"] == status
    assert response.json["detail"]
    return response.json
