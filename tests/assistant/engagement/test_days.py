import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engagement.days import Period, period_of
from assistant.errors import BadInput

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(DAYS, st.integers(0, 1500))
def test_the_steps_of_a_period_are_its_days_each_once(first, length):
    period = Period(first, first + timedelta(days=length))
    days = [step.first + timedelta(days=at) for step in period.steps() for at in range(step.days)]
    assert days == [period.first + timedelta(days=at) for at in range(period.days)]
    assert len(period.steps()) <= 60


def test_a_period_begins_and_ends_at_midnight_in_the_united_kingdom():
    assert Period(date(2026, 7, 1), date(2026, 7, 1)).since == "2026-06-30T23:00:00.000000Z"
    assert Period(date(2026, 7, 1), date(2026, 12, 31)).until == "2027-01-01T00:00:00.000000Z"


def test_uk_days_are_known_on_a_machine_without_time_zones():
    """No folder of the system's is looked into: slim images have none."""
    asked = "from assistant.engagement.concerns import due_on; from datetime import datetime as d, UTC;" + (
        "print(due_on(d(2026, 6, 30, 23, 30, tzinfo=UTC), 12), due_on(d(2026, 12, 31, 23, 30, tzinfo=UTC), 12))"
    )
    bare = os.environ | {"PYTHONTZPATH": ""}
    told = subprocess.run([sys.executable, "-c", asked], env=bare, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["2026-09-23", "2027-03-25"]


def test_four_weeks_are_usual():
    assert period_of("", "", TODAY) == Period(date(2026, 10, 25), TODAY)
    assert period_of("2026-01-01", "2026-01-31", TODAY) == Period(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-30", ""),
        ("yesterday", ""),
        ("2026-02-02", "2026-02-01"),
        ("1990-01-01", "2026-01-01"),
        ("0001-01-01", ""),
    ],
)
def test_what_is_no_period_is_refused(first, last):
    with pytest.raises(BadInput):
        period_of(first, last, TODAY)
