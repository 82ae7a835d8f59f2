"""Open questions, commitments, figures, exports and papers, over a real desk and record."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from browsing.gp import Gp
from conversations import a_turn
from docx import Document
from flask.testing import FlaskClient
from reporting import EDITOR, LEAD, desk_with_people, record_of, with_history, with_register

from assistant.accounts.permissions import Role
from assistant.engagement.commitments import CommitmentForm
from assistant.engagement.days import said
from assistant.model import Answer, Status
from web import guard
from web.app import create_app

DAYS = 4


@pytest.fixture(scope="module")
def settings_and_desk(tmp_path_factory):
    settings, desk = desk_with_people(tmp_path_factory.mktemp("data"))
    today = desk.reporting.reports.today
    with_history(desk, tuple((today - timedelta(days=at)).isoformat() for at in range(1, DAYS + 1)))
    yield settings, desk
    desk.close()


@pytest.fixture(scope="module")
def entry(settings_and_desk):
    return with_register(settings_and_desk[1])


@pytest.fixture(scope="module")
def served(settings_and_desk):
    app = create_app(*settings_and_desk)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def signed_in(app, email: str) -> FlaskClient:
    accounts = app.desk.accounts
    _, token = accounts.sign_ins.begin(accounts.people.by_email(email))
    client = app.test_client()
    client.set_cookie(guard.cookie_name(app), token)
    return client


@pytest.fixture
def lead(served) -> Gp:
    return Gp(signed_in(served, LEAD))


@pytest.fixture
def visitor(served) -> Gp:
    return Gp(served.test_client())


def test_a_refused_question_points_to_the_open_question_it_is_like_and_another_does_not(served, entry):
    for question, pointed in ((entry.words, True), ("Will locums be paid sick leave?", False)):
        session, token = served.desk.open_session()
        answer = Answer(Status.CLOSEST_ONLY, (), topics=("premises",))
        record_of(served.desk).add_turn(a_turn(session.id, question=question, answer=answer))
        browser = served.test_client()
        with browser.session_transaction() as cookie:
            cookie["token"], cookie["seen"] = token, 2**40
        assert ("list of open questions" in Gp(browser).visit().text) == pointed


def test_a_gp_is_counted_once_for_an_open_question(visitor, entry):
    before = visitor.client.application.desk.reporting.register.question(entry.id).me_too
    for _ in range(2):
        page = visitor.send(f"/open-questions/{entry.id}/me-too")
    assert "You were counted already." in page.text
    assert visitor.client.application.desk.reporting.register.question(entry.id).me_too == before + 1


def test_what_was_promised_stands_under_answers_of_its_topic(visitor, entry):
    page = visitor.ask("Do we keep our GMS contract?")
    assert "We publish the draft contract before anybody has to sign." in page.text


def test_a_lead_adds_and_changes_an_open_question_and_a_stale_form_shows_both(lead):
    form = {"words": "Who insures our <b>vaccines</b>?", "topic": "indemnity", "owner": "ICB", "version": "0"}
    page = lead.send("/leads/open-questions/new", **form)
    assert "Who insures our <b>vaccines</b>?" in page.text
    (kept,) = [each for each in lead.client.application.desk.reporting.register.all() if "vaccines" in each.words]
    address = f"/leads/open-questions/{kept.id}"
    lead.send(address, **form | {"version": "1", "owner": "The LMC"})
    stale = lead.send(address, 409, **form | {"version": "1", "owner": "NHS Resolution"})
    assert "The LMC" in stale.text
    assert stale.value("owner") == "NHS Resolution"
    assert stale.value("version") == "2"
    lead.send(address, **form | {"version": "2", "withdrawn": "yes"})
    assert "vaccines" not in lead.visit("/open-questions").text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/leads/open-questions/new", {"words": "", "topic": "pay", "owner": "x"}),
        ("/leads/open-questions/new", {"words": "=1+1", "topic": "weather", "owner": "x"}),
        ("/leads/open-questions/new", {"words": "x" * 10_000, "topic": "pay", "owner": "x"}),
        ("/leads/commitments/new", {"words": "x", "topic": "pay", "owner": "x", "made": "2026-13-01", "due": ""}),
        ("/leads/dashboard/annotations", {"day": "", "words": "x"}),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_what_was_typed(lead, address, form):
    page = lead.send(address, 422, **form | {"version": "0"})
    assert "There is a problem" in page.text


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_a_form_without_its_version_is_refused(lead, entry, version):
    form = {"words": "x", "topic": "pay", "owner": "x", "version": version}
    assert lead.client.post(f"/leads/open-questions/{entry.id}", data=form).status_code == 422


def test_the_dashboard_shows_charts_with_tables_and_what_happened(lead, entry):
    lead.send("/leads/dashboard/annotations", day=lead_today(lead), words="Letter & <notes>")
    page = lead.visit("/leads/dashboard")
    assert "Letter & <notes>" in page.text
    assert len(page.all("svg")) >= 2
    assert len(page.all("table")) >= 2
    assert "Premises" in page.text
    only = lead.visit("/leads/dashboard?topic=premises")
    assert only.text != page.text


@pytest.mark.parametrize("address", ["/leads", "/leads/dashboard"])
def test_what_was_promised_and_is_overdue_or_due_soon_stands_on_the_leads_pages(lead, entry, address):
    soon = date.fromisoformat(lead_today(lead)) + timedelta(days=3)
    promise = CommitmentForm("We answer every LMC by letter.", "engagement", "ICB", "2026-01-01", soon.isoformat())
    promises = lead.client.application.desk.reporting.commitments
    kept = promises.add(promise)
    page = lead.visit(address)
    assert "overdue since 30 June 2026" in page.text
    assert f"due {said(soon)}" in page.text
    assert f"/leads/commitments/{kept.id}" in {link["href"] for link in page.all("a")}
    promises.change(kept.id, replace(promise, withdrawn=True), 1)
    assert promise.words not in lead.visit(address).text


def lead_today(lead: Gp) -> str:
    return lead.client.application.desk.reporting.reports.today.isoformat()


@pytest.mark.parametrize("query", ["since=x", "topic=weather", "model=X", "since=2026-02-02&until=2026-01-01"])
def test_a_period_that_cannot_be_is_told(lead, query):
    lead.visit(f"/leads/dashboard?{query}", 422)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["sessions", "turns", "concerns"])
def test_an_export_is_a_file_and_noted_in_the_audit(lead, kind, form):
    response = lead.client.get(f"/leads/exports/rows?kind={kind}&format={form}&identifying=yes")
    assert response.status_code == 200
    assert re.fullmatch(
        rf'attachment; filename="gp-engage-{kind}-[\d-]+\.{form}"', response.headers["Content-Disposition"]
    )
    assert response.headers["Cache-Control"] == "no-store"
    noted = lead.client.application.desk.accounts.audit.entries()[0]
    assert (noted.what, noted.name) == ("export.identifying", "Lena Lead")
    assert f"gp-engage-{kind}" in noted.about


def test_the_csv_of_concerns_has_their_words_but_no_formula(lead):
    text = lead.client.get("/leads/exports/rows?kind=concerns&format=csv&identifying=yes").text
    assert "'=HYPERLINK(1) Will our list be taken over?" in text
    plain = lead.client.get("/leads/exports/rows?kind=concerns&format=csv").text
    assert "list be taken over" not in plain
    assert plain.count("\n") == text.count("\n") == DAYS + 1


@pytest.mark.parametrize("query", ["kind=secrets&format=csv", "kind=turns&format=exe", "kind=turns&format=csv&since=x"])
def test_an_export_that_cannot_be_is_told(lead, query):
    assert lead.client.get(f"/leads/exports/rows?{query}").status_code == 422


def test_the_report_hides_small_numbers_on_the_page_and_in_word(lead, entry):
    page = lead.visit("/leads/report")
    assert "You said" in page.text
    assert "We publish the draft contract" in page.text
    shown = [[cell.text for cell in row.cells] for row in word_of(lead).tables[0].rows]
    assert shown[0][0] == "Topic"
    assert {cell for row in shown[1:] for cell in row[1:]} <= {"–", "0"}  # four concerns: each number is under 5


def word_of(lead: Gp):
    response = lead.client.get("/leads/report.docx")
    assert response.status_code == 200
    return Document(io.BytesIO(response.data))


def test_a_brief_and_a_print_need_something_that_was_asked(visitor):
    assert visitor.client.get("/brief").status_code == 303
    visitor.ask("Do we keep our GMS contract?")
    brief = visitor.visit("/brief")
    assert "Do we keep our GMS contract?" in brief.text
    assert "Sources" in brief.text
    assert "Do we keep our GMS contract?" in visitor.visit("/print").text


def test_what_a_gp_typed_is_text_on_the_brief_and_the_print(visitor):
    typed = "Do we keep our GMS contract? <img src=x onerror=alert(1)> =HYPERLINK(1)"
    visitor.ask(typed)
    for address in ("/brief", "/print"):
        page = visitor.visit(address)
        assert typed in page.text
        assert not page.all("img")


def test_another_browser_gets_no_brief_of_this_session(served, visitor):
    visitor.ask("Do we keep our GMS contract?")
    assert served.test_client().get("/brief").status_code == 303


@pytest.mark.parametrize("address", ["/leads/dashboard", "/leads/exports/rows?kind=turns&format=csv", "/leads/report"])
def test_an_editor_is_not_let_in(served, address):
    assert signed_in(served, EDITOR).get(address).status_code == 403
    assert served.test_client().get(address).status_code == 303


@pytest.fixture
def api(served):
    """Calls the leads' API with a token of the lead's role."""
    _, token = served.desk.accounts.tokens.issue("Program", {Role.LEAD}, 1, None)

    def call(address: str, **body: object):
        headers = {"Authorization": f"Bearer {token}"}
        client = served.test_client()
        if body:
            return client.post(f"/api/v1{address}", json=body, headers=headers)
        return client.get(f"/api/v1{address}", headers=headers)

    return call


def test_a_program_reads_a_concern_and_replies_and_a_stale_reply_is_refused(api):
    listed = api("/leads/concerns?state=answered").json["concerns"][0]
    address = f"/leads/concerns/{listed['id']}"
    read = api(address).json
    assert read["reference"] == listed["reference"]
    assert [change["after"] for change in read["changes"] if change["what"] == "state"] == ["acknowledged", "answered"]
    reply = {"version": read["version"], "words": "We asked the ICB.", "key": "00000000-0000-4000-8000-000000000001"}
    answered = api(f"{address}/responses", **reply, state="reopened")
    assert answered.status_code == 201
    assert answered.json["state"] == "reopened"
    assert answered.json["messages"][-1]["words"] == "We asked the ICB."
    again = api(f"{address}/responses", **reply, state="reopened")
    assert len(again.json["messages"]) == len(answered.json["messages"])
    stale = api(f"{address}/responses", **reply | {"key": "00000000-0000-4000-8000-000000000002"})
    assert stale.status_code == 409
    assert "version" in stale.json["detail"]


def test_a_state_that_does_not_follow_is_a_conflict_and_no_question_of_tokens(api):
    listed = api("/leads/concerns").json["concerns"][0]
    sent = {"key": "00000000-0000-4000-8000-000000000004", "version": listed["version"], "state": "new"}
    refused = api(f"/leads/concerns/{listed['id']}/responses", **sent)
    assert refused.status_code == 409
    assert refused.json["detail"].endswith("cannot become new.")


@pytest.mark.parametrize(
    "body",
    [{"key": "x"}, {"key": "00000000-0000-4000-8000-000000000003", "version": "1"}, {"key": 1, "version": 1},
     {"key": "00000000-0000-4000-8000-000000000003", "version": 1, "state": "gone"}],
)  # fmt: skip
def test_a_reply_that_is_none_is_refused(api, body):
    listed = api("/leads/concerns").json["concerns"][0]
    assert api(f"/leads/concerns/{listed['id']}/responses", **body).status_code == 422


def test_a_program_gets_figures_and_rows(api, entry):
    figures = api("/leads/figures").json
    assert figures["asked"] >= DAYS * 6
    assert figures["unanswered"] >= DAYS * 2
    assert figures["days_until_acknowledged"]["median"] == 2
    assert figures["days_until_answered"]["median"] == 10
    assert api("/leads/exports/turns/csv").text.startswith("\ufeffday,")
    assert entry.words in {each["words"] for each in api("/open-questions").json["open_questions"]}


def test_the_api_wants_a_token_and_a_period_that_can_be(served, api):
    assert served.test_client().get("/api/v1/leads/figures").status_code == 401
    assert api("/leads/figures?since=x").status_code == 422
    assert api("/leads/concerns?after=x").status_code == 422
    assert api("/leads/concerns?state=gone").status_code == 422
    assert api("/leads/exports/turns/csv?identifying=1").status_code == 422
