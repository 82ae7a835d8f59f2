"""Attacks on the browser, the proxy and the wire (RELIABILITY §5), each named after itself."""

from __future__ import annotations

import io
import re
import socket
import time
import uuid
from dataclasses import replace

import gunicorn
import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from assistant.accounts.permissions import Role
from web.app import create_app

ATTACKER = "https://attacker.example"


def test_session_fixation(target):
    """A token set before signing in is not the one after."""
    browser = target.browser()
    browser.set_cookie("gp-engage-person", "chosen-by-the-attacker")
    target.person(Role.LEAD)
    browser.post("/sign-in", data={"email": "lead@example.nhs.uk", "password": "four unrelated quiet words"})
    token = browser.get_cookie("gp-engage-person").value
    assert token != "chosen-by-the-attacker"
    assert len(token) >= 43


def test_csrf_on_every_form(target):
    target.app.config["WTF_CSRF_ENABLED"] = True
    lead, (gp, *_) = target.staff(Role.LEAD), target.gp()
    posts = [rule for rule in target.app.url_map.iter_rules() if "POST" in rule.methods]
    forms = [rule for rule in posts if not rule.rule.startswith("/api/")]
    assert len(forms) > 20
    for rule in forms:
        address = re.sub("<int:[^>]*>", "1", re.sub("<(?!int:)[^>]*>", str(uuid.uuid4()), rule.rule))
        for browser in (lead, gp):
            assert browser.post(address, data={"words": "x", "question": "x"}).status_code == 400, rule.rule


def test_a_form_sent_from_another_site_with_a_stolen_form_token(target):
    gp, *_ = target.gp()
    for site in ("cross-site", "same-site"):
        assert gp.post("/erase", headers={"Sec-Fetch-Site": site, "Origin": ATTACKER}).status_code == 403


def test_clickjacking(target):
    for address in ("/", "/faq", "/privacy", "/sign-in", "/nope"):
        policy = target.browser().get(address).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_cookie_flags_under_tls(target):
    app = create_app(replace(target.app.settings, tls=True), target.desk)
    cookie = app.test_client().get("/", base_url="https://engage.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "onward",
    [
        ATTACKER,
        "//attacker.example",
        "/\\attacker.example",
        "\\\\attacker.example",
        "https:attacker.example",
        "/%0d%0aLocation: https://attacker.example",
        "javascript:alert(1)",
        "/\t/attacker.example",
    ],
)
def test_open_redirect(target, onward):
    target.person(Role.LEAD)
    sent = {"email": "lead@example.nhs.uk", "password": "four unrelated quiet words", "next": onward}
    response = target.browser().post("/sign-in", data=sent)
    assert response.status_code == 303
    where = response.headers["Location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "\n" not in where


@pytest.mark.parametrize(
    "path",
    ["../settings.py", "..%2f..%2fpyproject.toml", "%2e%2e/web/app.py", "....//app.py", "/etc/passwd", "\\..\\app.py"],
)
def test_path_traversal(target, path):
    for address in (f"/static/{path}", f"/faq/{path}", f"/faq/contract/{path}", f"/sources/{path}", f"/c/{path}"):
        response = target.browser().get(address)
        assert response.status_code in (303, 308, 404), address
        assert "import annotations" not in response.text
        assert "root:" not in response.text


def test_a_private_page_kept_by_a_proxy(target):
    gp, session, _, token = target.gp()
    lead = target.staff(Role.LEAD)
    for browser, address in (
        (gp, "/"),
        (gp, "/my-session"),
        (gp, "/my-session.json"),
        (gp, "/erase"),
        (lead, "/leads"),
        (lead, "/account"),
        (lead, "/faq"),
    ):
        assert browser.get(address).headers["Cache-Control"] == "no-store", address
    reply = target.browser().get(f"/api/v1/sessions/{session}", headers={"Authorization": f"Bearer {token}"})
    assert reply.headers["Cache-Control"] == "no-store"
    public = target.browser().get("/faq")
    assert "Set-Cookie" not in public.headers or "Cookie" in public.headers.get("Vary", "")


def test_multipart_that_exhausts_memory(target):
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\n\r\n' for number in range(1_000_000 // 60)
    )
    began = time.perf_counter()
    body = (parts + "--x--\r\n").encode()
    response = target.browser().post("/", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert time.perf_counter() - began < 1
    small = (
        "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n\r\n' for n in range(1_000)) + "--x--\r\n"
    )
    answer = target.browser().post("/", data=small.encode(), content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (413, 422)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"Content-Length: +5",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content_Length: 5\r\nContent-Length: 0x5",
    ],
)
def test_request_smuggling(head):
    """The server we come with refuses what two servers could read in two ways."""
    assert int(gunicorn.__version__.split(".")[0]) >= 23
    sent = b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n0\r\n\r\nGET /leads HTTP/1.1\r\n\r\n"
    with pytest.raises((ParseException, NotImplementedError)):
        next(RequestParser(Config(), iter([sent]), ("127.0.0.1", 1)))


def test_a_limit_is_fooled_by_x_forwarded_for(target):
    app = create_app(replace(target.app.settings, limit_reads=3), target.desk)
    client = app.test_client()
    seen = [client.get("/faq", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(5)]
    assert seen == [200, 200, 200, 429, 429]


def test_behind_one_proxy_only_the_address_it_saw_counts(target):
    app = create_app(replace(target.app.settings, limit_reads=3, proxy_hops=1), target.desk)
    client = app.test_client()
    forged = [{"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"} for n in range(5)]
    assert [client.get("/faq", headers=each).status_code for each in forged] == [200, 200, 200, 429, 429]


def test_a_link_in_a_question_makes_the_server_fetch_it(target, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the server opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for address in ("http://127.0.0.1/", "http://[::ffff:169.254.169.254]/latest", "https://attacker.example/x.png"):
        _, _, turn, _ = target.gp(f"What does {address} say of our GMS contract?")
        assert turn.answer.status
        wish = {"key": str(uuid.uuid4()), "words": f"Read {address}", "practice": address}
        assert target.browser().post("/concerns", data=wish).status_code in (200, 303)


def test_no_route_takes_a_file(target):
    """Stored XSS through an uploaded SVG or HTML file needs an upload."""
    sent = {"question": (io.BytesIO(b"<svg onload=alert(1)>"), "a.svg")}
    response = target.browser().post("/", data=sent, content_type="multipart/form-data")
    assert response.status_code == 422


@pytest.mark.parametrize(
    "body", [b"[null, null]", b"null", b'"x"', b"7", b"{", b"", b"\xff\xfe", b'{"key": {"a": 1}}', b"[" * 30_000]
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_malformed_body_crashes_it(target, method, body):
    _, session, turn, token = target.gp()
    headers = {"Authorization": f"Bearer {token}"}
    for address in (
        "/api/v1/sessions",
        f"/api/v1/sessions/{session}/turns",
        f"/api/v1/sessions/{session}/turns/{turn.id}/feedback",
    ):
        sent = target.browser().open(
            address, method=method, data=body, headers=headers, content_type="application/json"
        )
        opened = sent.status_code == 201 and address.endswith("/sessions")
        assert opened or 400 <= sent.status_code < 500
