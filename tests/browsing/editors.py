"""Editors as tests of pages see them: signed in, with a draft begun, over a small folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from browsing.page import Page
from fakes.accounts import let_in
from fakes.faq_files import a_desk, a_follower, lay_out, small_content
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from assistant.desk import Desk
from assistant.store.record import open_store
from knowledge.reader import Content
from web import guard
from web.application import Application


def a_desk_of_files(folder: Path, content: Content | None = None) -> Iterator[Desk]:
    """A real desk over a record and a folder of files."""
    content = content or small_content()
    store = open_store(f"sqlite:///{folder}/record.db")
    store.migrate()
    follower = a_follower(lay_out(folder / "faq", content), folder / "var", store, content)
    follower.step()
    desk = a_desk(follower, store)
    yield desk
    desk.close()


def editor(app: Application, name: str, *roles: Role) -> FlaskClient:
    """A browser in which an editor, or somebody of other roles, is signed in."""
    person = let_in(app.desk.accounts, f"{name}@example.nhs.uk", *(roles or (Role.EDITOR,)))
    _, token = app.desk.accounts.sign_ins.begin(person)
    client = app.test_client()
    client.set_cookie(guard.cookie_name(app), token)
    return client


def begun(client: FlaskClient, **form: object) -> str:
    """The address of a draft that was begun with this form."""
    response = client.post("/editors/drafts", data=form)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def page(client: FlaskClient, address: str, status: int = 200) -> Page:
    """A page without faults."""
    response = client.get(address)
    found = Page(response.text)
    assert response.status_code == status
    assert found.faults() == []
    return found


def form_of(found: Page, **changed: str) -> dict[str, object]:
    """The form of a draft's page as it stands there, with what an editor changed."""
    names = [each["value"] for each in found.all("input") if each["name"] == "field"]
    fields = {f"field-{name}": found.value(f"field-{name}") for name in names}
    kept = {"version": found.value("version"), "path": found.value("path"), "body": found.value("body")}
    return {**kept, **fields, "field": names, **changed}


def approve(writer: FlaskClient, other: FlaskClient, draft: str) -> None:
    """One asks for a review, the other approves."""
    writer.post(f"{draft}/move", data={"version": page(writer, draft).value("version"), "to": "submit"})
    other.post(f"{draft}/review", data={"version": page(other, draft).value("version"), "to": "approve"})


def publish(writer: FlaskClient, other: FlaskClient, draft: str) -> Page:
    """Two people make a draft live; the page that the other is left at."""
    approve(writer, other, draft)
    version = page(other, draft).value("version")
    return Page(other.post(f"{draft}/publish", data={"version": version}, follow_redirects=True).text)


def write(writer: FlaskClient, draft: str, old: str, new: str) -> None:
    """Put other words in a draft's text."""
    found = page(writer, draft)
    assert old in found.value("body")
    sent = writer.post(f"{draft}/save", data=form_of(found, body=found.value("body").replace(old, new)))
    assert sent.status_code == 303
