"""What a GP is shown before, while and after something is kept."""

from dataclasses import replace

import pytest
from browsing.gp import Gp
from fakes.desk import FakeDesk

from assistant.settings import Settings
from web.app import create_app
from web.limits import ReadCounter

PLANTED = "contract of patient 943 476 5919"
NAMED = "My patient Zebedee Quagmire asks about our contract"


def test_a_gp_sees_what_will_be_kept_before_anything_is(gp: Gp, desk: FakeDesk) -> None:
    page = gp.ask(PLANTED)
    assert "This is what will be kept" in page.text
    assert [mark.text for mark in page.all("mark")] == ["[NHS number removed]"]
    assert page.value("question") == PLANTED
    assert not desk.asked
    assert not desk.sessions


def test_the_question_is_asked_masked_when_the_gp_goes_on(gp: Gp, desk: FakeDesk) -> None:
    gp.ask(PLANTED)
    page = gp.ask(PLANTED, checked="yes")
    assert desk.asked[0].question == "contract of patient [NHS number removed]"
    assert desk.asked[0].recorded
    assert "943" not in page.html


def test_the_question_is_answered_without_keeping_when_the_gp_prefers_that(gp: Gp, desk: FakeDesk) -> None:
    gp.ask(PLANTED)
    page = gp.ask(PLANTED, unkept="yes")
    assert "Not recorded." in page.text
    assert not any(desk.kept.values())


def test_an_edited_question_is_looked_at_again(gp: Gp, desk: FakeDesk) -> None:
    gp.ask(PLANTED)
    assert "This is what will be kept" in gp.ask("contract of patient 943 476 5919, born 1.2.1960").text
    assert "This is what will be kept" not in gp.ask("contract of a patient").text
    assert len(desk.asked) == 1


def test_likely_names_are_reported_apart_and_masked_if_wished(gp: Gp, desk: FakeDesk) -> None:
    page = gp.ask(NAMED)
    assert "like the name of a patient or practice, and would be kept: Zebedee Quagmire." in page.text
    assert not page.all("mark")
    gp.ask(NAMED, checked="yes", names="mask")
    gp.ask(NAMED, checked="yes")
    assert [turn.question for turn in desk.asked] == ["My patient [name removed] asks about our contract", NAMED]


def test_a_question_that_is_not_to_be_kept_is_not_asked_about(gp: Gp, desk: FakeDesk) -> None:
    assert "Not recorded." in gp.ask(PLANTED, unkept="yes").text
    assert len(desk.asked) == 1


def test_the_api_says_what_was_masked_and_can_ask_without_keeping(gp: Gp, desk: FakeDesk) -> None:
    opened = gp.client.post("/api/v1/sessions", json={}).json
    bearer = {"Authorization": f"Bearer {opened['token']}"}
    address = f"/api/v1/sessions/{opened['id']}/turns"
    sent = {"question": PLANTED, "key": "7b0a9c1e-3f57-4c9e-8f54-1f0f6a6f2a10"}
    unkept = gp.client.post(address, json=sent | {"keep": False}, headers=bearer).json
    assert (unkept["masked"], unkept["recorded"]) == (["NHS number"], False)
    assert gp.client.post(address, json=sent, headers=bearer).json["recorded"]
    assert gp.client.post(address, json=sent | {"keep": "no"}, headers=bearer).status_code == 422
    assert len(desk.kept[opened["id"]]) == 1


def test_a_gp_reads_and_takes_away_all_that_is_kept(gp: Gp) -> None:
    page = gp.ask("contract", role="partner")
    turn = page.of_class("gpe-turn")[0]["id"].removeprefix("turn-")
    gp.press(f"/turns/{turn}/feedback", useful="no", comment="Too long.")
    page = gp.visit("/my-session")
    for words in ("contract", "It depends on how closely", "GPonline, about January 2018", "Partner", "Too long."):
        assert words in page.text
    taken = gp.client.get("/my-session.json")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.json["turns"][0]["question"] == "contract"
    assert taken.json["turns"][0]["feedback"]["comment"] == "Too long."
    assert taken.json["circumstances"] == {"role": "partner"}


def test_there_is_nothing_to_take_away_before_a_question(gp: Gp) -> None:
    assert "Nothing is kept of this browser." in gp.client.get("/my-session", follow_redirects=True).text
    assert "Nothing is kept of this browser." in gp.client.get("/my-session.json", follow_redirects=True).text


def test_the_privacy_page_says_what_the_settings_say(settings: Settings, desk: FakeDesk) -> None:
    chosen = replace(settings, keep_days=31, keep_concern_days=77, keep_audit_days=700, keep_backup_days=9)
    page = Gp(create_app(chosen, desk).test_client()).visit("/privacy")
    for words in ("kept for 31 days", "77 days after", "700 days", "9 days, as long as backups", "Anytown ICB runs"):
        assert words in page.text


def test_staying_keeps_the_conversation_open(gp: Gp, clock) -> None:
    gp.ask("contract")
    for _ in range(3):
        clock.now += 29 * 60
        assert gp.client.get("/stay").status_code == 204
    clock.now += 29 * 60
    assert len(gp.visit("/").of_class("gpe-turn")) == 1


def test_without_scripts_the_form_says_when_the_conversation_closes(gp: Gp) -> None:
    assert "closes after 30 minutes without use" in gp.visit("/").text


def test_many_reads_from_one_address_are_told_to_wait(settings: Settings, desk: FakeDesk, clock) -> None:
    client = create_app(replace(settings, limit_reads=5), desk, clock).test_client()
    seen = [client.get("/faq") for _ in range(7)]
    assert [response.status_code for response in seen] == [200] * 5 + [429] * 2
    assert 1 <= int(seen[-1].headers["Retry-After"]) <= 60
    assert client.get("/healthz").status_code == 200
    assert client.get("/faq", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    clock.now += 60
    assert client.get("/faq").status_code == 200


def test_reads_of_ever_new_addresses_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.limits.MOST_ADDRESSES", 3)
    counter = ReadCounter(1)
    for number in range(10):
        counter.count(f"192.0.2.{number}", 0.0)
    assert len(counter._counts) == 3


def test_a_limit_on_questions_gives_the_text_back(gp: Gp, desk: FakeDesk) -> None:
    desk.limit = 0
    page = gp.ask("contract & <more>", 429)
    assert page.value("question") == "contract & <more>"
