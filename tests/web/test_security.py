"""What protects a GP who visits, whatever they or others send."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from browsing.gp import Gp
from fakes.desk import FakeDesk
from flask import request

from assistant.settings import Settings
from web.app import create_app
from web.vendoring import FOLDER, without_outside_addresses


def test_the_cookie_is_kept_from_scripts_and_other_sites(gp: Gp) -> None:
    cookie = gp.client.get("/").headers["Set-Cookie"]
    assert cookie.startswith("gp-engage=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_under_tls_the_cookie_is_bound_to_the_host(settings: Settings, desk: FakeDesk) -> None:
    client = create_app(replace(settings, tls=True), desk).test_client()
    response = client.get("/", base_url="https://localhost")
    assert response.headers["Set-Cookie"].startswith("__Host-gp-engage=")
    assert "Secure" in response.headers["Set-Cookie"]
    assert "Domain" not in response.headers["Set-Cookie"]
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_asking_works_under_tls_although_browsers_send_no_referrer(settings: Settings, desk: FakeDesk) -> None:
    gp = Gp(create_app(replace(settings, tls=True), desk).test_client())
    address = "https://localhost/"
    token = re.search(r'name="csrf_token" value="([^"]+)"', gp.client.get(address).text)
    sent = {"csrf_token": token[1], "key": "k", "question": "contract"}
    assert gp.client.post("/", data=sent, base_url=address).status_code == 303


@pytest.mark.parametrize(("hops", "seen"), [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "203.0.113.9")])
def test_exactly_as_many_proxies_are_believed_as_there_are(
    settings: Settings, desk: FakeDesk, hops: int, seen: str
) -> None:
    app = create_app(replace(settings, proxy_hops=hops), desk)
    addresses = []
    app.before_request(lambda: addresses.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.2"})
    assert addresses == [seen]


def test_a_question_is_shown_as_text(gp: Gp) -> None:
    page = gp.ask('<script>alert(1)</script> **bold** <img src=x onerror="x()">')
    assert "<script>alert(1)</script> **bold**" in page.of_class("gpe-question")[0].text
    assert not page.all("img")


def test_a_page_loads_nothing_from_another_host() -> None:
    for path in [*Path("web/static").rglob("*.css"), *Path("web/templates").rglob("*.html")]:
        assert not re.search(r"(?:url\(|src=.|href=.)(?:https?:)?//", path.read_text()), path


def test_the_vendored_files_are_those_we_looked_at() -> None:
    readme = (FOLDER / "README.md").read_text()
    listed = dict(reversed(line.split("  ")) for line in re.findall(r"^[0-9a-f]{64}  \S+$", readme, re.MULTILINE))
    kept = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
    assert set(listed) == set(kept) - {"README.md", "LICENSE"}
    for name, digest in listed.items():
        assert hashlib.sha256(kept[name].read_bytes()).hexdigest() == digest


def test_the_vendored_style_has_no_web_font_and_no_outside_address() -> None:
    css = (FOLDER / "nhsuk-frontend.min.css").read_text()
    assert "@font-face" not in css
    assert "Frutiger" not in css
    assert not re.search(r"https?:|url\(/", css)


def test_vendoring_takes_fonts_and_addresses_out() -> None:
    css = "@font-face{src:url(https://x/y)}a{font-family:Frutiger W01,Arial;background:url(/assets/images/a.svg)}"
    assert without_outside_addresses(css) == "a{font-family:Arial;background:url(images/a.svg)}"
