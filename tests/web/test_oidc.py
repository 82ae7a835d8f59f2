"""Signing in with the organisation's accounts, against a real provider in a process of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fakes.accounts import let_in
from fakes.desk import FakeDesk
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assistant.accounts.permissions import Role
from assistant.settings import Settings
from web.app import create_app

ADA, MALLORY, UNVERIFIED = "ada@example.nhs.uk", "mallory@example.nhs.uk", "unverified@example.nhs.uk"
STRONG = "two-factors"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows three people."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    claims = [
        {"sub": email, "email": email, "email_verified": email != UNVERIFIED, "name": email.partition("@")[0].title()}
        | ({"acr": STRONG} if email == MALLORY else {})
        for email in (ADA, MALLORY, UNVERIFIED)
    ]
    options = [option for each in claims for option in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/.well-known/openid-configuration")
        yield address
        process.terminate()


@pytest.fixture
def settings(settings: Settings, provider: str) -> Settings:
    return replace(settings, oidc_issuer=provider, oidc_client_id="engage", oidc_client_secret="a client's secret")


def leave(client: FlaskClient, onward: str = "") -> str:
    """Where the browser is sent to sign in."""
    response = client.get("/sign-in/organisation", query_string={"next": onward} if onward else {})
    assert response.status_code == 302
    return response.headers["Location"]


def sign_in_there(address: str, email: str) -> str:
    """What the provider sends the browser back with, as path and query."""
    there = requests.post(address, data={"sub": email}, allow_redirects=False, timeout=10)
    assert there.status_code == 302, there.text
    parts = urlsplit(there.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_back(client: FlaskClient, email: str, onward: str = "") -> TestResponse:
    return client.get(sign_in_there(leave(client, onward), email))


def test_the_provider_is_asked_for_a_code_with_pkce_state_and_nonce(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(leave(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/sign-in/organisation/back"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_somebody_of_ours_is_signed_in_and_led_where_they_wanted_to_go(client: FlaskClient, desk: FakeDesk) -> None:
    let_in(desk.accounts, ADA, Role.ADMIN)
    response = come_back(client, ADA, "/audit")
    assert (response.status_code, response.headers["Location"]) == (303, "/audit")
    assert client.get("/audit").status_code == 200


def test_somebody_invited_comes_in_with_the_roles_of_the_invitation(client: FlaskClient, desk: FakeDesk) -> None:
    desk.accounts.people.invite(ADA, {Role.EDITOR}, None)
    assert come_back(client, ADA).status_code == 303
    assert "Editor" in client.get("/account").text
    assert desk.accounts.people.by_email(ADA).roles == {Role.EDITOR}


@pytest.mark.parametrize(
    ("email", "why"), [(MALLORY, "There is no account for this e-mail yet"), (UNVERIFIED, "e-mail is verified")]
)
def test_somebody_else_is_refused_kindly(client: FlaskClient, desk: FakeDesk, email: str, why: str) -> None:
    let_in(desk.accounts, UNVERIFIED, Role.ADMIN)
    response = come_back(client, email)
    assert response.status_code == 403
    assert why in response.text
    assert client.get("/account").status_code == 303


def test_where_two_factors_are_insisted_on_they_are_asked_for_and_one_is_not_enough(
    client: FlaskClient, desk: FakeDesk, app
) -> None:
    app.settings = replace(app.settings, oidc_acr=STRONG)
    for email in (ADA, MALLORY):
        let_in(desk.accounts, email, Role.LEAD)
    assert parse_qs(urlsplit(leave(client)).query)["acr_values"] == [STRONG]
    weak = come_back(client, ADA)
    assert (weak.status_code, "second factor" in weak.text) == (403, True)
    assert client.get("/account").status_code == 303
    assert come_back(client, MALLORY).status_code == 303
    assert client.get("/account").status_code == 200


def test_somebody_disabled_is_refused(client: FlaskClient, desk: FakeDesk) -> None:
    desk.accounts.people.disable(let_in(desk.accounts, ADA, Role.LEAD), None)
    assert come_back(client, ADA).status_code == 403
    assert client.get("/account").status_code == 303


def test_a_forged_repeated_or_foreign_return_gets_a_clear_page(client: FlaskClient, desk: FakeDesk, app) -> None:
    let_in(desk.accounts, ADA, Role.LEAD)
    back = sign_in_there(leave(client), ADA)
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    stranger = app.test_client()
    refused = [client.get(forged), stranger.get(back), client.get("/sign-in/organisation/back")]
    refused.append(client.get("/sign-in/organisation/back?error=access_denied&error_description=%3Cb%3E"))
    assert client.get(back).status_code == 303
    refused.append(client.get(back))
    for response in refused:
        assert response.status_code == 400
        assert "start again" in response.text
        assert "<b>" not in response.text
    assert stranger.get("/account").status_code == 303


def test_a_token_for_another_service_or_of_another_provider_is_refused(
    client: FlaskClient, desk: FakeDesk, app
) -> None:
    let_in(desk.accounts, ADA, Role.LEAD)
    back = sign_in_there(leave(client), ADA)
    app.settings = replace(app.settings, oidc_client_id="another service")
    assert client.get(back).status_code == 400
    app.settings = replace(app.settings, oidc_client_id="engage", oidc_issuer="https://another.example")
    assert client.get(sign_in_there(leave(client), ADA)).status_code == 400


def test_a_provider_that_is_down_is_said_on_a_page(settings: Settings, desk: FakeDesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = create_app(replace(settings, oidc_issuer=f"http://127.0.0.1:{port}"), desk).test_client()
    response = client.get("/sign-in/organisation")
    assert response.status_code == 503
    assert "cannot be reached" in response.text


def test_nobody_is_led_to_another_site_after_signing_in(client: FlaskClient, desk: FakeDesk) -> None:
    let_in(desk.accounts, ADA, Role.LEAD)
    assert come_back(client, ADA, "//evil.example/").headers["Location"].startswith("/")
    assert not come_back(client, ADA, "//evil.example/").headers["Location"].startswith("//")


def test_the_sign_in_page_offers_the_organisations_accounts_only_where_there_are_any(client, desk, settings) -> None:
    assert "/sign-in/organisation" in client.get("/sign-in").text
    without = create_app(replace(settings, oidc_issuer=""), desk).test_client()
    assert "/sign-in/organisation" not in without.get("/sign-in").text


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            requests.get(address, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} did not come up")
