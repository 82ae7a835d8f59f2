"""The states of a concern: a closed table that no walk leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from concerns import a_concern
from hypothesis import given
from hypothesis import strategies as st

from assistant.engagement.concerns import OPEN, OUTCOMES, TRANSITIONS, Side, State, due_on
from assistant.engagement.events import split_remarks
from assistant.engagement.references import ALPHABET, new_reference, read_reference
from assistant.engagement.reminders import reminder_on
from assistant.errors import BadInput, NotAllowed

steps = st.lists(st.tuples(st.sampled_from(Side), st.sampled_from(State), st.sampled_from(["", "Law forbids it."])))


@given(steps)
def test_no_walk_leaves_the_table(walk):
    concern = a_concern(at="2026-11-21T10:00:00.000000Z")
    for side, to, reason in walk:
        allowed = to in TRANSITIONS[side].get(concern.state, ())
        try:
            moved = concern.moved(to, side, reason)
        except NotAllowed:
            assert not allowed
        except BadInput:
            assert allowed
            assert to is State.CANNOT_CHANGE
            assert not reason
        else:
            assert allowed
            assert moved.reason or moved.state is not State.CANNOT_CHANGE
            assert not moved.reason or moved.state in (State.CANNOT_CHANGE, State.SETTLED)
            concern = moved


def test_nothing_becomes_new_again_and_every_state_can_be_reached_and_left():
    reached = {to for table in TRANSITIONS.values() for nexts in table.values() for to in nexts}
    assert reached == set(State) - {State.NEW}
    for state in State:
        assert TRANSITIONS[Side.GP].get(state), state
        assert TRANSITIONS[Side.LEAD].get(state), state


def test_only_the_gp_settles_what_has_no_outcome():
    for state in OPEN:
        assert State.SETTLED not in TRANSITIONS[Side.LEAD][state]
        assert TRANSITIONS[Side.GP][state] == {State.SETTLED}
    for state in OUTCOMES:
        assert TRANSITIONS[Side.GP][state] == {State.SETTLED, State.REOPENED}


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 6, 20)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 9, 23)),  # already 1 July in London
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2027, 1, 17)),
    ],
)
def test_a_concern_is_due_twelve_uk_weeks_after_the_uk_day_it_was_raised(raised, due):
    assert due_on(raised, 12) == due


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2027-01-15", None),
        ("2027-01-16", "four_weeks"),
        ("2027-02-05", "four_weeks"),
        ("2027-02-06", "one_week"),
        ("2027-02-13", "one_week"),
        ("2027-02-14", "missed"),
    ],
)
def test_each_reminder_has_its_span_of_days(day, kind):
    assert reminder_on(date.fromisoformat(day), date(2027, 2, 13)) == kind


@given(st.randoms(use_true_random=False))
def test_a_reference_is_read_back_however_it_is_typed(random):
    reference = new_reference(random.choice)
    assert set(reference.replace("-", "")[1:]) <= set(ALPHABET)
    for typed in (
        reference,
        reference.lower(),
        f" {reference} ",
        reference.replace("-", ""),
        reference.replace("-", " - "),
    ):
        assert read_reference(typed) == reference


@pytest.mark.parametrize("text", ["", "C-", "C-0000-00", "D-7K2M-9Q", "C-7K2M-9QQ", "our contract", "=1+1"])
def test_what_is_no_reference_is_none(text):
    assert read_reference(text) == ""


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("Who pays?\nWho owns the list?", ("Who pays?", "Who owns the list?")),
        ("- Who pays?\n- Who pays?\n2) And when?", ("Who pays?", "And when?")),
        (
            "Nobody told us\nwho pays.\n\nThe premises\nworry us.",
            ("Nobody told us who pays.", "The premises worry us."),
        ),
        ("  \n \n", ()),
        ("2026 is late", ("2026 is late",)),
    ],
)
def test_remarks_are_split_by_paragraph_or_line(text, remarks):
    assert split_remarks(text) == remarks
