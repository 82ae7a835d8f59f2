"""What every record promises of the inbox, of searches over transcripts, and of visits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from concerns import a_change, a_concern, a_message, a_moment
from conversations import a_session, a_turn, an_answer

from assistant.engagement.concerns import Contact, State, Update
from assistant.engagement.waiting_list import ItemKind, Visit, Wanted
from assistant.model import Feedback, Found, Status, Useful


def asked(record, question="Who pays for this?", status=Status.UNANSWERED_NOT_COVERED, **changes):
    """A turn that is kept, in a session of its own."""
    session = a_session()
    record.open_session(session)
    answer = replace(an_answer(), status=status, blocks=(), topics=changes.pop("topics", ("pay",)))
    return record.add_turn(a_turn(session.id, question=question, answer=answer, at=a_moment(), **changes))


def raised(record, **changes):
    new = a_concern(**changes)
    return record.add_concern(new, a_change(new))


def ids(record, wanted=None, limit=1000):
    return [item.id for item in record.inbox(wanted or Wanted(), None, limit)]


def test_concerns_and_questions_without_a_good_answer_stand_in_one_list_newest_first(record):
    first, second = raised(record), asked(record)
    third, fourth = raised(record), asked(record, status=Status.CLOSEST_ONLY)
    answered = asked(record, status=Status.ANSWERED)
    listed = ids(record)
    assert listed[:4] == [fourth.id, third.id, second.id, first.id]
    assert answered.id not in listed


def test_an_answer_that_was_not_useful_waits_too(record):
    turn = asked(record, status=Status.ANSWERED)
    record.set_feedback(turn.session, Feedback(turn.id, Useful.NO, "", a_moment()))
    item = record.inbox(Wanted(), None, 1)[0]
    assert (item.id, item.not_useful, item.topic) == (turn.id, True, "pay")


def test_a_question_leaves_the_list_when_it_is_raised_taken_out_or_erased(record):
    turns = [asked(record) for _ in range(3)]
    assert set(ids(record)) >= {turn.id for turn in turns}
    raised(record, session=turns[0].session, turn=turns[0].id)
    assert record.set_question_done(turns[1].id, "ann", a_moment())
    assert record.set_question_done(turns[1].id, "ben", a_moment())
    assert not record.set_question_done(str(uuid4()), "ann", a_moment())
    record.erase_session(turns[2].session)
    assert not set(ids(record)) & {turn.id for turn in turns}


def test_a_merged_duplicate_is_not_listed(record):
    one, twin = raised(record), raised(record)
    record.keep(Update(replace(twin, merged_into=one.id)))
    assert twin.id not in ids(record)


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        (Wanted(states=frozenset({State.CHANGED})), {"state": State.CHANGED}),
        (Wanted(topic="tax"), {"topic": "tax"}),
        (Wanted(owner="me"), {"owner": "me"}),
        (Wanted(urgent=True), {"urgent": True}),
        (Wanted(overdue_on="2026-11-21"), {"due": "2026-11-20"}),
        (Wanted(practice="Elm Lane"), {"contact": Contact(practice="Elm Lane")}),
        (Wanted(model="PACS"), {"models": ("ACO", "PACS")}),
        (Wanted(since="2030-01-01", until="2030-01-02"), {"at": "2030-01-01T10:00:00.000000Z"}),
    ],
)
def test_a_filter_shows_what_it_asks_for_and_nothing_else(record, wanted, changes):
    other, one = raised(record, owner="somebody", due="2026-11-22"), raised(record, **changes)
    listed = ids(record, wanted)
    assert one.id in listed
    assert other.id not in listed
    record.erase_concern(one.id)


def test_questions_are_filtered_by_topic_model_and_period(record):
    turn = asked(record, topics=("tax",), found=Found(terms=("ICP-provider", "GMS")))
    assert ids(record, Wanted(concerns=False, topic="tax")) == [turn.id]
    assert ids(record, Wanted(concerns=False, model="ICP")) == [turn.id]
    assert turn.id in ids(record, Wanted(since=turn.at))
    assert turn.id not in ids(record, Wanted(until=turn.at))
    assert turn.id not in ids(record, Wanted(urgent=True))


def test_pages_follow_one_another_without_gap_or_overlap(record):
    for n in range(7):
        (raised if n % 2 else asked)(record)
    whole, paged, after = ids(record), [], None
    while page := record.inbox(Wanted(), after, 3):
        paged += [item.id for item in page]
        after = page[-1].place
    assert paged == whole


def test_practices_are_listed_once(record):
    for _ in range(2):
        raised(record, contact=Contact(practice="Ash Road"))
    assert record.practices().count("Ash Road") == 1


def test_a_visit_is_kept_by_person(record):
    assert record.visit("ann") == Visit()
    record.set_visit("ann", Visit("", "2026"))
    record.set_visit("ann", Visit("2026", "2027"))
    assert record.visit("ann") == Visit("2026", "2027")
    assert record.visit("ben") == Visit()


def test_a_search_finds_what_was_asked_shown_and_raised_newest_first(record):
    word = f"q{uuid4().hex}"
    first = asked(record, f"Is {word} a contract?")
    second = raised(record, words=f"We worry about {word.upper()} contracts.")
    record.keep(Update(second, messages=(a_message(second, words=f"Also {word}2."),)))
    found = record.transcripts.find(word, None, 10)
    assert [(each.kind, each.id) for each in found] == [
        (ItemKind.CONCERN, second.id),
        (ItemKind.QUESTION, first.id),
    ]
    assert [each.id for each in record.transcripts.find(f"contract {word}", None, 10)] == [second.id, first.id]
    assert [each.id for each in record.transcripts.find(word, found[0].number, 10)] == [first.id]
    assert [each.id for each in record.transcripts.find(word, None, 1)] == [second.id]
    assert record.transcripts.find(f"{word} zebra", None, 10) == ()


@pytest.mark.parametrize("text", ["", '"', "a AND", "NEAR(", "x:y*", "' OR 1=1 --", "<script>", "=1+1", "word " * 500])
def test_any_text_may_be_searched_for(record, text):
    record.transcripts.find(text, None, 10)


def test_erased_text_leaves_the_index(record, record_url):
    word = f"z{uuid4().hex}"
    turn, concern = asked(record, f"Is {word} paid?"), raised(record, words=f"About {word}.")
    record.erase_session(turn.session)
    record.erase_concern(concern.id)
    assert record.transcripts.find(word, None, 10) == ()
    record.transcripts.tidy()
    if record_url.startswith("sqlite"):
        path = Path(record_url.removeprefix("sqlite:///"))
        files = [each for each in path.parent.iterdir() if each.name.startswith(path.name)]
        assert not any(word.encode() in each.read_bytes() for each in files)
