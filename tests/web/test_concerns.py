"""A GP raises a concern, a lead works on it, the GP reads on the private link: through pages, without a browser."""

from __future__ import annotations

import re

import pytest
from browsing.gp import Gp
from browsing.page import Page
from browsing.world import World
from browsing.world import _add_staff as add_staff
from fakes.desk import FakeDesk
from fakes.follow_up import following_up

from assistant.accounts.permissions import Role
from web.application import Application

HOSTILE = "=1+1 <script>alert(1)</script> \"'{{7*7}} é\u202e"


@pytest.fixture
def lead(app: Application) -> Gp:
    """Somebody who is signed in as a lead."""
    world = World(app)
    add_staff(world, "ann", Role.LEAD)
    return Gp(world.browsers["ann"])


def raise_concern(gp: Gp, address: str = "/concerns/new", **fields: str) -> Page:
    form = gp.visit(address)
    sent = {name: form.value(name) for name in ("csrf_token", "key", "turn", "suggested", "words", "topic")}
    return gp.send("/concerns", 200, **sent | fields)


def link_of(page: Page) -> str:
    return re.search(r"/c/[\w-]{43}", page.html)[0]


def of_reference(page: Page) -> str:
    return re.search(r"C-\w{4}-\w{2}", page.text)[0]


def page_of(desk: FakeDesk, reference: str) -> str:
    return f"/leads/concerns/{desk.record.concern_by_reference(reference).id}"


def work(who: Gp, address: str, verb: str, status: int = 200, **fields: str) -> Page:
    """Send one of the forms of a page, with its version and key as they stand there unless they are given."""
    page = who.visit(address)
    hidden = {name: page.value(name) for name in ("csrf_token", "version", "key")}
    return who.send(f"{address}/{verb}", status, **hidden | fields)


def test_a_question_that_was_not_answered_can_be_raised_prefilled(gp, desk):
    answer = gp.ask("something nobody wrote about")
    address = next(each["href"] for each in answer.all("a") if "/concerns/new?" in each["href"])
    form = gp.visit(address)
    assert form.value("words") == "something nobody wrote about"
    done = raise_concern(gp, address, practice="Oak Lane")
    assert "shown this once" in done.text
    concern = desk.record.concern_by_reference(of_reference(done))
    assert concern.turn == desk.asked[-1].id
    assert concern.contact.practice == "Oak Lane"


def test_the_loop_closes(gp, lead, desk):
    done = raise_concern(gp, words="Will our list be taken over?", email="gp@example.nhs.uk")
    link, address = link_of(done), page_of(desk, of_reference(done))
    assert "Nobody has looked at it yet" in gp.visit(link).text
    assert "Will our list" in lead.visit("/leads").text

    ann = desk.accounts.people.by_email("ann@example.nhs.uk").id
    work(
        lead,
        address,
        "details",
        owner=ann,
        topic="contract",
        due="2027-02-01",
        urgent="1",
        article="contract/our-contract",
    )
    work(lead, address, "notes", words="Ask the ICB first.")
    answered = work(lead, address, "respond", words="No: the list stays yours.", to="answered")
    assert "reply to the GP" in answered.text
    assert "because no mail server is set" in answered.text

    seen = gp.visit(link)
    assert "No: the list stays yours." in seen.text
    assert "An engagement lead" in seen.text
    assert "1 February 2027" in seen.text
    assert "Ask the ICB first" not in seen.text
    assert "ann@" not in seen.html
    work(gp, link, "reopen", words="And the premises?")
    assert "And the premises?" in lead.visit(address).text
    work(lead, address, "respond", to="changed")
    assert "Settled." in work(gp, link, "settle").text
    assert "Settled" in lead.visit("/leads?state=settled").text
    assert "Will our list" not in lead.visit("/leads").text


def test_sending_a_form_twice_raises_one_concern_and_the_last_link_works(gp, desk):
    form = gp.visit("/concerns/new")
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "words": "Who pays?"}
    first, second = gp.send("/concerns", 200, **sent), gp.send("/concerns", 200, **sent)
    assert of_reference(first) == of_reference(second)
    assert link_of(first) != link_of(second)
    gp.visit(link_of(first), 404)
    gp.visit(link_of(second))
    assert len(list(desk.record.all_concerns())) == 1


def test_a_stale_edit_shows_both_versions_and_can_be_sent_again(gp, lead, desk):
    address = page_of(desk, of_reference(raise_concern(gp, words="Who pays?")))
    before = lead.visit(address)
    work(lead, address, "notes", words="A colleague was quicker.")
    stale = {name: before.value(name) for name in ("csrf_token", "version", "key")}
    conflict = lead.send(f"{address}/respond", 409, **stale, words="My long reply", to="answered", reason="")
    assert "My long reply" in conflict.text
    assert "A colleague was quicker." in conflict.text
    again = {name: conflict.value(name) for name in ("csrf_token", "version", "key", "words", "to")}
    assert "My long reply" in lead.send(f"{address}/respond", 200, **again).text


def test_a_reply_sent_twice_is_kept_once(gp, lead, desk):
    address = page_of(desk, of_reference(raise_concern(gp, words="Who pays?")))
    form = lead.visit(address)
    sent = {name: form.value(name) for name in ("csrf_token", "version", "key")} | {"words": "The ICB does."}
    lead.send(f"{address}/respond", 200, **sent)
    assert lead.send(f"{address}/respond", 200, **sent).text.count("The ICB does.") == 1


@pytest.mark.parametrize(
    ("verb", "fields", "told"),
    [
        ("respond", {"words": ""}, "Write a reply or choose a state."),
        ("respond", {"to": "cannot_change"}, "Say why this cannot change"),
        ("respond", {"to": "settled"}, "cannot become settled"),
        ("respond", {"to": "new"}, "cannot become new"),
        ("respond", {"to": "nonsense"}, "Choose one of the states."),
        ("respond", {"words": "x" * 10_001}, "10,001 characters"),
        ("notes", {"words": " "}, "Write something first."),
        ("details", {"due": "31.12.2026"}, "Enter the due date"),
        ("details", {"due": "2027-01-01", "owner": "somebody"}, "Choose somebody who answers"),
        ("details", {"due": "2027-01-01", "topic": "gossip"}, "Choose one of the topics"),
        ("details", {"due": "2027-01-01", "article": "no/such"}, "There is no such article."),
        ("merge", {"into": "C-AAAA-AA"}, "There is no concern of this reference."),
        ("part", {}, "is not merged"),
    ],
)
def test_what_a_lead_cannot_do_is_said_and_nothing_typed_is_lost(gp, lead, desk, verb, fields, told):
    address = page_of(desk, of_reference(raise_concern(gp, words="Who pays?")))
    refused = work(lead, address, verb, 422, **fields)
    assert told in refused.text
    if fields.get("words", "").strip():
        assert fields["words"] in refused.html


def test_ten_thousand_characters_are_kept_whole(gp, lead, desk):
    words = ("é" + "x" * 99) * 100
    done = raise_concern(gp, words=words)
    assert desk.record.concern_by_reference(of_reference(done)).words == words
    address = page_of(desk, of_reference(done))
    assert words in work(lead, address, "notes", words=words).html


def test_formulas_and_html_in_every_field_stay_text(gp, lead, desk):
    done = raise_concern(gp, words=HOSTILE, name=HOSTILE, practice=HOSTILE)
    link, address = link_of(done), page_of(desk, of_reference(done))
    work(gp, link, "add", words=HOSTILE)
    work(lead, address, "respond", words=HOSTILE, to="cannot_change", reason=HOSTILE)
    work(lead, address, "notes", words=HOSTILE)
    for who, where in ((gp, link), (lead, address), (lead, "/leads?state=any"), (lead, "/leads/mails")):
        page = who.visit(where)
        assert "<script>alert" not in page.html
        assert "\u202e" not in page.html
    assert "{{7*7}}" in gp.visit(link).text


def test_identifiers_in_what_a_gp_writes_are_masked(gp, desk):
    done = raise_concern(gp, words="About 943 476 5919 and our list")
    assert "943" not in desk.record.concern_by_reference(of_reference(done)).words
    work(gp, link_of(done), "add", words="NHS number 943 476 5919 again")
    assert "943 476 5919" not in gp.visit(link_of(done)).text


def test_a_concern_is_erased_from_its_link(gp, lead, desk):
    done = raise_concern(gp, words="Who pays?")
    link, address = link_of(done), page_of(desk, of_reference(done))
    gp.visit(f"{link}/erase")
    gp.send(f"{link}/erase", 200, csrf_token=gp.visit(link).value("csrf_token"))
    gp.visit(link, 404)
    lead.visit(address, 404)


def test_merged_concerns_share_state_and_later_replies_but_not_words(gp, lead, desk):
    one, twin = raise_concern(gp, words="Who pays for the nurse?"), raise_concern(gp, words="Who pays our nurse?")
    address, merged = page_of(desk, of_reference(one)), page_of(desk, of_reference(twin))
    work(lead, address, "respond", words="For your eyes, Dr Lee.")
    work(lead, merged, "merge", into=of_reference(one))
    work(lead, address, "respond", words="The ICB pays.", to="answered")
    seen = gp.visit(link_of(twin)).text
    assert "The ICB pays." in seen
    assert "Answered." in seen
    assert "For your eyes" not in seen
    assert "for the nurse" not in seen
    assert desk.record.concern_by_reference(of_reference(one)).count == 2
    work(gp, link_of(twin), "reopen")
    assert desk.record.concern_by_reference(of_reference(one)).count == 1
    assert desk.record.concern_by_reference(of_reference(twin)).merged_into == ""


def test_an_event_becomes_concerns_with_suggestions(lead, desk):
    form = lead.visit("/leads/events")
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "kind": "practice_visit"}
    sent |= {"day": "2026-11-20", "place": "Oak Lane", "remarks": "- What happens to our contract?\n- Who pays?"}
    page = lead.send("/leads/events", 200, **sent)
    assert "Who pays?" in page.text
    assert "May be answered by" in page.text
    lead.send("/leads/events", 200, **sent)
    assert len(list(desk.record.all_concerns())) == 2
    refused = lead.send("/leads/events", 422, **sent | {"day": "tomorrow", "key": "other"})
    assert "Who pays?" in refused.html


def test_a_remark_is_set_beside_the_concern_from_the_chat_that_it_is_like(gp, lead, desk):
    alike = of_reference(raise_concern(gp, words="Will our list be taken over by the hospital?"))
    other = of_reference(raise_concern(gp, words="Who takes on our lease?"))
    form = lead.visit("/leads/events")
    sent = {"csrf_token": form.value("csrf_token"), "key": form.value("key"), "kind": "lmc_meeting"}
    page = lead.send(
        "/leads/events", 200, **sent, day="2026-11-20", place="Oak Lane", remarks="Is our list taken over?"
    )
    assert f"Like {alike}" in page.text
    assert other not in page.text


def test_history_is_told_in_words(gp, lead, desk):
    address = page_of(desk, of_reference(raise_concern(gp, words="Who pays?", email="gp@example.nhs.uk", topic="pay")))
    changes = {"owner": "", "topic": "right-to-return", "due": "2027-03-01", "urgent": "1", "article": ""}
    work(lead, address, "details", **changes)
    work(lead, address, "respond", words="We asked the ICB.")
    told = lead.visit(address).text
    for line in ("The GP: raised it", "→ 1 March 2027", "topic Pay → Right to return", "urgent no → yes", "to the GP:"):
        assert line in told


def test_several_are_assigned_at_once_and_a_leaver_hands_over(gp, lead, desk):
    for n in range(3):
        raise_concern(gp, words=f"Who pays for item {n}?")
    inbox = lead.visit("/leads")
    chosen = [each["value"] for each in inbox.all("input") if each["name"] == "concern"]
    ann = desk.accounts.people.by_email("ann@example.nhs.uk").id
    sent = {"csrf_token": inbox.value("csrf_token"), "owner": ann, "deed": "assign"}
    assert "3 assigned to" in lead.send("/leads/assign", 200, **sent, concern=chosen).text
    assert "left as they are" in lead.send("/leads/assign", 200, **sent, concern=chosen).text
    moved = lead.send("/leads/handover", 200, csrf_token=inbox.value("csrf_token"), leaver=ann, to="")
    assert "3 handed over" in moved.text


def test_search_is_by_post_and_a_reference_leads_to_its_concern(gp, lead, desk):
    done = raise_concern(gp, words="The nurse and her pension")
    token = lead.visit("/leads").value("csrf_token")
    assert "nurse" in lead.send("/leads/search", 200, csrf_token=token, q="pension nurses").text
    assert "Concern" in lead.send("/leads/search", 200, csrf_token=token, q=of_reference(done).lower()).title
    assert "nurse" not in lead.visit("/leads/search?q=pension").text


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ({}, "No mail server is set"),
        ({"smtp_url": "smtp://localhost"}, "set GP_ENGAGE_PUBLIC_URL"),
        ({"smtp_url": "smtp://localhost", "public_url": "https://engage.example"}, ""),
    ],
)
def test_leads_are_told_what_is_wrong_with_how_mail_is_set_up(lead, desk, mail, told):
    desk.follow_up = following_up(desk.record, lambda: desk.library, mail_from="engage@example.nhs.uk", **mail)
    page = lead.visit("/leads/mails")
    warned = [each.text for each in page.all("p") if "gpe-notice" in each["class"]]
    assert [told in each for each in warned] == ([True] if told else [])
