"""Jobs, reminders and mail: each once, whatever fails, on every engine, by a clock that is supplied."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from aiosmtpd.controller import Controller
from concerns import a_change, a_concern, a_mail
from fakes.mail_server import Inbox, taking_in

from assistant.clock import Clock, iso
from assistant.engagement.concerns import MailKind, MailState, State, Update
from assistant.engagement.mailing import Mailing
from assistant.engagement.reminders import remind
from assistant.engagement.smtp import Smtp
from assistant.errors import SettingsError
from assistant.jobs import LEASE, MOST_ATTEMPTS, Job, Worker, pause_after
from assistant.store.ports import Store
from assistant.store.record import open_store

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class At:
    """A time that a test moves."""

    def __init__(self, time: datetime = NOW) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> At:
    return At()


@pytest.fixture
def record(record_url: str) -> Iterator[Store]:
    kept = open_store(record_url)
    kept.migrate()
    for concern in kept.all_concerns():
        kept.erase_concern(concern.id)
    for job in kept.waiting_jobs(1000):
        kept.finish_job(replace(job, lease=job.lease), iso(NOW))
    yield kept
    kept.close()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Controller]:
    with taking_in(inbox) as controller:
        yield controller


def kept_concern(record: Store, **changes):
    concern = a_concern(**changes)
    return record.add_concern(concern, a_change(concern))


def a_job(**changes) -> Job:
    return Job(
        **{"id": str(uuid.uuid4()), "kind": str(uuid.uuid4()), "key": str(uuid.uuid4()), "run_after": iso(NOW)}
        | changes
    )


def test_a_job_is_done_once_however_many_workers_there_are(record):
    job, done = a_job(), []
    record.add_job(job)
    workers = [Worker(record, {job.kind: done.append}, clock=Clock(now=At())) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(Worker.work_once, workers))
    assert [each.id for each in done] == [job.id]


def test_a_job_of_a_known_key_is_not_kept_again_even_when_it_has_ended(record, clock):
    job = a_job()
    assert record.add_job(job)
    assert not record.add_job(replace(job, id="other"))
    Worker(record, {job.kind: lambda _: None}, clock=Clock(now=clock)).work_once()
    assert not record.add_job(replace(job, id="other"))


def test_a_job_that_fails_is_tried_again_after_ever_longer_pauses_and_given_up(record, clock):
    job, tried = a_job(), []
    record.add_job(job)

    def fail(job: Job) -> None:
        tried.append(clock.time)
        raise OSError("The server is down.")

    worker = Worker(record, {job.kind: fail}, clock=Clock(now=clock))
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert worker.work_once()
        assert not worker.work_once()
        clock.time += pause_after(attempt)
    assert not worker.work_once()
    pauses = [later - sooner for sooner, later in pairwise(tried)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == timedelta(hours=6)
    assert len(tried) == MOST_ATTEMPTS


def test_a_job_whose_worker_died_is_done_by_another_when_its_lease_is_over(record, clock):
    job, done = a_job(), []
    record.add_job(job)
    lost = record.take_job((job.kind,), iso(clock.time), iso(clock.time + LEASE))
    worker = Worker(record, {job.kind: done.append}, clock=Clock(now=clock))
    assert not worker.work_once()
    clock.time += LEASE
    assert worker.work_once()
    assert len(done) == 1
    assert not record.finish_job(lost, iso(clock.time))


def test_reminders_come_at_four_weeks_at_one_week_and_when_missed_each_once(record, record_url, clock):
    concern = kept_concern(record, due="2027-02-13", owner="ann")
    told = []
    clock.time = datetime(2027, 1, 10, 9, tzinfo=UTC)
    for _ in range(45):
        again = open_store(record_url)  # a second process, and a restart every day
        with ThreadPoolExecutor(2) as threads:
            told.append(sum(threads.map(lambda store: remind(store, Clock(now=clock), mails=True), (record, again))))
        again.close()
        clock.time += timedelta(days=1)
    mails = record.trail(concern.id).mails
    assert [(mail.kind, mail.at[:10], mail.to) for mail in mails] == [
        ("four_weeks", "2027-01-16", "ann"),
        ("one_week", "2027-02-06", "ann"),
        ("missed", "2027-02-14", "ann"),
    ]
    assert sum(told) == 3
    assert len([job for job in record.waiting_jobs(1000) if job.key in {mail.key for mail in mails}]) == 3


def test_what_has_an_outcome_is_not_reminded_of_and_a_moved_date_is_anew(record, clock):
    answered = kept_concern(record, due="2026-11-22", state=State.ANSWERED)
    moved = kept_concern(record, due="2026-11-22")
    remind(record, Clock(now=clock), mails=False)
    record.keep(Update(replace(record.concern(moved.id), due="2026-11-25")))
    remind(record, Clock(now=clock), mails=False)
    assert record.trail(answered.id).mails == ()
    mails = record.trail(moved.id).mails
    assert [mail.kind for mail in mails] == ["one_week", "one_week"]
    assert {(mail.state, mail.reason) for mail in mails} == {(MailState.NOT_SENT, "no mail server is set")}


def mailing(record: Store, clock: At, port: int, url: str = "https://engage.example") -> Worker:
    smtp = Smtp.at(f"smtp://127.0.0.1:{port}", "engage@example.nhs.uk")
    send = Mailing(record, smtp, lambda _: ("lead@example.nhs.uk",), Clock(now=clock), url).send
    return Worker(record, {"mail": send}, clock=Clock(now=clock))


def test_a_gp_is_told_that_a_reply_is_there_and_nothing_of_it(record, clock, server, inbox):
    concern = kept_concern(record)
    mail = a_mail(concern)
    record.queue_mail(mail)
    worker = mailing(record, clock, server.port)
    worker.work()
    worker.work()
    ((to, text),) = inbox.taken
    assert to == ["lee@example.nhs.uk"]
    assert concern.reference in text
    assert "lee@example.nhs.uk" not in text
    assert concern.words not in text
    assert "/c/" not in text
    assert record.mail(mail.key).state is MailState.SENT
    assert record.mail(mail.key).sent == iso(clock.time)


@pytest.mark.parametrize(
    ("url", "where"),
    [("https://engage.example", "https://engage.example/leads/concerns/"), ("", "Sign in to the service")],
)
def test_a_reminder_leads_to_the_concern_where_it_is_known_how_people_reach_it(
    record, clock, server, inbox, url, where
):
    mail = a_mail(kept_concern(record), kind=MailKind.MISSED, to="ann")
    record.queue_mail(mail)
    mailing(record, clock, server.port, url).work()
    ((_, text),) = inbox.taken
    assert where in text
    assert ("/leads/" in text) == bool(url)


def test_while_the_mail_server_is_down_a_mail_waits_says_so_and_is_sent_when_it_is_back(record, clock, server, inbox):
    mail = a_mail(kept_concern(record))
    record.queue_mail(mail)
    mailing(record, clock, 1).work()
    waiting = record.mail(mail.key)
    assert (waiting.state, waiting.tries) == (MailState.WAITING, 1)
    assert "Connection refused" in waiting.reason
    clock.time += pause_after(1)
    mailing(record, clock, server.port).work()
    assert record.mail(mail.key).state is MailState.SENT
    assert len(inbox.taken) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(record, clock, server, inbox):
    mail = a_mail(kept_concern(record))
    record.queue_mail(mail)
    inbox.refuse = "550 No such mailbox"
    mailing(record, clock, server.port).work()
    kept = record.mail(mail.key)
    assert kept.state is MailState.NOT_SENT
    assert "550" in kept.reason
    assert mail.key not in [job.key for job in record.waiting_jobs(1000)]


def test_a_mail_of_an_erased_concern_is_not_sent(record, clock, server, inbox):
    concern = kept_concern(record)
    record.queue_mail(a_mail(concern))
    record.erase_concern(concern.id)
    mailing(record, clock, server.port).work()
    assert inbox.taken == []


@pytest.mark.parametrize(("url", "sender"), [("http://a", "a@b.c"), ("smtp://", "a@b.c"), ("smtp://a", "")])
def test_a_mail_server_that_cannot_be_one_is_told_at_the_start(url, sender):
    with pytest.raises(SettingsError):
        Smtp.at(url, sender)
