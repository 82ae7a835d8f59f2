"""What every record promises of open questions, commitments, counts and rows to take away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from concerns import a_change, a_concern
from conversations import a_session, a_turn, an_answer
from fakes.report_store import FakeReportStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import State, Update
from assistant.engagement.figures import Annotation, Tally
from assistant.engagement.register import OpenQuestion
from assistant.errors import Conflict, NotFound, Unreadable
from assistant.model import Answer, Feedback, Found, Status, Useful
from assistant.store.record import open_store

AT = "2026-11-21T10:00:00.000000Z"


def a_question(**changes) -> OpenQuestion:
    values = {"id": str(uuid4()), "words": "Who pays for the car park?", "topic": "premises", "owner": "ICB"}
    return OpenQuestion(**values | {"at": AT, "changed": AT} | changes)


def a_commitment(**changes) -> Commitment:
    values = {"id": str(uuid4()), "words": "We publish the draft.", "topic": "contract", "owner": "ICB", "at": AT}
    return Commitment(**values | {"made": "2026-03-12", "due": "2026-06-30", "changed": AT} | changes)


@pytest.fixture(scope="module", params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def keeping(request, tmp_path_factory):
    """What keeps open questions and commitments, and a session's id."""
    if request.param == "fake":
        fake = FakeReportStore()
        fake.sessions.add("s")
        yield fake, "s"
        return
    folder = tmp_path_factory.mktemp("record")
    url = (
        f"sqlite:///{folder}/r.db" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()
    )
    kept = open_store(url)
    kept.migrate()
    session = a_session()
    kept.open_session(session)
    yield kept, session.id
    kept.close()


def test_an_open_question_reads_back_and_changes_by_version(keeping):
    store, _ = keeping
    new = a_question(expected="2027-01-31")
    store.add_open_question(new)
    store.add_open_question(replace(new, words="Something else"))
    assert store.open_question(new.id) == new
    assert new in store.open_questions()
    kept = store.keep_open_question(replace(new, article="premises/rent", withdrawn=True, me_too=99))
    assert kept == replace(new, article="premises/rent", withdrawn=True, version=2)
    with pytest.raises(Conflict) as stale:
        store.keep_open_question(replace(new, words="Stale"))
    assert stale.value.current == kept
    with pytest.raises(NotFound):
        store.keep_open_question(a_question())
    assert store.open_question(str(uuid4())) is None


def test_a_session_counts_once_for_a_question(keeping):
    store, session = keeping
    new = a_question()
    store.add_open_question(new)
    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(lambda _: store.add_me_too(new.id, session), range(8)))
    assert counted.count(True) == 1
    assert store.open_question(new.id).me_too == 1
    for question, who in ((new.id, str(uuid4())), (str(uuid4()), session)):
        with pytest.raises(NotFound):
            store.add_me_too(question, who)


def test_a_commitment_reads_back_and_changes_by_version(keeping):
    store, _ = keeping
    new = a_commitment()
    store.add_commitment(new)
    assert new in store.commitments()
    kept = store.keep_commitment(replace(new, kept="2026-06-01", evidence="Published"))
    assert kept == replace(new, kept="2026-06-01", evidence="Published", version=2)
    with pytest.raises(Conflict) as stale:
        store.keep_commitment(new)
    assert stale.value.current == kept
    with pytest.raises(NotFound):
        store.keep_commitment(a_commitment())


@pytest.mark.parametrize("words", ["a\0b", "\ud800"])
def test_what_is_no_text_is_refused(keeping, words):
    store, _ = keeping
    with pytest.raises(Unreadable):
        store.add_open_question(a_question(words=words))
    with pytest.raises(Unreadable):
        store.add_commitment(a_commitment(words=words))


def test_annotations_of_a_period_are_in_their_order(keeping):
    store, _ = keeping
    days = ("2030-03-12", "2030-03-01", "2030-04-01")
    first, second, third = (Annotation(str(uuid4()), day, "Letter", AT) for day in days)
    for each in (first, second, third):
        store.add_annotation(each)
    assert store.annotations("2030-03-01", "2030-03-31") == (second, first)
    assert store.drop_annotation(first.id)
    assert not store.drop_annotation(first.id)
    assert store.annotations("2030-03-01", "2030-03-31") == (second,)


def test_the_count_outlives_the_session(record):
    session, question = a_session(), a_question()
    record.open_session(session)
    record.add_open_question(question)
    record.add_me_too(question.id, session.id)
    record.erase_session(session.id)
    assert record.open_question(question.id).me_too == 1


def asked_on(record, at: str, status: Status = Status.ANSWERED, useful: Useful | None = None, **answer):
    session = a_session(created=at)
    record.open_session(session)
    made = an_answer() if status.answered else Answer(status, (), an_answer().articles, topics=("contract",))
    turn = record.add_turn(a_turn(session.id, at=at, answer=replace(made, **answer)))
    if useful:
        record.set_feedback(session.id, Feedback(turn.id, useful, "=1+1", at))
    return turn


def test_turns_are_counted_by_day_topic_and_usefulness_within_the_time_asked_for(record):
    asked_on(record, "2031-01-01T00:00:00.000000Z", useful=Useful.YES)
    asked_on(record, "2031-01-02T23:59:59.999999Z", Status.CLOSEST_ONLY, Useful.NO, topics=("pay", "contract"))
    asked_on(record, "2031-01-03T00:00:00.000000Z")
    asked_on(record, "2030-12-31T23:59:59.999999Z")
    then = ("2031-01-01T00:00:00.000000Z", "2031-01-03T00:00:00.000000Z")
    assert set(record.turns_by_day(*then, "", "")) == {
        Tally("2031-01-01", Status.ANSWERED, 1),
        Tally("2031-01-02", Status.CLOSEST_ONLY, 1),
    }
    assert record.turns_by_day(*then, "pay", "") == (Tally("2031-01-02", Status.CLOSEST_ONLY, 1),)
    assert set(record.turns_by_topic(*then, "")) == {
        Tally("contract", Status.ANSWERED, 1),
        Tally("contract", Status.CLOSEST_ONLY, 1),
        Tally("pay", Status.CLOSEST_ONLY, 1),
    }
    assert record.usefulness(*then, "", "") == {Useful.YES: 1, Useful.NO: 1}
    assert record.usefulness(*then, "pay", "") == {Useful.YES: 0, Useful.NO: 1}


def test_turns_are_counted_by_model(record):
    session, at = a_session(), "2032-01-01T00:00:00.000000Z"
    record.open_session(session)
    record.add_turn(a_turn(session.id, at=at, found=Found("mcp or aco", terms=("MCP", "ACO"))))
    then = (at, "2032-01-02T00:00:00.000000Z")
    one = Tally("2032-01-01", Status.ANSWERED, 1)
    assert {tally.name for tally in record.turns_by_model(*then, "contract")} == {"MCP", "ACO"}
    assert record.turns_by_model(*then, "pay") == ()
    assert record.turns_by_day(*then, "contract", "MCP") == (one,)
    assert record.turns_by_day(*then, "", "PCH") == ()


def test_a_concern_tells_when_it_was_first_acknowledged_and_first_answered(record):
    concern = a_concern(at="2033-01-01T10:00:00.000000Z", topic="pay", topic_by="ann", count=3)
    record.add_concern(concern, a_change(concern, at=concern.at))
    steps = (("03", State.ACKNOWLEDGED), ("05", State.ANSWERED), ("07", State.REOPENED), ("09", State.CHANGED))
    kept = concern
    for day, state in steps:
        change = a_change(
            kept, "state", at=f"2033-01-{day}T10:00:00.000000Z", before=kept.state.value, after=state.value
        )
        (kept,) = record.keep(Update(replace(kept, state=state), (change,)))
    waiting = a_concern(at="2033-01-02T10:00:00.000000Z", topic="tax")
    record.add_concern(waiting, a_change(waiting, at=waiting.at))
    first, second = record.concern_times("2033-01-01T00:00:00.000000Z", "2033-02-01T00:00:00.000000Z", "")
    assert (first.acknowledged[:10], first.answered[:10]) == ("2033-01-03", "2033-01-05")
    assert (first.topic, first.topic_by, first.state, first.count) == ("pay", "ann", "changed", 3)
    assert (second.acknowledged, second.answered) == ("", "")
    assert record.concern_times("2033-01-01T00:00:00.000000Z", "2033-02-01T00:00:00.000000Z", "tax") == (second,)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3))
def test_rows_come_oldest_first_and_of_the_time_asked_for_only(record, count):
    day = f"20{34 + count}-01-01"
    turns = [asked_on(record, f"{day}T0{number}:00:00.000000Z", useful=Useful.YES) for number in range(count)]
    then = (f"{day}T00:00:00.000000Z", f"{day}T23:00:00.000000Z")
    rows = list(record.turn_rows(*then))
    assert {row.id for row in rows} >= {turn.id for turn in turns}
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert all(row.at.startswith(day) and row.useful == "yes" and row.comment == "=1+1" for row in rows)
    assert all(row.topics == ("contract",) and row.articles == ("contract/gms",) for row in rows)
    assert len(list(record.session_rows(*then))) == len(rows)
