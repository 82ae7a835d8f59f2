"""Editors are reminded of reviews: at most once a month each, whatever fails, by a clock that is supplied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.faq_files import CONTRACT, PENSION, PREMISES, article, small_content
from fakes.mail_server import Inbox, taking_in
from fakes.store import FakeStore

from assistant.accounts.model import Person, State
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.editorial.reviews import PLAN, SEND, Reviews
from assistant.engagement.smtp import Smtp
from assistant.jobs import Worker, pause_after
from knowledge.library import Library
from knowledge.release import Release

ADA = Person("ada", "ada@example.nhs.uk", "Ada", frozenset({Role.EDITOR}), State.ACTIVE, "")
BOB = replace(ADA, id="bob", email="bob@example.nhs.uk", name="Bob")
EARLY = article(PREMISES[1], PREMISES[2]).replace(b"2027-05-01", b"2026-12-20")
GONE = (
    article(PENSION[1], PENSION[2]).replace(b"2027-05-01", b"2026-11-01").replace(b"was: []", b"was: []\nretired: true")
)


class At:
    """A time that a test moves."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time


class Office:
    """A service with two editors, a content of which one review comes soon, and a mail server."""

    def __init__(self, inbox: Inbox, port: int) -> None:
        self.inbox, self.clock = inbox, At(datetime(2026, 11, 1, 9, tzinfo=UTC))
        self.editors: tuple[Person, ...] = (ADA, BOB)
        self.store = FakeStore()
        self.release = Release.build(small_content() | {PREMISES[0]: EARLY, PENSION[0]: GONE})
        self.port = port

    def work(self, port: int | None = None) -> None:
        """What a worker of one process does at a look."""
        smtp = Smtp.at(f"smtp://127.0.0.1:{port or self.port}", "engage@example.nhs.uk")
        clock = Clock(now=self.clock)
        library, url = lambda: Library(self.release), "https://engage.example"
        reviews = Reviews(self.store, library, lambda: self.editors, smtp, clock, url)
        Worker(self.store, {PLAN: reviews.plan, SEND: reviews.send}, (PLAN,), clock).work()

    def days(self, until: datetime) -> list[tuple[str, str]]:
        """Day by day until then, with two processes at it: who was written to on which day."""
        told = []
        while self.clock.time < until:
            before = len(self.inbox.taken)
            self.work()
            self.work()
            day = f"{self.clock.time:%Y-%m-%d}"
            told += [(day, to[0]) for to, _ in self.inbox.taken[before:]]
            self.clock.time += timedelta(days=1)
        return told


@pytest.fixture(scope="module")
def inbox_and_port() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with taking_in(inbox) as server:
        yield inbox, server.port


@pytest.fixture
def office(inbox_and_port: tuple[Inbox, int]) -> Office:
    inbox, port = inbox_and_port
    inbox.taken.clear()
    inbox.refuse = None
    return Office(inbox, port)


def test_each_editor_is_written_to_once_a_month_from_four_weeks_before_until_it_is_reviewed(office):
    told = office.days(datetime(2027, 1, 10, tzinfo=UTC))
    both = [ADA.email, BOB.email]
    assert [day for day, _ in told] == [day for day in ("2026-11-22", "2026-12-01", "2027-01-01") for _ in both]
    assert sorted(told[0:2]) == [("2026-11-22", each) for each in both]
    office.release = Release.build(small_content())
    assert office.days(datetime(2027, 3, 20, tzinfo=UTC)) == []


def test_the_mail_names_what_is_due_and_nothing_else_and_no_other_address(office):
    office.clock.time = datetime(2026, 12, 24, 9, tzinfo=UTC)
    office.work()
    (text,) = (text for to, text in office.inbox.taken if to == [ADA.email])
    assert f"- {PREMISES[1]} By 20 December 2026 (overdue)" in text
    assert "https://engage.example/editors/freshness" in text
    assert CONTRACT[1] not in text
    assert PENSION[1] not in text
    assert BOB.email not in text


def test_a_mail_that_could_not_be_sent_is_sent_later_and_one_refused_for_good_is_not(office):
    office.editors, office.clock.time = (ADA,), datetime(2026, 12, 24, 9, tzinfo=UTC)
    office.work(port=1)
    assert office.inbox.taken == []
    office.clock.time += pause_after(1)
    office.work()
    assert len(office.inbox.taken) == 1
    office.editors, office.inbox.refuse = (BOB,), "550 No such mailbox"
    office.clock.time += timedelta(days=10)
    office.work()
    assert [job.kind for job in office.store.waiting_jobs(100)] == []


def test_who_is_no_editor_any_more_is_not_written_to(office):
    office.clock.time = datetime(2026, 12, 24, 9, tzinfo=UTC)
    office.work(port=1)
    office.editors = (BOB,)
    office.clock.time += pause_after(1)
    office.work()
    assert [to for to, _ in office.inbox.taken] == [[BOB.email]]
