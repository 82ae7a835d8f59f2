"""One measurement a line, as JSON on standard output, for `tests.bench` to set beside the others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from assistant.editorial.evaluation import quantile


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of the wall clock, and of the processor: what others do on the machine does not count there."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: float
    unit: str
    goal: float | None = None
    processor: float | None = None

    def tell(self) -> None:
        click.echo(json.dumps(asdict(self)))


def timed(work: Callable[[], object]) -> Took:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Took((time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000)


def tell_quantile(what: str, took: Sequence[Took], share: float, goal: float | None = None) -> None:
    wall, processor = sorted(each.wall for each in took), sorted(each.processor for each in took)
    Row(what, quantile(wall, share), "ms", goal, quantile(processor, share)).tell()


def tell_once(what: str, took: Took, goal: float | None = None) -> None:
    """In seconds, as the goal is."""
    Row(what, took.wall / 1000, "s", goal, took.processor / 1000).tell()


def resident() -> float:
    """Megabytes of this process that are in memory now; Linux only, as is the service."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024
