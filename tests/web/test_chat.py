"""The conversation without JavaScript."""

import pytest
from browsing.gp import Gp
from fakes.desk import FakeDesk


def test_the_empty_page_says_what_is_kept_why_and_until_when(gp: Gp) -> None:
    page = gp.visit()
    assert "kept for 90 days, without your name, so that the engagement team" in page.text
    assert "erase them" in page.text


def test_ready_questions_are_offered_by_topic(gp: Gp, desk: FakeDesk) -> None:
    page = gp.visit()
    buttons = [button["value"] for button in page.all("button") if button["name"] == "ready"]
    assert buttons == [question for starter in desk.library.starters for question in starter.questions]
    assert "Right to return" in [heading.text for heading in page.all("h3")]


def test_an_answer_is_shown_with_its_sources_and_dates(gp: Gp) -> None:
    page = gp.ask("What happens to our contract?")
    assert "It depends on how closely your practice joins" in page.text
    assert page.of_class("gpe-citation")[0].text == "GPonline, about January 2018"
    assert page.of_class("gpe-citation")[0]["href"] == "/faq/contract/our-contract#source-gponline-acos"
    assert [part.text for part in page.of_class("gpe-part__heading")][:2] == ["Full", "Sources disagree"]
    assert "Contested: our sources or the sides disagree" in page.text


def test_the_word_an_answer_begins_with_is_said_once(gp: Gp) -> None:
    assert not gp.ask("contract").of_class("gpe-begins")
    (begins,) = gp.ask("both").of_class("gpe-begins")
    assert begins.text == "No."


def test_asking_leads_to_a_page_that_may_be_loaded_again(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("What happens to our contract?")
    assert len(gp.visit().of_class("gpe-turn")) == 1
    assert len(desk.asked) == 1


def test_the_address_after_asking_names_the_newest_answer(gp: Gp, desk: FakeDesk) -> None:
    form = gp.visit()
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "question": "contract"}
    response = gp.client.post("/", data=sent)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/#turn-{desk.asked[0].id}"


def test_the_same_form_sent_twice_is_one_turn(gp: Gp, desk: FakeDesk) -> None:
    form = gp.visit()
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "question": "contract"}
    gp.send("/", **sent)
    page = gp.send("/", **sent)
    assert len(page.of_class("gpe-turn")) == len(desk.asked) == 1


def test_going_back_and_changing_the_question_is_another_turn(gp: Gp, desk: FakeDesk) -> None:
    form = gp.visit()
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key")}
    gp.send("/", question="contract", **sent)
    page = gp.send("/", question="my pension", **sent)
    assert len(page.of_class("gpe-turn")) == len(desk.asked) == 2


def test_a_ready_question_wins_over_what_was_typed(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("half a thou", ready="Will I earn less?")
    assert desk.asked[0].question == "Will I earn less?"


def test_turns_are_shown_oldest_first_with_a_link_to_the_newest(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    page = gp.ask("my pension")
    assert [turn["id"] for turn in page.of_class("gpe-turn")] == [f"turn-{turn.id}" for turn in desk.asked]
    assert page.of_class("nhsuk-skip-link")[1]["href"] == f"#turn-{desk.asked[1].id}"


def test_a_question_that_shall_not_be_kept_is_answered_at_once(gp: Gp, desk: FakeDesk) -> None:
    page = gp.ask("contract", unkept="yes")
    assert "Not recorded." in page.text
    assert "Was this useful?" not in page.text
    assert desk.asked[0].recorded is False
    assert not gp.visit().of_class("gpe-turn")


def test_the_choice_not_to_keep_stays_for_the_next_question(gp: Gp) -> None:
    page = gp.ask("contract", unkept="yes")
    (box,) = [each for each in page.all("input") if each["name"] == "unkept"]
    assert "checked" in box.attributes


def test_when_the_record_is_down_the_answer_is_shown_and_marked(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    desk.store_down = True
    page = gp.ask("my pension")
    assert "Our sources do not say" in page.text
    assert "Not recorded." in page.text
    assert "cannot be shown just now" in page.text


def test_masked_identifiers_are_named_and_not_shown(gp: Gp) -> None:
    page = gp.ask("contract of patient 943 476 5919", checked="yes")
    assert "We removed what looked like personal details (NHS number)" in page.text
    assert "943 476 5919" not in page.html


def test_what_the_gp_says_of_themselves_is_remembered(gp: Gp, desk: FakeDesk) -> None:
    page = gp.ask("contract", role="partner", level="full")
    assert desk.asked[0].circumstances.role == "partner"
    chosen = [option["value"] for option in page.all("option") if "selected" in option.attributes]
    assert chosen == ["partner", "full"]


def test_choices_are_offered_when_the_question_is_asked_back(gp: Gp) -> None:
    page = gp.ask("what is an icp")
    assert "Which did you mean?" in page.text
    assert "What is an integrated care partnership?" in [button["value"] for button in page.all("button")]


@pytest.mark.parametrize("question", ["weather", "diagnose", "hello", "building", "elephants"])
def test_a_refusal_shows_no_citation(gp: Gp, question: str) -> None:
    assert not gp.ask(question).of_class("gpe-citation")


def test_the_closest_articles_are_links(gp: Gp) -> None:
    page = gp.ask("what about our building")
    assert "Closest articles" in page.text
    assert "/faq/pensions/nhs-pension" in [link["href"] for link in page.all("a")]


def test_usefulness_is_kept_and_can_be_changed(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    action = f"/turns/{desk.asked[0].id}/feedback"
    assert "You said this was useful" in gp.press(action, useful="yes").text
    page = gp.press(action, useful="no", comment="Too short\r\nreally")
    assert "You said this was not useful" in page.text
    assert page.value("comment") == "Too short\nreally"


def test_start_again_begins_another_session_and_keeps_the_first(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    page = gp.press("/start-again")
    assert "You have started again" in page.text
    assert not page.of_class("gpe-turn")
    gp.ask("my pension")
    assert [len(turns) for turns in desk.kept.values()] == [1, 1]


def test_erasing_asks_first_and_then_leaves_nothing(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    assert "It cannot be undone" in gp.visit("/erase").text
    assert "Your session is erased" in gp.press("/erase").text
    assert desk.sessions == {}


def test_there_is_nothing_to_erase_before_a_question(gp: Gp) -> None:
    response = gp.client.get("/erase", follow_redirects=True)
    assert "There is nothing to erase" in response.text


def test_a_conversation_is_closed_after_idle_minutes(gp: Gp, clock: object) -> None:
    gp.ask("contract")
    clock.now += 29 * 60
    assert gp.visit().of_class("gpe-turn")
    clock.now += 31 * 60
    page = gp.visit()
    assert not page.of_class("gpe-turn")
    assert "was not used for 30 minutes" in page.text


def test_a_question_typed_before_the_conversation_was_closed_is_still_answered(gp: Gp, clock: object) -> None:
    gp.ask("contract")
    form = gp.visit()
    clock.now += 60 * 60
    page = gp.send("/", csrf_token=form.value("csrf_token"), key=form.value("key"), question="my pension")
    assert len(page.of_class("gpe-turn")) == 1


def test_an_erased_session_is_said_to_be_gone(gp: Gp, desk: FakeDesk) -> None:
    gp.ask("contract")
    desk.sessions.clear()
    assert "is not kept any more" in gp.visit().text


def test_a_limit_that_is_reached_keeps_the_text_and_says_when_to_try_again(gp: Gp, desk: FakeDesk) -> None:
    desk.limit = 0
    form = gp.visit()
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "question": "contract?"}
    response = gp.client.post("/", data=sent)
    assert response.headers["Retry-After"] == "60"
    assert gp.send("/", 429, **sent).value("question") == "contract?"


def test_a_form_without_its_token_keeps_the_text(gp: Gp, desk: FakeDesk) -> None:
    page = gp.send("/", 400, question="Can we go back?", key="k")
    assert "please send it again" in page.text
    assert page.value("question") == "Can we go back?"
    assert not desk.asked


def test_a_form_sent_from_another_site_is_refused(gp: Gp, desk: FakeDesk) -> None:
    token = gp.visit().value("csrf_token")
    sent = {"csrf_token": token, "key": "k", "question": "contract"}
    assert gp.client.post("/", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not desk.asked
