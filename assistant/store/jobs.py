"""Waiting work in the record: jobs, and who holds them until when."""

from __future__ import annotations

import json

from assistant.jobs import Job
from assistant.store.engine import Engine, Params, Row, Transaction

_ADD = """
    INSERT INTO job (id, kind, key, run_after, payload, attempts, lease, last_error, ended, given_up)
    VALUES (:id, :kind, :key, :run_after, :payload, 0, '', '', '', 0)
    ON CONFLICT (key) DO NOTHING RETURNING id
"""
_DUE = "ended = '' AND run_after <= :now AND lease <= :now"
_END = """
    UPDATE job SET ended = :at, last_error = :error, given_up = :given_up
    WHERE id = :id AND lease = :lease AND ended = '' RETURNING id
"""
_PUT_OFF = """
    UPDATE job SET run_after = :run_after, lease = '', last_error = :error
    WHERE id = :id AND lease = :lease AND ended = '' RETURNING id
"""
_FORGET = "DELETE FROM job WHERE ended <> '' AND ended < :before RETURNING id"
_WAITING = "SELECT * FROM job WHERE ended = '' ORDER BY run_after, id LIMIT :limit"


class JobRecords:
    """Jobs over an engine; see assistant.jobs.JobStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_job(self, job: Job) -> bool:
        """Keep a job; False when one of its key was kept before."""
        return self._engine.write(lambda transaction: add_job(job, transaction))

    def take_job(self, kinds: tuple[str, ...], now: str, lease_until: str) -> Job | None:
        """Lease the job that waits longest; None when there is none."""
        params: Params = {"now": now, "until": lease_until, **{f"kind{n}": kind for n, kind in enumerate(kinds)}}
        next_one = _next_one(len(kinds))
        if not kinds or not self._engine.read(next_one, params):
            return None  # most looks find nothing, and need not wait for writers
        # The condition stands twice: PostgreSQL looks at the outer one again after waiting for who took the same row.
        sql = f"UPDATE job SET lease = :until, attempts = attempts + 1 WHERE {_DUE} AND id = ({next_one}) RETURNING *"  # noqa: S608  # constants of ours
        rows = self._engine.write(lambda transaction: transaction.run(sql, params))
        return _job(rows[0]) if rows else None

    def finish_job(self, job: Job, at: str) -> bool:
        """End a job; False when its lease is not ours any more."""
        return self._end(job, at, "", given_up=False)

    def give_up_job(self, job: Job, at: str, error: str) -> bool:
        """End a job that failed, for good; False as above."""
        return self._end(job, at, error, given_up=True)

    def put_off_job(self, job: Job, run_after: str, error: str) -> bool:
        """Let a job that failed wait; False as above."""
        params = {"id": job.id, "lease": job.lease, "run_after": run_after, "error": error}
        return bool(self._engine.write(lambda transaction: transaction.run(_PUT_OFF, params)))

    def forget_jobs(self, before: str) -> int:
        """Erase the jobs that ended before; how many there were."""
        return len(self._engine.write(lambda transaction: transaction.run(_FORGET, {"before": before})))

    def waiting_jobs(self, limit: int) -> tuple[Job, ...]:
        """The jobs that have not ended, the next one first."""
        return tuple(map(_job, self._engine.read(_WAITING, {"limit": limit})))

    def _end(self, job: Job, at: str, error: str, *, given_up: bool) -> bool:
        params: Params = {"id": job.id, "lease": job.lease, "at": at, "error": error, "given_up": int(given_up)}
        return bool(self._engine.write(lambda transaction: transaction.run(_END, params)))


def add_job(job: Job, transaction: Transaction) -> bool:
    """Keep a job within a write; False when one of its key was kept before."""
    params: Params = {
        "id": job.id,
        "kind": job.kind,
        "key": job.key,
        "run_after": job.run_after,
        "payload": json.dumps(dict(job.payload), ensure_ascii=False),
    }
    return bool(transaction.run(_ADD, params))


def _next_one(kinds: int) -> str:
    """The query for the id of the job that waits longest, of so many kinds."""
    names = ", ".join(f":kind{n}" for n in range(kinds))
    return f"SELECT id FROM job WHERE {_DUE} AND kind IN ({names}) ORDER BY run_after, id LIMIT 1"  # noqa: S608  # constants of ours


def _job(row: Row) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        run_after=row["run_after"],
        payload=json.loads(row["payload"]),
        attempts=row["attempts"],
        lease=row["lease"],
        last_error=row["last_error"],
    )
