"""Two editors correct an answer in real browsers, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing.serving import serving
from fakes.accounts import PASSWORD, let_in
from fakes.faq_files import PENSION, a_desk, a_follower, lay_out, small_content
from playwright.sync_api import expect

from assistant.accounts.permissions import Role
from assistant.desk import Desk
from assistant.model import Useful
from assistant.store.record import open_store

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("GP_ENGAGE_TEST_PICTURES", "")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    follower = a_follower(lay_out(tmp_path / "faq", small_content()), tmp_path / "var", store)
    follower.step()
    desk = a_desk(follower, store)
    for name in ("ada", "bob"):
        let_in(desk.accounts, f"{name}@example.nhs.uk", Role.EDITOR)
    yield desk
    desk.close()


@pytest.fixture
def server(desk: Desk) -> Iterator[str]:
    with serving(desk) as address:
        yield address


def sign_in(visitor, name: str) -> None:
    visitor.go("/sign-in?next=/editors")
    visitor.page.get_by_label("E-mail").fill(f"{name}@example.nhs.uk")
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.get_by_role("heading", name="Editors", exact=True)).to_be_visible()


def look(visitor, name: str, width: int) -> None:
    """What every page of editors is held to: nobody is barred, nothing runs out of the window."""
    if PICTURES:
        visitor.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert visitor.width() == width, name
    if visitor.scripts:
        assert visitor.barriers() == [], name


def test_an_answer_is_corrected_from_a_gap_and_a_second_person_agrees(arrive, desk, width, scripts) -> None:
    gp, ada, bob = arrive(), arrive(), arrive()
    gp.go("/")
    gp.ask(PENSION[1])
    turn = next(desk._store.all_turns())
    desk.give_feedback(desk._store.session(turn.session), turn.id, Useful.NO)

    sign_in(ada, "ada")
    look(ada, "overview", width)
    ada.page.get_by_role("link", name="Unanswered questions").click()
    expect(ada.page.get_by_role("heading", name=PENSION[1])).to_be_visible()
    look(ada, "gaps", width)
    ada.follow(ada.page.get_by_role("link", name=PENSION[1]))
    look(ada, "file", width)
    ada.page.get_by_role("button", name="Begin a draft of it").click()
    text = ada.page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("carries on", "goes right on"))
    if scripts:
        expect(ada.page.locator("#saved")).to_have_text("Saved.")
        expect(ada.page.locator("#preview")).to_contain_text("goes right on")
    ada.page.get_by_role("button", name="Save and check").click()
    expect(ada.page.locator("ins").first).to_contain_text("goes right")
    look(ada, "draft", width)
    ada.page.get_by_role("button", name="Replay real questions against it").click()
    expect(ada.page.get_by_text("answers differ")).to_be_visible()
    look(ada, "replay", width)
    ada.page.get_by_role("link", name=PENSION[0]).click()
    ada.page.get_by_role("button", name="Ask for a review").click()
    expect(ada.page.get_by_text("somebody else has to approve it")).to_be_visible()

    sign_in(bob, "bob")
    bob.page.get_by_role("link", name=PENSION[0]).click()
    bob.page.get_by_role("button", name="Approve").click()
    bob.page.get_by_label("What changed, for the history and the feed").fill("Plainer words")
    look(bob, "approved", width)
    bob.page.get_by_role("button", name="Publish", exact=True).click()
    expect(bob.page.get_by_text("Release 2 is live.")).to_be_visible()

    gp.ask(PENSION[1])
    expect(gp.page.get_by_text("Your NHS pension goes right on.")).to_be_visible()
    expect(gp.page.get_by_text("Your NHS pension carries on.")).to_be_visible()
    for name in ("freshness", "releases"):
        bob.go(f"/editors/{name}")
        look(bob, name, width)
    assert not [each for each in ada.complaints + bob.complaints if not re.search("40[39]|422", each)]


@pytest.mark.parametrize("window", [(1280, True)])
def test_what_is_written_before_the_script_runs_is_saved_as_well(arrive) -> None:
    ada, held = arrive(), []
    sign_in(ada, "ada")
    ada.go(f"/editors/files/{PENSION[0]}")
    ada.page.route("**/editing.js*", lambda route: held.append(route))
    ada.page.get_by_role("button", name="Begin a draft of it").click()
    text = ada.page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("carries on", "goes right on"))
    for request in held:
        request.continue_()
    expect(ada.page.locator("#saved")).to_have_text("Saved.")
    expect(ada.page.locator("#preview")).to_contain_text("goes right on")
