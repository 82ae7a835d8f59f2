"""How long the commands of `make run` take from their start to the first answer, where everything is installed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from tests.bench.rows import Took, tell_once

COMMAND = (sys.executable, "-m", "web.commands")
PATIENCE = 60
"""Seconds after which a server that does not answer is given up."""


def main(data: Path) -> None:
    tell_once("check of the content's structure", _with_children(check), 1)
    start(data)
    tell_once("second start: check, serve, first answer", _with_children(lambda: check() + start(data)), 3)


def check() -> float:
    """The seconds it took."""
    began = time.perf_counter()
    subprocess.run([*COMMAND, "check", "--quiet"], stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def start(data: Path) -> float:
    """Serve until the first question was answered; the seconds until then."""
    began = time.perf_counter()
    command = [*COMMAND, "serve", "--port", "0", "--data", str(data)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        try:
            assert server.stdout
            said = re.search(r"http://\S+", server.stdout.readline())
            assert said, "The server said no address."
            _answer(f"{said[0]}/api/v1/sessions", time.monotonic() + PATIENCE)
            return time.perf_counter() - began
        finally:
            server.send_signal(signal.SIGTERM)


def _answer(sessions: str, until: float) -> None:
    while True:
        try:
            session = _post(sessions, {}, "")
            question = {"key": str(uuid4()), "question": "What happens to our GMS contract?"}
            _post(f"{sessions}/{session['id']}/turns", question, session["token"])
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _post(address: str, body: dict[str, str], token: str) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(Request(address, json.dumps(body).encode(), headers), timeout=PATIENCE) as response:
        return json.load(response)


def _with_children(work: Callable[[], float]) -> Took:
    """The seconds that the work tells, and the processor time of its processes, what they do aside included."""
    before = os.times()
    wall = work()
    after = os.times()
    return Took(wall * 1000, (sum(after[2:4]) - sum(before[2:4])) * 1000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
