"""Where editors, leads and GPs meet: concerns that wait, answers that changed, drafts of one file, what is due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from browsing.editors import a_desk_of_files, approve, begun, editor, page, publish, write
from browsing.gp import Gp
from browsing.page import Page
from fakes.faq_files import CONTRACT, NOW, PENSION, PREMISES, SOURCES, article, small_content
from flask.testing import FlaskClient

from assistant.accounts.permissions import Role
from assistant.desk import Desk
from assistant.engagement.concerns import State, Update
from web.application import Application

VAT = "Do we pay VAT on rent for rooms?"
SUPERSEDED = SOURCES.replace("date: 2018-01}", "date: 2018-01, superseded_by: si-2019-248}")
LATE = article(PREMISES[1], PREMISES[2], source="gponline-acos").replace(b"2027-05-01", b"2026-11-20")
CONTENT = small_content() | {"sources.yml": SUPERSEDED.encode(), PREMISES[0]: LATE}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from a_desk_of_files(tmp_path, CONTENT)


@pytest.fixture
def app(app: Application, clock) -> Application:
    app.config["WTF_CSRF_ENABLED"] = False
    clock.now = NOW.timestamp()
    return app


@pytest.fixture
def ada(app: Application) -> FlaskClient:
    return editor(app, "ada")


@pytest.fixture
def bob(app: Application) -> FlaskClient:
    return editor(app, "bob")


@pytest.fixture
def lea(app: Application) -> FlaskClient:
    return editor(app, "lea", Role.LEAD)


@pytest.fixture
def gp(app: Application) -> Gp:
    return Gp(app.test_client())


def ask_in_vain(gp: Gp, desk: Desk) -> None:
    gp.ask(VAT)
    gp.send(f"/turns/{list(desk._store.all_turns())[-1].id}/feedback", useful="no")


def raised(gp: Gp, desk: Desk, words: str) -> tuple[str, str]:
    """A concern raised from the GP's last answer: its private link and its reference."""
    turn = list(desk._store.all_turns())[-1]
    page = gp.send("/concerns", 200, key=words, turn=turn.id, words=words, topic="", suggested="")
    return re.search(r"/c/[\w-]{43}", page.html)[0], re.search(r"C-\w{4}-\w{2}", page.text)[0]


def test_a_concern_that_waits_for_an_answer_goes_with_the_draft_and_its_lead_hears_when_it_is_live(
    app, desk, gp, ada, bob, lea
):
    ask_in_vain(gp, desk)
    link, reference = raised(gp, desk, "Nobody can tell us.")
    both = editor(app, "eve", Role.EDITOR, Role.LEAD)
    concern = desk._store.concern_by_reference(reference)
    assert "1 concern waits for an answer." in page(ada, "/editors/gaps").text
    assert reference not in page(ada, "/editors/gaps").html
    found = page(both, "/editors/gaps")
    assert f"/leads/concerns/{concern.id}" in [link["href"] for link in found.all("a")]

    form = {each["name"]: each["value"] for each in found.all("input") if each["name"] in ("question", "concern")}
    assert form["concern"] == concern.id
    draft = begun(ada, topic="tax", path="", wording=[VAT], **form)
    assert "1 concern waits for an answer." in page(ada, draft).text
    write(ada, draft, "## Also asked", "No VAT is due. [^si-2019-248]\n\n## Also asked")
    working = page(lea, f"/leads/concerns/{concern.id}").text
    assert "Editors work on an answer" in working
    assert "May now be answered" not in page(lea, "/leads").text

    assert "it may answer 1 concern" in publish(ada, bob, draft).text
    assert "May now be answered" in page(lea, "/leads").text
    shown = page(lea, f"/leads/concerns/{concern.id}")
    answer = next(form for form in _forms(shown) if "article" in form and "owner" in form)
    assert answer["article"] == "tax/do-we-pay-vat-on-rent-for"
    assert lea.post(f"/leads/concerns/{concern.id}/details", data=answer).status_code == 303
    assert "May now be answered" not in page(lea, "/leads").text
    assert "Article that answers it now" in gp.visit(link).text


def _forms(shown: Page) -> list[dict[str, str]]:
    """The hidden fields of each form, in order."""
    forms: list[dict[str, str]] = []
    for element in shown.elements:
        if element.tag == "form":
            forms.append({})
        if element.tag == "input" and element["type"] == "hidden" and forms:
            forms[-1][element["name"]] = element["value"]
    return forms


def test_a_concern_that_asks_the_same_waits_for_the_same_answer_and_one_with_an_outcome_waits_no_more(desk, gp):
    ask_in_vain(gp, desk)
    gp.send("/concerns", 200, key="k", turn="", words="VAT on rent for rooms: do we pay?", topic="", suggested="")
    gp.send("/concerns", 200, key="o", turn="", words="Who empties the bins on Sunday?", topic="", suggested="")
    (gap,) = desk.editorial.gaps.found()
    assert [each.words for each in gap.concerns] == ["VAT on rent for rooms: do we pay?"]
    one = desk._store.concern(gap.concerns[0].id)
    desk._store.keep(Update(replace(one, state=State.ANSWERED)))
    assert desk.editorial.gaps.found()[0].concerns == ()


def test_a_gap_can_be_closed_in_the_nearest_article_with_the_words_it_was_asked_in(ada):
    draft = begun(
        ada, path=PENSION[0], question="ignored", wording=["is my pension safe", "Does my NHS pension carry on?"]
    )
    body = page(ada, draft).value("body")
    assert body.count("- is my pension safe\n") == 1
    assert body.casefold().count("- does my nhs pension carry on?") == 1


def test_who_raised_a_concern_sees_what_the_answer_was_and_is_now(desk, gp, ada, bob, lea):
    gp.ask(PENSION[1])
    link, reference = raised(gp, desk, "Is that so?")
    assert "The answer you were shown has changed" not in gp.visit(link).text
    assert "This answer has changed since" not in gp.visit("/my-session").text
    draft = begun(ada, path=PENSION[0])
    write(ada, draft, "carries on", "goes right on")
    publish(ada, bob, draft)

    followed = gp.visit(link).text
    assert "The answer you were shown has changed" in followed
    assert "Your NHS pension [removed: carries][added: goes right] on." in followed
    assert followed.count("21 November 2026") >= 2
    assert "Your NHS pension [removed: carries][added: goes right] on." in gp.visit("/my-session").text
    assert "1 conversation was shown words that have changed since" in page(lea, "/leads").text
    changed = page(lea, "/leads/changed").text
    assert "1 conversation was shown the older words" in changed
    assert "1 conversation was shown the older words" in page(ada, f"/editors/files/{PENSION[0]}").text
    concern = desk._store.concern_by_reference(reference)
    assert "This answer has changed since" in page(lea, f"/leads/concerns/{concern.id}").text


def test_of_two_drafts_of_one_file_each_shows_the_other_and_the_second_is_given_what_went_live(ada, bob, desk):
    first, second = begun(ada, path=CONTRACT[0]), begun(bob, path=CONTRACT[0])
    assert "Another draft of this file: Bob's" in page(ada, first).text
    assert first in [link["href"] for link in page(bob, second).all("a")]
    assert {first, second} <= {link["href"] for link in page(ada, f"/editors/files/{CONTRACT[0]}").all("a")}
    write(ada, first, "You keep your GMS contract.", "You hold your GMS contract.")
    write(bob, second, "You keep your GMS contract.", "Your contract goes on.")
    publish(ada, bob, first)

    approve(bob, ada, second)
    refused = ada.post(f"{second}/publish", data={"version": page(ada, second).value("version")})
    assert refused.status_code == 409
    both = Page(refused.text)
    assert both.faults() == []
    assert "What went live meanwhile" in both.text
    assert "You [removed: keep][added: hold] your GMS contract." in both.text
    assert "Your contract goes on." in both.value("body")
    assert "hold your GMS" in desk.library.article("contract/our-contract").lead.text

    bob.post(f"{second}/move", data={"version": both.value("version"), "to": "rebase"})
    assert "[removed: You hold your GMS contract.][added: Your contract goes on.]" in page(bob, second).text
    publish(bob, ada, second)
    assert desk.library.article("contract/our-contract").lead.text == "Your contract goes on."


def test_two_new_articles_of_one_name_are_not_published_over_each_other(ada, bob, desk):
    first = begun(ada, question="Do we pay VAT?", topic="tax")
    second = begun(bob, question="Do we pay VAT?", topic="tax")
    for writer, draft, words in ((ada, first, "No VAT is due."), (bob, second, "VAT may be due.")):
        write(writer, draft, "## Also asked", f"{words} [^si-2019-248]\n\n## Also asked\n- VAT?")
    publish(ada, bob, first)
    refused = publish(bob, ada, second)
    assert "What went live meanwhile" in refused.text
    assert "VAT may be due." in refused.value("body")
    assert desk.library.article("tax/do-we-pay-vat").lead.text == "No VAT is due."


def test_statements_on_a_superseded_source_are_flagged_where_editors_and_readers_look(gp, ada):
    source = gp.visit("/sources/gponline-acos").text
    assert "Superseded." in source
    assert f"Superseded source {PREMISES[2]}" in source
    assert "superseded" not in gp.visit("/sources/si-2019-248").text.casefold()
    overview = page(ada, "/editors").text
    assert "Superseded sources that statements rest on: 1" in overview
    assert "followed by The Regulations 2019. 1 statement rests on it" in overview
    assert f"{PREMISES[1]} 1 on superseded sources" in overview
    shown = page(ada, "/editors?show=superseded").text
    assert "1 of 3 articles" in shown
    assert (
        f"{PREMISES[2]} {PREMISES[1]}; gponline-acos was superseded by si-2019-248"
        in page(ada, "/editors/freshness").text
    )


def test_the_overview_says_what_is_due_for_review(ada, clock):
    assert "To review: 1" in page(ada, "/editors").text
    assert "Overdue since 20 November 2026" in page(ada, "/editors").text
    clock.now = datetime.fromisoformat("2027-04-03T12:00:00+00:00").timestamp()
    assert "To review: 3" in page(ada, "/editors").text
    assert "By 1 May 2027" in page(ada, "/editors").text


def questions(found: Page) -> list[str]:
    """The questions of the list, in its order."""
    known = {CONTRACT[1], PENSION[1], PREMISES[1]}
    after = found.elements[[each.tag for each in found.elements].index("table") :]
    return [each.text for each in after if each.tag == "a" and each.text in known]


def test_the_list_is_ordered_and_narrowed_by_its_address(app, desk, gp, ada):
    for _ in range(2):
        gp.ask(PENSION[1])
    turn = list(desk._store.all_turns())[-1]
    gp.send(f"/turns/{turn.id}/feedback", useful="no")
    raised(gp, desk, "Is that so?")
    row = re.search(r"Does my NHS pension carry on\?.*?(?=Who owns)", page(ada, "/editors").text)[0]
    assert "2 0 of 1 (0 %)1" in row
    assert questions(page(ada, "/editors?sort=shown"))[0] == PENSION[1]
    assert questions(page(ada, "/editors?sort=concerns"))[0] == PENSION[1]
    assert questions(page(ada, "/editors?sort=review"))[0] == PREMISES[1]
    assert questions(page(ada, "/editors?sort=question")) == sorted((CONTRACT[1], PENSION[1], PREMISES[1]))
    assert questions(page(ada, "/editors?show=not-useful")) == [PENSION[1]]
    assert questions(page(ada, "/editors?topic=contract&sort=shown")) == [CONTRACT[1]]
    assert questions(page(ada, "/editors?q=building")) == [PREMISES[1]]
    assert "0 of 3 articles" in page(ada, "/editors?standing=not-known").text
    assert len(questions(page(ada, "/editors?sort=nonsense&topic=%27&show=%22&standing=x"))) == 3
