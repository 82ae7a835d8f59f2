"""What every record promises, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from conversation_strategies import answers, circumstances, found, texts
from conversations import a_session, a_turn, an_answer
from fakes.store import FakeStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import NotFound, Unreadable
from assistant.model import Circumstances, Feedback, Useful
from assistant.store.ports import Store
from assistant.store.record import open_store


@pytest.fixture(scope="module", params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One record for the module; each test keeps to sessions of its own."""
    if request.param == "fake":
        kept: Store = FakeStore()
    elif request.param == "sqlite":
        kept = open_store(f"sqlite:///{tmp_path_factory.mktemp('record')}/record.db")
    else:
        kept = open_store(request.getfixturevalue("postgres").new_database())
    kept.migrate()
    yield kept
    kept.close()


@pytest.fixture
def session(store: Store) -> str:
    """The id of a new session."""
    new = a_session()
    store.open_session(new)
    return new.id


def test_a_session_reads_back_as_it_was_opened(store):
    new = a_session(circumstances=Circumstances("salaried", "PMS", "full", "NHSPS"))
    store.open_session(new)
    assert store.session(new.id) == new


def test_an_unknown_session_is_none(store):
    assert store.session(str(uuid4())) is None
    assert store.turns(str(uuid4())) == ()
    assert store.feedback(str(uuid4())) == {}


def test_opening_a_session_again_changes_nothing(store):
    first = a_session()
    store.open_session(first)
    store.open_session(replace(first, expires="2099-01-01"))
    assert store.session(first.id) == first


def test_circumstances_are_replaced_whole(store, session):
    store.set_circumstances(session, Circumstances(role="partner", contract="GMS"))
    store.set_circumstances(session, Circumstances(role="locum"))
    assert store.session(session).circumstances == Circumstances(role="locum")


def test_circumstances_of_no_session_are_refused(store):
    with pytest.raises(NotFound):
        store.set_circumstances(str(uuid4()), Circumstances())


def test_a_turn_reads_back_as_it_was_kept(store, session):
    kept = store.add_turn(a_turn(session))
    assert kept.number == 1
    assert store.turn(session, kept.id) == kept
    assert store.turn_by_key(session, kept.key) == kept
    assert store.turns(session) == (kept,)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=texts, answer=answers, said=circumstances, looked_at=found, masked=st.lists(texts).map(tuple))
def test_any_turn_reads_back_as_it_was_kept(store, session, question, answer, said, looked_at, masked):
    turn = a_turn(session, question=question, answer=answer, circumstances=said, found=looked_at, masked=masked)
    kept = store.add_turn(turn)
    assert kept == replace(turn, number=kept.number)
    assert store.turn(session, turn.id) == kept


def test_a_turn_that_could_not_be_recorded_before_is_recorded_when_kept(store, session):
    assert store.add_turn(a_turn(session, recorded=False)).recorded


def test_a_turn_of_no_session_is_refused(store):
    with pytest.raises(NotFound):
        store.add_turn(a_turn(str(uuid4())))


def test_a_repeated_key_returns_the_first_turn(store, session):
    first = store.add_turn(a_turn(session, key="k"))
    again = store.add_turn(a_turn(session, key="k", question="Something else?"))
    after = store.add_turn(a_turn(session))
    assert again == first
    assert after.number == 2
    assert store.turns(session) == (first, after)


def test_the_same_key_in_another_session_is_another_turn(store, session):
    other = a_session()
    store.open_session(other)
    store.add_turn(a_turn(session, key="k"))
    assert store.add_turn(a_turn(other.id, key="k")).session == other.id
    assert store.turn_by_key(session, "k").session == session


def test_a_turn_is_not_found_through_another_session(store, session):
    other = a_session()
    store.open_session(other)
    kept = store.add_turn(a_turn(session))
    assert store.turn(other.id, kept.id) is None


def test_the_last_turns_come_oldest_first(store, session):
    kept = [store.add_turn(a_turn(session)) for _ in range(4)]
    assert store.turns(session, last=2) == tuple(kept[2:])
    assert store.turns(session, last=9) == tuple(kept)
    assert store.turns(session, last=0) == ()


def test_numbers_have_no_gap_when_threads_ask_at_once(store, session):
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda _: store.add_turn(a_turn(session)).number, range(64)))
    assert sorted(kept) == list(range(1, 65))


def test_one_key_sent_at_once_by_many_is_one_turn(store, session):
    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(lambda _: store.add_turn(a_turn(session, key="twice")).id, range(24)))
    assert len(kept) == 1
    assert [turn.number for turn in store.turns(session)] == [1]


def test_the_last_feedback_on_a_turn_counts(store, session):
    turn = store.add_turn(a_turn(session)).id
    store.set_feedback(session, Feedback(turn, Useful.YES, "", "2026-11-21T10:01:00Z"))
    last = Feedback(turn, Useful.NO, "Not about PMS.", "2026-11-21T10:02:00Z")
    store.set_feedback(session, last)
    assert store.feedback(session) == {turn: last}


def test_feedback_on_another_sessions_turn_is_refused(store, session):
    other = a_session()
    store.open_session(other)
    turn = store.add_turn(a_turn(session)).id
    with pytest.raises(NotFound):
        store.set_feedback(other.id, Feedback(turn, Useful.YES, "", "2026-11-21T10:01:00Z"))
    assert store.feedback(session) == {}


def test_erasing_a_session_erases_all_that_hangs_on_it(store, session):
    turn = store.add_turn(a_turn(session))
    store.set_feedback(session, Feedback(turn.id, Useful.YES, "", "2026-11-21T10:01:00Z"))
    assert store.erase_session(session)
    assert store.session(session) is None
    assert store.turns(session) == ()
    assert store.feedback(session) == {}
    assert turn.id not in {kept.id for kept in store.all_turns()}
    assert not store.erase_session(session)


def test_erasing_one_session_leaves_the_others(store, session):
    other = a_session()
    store.open_session(other)
    kept = store.add_turn(a_turn(other.id))
    store.erase_session(session)
    assert store.turns(other.id) == (kept,)


def test_all_turns_come_oldest_first_across_sessions(store, session):
    other = a_session()
    store.open_session(other)
    late = store.add_turn(a_turn(session, at="2026-11-21T12:00:00Z"))
    early = store.add_turn(a_turn(other.id, at="2026-11-21T11:00:00Z"))
    assert [turn for turn in store.all_turns() if turn.session in (session, other.id)] == [early, late]


def test_a_counter_counts_each_window_apart(store):
    bucket = str(uuid4())
    assert [store.count(bucket, "10:00"), store.count(bucket, "10:00"), store.count(bucket, "10:01")] == [1, 2, 1]


def test_a_counter_is_exact_when_threads_count_at_once(store):
    bucket = str(uuid4())
    with ThreadPoolExecutor(8) as threads:
        stands_at = list(threads.map(lambda _: store.count(bucket, "10:00"), range(64)))
    assert sorted(stands_at) == list(range(1, 65))


def test_counters_of_old_windows_are_forgotten(store):
    bucket = str(uuid4())
    store.count(bucket, "0001-01-01T00:00")
    store.count(bucket, "0001-01-02T00:00")
    assert store.forget_counts(before="0001-01-02T00:00") == 1
    assert store.count(bucket, "0001-01-01T00:00") == 1
    assert store.count(bucket, "0001-01-02T00:00") == 2


@pytest.mark.parametrize("text", ["a\0b", "half \ud800"])
def test_what_is_no_text_is_refused_and_nothing_is_kept(store, session, text):
    for turn in (a_turn(session, question=text), a_turn(session, answer=an_answer(text))):
        with pytest.raises(Unreadable):
            store.add_turn(turn)
    kept = store.add_turn(a_turn(session))
    with pytest.raises(Unreadable):
        store.set_feedback(session, Feedback(kept.id, Useful.NO, text, "2026-11-21T10:01:00Z"))
    assert kept.number == 1
    assert store.turns(session) == (kept,)


def test_a_migrated_record_has_nothing_to_migrate_and_answers_checks(store):
    assert store.migrate() == ()
    store.check()
