"""Waiting work in memory; keeps the promises of assistant.jobs.JobStore."""

from __future__ import annotations

from dataclasses import replace

from assistant.jobs import Job


class FakeJobStore:
    """Jobs in a dictionary by key."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._ended: dict[str, str] = {}

    def check(self) -> None:
        """Raises StoreUnavailable when the record is down."""

    def add_job(self, job: Job) -> bool:
        self.check()
        return self._jobs.setdefault(job.key, job) is job

    def take_job(self, kinds: tuple[str, ...], now: str, lease_until: str) -> Job | None:
        self.check()
        for job in self.waiting_jobs(len(self._jobs)):
            if job.kind in kinds and job.run_after <= now and job.lease <= now:
                return self._put(replace(job, lease=lease_until, attempts=job.attempts + 1))
        return None

    def finish_job(self, job: Job, at: str) -> bool:
        ours = self._is_ours(job)
        if ours:
            self._ended[job.key] = at
        return ours

    def give_up_job(self, job: Job, at: str, error: str) -> bool:
        return self.finish_job(self._put(replace(job, last_error=error)) if self._is_ours(job) else job, at)

    def put_off_job(self, job: Job, run_after: str, error: str) -> bool:
        ours = self._is_ours(job)
        if ours:
            self._put(replace(job, run_after=run_after, lease="", last_error=error))
        return ours

    def forget_jobs(self, before: str) -> int:
        self.check()
        old = [key for key, at in self._ended.items() if at < before]
        for key in old:
            del self._jobs[key], self._ended[key]
        return len(old)

    def waiting_jobs(self, limit: int) -> tuple[Job, ...]:
        self.check()
        waiting = (job for key, job in self._jobs.items() if key not in self._ended)
        return tuple(sorted(waiting, key=lambda job: (job.run_after, job.id)))[:limit]

    def _is_ours(self, job: Job) -> bool:
        self.check()
        return job.key not in self._ended and job.key in self._jobs and self._jobs[job.key].lease == job.lease

    def _put(self, job: Job) -> Job:
        self._jobs[job.key] = job
        return job
