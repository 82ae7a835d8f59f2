"""How long an answer takes in process, and what memory the service holds, with the encoder or without."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from assistant.desk import Desk, open_desk
from assistant.editorial.question_sets import read_set
from assistant.settings import Settings
from tests.bench.rows import Row, Took, resident, tell_quantile, timed

SETS = Path(__file__).parents[1] / "relevance"
ASKED = ("direct", "comparisons", "refusals", "parts")
A_SESSION = 5
"""Questions of one session; the later ones lean on those before."""


@dataclass(frozen=True, slots=True)
class Goals:
    p50: float
    p95: float
    megabytes: float


GOALS = {"off": Goals(5, 15, 200), "minilm": Goals(15, 40, 400)}
NAMES = {"off": "by words", "minilm": "with the encoder"}


def main(data: Path, encoder: str) -> None:
    for path in data.glob("*.db*"):
        path.unlink()
    desk = open_desk(Settings(data_dir=data, encoder=encoder, limit_questions=10_000), wait_for_meaning=True)
    name, goals = NAMES[encoder], GOALS[encoder]
    questions = [case.question for kind in ASKED for case in read_set(SETS / f"{kind}.yml")]
    asked(desk, questions[:20], keep=False)
    took = asked(desk, questions, keep=False)
    tell_quantile(f"answer {name}, p50", took, 0.5, goals.p50)
    tell_quantile(f"answer {name}, p95", took, 0.95, goals.p95)
    tell_quantile(f"answer {name} and keep the turn, p50", asked(desk, questions[::3], keep=True), 0.5)
    tell_quantile(f"message of 1,000 characters {name}, p95", asked(desk, list(long_messages()), keep=False), 0.95, 150)
    Row(f"memory {name}", resident(), "MB", goals.megabytes).tell()
    desk.close()


def asked(desk: Desk, questions: Sequence[str], *, keep: bool) -> list[Took]:
    return [
        each for at in range(0, len(questions), A_SESSION) for each in _session(desk, questions[at:][:A_SESSION], keep)
    ]


def _session(desk: Desk, questions: Sequence[str], keep: bool) -> Iterator[Took]:
    session, _ = desk.open_session()
    for question in questions:
        yield timed(lambda question=question: desk.ask(session, question, key=str(uuid4()), keep=keep))


def long_messages() -> Iterator[str]:
    """The stories of our own sets, one after the other, cut to the most that may be asked."""
    stories = [case.question for case in read_set(SETS / "rambles.yml")]
    for at in range(len(stories)):
        yield " ".join(stories[at:] + stories[:at])[:1_000].strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
