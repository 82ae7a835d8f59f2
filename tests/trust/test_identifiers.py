"""Identifiers planted in questions, through every way in, over a real record: none is kept, logged or shown."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from planted import Planted, planted
from real_desk import desk_in, kept_bytes, settings_in

from assistant.desk import Desk
from assistant.model import Useful
from web import logs
from web.app import create_app

EACH = 63  # of 8 kinds: 504 questions
MISSED = 0.01

Way = Callable[[FlaskClient, str], str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("record")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    desk = desk_in(folder)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def client(desk: Desk, folder: Path) -> FlaskClient:
    return create_app(settings_in(folder), desk).test_client()


def by_the_desk(client: FlaskClient, text: str) -> str:
    desk = client.application.desk
    session, _ = desk.open_session("192.0.2.1")
    turn = desk.ask(session, text, key=str(uuid.uuid4()))
    desk.give_feedback(session, turn.id, Useful.NO, f"Not what I asked: {text}"[:1000])
    return repr(turn)


def by_the_api(client: FlaskClient, text: str) -> str:
    opened = client.post("/api/v1/sessions", json={}).json
    bearer = {"Authorization": f"Bearer {opened['token']}"}
    sent = {"question": text, "key": str(uuid.uuid4())}
    answer = client.post(f"/api/v1/sessions/{opened['id']}/turns", json=sent, headers=bearer)
    assert answer.json["masked"], text
    return answer.text + client.get(f"/api/v1/sessions/{opened['id']}", headers=bearer).text


def by_the_page(client: FlaskClient, text: str) -> str:
    """Shown first what will be kept, then asked all the same; what the form holds is the GP's own and left out."""
    client.delete_cookie("gp-engage")
    sent = {"csrf_token": _token(client), "key": str(uuid.uuid4()), "question": text}
    preview = client.post("/", data=sent)
    assert "This is what will be kept" in preview.text
    done = client.post("/", data=sent | {"checked": "yes"}, follow_redirects=True)
    assert "We removed what looked like personal details" in done.text
    own = client.get("/my-session").text + client.get("/my-session.json").text
    return re.sub(r"<textarea.*?</textarea>", "", preview.text, flags=re.DOTALL) + done.text + own


def _token(client: FlaskClient) -> str:
    return html.unescape(re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1])


WAYS: tuple[Way, ...] = (by_the_desk, by_the_api, by_the_page)


def test_nothing_of_500_planted_identifiers_is_kept_logged_or_shown(client, folder, capfd):
    logs.write_to_stderr()
    plants = tuple(planted(seed=7, each=EACH))
    shown = [(plant, WAYS[at % 3]) for at, plant in enumerate(plants)]
    caught = {id(plant) for plant in plants if client.application.desk.preview(plant.question).kinds}
    replies = {id(plant): way(client, plant.question) for plant, way in shown if id(plant) in caught}
    kept, logged = kept_bytes(folder), "".join(capfd.readouterr())
    missed = [plant for plant in plants if id(plant) not in caught]
    leaked = [plant for plant in plants if id(plant) in caught and _is_in(plant, kept, logged, replies[id(plant)])]
    assert len(plants) >= 500
    assert not leaked, [plant.secret for plant in leaked]
    assert len(missed) <= MISSED * len(plants), [plant.question for plant in missed]


def _is_in(plant: Planted, kept: bytes, logged: str, reply: str) -> bool:
    secret = plant.secret
    return secret.encode() in kept or secret in logged or secret in reply or html.escape(secret) in reply


def test_nothing_is_kept_while_the_gp_is_asked(client, desk, folder):
    client.delete_cookie("gp-engage")
    before = len(list(desk._store.all_turns()))
    sent = {"csrf_token": _token(client), "key": "k", "question": "My patient Zebedee Quagmire, 943 476 5919, Hull?"}
    page = client.post("/", data=sent)
    assert page.status_code == 200
    assert "Zebedee Quagmire" in page.text
    assert "[NHS number removed]" in page.text
    assert len(list(desk._store.all_turns())) == before
    assert b"Quagmire" not in kept_bytes(folder)
    assert "token" not in (client.get_cookie("gp-engage").decoded_value if client.get_cookie("gp-engage") else "")
