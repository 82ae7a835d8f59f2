"""Measures speed and memory at the real content and prints what was measured beside its goal; never fails a build.

`python -m tests.bench` runs every part in a process of its own, so that none warms or weighs upon another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click

DATA = Path("var") / "bench"
"""Kept between runs for its vectors: a second start finds them too."""

PARTS = ("answering off", "answering minilm", "screening", "building", "publishing", "starting")


def main() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    click.echo(f"load of the machine {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores\n")
    click.echo(f"{'':52} {'measured':>12} {'processor':>12} {'goal':>12}")
    for part in PARTS:
        for row in measured(part):
            click.echo(
                f"{row['what']:52} {told(row, 'measured'):>12} {told(row, 'processor'):>12} {told(row, 'goal'):>12}"
            )


def measured(part: str) -> list[dict[str, object]]:
    """The rows of a part; what it says besides is shown as it comes."""
    module, *choice = part.split()
    command = [sys.executable, "-m", f"tests.bench.{module}", str(DATA), *choice]
    pin = _to_one_core if module == "answering" and hasattr(os, "sched_setaffinity") else None
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, preexec_fn=pin)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _to_one_core() -> None:
    """How long an answer may take is a goal for one core."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def told(row: dict[str, object], name: str) -> str:
    value = row.get(name)
    return f"{value:.1f} {row['unit']}" if isinstance(value, float | int) else "–"


if __name__ == "__main__":
    main()
