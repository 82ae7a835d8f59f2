"""Work that waits: jobs with leases in the record, done by a worker in every process or in one apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.clock import Clock, iso
from assistant.errors import StoreUnavailable

LEASE = timedelta(minutes=5)
"""How long a worker may take; after that the job is another's. Longer than any step that waits for a network."""

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
MOST_ATTEMPTS = 20
"""With pauses that double up to six hours, tries go on for about three days."""

POLL = 5.0
"""Seconds between two looks for work."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do, not before `run_after`. `key` keeps two of the same away; times are UTC ISO text.

    `lease` is the end of the lease under which it is worked on: proof, when it is finished, that it still is ours.
    """

    id: str
    kind: str
    key: str
    run_after: str
    payload: Mapping[str, str] = field(default_factory=dict)
    attempts: int = 0
    lease: str = ""
    last_error: str = ""


class JobStore(Protocol):
    """The record of waiting work; store.ports says what every engine promises besides."""

    def add_job(self, job: Job) -> bool:
        """Keep a job; False when one of its key was kept before, whether or not it has ended."""

    def take_job(self, kinds: tuple[str, ...], now: str, lease_until: str) -> Job | None:
        """Lease the job that waits longest of those that are due and on nobody's lease; None when there is none."""

    def finish_job(self, job: Job, at: str) -> bool:
        """End a job; False when its lease is not ours any more."""

    def put_off_job(self, job: Job, run_after: str, error: str) -> bool:
        """Let a job that failed wait; False as above."""

    def give_up_job(self, job: Job, at: str, error: str) -> bool:
        """End a job that failed, for good; False as above."""

    def forget_jobs(self, before: str) -> int:
        """Erase the jobs that ended before; how many there were."""

    def waiting_jobs(self, limit: int) -> tuple[Job, ...]:
        """The jobs that have not ended, the next one first."""


Handler = Callable[[Job], None]
"""Does a job. What it raises is kept, and the job is tried again later."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What one part of the service has done by the worker; `daily` names the kinds that are added once a day."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    daily: tuple[str, ...] = ()


NO_DUTIES = Duties()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many failures: doubling from a minute up to six hours."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


@dataclass(frozen=True, slots=True)
class Worker:
    """Does the jobs it has handlers for, one at a time; `daily` names those that are added once a day."""

    store: JobStore
    handlers: Mapping[str, Handler]
    daily: tuple[str, ...] = ()
    clock: Clock = field(default_factory=Clock)

    def plan(self) -> None:
        """Add today's daily jobs, in whichever process comes first."""
        now = self.clock.now()
        for kind in self.daily:
            self.store.add_job(Job(self.clock.new_id(), kind, f"{kind}:{now.date()}", iso(now)))

    def work_once(self) -> bool:
        """Do one job that is due; False when there is none. Raises StoreUnavailable."""
        now = self.clock.now()
        job = self.store.take_job(tuple(self.handlers), iso(now), iso(now + LEASE))
        if job is None:
            return False
        try:
            self.handlers[job.kind](job)
        except Exception as error:  # noqa: BLE001 -- whatever fails is kept with the job and tried again
            self._failed(job, error)
        else:
            self.store.finish_job(job, iso(self.clock.now()))
        return True

    def _failed(self, job: Job, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}"[:500]
        now = self.clock.now()
        _log.warning("job.failed", kind=job.kind, attempts=job.attempts, error=type(error).__name__)
        if job.attempts >= MOST_ATTEMPTS:
            self.store.give_up_job(job, iso(now), said)
        else:
            self.store.put_off_job(job, iso(now + pause_after(job.attempts)), said)

    def work(self) -> int:
        """Plan, then do all that is due; how many jobs that was."""
        self.plan()
        done = 0
        while self.work_once():
            done += 1
        return done

    def work_until(self, stopped: threading.Event, poll: float = POLL) -> None:
        """Work until told to stop. A record that is down is tried again; nothing ends this thread."""
        while not stopped.is_set():
            try:
                self.work()
            except StoreUnavailable:
                _log.warning("worker.waits")
            except Exception:  # noqa: BLE001 -- a fault of ours in one round must not end all waiting work
                _log.exception("worker.failed")
            stopped.wait(poll)

    def start(self) -> threading.Event:
        """Work in a thread of this process; the event that is returned stops it."""
        stopped = threading.Event()
        threading.Thread(target=self.work_until, args=(stopped,), name="waiting-work", daemon=True).start()
        return stopped
