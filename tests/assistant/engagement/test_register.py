from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.encoder import HashingEncoder
from fakes.report_store import FakeReportStore

from assistant.clock import Clock
from assistant.engagement.commitments import CommitmentForm, Commitments
from assistant.engagement.register import QuestionForm, Register
from assistant.errors import BadInput, Conflict, NotFound, TooLong
from knowledge.errors import EncoderUnavailable

CLOCK = Clock(now=lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
CAR_PARK = QuestionForm("Who pays for our car park under the new contract?", "premises", "ICB estates lead")
PROMISE = CommitmentForm("We publish the draft.", "contract", "Programme director", "2026-03-12", "2026-11-20")


def known(article_id: str) -> bool:
    return article_id == "premises/rent"


@pytest.fixture
def store():
    return FakeReportStore()


@pytest.fixture(params=[None, HashingEncoder()], ids=["by words", "by meaning"])
def register(request, store):
    return Register(store, CLOCK, lambda: request.param)


def test_a_question_very_like_an_entry_points_to_it_and_another_does_not(register):
    entry = register.add(CAR_PARK, known)
    register.add(replace(CAR_PARK, words="Will locums be paid sick leave?", topic="pay"), known)
    assert register.like("who pays for our car park under the contract?") == entry
    assert register.like("What happens to our pensions?") is None
    assert register.like("") is None


def test_an_entry_that_is_withdrawn_is_pointed_to_no_more_and_cannot_be_counted(register, store):
    entry = register.add(CAR_PARK, known)
    store.sessions.add("s")
    assert register.me_too(entry.id, "s")
    register.change(entry.id, replace(CAR_PARK, withdrawn=True), 1, known)
    assert register.like(CAR_PARK.words) is None
    assert register.public() == ()
    with pytest.raises(NotFound):
        register.me_too(entry.id, "s")


def test_changed_words_are_compared_from_then_on(register):
    entry = register.add(CAR_PARK, known)
    assert register.like(CAR_PARK.words)
    register.change(entry.id, replace(CAR_PARK, words="Will locums be paid sick leave?"), 1, known)
    assert register.like(CAR_PARK.words) is None
    assert register.like("will locums be paid sick leave?").id == entry.id


def test_a_failing_encoder_leaves_words_to_compare_by(store):
    class Failing(HashingEncoder):
        def encode(self, *_):
            raise EncoderUnavailable("gone")

    register = Register(store, CLOCK, Failing)
    entry = register.add(CAR_PARK, known)
    assert register.like(CAR_PARK.words) == entry


def test_the_register_shows_what_waits_first_and_the_most_asked_of_it_before(register, store):
    store.sessions |= {"s"}
    quiet, asked, done = (register.add(replace(CAR_PARK, words=f"{word} car park?"), known) for word in ("A", "B", "C"))
    register.me_too(asked.id, "s")
    register.change(done.id, replace(CAR_PARK, article="premises/rent"), 1, known)
    assert [entry.id for entry in register.public()] == [asked.id, quiet.id, done.id]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"topic": "weather"}, "topic"),
        ({"owner": ""}, "owner"),
        ({"expected": "soon"}, "expected"),
        ({"article": "no/such"}, "article"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(register, change, field):
    with pytest.raises(BadInput) as refused:
        register.add(replace(CAR_PARK, **change), known)
    assert refused.value.field == field


def test_a_stale_change_is_refused_with_what_is_kept_now(register):
    entry = register.add(CAR_PARK, known)
    now = register.change(entry.id, replace(CAR_PARK, owner="The LMC"), 1, known)
    with pytest.raises(Conflict) as stale:
        register.change(entry.id, CAR_PARK, 1, known)
    assert stale.value.current == now


def test_a_promise_is_overdue_from_the_day_after_it_was_due_until_it_is_kept(store):
    commitments = Commitments(store, CLOCK)
    late, today = commitments.add(PROMISE), commitments.add(replace(PROMISE, due="2026-11-21"))
    assert [each.overdue(commitments.today) for each in (late, today)] == [True, False]
    kept = commitments.change(late.id, replace(PROMISE, kept="2026-11-21", evidence="On the website"), 1)
    assert not kept.overdue(commitments.today)
    assert kept in commitments.about({"contract"})
    assert commitments.about({"pay"}) == ()


def test_a_promise_presses_from_four_weeks_before_its_day_until_it_is_kept_or_withdrawn(store):
    commitments = Commitments(store, CLOCK)
    in_four_weeks = commitments.add(replace(PROMISE, due="2026-12-19"))
    late = commitments.add(PROMISE)
    commitments.add(replace(PROMISE, due="2026-12-20"))
    commitments.add(replace(PROMISE, withdrawn=True))
    assert commitments.pressing() == (late, in_four_weeks)
    commitments.change(late.id, replace(PROMISE, kept="2026-11-21", evidence="On the website"), 1)
    assert commitments.pressing() == (in_four_weeks,)


@pytest.mark.parametrize(
    ("change", "field"), [({"due": "2026-03-11"}, "due"), ({"kept": "2026-06-01"}, "evidence"), ({"made": ""}, "made")]
)
def test_a_promise_that_lacks_something_is_refused(store, change, field):
    with pytest.raises(BadInput) as refused:
        Commitments(store, CLOCK).add(replace(PROMISE, **change))
    assert refused.value.field == field


def test_ten_thousand_characters_are_too_long(store):
    with pytest.raises(TooLong):
        Commitments(store, CLOCK).add(replace(PROMISE, words="x" * 10_000))
