"""Measures the export of 100,000 turns: when the first bytes come, how long it takes, what memory it adds.

    python -m tests.bench.exports [sqlite] [postgresql]
"""  # fmt: skip

from __future__ import annotations

import sys
import time
import tracemalloc
from datetime import date
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.records import ENGINES, empty_records
from conversations import a_session, an_answer

from assistant.clock import Clock
from assistant.engagement.days import Period
from assistant.engagement.exports import Kind
from assistant.engagement.reports import Reports
from assistant.engagement.spreadsheets import csv_of, xlsx_of
from assistant.model import Found
from assistant.store.answers import answer_to_json, found_to_json
from assistant.store.record import Record, open_store

TURNS = 100_000
SESSIONS = 10_000
PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31))
_SESSION = """
    INSERT INTO session (id, created, expires, role, contract, level, premises, turns)
    VALUES (:id, :at, '2027-01-01', 'partner', 'GMS', '', 'own', 10)
"""
_TURN = """
    INSERT INTO turn (id, session, key, number, at, release, question, status, answer, role, contract, level, premises,
                      masked, found, took_ms)
    VALUES (:id, :session, :id, :number, :at, 'abc', :question, 'answered', :answer, 'partner', 'GMS', '', 'own',
            '[]', :found, 4.5)
"""
_TOPIC = "INSERT INTO turn_topic (turn, topic) VALUES (:id, 'contract')"


def main(engine: str, url: str) -> None:
    """Fill a record and measure."""
    print(engine)  # noqa: T201
    record = open_store(url)
    record.migrate()
    fill(record)
    reports = Reports(record, Clock())
    for name, write in (("csv", csv_of), ("xlsx", xlsx_of)):
        measure(name, lambda write=write: write(reports.export(Kind.TURNS, PERIOD, identifying=True)))
    began = time.perf_counter()
    figures = reports.figures(PERIOD)
    print(f"figures of {figures.asked.all:,} turns: {(time.perf_counter() - began) * 1000:.0f} ms")  # noqa: T201
    record.close()


def fill(record: Record) -> None:
    """Sessions of ten turns each, with answers of a usual size."""
    answer, found = answer_to_json(an_answer("GMS contracts stay in force. " * 40)), found_to_json(Found())
    for batch in range(SESSIONS // 500):
        sessions, turns = [], []
        for at in range(500):
            month, day = divmod(batch * 17, 28)
            moment = f"2026-{month % 12 + 1:02}-{day + 1:02}T10:{at % 60:02}:00.{at:06}Z"
            session = a_session().id
            sessions.append({"id": session, "at": moment})
            for number in range(1, 11):
                row = {"id": str(uuid4()), "session": session, "number": number, "at": moment, "answer": answer}
                turns.append(row | {"question": "What happens to our GMS contract? " * 3, "found": found})
        record._engine.write(
            lambda transaction, sessions=sessions, turns=turns: (
                transaction.run_many(_SESSION, sessions),
                transaction.run_many(_TURN, turns),
                transaction.run_many(_TOPIC, [{"id": turn["id"]} for turn in turns]),
            )
        )


def measure(name: str, begin) -> None:
    """Print what one export takes, first plainly, then again with its allocations traced (which is slower)."""
    before, began = getrusage(RUSAGE_SELF).ru_maxrss, time.perf_counter()
    chunks = begin()
    size = len(next(chunks)) + len(next(chunks))  # the header, and the first rows
    first = time.perf_counter() - began
    size += sum(len(chunk) for chunk in chunks)
    took, added = time.perf_counter() - began, (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    tracemalloc.start()
    for _ in begin():
        pass
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(  # noqa: T201
        f"{name}: first rows {first:.3f} s, all {size / 2**20:.1f} MiB in {took:.1f} s, "
        f"process grew {added:.1f} MiB, peak of allocations {peak:.1f} MiB"
    )


if __name__ == "__main__":
    for engine, url in empty_records(sys.argv[1:] or ENGINES):
        main(engine, url)
