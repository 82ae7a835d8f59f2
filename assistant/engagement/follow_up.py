"""The door of following up: raising, casework, the inbox, events, and the work that waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from assistant.clock import Clock, iso
from assistant.engagement.casework import Casework
from assistant.engagement.inbox import Inbox
from assistant.engagement.logbook import Logbook
from assistant.engagement.mailing import Addresses, Mailing
from assistant.engagement.raising import Raising
from assistant.engagement.reminders import remind
from assistant.engagement.retention import Retention
from assistant.engagement.smtp import Smtp
from assistant.jobs import NO_DUTIES, Duties, Handler, Job, Worker
from assistant.settings import Settings
from assistant.store.ports import Store
from knowledge.library import Library

SEND = "mail"
REMIND = "remind"
TIDY = "tidy"
RETAIN = "retain"

COUNTERS_KEPT = timedelta(days=2)
JOBS_KEPT = timedelta(days=40)
"""Longer than a month, so that what is done once a month is known by its job."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All that follows when a GP has raised something."""

    raising: Raising
    casework: Casework
    inbox: Inbox
    logbook: Logbook
    worker: Worker
    retention: Retention
    mail_server: bool
    mails_lack_links: bool

    @classmethod
    def over(
        cls,
        store: Store,
        settings: Settings,
        library: Callable[[], Library],
        addresses: Addresses,
        clock: Clock,
        besides: Duties = NO_DUTIES,
    ) -> FollowUp:
        """Following up over a record. `addresses` gives the mail addresses of people, `besides` is what the worker does
        for others. Raises SettingsError.
        """
        mails = bool(settings.smtp_url)
        retention = Retention.over(store, settings, clock)
        work = _Work(store, retention, clock, mails)
        handlers: dict[str, Handler] = {REMIND: work.remind, RETAIN: work.retain, TIDY: work.tidy, **besides.handlers}
        if mails:
            smtp = Smtp.at(settings.smtp_url, settings.mail_from)
            handlers[SEND] = Mailing(store, smtp, addresses, clock, settings.public_url, settings.contact).send
        return cls(
            Raising(store, library, settings.due_weeks, clock),
            Casework(store, clock, mails=mails),
            Inbox(store, clock),
            Logbook(store, library, settings.due_weeks, clock),
            Worker(store, handlers, (REMIND, RETAIN, TIDY, *besides.daily), clock),
            retention,
            mails,
            settings.mails_lack_links,
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """What is done once a day."""

    store: Store
    retention: Retention
    clock: Clock
    mails: bool

    def remind(self, _: Job) -> None:
        """Queue the reminders of the day."""
        remind(self.store, self.clock, mails=self.mails)

    def retain(self, _: Job) -> None:
        """Erase what has served its time, if the clock can be trusted."""
        self.retention.run()

    def tidy(self, _: Job) -> None:
        """Clear away what has served its time, and what erased text left in the index."""
        now = self.clock.now()
        self.store.forget_sign_ins(iso(now))
        self.store.forget_links(iso(now))
        self.store.forget_counts((now - COUNTERS_KEPT).strftime("%Y-%m-%dT%H:%M"))
        self.store.forget_jobs(iso(now - JOBS_KEPT))
        self.store.transcripts.tidy()
