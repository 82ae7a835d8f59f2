"""The JSON API: what it takes, what it gives, and to whom."""

import json
import re
import uuid
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from fakes.desk import FakeDesk
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator

from web.application import Application
from web.openapi import document


@dataclass
class Program:
    """A program with a session of its own. Every body it gets is held against the OpenAPI document."""

    client: FlaskClient
    id: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        opened = self.client.post("/api/v1/sessions", json={})
        assert opened.status_code == 201
        conforms(opened.json, "Opened")
        self.id, self.token = opened.json["id"], opened.json["token"]

    @property
    def headers(self) -> dict:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def address(self) -> str:
        return f"/api/v1/sessions/{self.id}"

    def ask(self, question: str, status: int = 201, key: str = "", **more: object) -> dict:
        body = {"key": key or str(uuid.uuid4()), "question": question, **more}
        response = self.client.post(f"{self.address}/turns", json=body, headers=self.headers)
        assert response.status_code == status, response.text
        conforms(response.json, "Turn" if status < 300 else "Problem")
        return response.json


def conforms(body: object, schema: str) -> None:
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document()["components"]})
    assert [error.message for error in validator.iter_errors(body)] == []


@pytest.fixture
def program(client: FlaskClient) -> Program:
    return Program(client)


def test_a_turn_holds_the_answer_and_its_sources(program: Program) -> None:
    turn = program.ask("What happens to our contract?")
    assert turn["status"] == "answered"
    assert turn["answered"] is True
    assert turn["disagreement"] is True
    assert turn["recorded"] is True
    assert turn["articles"] == [{"id": "contract/our-contract", "question": "What happens to our GMS or PMS contract?"}]
    assert turn["topics"] == ["contract"]
    assert turn["suggestions"] == ["Can we go back to GMS if it fails?", "Do I stay in the NHS Pension Scheme?"]
    assert turn["statements"][2] == {
        "text": "Your GMS or PMS contract is suspended or ended while you work under the ACO contract.",
        "section": "Full",
        "citations": [
            {
                "source": "lexology-models",
                "title": "Emerging models of care",
                "publisher": "law firm on Lexology",
                "date": "2018-02",
                "url": "https://www.lexology.example/models",
            }
        ],
    }


def test_the_text_holds_all_that_is_open_and_more_what_is_folded(program: Program) -> None:
    turn = program.ask("contract")
    assert turn["text"].startswith("It depends on how closely")
    assert "Sources disagree\nA law firm wrote" in turn["text"]
    assert "alliance agreement" not in turn["text"]
    assert turn["more"] == "Virtual\nYou keep your contract and add an alliance agreement with the other providers."
    assert all(statement["text"] in turn["text"] for statement in turn["statements"])


@pytest.mark.parametrize("question", ["contract", "pension", "both", "icp", "weather", "building", "elephants"])
def test_the_html_says_what_the_text_says_and_where_it_comes_from(program: Program, question: str) -> None:
    turn = program.ask(question)
    assert " ".join(_Words.of(turn["html"])) == " ".join(turn["text"].split())
    labels = len(re.findall('class="gpe-citation"', turn["html"]))
    assert labels == sum(len(statement["citations"]) for statement in turn["statements"])


def test_a_repeated_key_gives_the_same_turn(program: Program, desk: FakeDesk) -> None:
    key = str(uuid.uuid4())
    first = program.ask("contract", key=key)
    assert program.ask("contract", 200, key=key) == first
    assert first["key"] == key
    assert len(desk.asked) == 1


def test_circumstances_reach_the_desk(program: Program, desk: FakeDesk) -> None:
    program.ask("contract", circumstances={"role": "locum", "contract": "APMS"})
    assert desk.asked[0].circumstances.items() == (("role", "locum"), ("contract", "APMS"))


def test_a_session_gives_back_its_turns(program: Program) -> None:
    turn = program.ask("contract")
    response = program.client.get(program.address, headers=program.headers)
    conforms(response.json, "Session")
    assert response.json["turns"] == [turn]


def test_an_erased_session_is_gone(program: Program) -> None:
    assert program.client.delete(program.address, headers=program.headers).status_code == 204
    assert program.client.get(program.address, headers=program.headers).status_code == 404


def test_feedback_is_kept(program: Program, desk: FakeDesk) -> None:
    turn = program.ask("contract")
    address = f"{program.address}/turns/{turn['id']}/feedback"
    response = program.client.post(address, json={"useful": "no", "comment": "Too long"}, headers=program.headers)
    assert response.status_code == 201
    conforms(response.json, "Feedback")
    assert desk.words[turn["id"]].comment == "Too long"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer forged.token", "Basic eDp5", "x\x7f"])
def test_without_its_token_a_session_is_closed(program: Program, authorization: str) -> None:
    for call in (program.client.get, program.client.delete):
        response = call(program.address, headers={"Authorization": authorization})
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        conforms(response.json, "Problem")


def test_another_session_is_not_found(program: Program) -> None:
    other = Program(program.client)
    turn = other.ask("contract")
    assert program.client.get(other.address, headers=program.headers).status_code == 404
    assert program.client.delete(other.address, headers=program.headers).status_code == 404
    stolen = f"{program.address}/turns/{turn['id']}/feedback"
    assert program.client.post(stolen, json={"useful": "yes"}, headers=program.headers).status_code == 404
    assert other.client.get(other.address, headers=other.headers).json["turns"] == [turn]


def test_a_limit_says_when_to_try_again(program: Program, desk: FakeDesk) -> None:
    desk.limit = 0
    program.ask("contract", 429)


def test_while_the_record_is_down_questions_are_answered_and_the_rest_waits(program: Program, desk: FakeDesk) -> None:
    desk.store_down = True
    assert program.ask("contract")["recorded"] is False
    response = program.client.get(program.address, headers=program.headers)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert program.client.get("/readyz").status_code == 503
    assert program.client.get("/healthz").status_code == 200


def test_articles_and_search_need_no_token(client: FlaskClient) -> None:
    articles = client.get("/api/v1/articles").json
    conforms(articles, "Articles")
    article = client.get(f"/api/v1/articles/{articles['articles'][0]['id']}").json
    conforms(article, "Article")
    assert client.get("/api/v1/articles/contract/gms").json == article
    found = client.get("/api/v1/search?q=pension").json
    conforms(found, "Found")
    assert found["articles"][0]["id"] == "pensions/nhs-pension"


@pytest.mark.parametrize("address", ["/api/v1/nope", "/api/v1/articles/a/b", "/api/v1/sessions/1"])
def test_what_is_not_there_is_a_problem(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    conforms(response.json, "Problem")


def test_the_document_names_every_call_of_the_api(app: Application) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1")
    }
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]
    assert served == {(path, method) for path, calls in paths.items() for method in calls if method != "parameters"}


def test_an_error_of_ours_tells_nothing_of_what_was_asked(
    client: FlaskClient, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program(client)
    monkeypatch.setattr(desk, "ask", _fail)
    problem = program.ask("a secret question", 500)
    logged = capsys.readouterr().err
    assert "secret" not in str(problem) + logged
    assert json.loads(logged)["kind"] == "RuntimeError"
    assert "_fail" in json.loads(logged)["places"][-1]


def _fail(_session: object, text: str, **_: object) -> None:
    raise RuntimeError(text)


class _Words(HTMLParser):
    """The words of HTML without the labels of its citations."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside_label = False

    @classmethod
    def of(cls, html: str) -> list[str]:
        reader = cls()
        reader.feed(html)
        return reader.words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside_label |= tag == "a" and ("class", "gpe-citation") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside_label &= tag != "a"

    def handle_data(self, data: str) -> None:
        if not self.inside_label:
            self.words += data.split()
