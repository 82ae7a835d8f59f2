"""The editors' pages: from a gap to new words in the chat, and what happens when two are at it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing.editors import a_desk_of_files, begun, editor, form_of, page, publish, write
from browsing.gp import Gp
from browsing.page import Page
from fakes.accounts import let_in
from fakes.faq_files import CONTRACT, PENSION, PREMISES, article, small_content
from fakes.full_disk import files_may_not_grow_beyond
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from assistant.desk import Desk
from assistant.editorial.archive import packed
from web.application import Application


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from a_desk_of_files(tmp_path)


@pytest.fixture
def app(app: Application) -> Application:
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def ada(app: Application) -> FlaskClient:
    return editor(app, "ada")


@pytest.fixture
def bob(app: Application) -> FlaskClient:
    return editor(app, "bob")


def test_every_page_of_editors_is_sound(ada):
    draft = begun(ada, path=CONTRACT[0])
    for address in ("", "/gaps", "/freshness", "/releases", f"/files/{CONTRACT[0]}", "/files/sources.yml"):
        page(ada, f"/editors{address}")
    page(ada, draft)
    page(ada, f"{draft}/replay")


def test_from_a_gap_to_new_words_in_the_chat(app, desk, ada, bob, client):
    gp = Gp(client)
    gp.ask(PENSION[1])
    turn = next(desk._store.all_turns())
    client.post(f"/turns/{turn.id}/feedback", data={"useful": "no"})
    assert PENSION[1] in page(ada, "/editors/gaps").text

    draft = begun(ada, path=PENSION[0])
    found = page(ada, draft)
    saved = ada.post(f"{draft}/save", data=form_of(found, body=found.value("body").replace("carries", "goes right")))
    assert saved.status_code == 303
    found = page(ada, draft)
    assert "[removed: carries]" in found.text
    ada.post(f"{draft}/move", data={"version": found.value("version"), "to": "submit"})
    assert "somebody else has to approve it" in page(ada, draft).text
    ada.post(f"{draft}/replay")
    replayed = page(bob, f"{draft}/replay")
    assert PENSION[1] in replayed.text
    assert "goes right on" in replayed.text
    found = page(bob, draft)
    bob.post(f"{draft}/review", data={"version": found.value("version"), "to": "approve", "note": "Clearer"})
    found = page(bob, draft)
    published = bob.post(f"{draft}/publish", data={"version": found.value("version"), "note": "Clearer words"})
    assert published.status_code == 303
    assert "goes right on" in gp.ask(PENSION[1]).text
    assert "carries on" in desk._store.turn(turn.session, turn.id).answer.blocks[0].parts[0].items[0].text
    history = page(ada, f"/editors/files/{PENSION[0]}").text
    assert "Clearer words" in history
    fresh = page(ada, "/editors/freshness").text
    assert "1 conversation was shown the older words" in fresh
    feed = ada.get("/changes.atom")
    assert feed.mimetype == "application/atom+xml"
    assert "No longer: Your NHS pension carries on." in feed.text
    assert "Now: Your NHS pension goes right on." in feed.text


def test_of_two_editors_on_one_article_nobody_loses_a_word(ada, bob):
    draft = begun(ada, path=CONTRACT[0])
    first, second = page(ada, draft), page(bob, draft)
    assert "Also here now: Ada" in second.text
    assert bob.post(f"{draft}/save", data=form_of(second, body="Bob's words. [^si-2019-248]")).status_code == 303
    refused = ada.post(f"{draft}/save", data=form_of(first, body="Ada's words. [^si-2019-248]"))
    assert refused.status_code == 409
    both = Page(refused.text)
    assert both.value("body").strip() == "Ada's words. [^si-2019-248]"
    assert "Bob's words." in both.text
    script = {"Accept": "application/json"}
    assert ada.post(f"{draft}/save", data=form_of(first, body="Ada's"), headers=script).status_code == 409
    merged = ada.post(f"{draft}/save", data=form_of(both, body="Both words. [^si-2019-248]"))
    assert merged.status_code == 303


def test_a_script_that_saves_gets_findings_with_lines_and_the_preview(ada):
    draft = begun(ada, path=CONTRACT[0])
    found = page(ada, draft)
    told = ada.post(
        f"{draft}/save", data=form_of(found, body="No source here.\n"), headers={"Accept": "application/json"}
    ).json
    assert told["version"] == 2
    assert "line 11" in told["findings"]
    assert "has no citation" in told["findings"]


def test_hostile_words_are_shown_as_words(ada):
    draft = begun(ada, path=CONTRACT[0])
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7*7 }} [^si-2019-248]\n"
    ada.post(f"{draft}/save", data=form_of(page(ada, draft), body=attack))
    html = ada.get(draft).text
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "{{ 7*7 }}" in html


def test_a_question_is_begun_as_an_article_once(ada):
    draft = begun(ada, question='Is it "safe": yes or no?', topic="pay", wording=["is it safe", "safe?"])
    found = page(ada, draft)
    assert found.value("path") == "pay/is-it-safe-yes-or-no.md"
    assert "- is it safe\n- safe?" in found.value("body")
    assert ada.post("/editors/drafts", data={"question": "?", "topic": "pay"}).status_code == 422
    assert ada.post("/editors/drafts", data={"question": "Is it?", "topic": "../etc"}).status_code == 422
    assert ada.post("/editors/drafts", data={"path": "../../etc/passwd"}).status_code == 422


def test_a_pinned_question_that_breaks_is_named_and_an_approver_may_give_a_reason(ada, bob):
    draft = begun(ada, path=PREMISES[0], action="retire")
    ada.post(f"{draft}/move", data={"version": "1", "to": "submit"})
    bob.post(f"{draft}/review", data={"version": "2", "to": "approve"})
    blocked = bob.post(f"{draft}/publish", data={"version": "3"})
    assert blocked.status_code == 409
    assert "Who owns our surgery building?" in Page(blocked.text).text
    assert ada.post(f"{draft}/publish", data={"version": "3", "override": "mine"}).status_code == 403
    assert bob.post(f"{draft}/publish", data={"version": "3", "override": "Gone for good"}).status_code == 303
    assert "Gone for good" in page(ada, "/editors/releases").text


def test_the_folder_and_the_record_are_shown_where_both_have_changed(ada, desk, tmp_path):
    follower = desk.editorial.follower
    (tmp_path / "faq" / PENSION[0]).write_bytes(article(PENSION[1], "From the folder."))
    desk.editorial.restore(let_in(desk.accounts, "eve@example.nhs.uk", Role.EDITOR), 1, "again")
    taken = desk.editorial.take_in(
        desk.accounts.people.by_email("eve@example.nhs.uk"),
        packed(small_content() | {CONTRACT[0]: article(CONTRACT[1], "Imported.")}),
    )
    for _ in range(3):
        follower.step()
    shown = page(ada, "/editors").text
    assert "have both changed" in shown
    assert any("have both changed" in problem for problem in desk.health().problems)
    assert ada.post("/editors/folder", data={"choice": "record", "reason": "Imported on purpose"}).status_code == 303
    assert "have both changed" not in page(ada, "/editors").text
    assert desk.library.release_hash == taken.hash
    assert b"Imported." in (tmp_path / "faq" / CONTRACT[0]).read_bytes()


def test_the_content_goes_out_and_comes_in_as_a_zip_file(ada, desk):
    out = ada.get("/editors/export.zip")
    assert out.mimetype == "application/zip"
    new = packed(small_content() | {CONTRACT[0]: article(CONTRACT[1], "Imported words.")})
    sent = ada.post("/editors/import", data={"file": (io.BytesIO(new), "content.zip")})
    assert sent.status_code == 303
    assert desk.library.article("contract/our-contract").lead.text == "Imported words."
    bad = ada.post("/editors/import", data={"file": (io.BytesIO(b"PK nonsense"), "content.zip")})
    assert bad.status_code == 422
    back = ada.post("/editors/import", data={"file": (io.BytesIO(out.data), "content.zip")})
    assert back.status_code == 303
    assert dict(desk.library.release.content) == small_content()


def test_a_list_longer_than_a_question_may_be_can_be_saved(ada):
    draft = begun(ada, path="sources.yml")
    found = page(ada, draft)
    rows = "".join(f"s{n}: {{title: T{n}, publisher: P, author: press}}\n" for n in range(2_000))
    assert ada.post(f"{draft}/save", data=form_of(found, body=found.value("body") + rows)).status_code == 303
    assert re.search(r"s1999:", page(ada, draft).value("body"))


def test_what_a_full_disk_does_not_let_be_published_is_told_and_the_draft_stays(ada, bob, desk):
    draft = begun(ada, path=CONTRACT[0])
    ada.post(f"{draft}/move", data={"version": "1", "to": "submit"})
    bob.post(f"{draft}/review", data={"version": "2", "to": "approve"})
    with files_may_not_grow_beyond(4096):
        refused = bob.post(f"{draft}/publish", data={"version": "3"})
    assert refused.status_code == 503
    told = Page(refused.text).text
    assert "This could not be published" in told
    assert "The release before stays live, and this draft is as it was." in told
    assert bob.post(f"{draft}/publish", data={"version": "3"}).status_code == 303
    assert desk.editorial.releases()[0].number == 2


def test_what_editors_do_is_noted(ada, desk):
    begun(ada, path=CONTRACT[0])
    assert desk.accounts.audit.entries()[0].what == "draft.begun"


def test_editors_keep_the_idioms_and_hear_of_a_row_that_cannot_be_used(ada, bob, client):
    draft = begun(ada, path="idioms/places.md")
    rows = "# Places\n\n- call the removal van → leave the surgery building\n- no arrow here\n"
    ada.post(f"{draft}/save", data=form_of(page(ada, draft), body=rows))
    assert "needs an idiom" in page(ada, draft).text
    write(ada, draft, "- no arrow here\n", "")
    assert "needs an idiom" not in page(ada, draft).text
    publish(ada, bob, draft)
    assert "idioms/places.md" in page(ada, "/editors").text
    assert "call the removal van" in page(ada, "/editors/files/idioms/places.md").text
    assert "leave the surgery building" in page(client, "/search?q=shall+we+call+the+removal+van").text
