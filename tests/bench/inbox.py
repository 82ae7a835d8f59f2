"""How long a page of the inbox and a search take at 10,000 sessions and 100,000 turns: p50 and p95 by engine.

    python -m tests.bench.inbox [sqlite] [postgresql]
"""  # fmt: skip

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.records import ENGINES, empty_records

from assistant.engagement.waiting_list import Wanted
from assistant.model import Status
from assistant.store.engine import Transaction
from assistant.store.record import Record, open_store
from assistant.store.turns import UNANSWERED

SESSIONS, TURNS, CONCERNS = 10_000, 100_000, 5_000
ASKED = (
    "contract pay premises pension workload list merger staff federation hospital indemnity tax patients lease "
    "partner salaried locum nurse board budget risk share vote return notice rent stamp duty audit network"
).split()
STATUSES = [Status.ANSWERED] * 6 + [
    Status.CLOSEST_ONLY,
    Status.UNANSWERED_NOT_KNOWN,
    Status.UNANSWERED_NOT_COVERED,
    Status.CHAT,
]
TOPICS = ("pay", "contract", "premises", "tax", "models")


def words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(ASKED, weights=range(len(ASKED), 0, -1), k=count))


def fill(record: Record) -> None:
    """Rows as the record writes them, without the cost of a commit for each."""
    dice = random.Random(7)

    def rows(transaction: Transaction) -> None:
        transaction.run_many(
            "INSERT INTO session (id, created, expires, role, contract, level, premises, turns) "
            "VALUES (:id, :at, '2027', '', '', '', '', 10)",
            [{"id": f"s{n:06}", "at": at(n * 10)} for n in range(SESSIONS)],
        )
        for name, sql in TABLES.items():
            for start in range(0, len(made[name]), 5000):
                transaction.run_many(sql, made[name][start : start + 5000])

    made = {name: [] for name in TABLES}
    for n in range(TURNS):
        turn, question, status = f"t{n:07}", words(dice, 9), dice.choice(STATUSES)
        made["turn"].append(
            {
                "id": turn,
                "session": f"s{n // 10:06}",
                "number": n % 10 + 1,
                "at": at(n),
                "question": question,
                "status": status.value,
                "answer": '{"status":"chat","blocks":[]}' + " " * 1500,
            }
        )
        topic = dice.choice(TOPICS)
        made["topic"].append({"turn": turn, "topic": topic})
        if status in UNANSWERED:
            model = dice.choice(["", "", "", "ACO", "MCP", "PACS"])
            made["waiting"].append({"turn": turn, "at": at(n), "topics": topic, "models": model})
        if dice.random() < 0.05:
            made["feedback"].append({"turn": turn, "useful": dice.choice(["yes", "no"]), "at": at(n)})
        if dice.random() < 0.1:
            made["model"].append({"turn": turn, "model": dice.choice(["ACO", "MCP", "PACS"])})
        made["words"].append({"turn": turn, "words": f"{question} {words(dice, 100)}"})
    for n in range(CONCERNS):
        made["concern"].append(
            {
                "id": f"c{n:06}",
                "words": words(dice, 12),
                "at": at(n * 20),
                "topic": dice.choice(TOPICS),
                "practice": f"Practice {n % 300}",
                "owner": dice.choice(["", "ann", "ben"]),
                "urgent": int(n % 17 == 0),
                "state": dice.choice(["new", "acknowledged", "in_progress", "answered", "settled"]),
            }
        )
    # In one write: the write lock would be taken and the disk synced a hundred thousand times otherwise.
    record._engine.alter(rows)


TABLES = {
    "turn": "INSERT INTO turn (id, session, key, number, at, release, question, status, answer, role, contract, level, "
    "premises, masked, found, took_ms) VALUES (:id, :session, :id, :number, :at, 'r', :question, :status, :answer, '', "
    "'', '', '', '[]', '{}', 4)",
    "topic": "INSERT INTO turn_topic (turn, topic) VALUES (:turn, :topic)",
    "model": "INSERT INTO turn_model (turn, model) VALUES (:turn, :model)",
    "feedback": "INSERT INTO feedback (turn, useful, comment, at) VALUES (:turn, :useful, '', :at)",
    "waiting": "INSERT INTO waiting_question (turn, at, topics, models, not_useful) "
    "VALUES (:turn, :at, :topics, :models, 0)",
    "words": "INSERT INTO transcript (turn, words) VALUES (:turn, :words)",
    "concern": "INSERT INTO concern (id, reference, key, words, at, due, topic, topic_by, models, contact_name, "
    "practice, email, owner, state, reason, urgent, article, raised, heard, changed, version) VALUES (:id, :id, :id, "
    ":words, :at, '2026-12-01', :topic, 'program', 'ACO', '', :practice, '', :owner, :state, '', :urgent, '', 1, :at, "
    ":at, 1)",
}


def at(n: int) -> str:
    day, second = divmod(n * 60, 86400)
    return (
        f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000000Z"
    )


def deep(record: Record) -> Callable[[], object]:
    """A page far down the list."""
    place = record.inbox(Wanted(), None, 20_000)[-1].place
    return lambda: record.inbox(Wanted(), place, 51)


def measures(record: Record) -> dict[str, Callable[[], object]]:
    def asks(**changes: object) -> Callable[[], object]:
        return lambda: record.inbox(Wanted(**changes), None, 51)

    return {
        "inbox, first page": asks(),
        "inbox, after 20,000 lines": deep(record),
        "inbox, unanswered only": asks(concerns=False),
        "inbox, by topic": asks(topic="tax"),
        "inbox, by a topic nobody has": asks(topic="control"),
        "inbox, by model": asks(model="PACS"),
        "inbox, by owner": asks(owner="ann"),
        "inbox, overdue and urgent": asks(urgent=True, overdue_on="2026-12-24"),
        "inbox, by practice": asks(practice="Practice 7"),
        "inbox, one week": asks(since="2026-02-01", until="2026-02-08"),
        "search, a common word": lambda: record.transcripts.find("contract", None, 51),
        "search, three words": lambda: record.transcripts.find("stamp duty audit", None, 51),
        "search, a word nobody used": lambda: record.transcripts.find("zebra", None, 51),
    }


def measure(name: str, url: str, rounds: int = 40) -> None:
    record = open_store(url)
    record.migrate()
    began = time.perf_counter()
    fill(record)
    click.echo(f"{name}: filled in {time.perf_counter() - began:.0f} s")
    if name == "postgresql":
        record._engine.alter(lambda transaction: transaction.run("ANALYZE"))
    for what, call in measures(record).items():
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        click.echo(f"  {what:32} p50 {times[rounds // 2]:7.1f} ms   p95 {times[int(rounds * 0.95) - 1]:7.1f} ms")
    began = time.perf_counter()
    record.transcripts.tidy()
    click.echo(f"  tidying the index {time.perf_counter() - began:.1f} s")
    record.close()


if __name__ == "__main__":
    for engine, url in empty_records(sys.argv[1:] or ENGINES):
        measure(engine, url)
