"""The service as it is run: `gp-engage serve` with several processes, spoken to over HTTP from outside."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from assistant.accounts.model import LinkKind
from assistant.accounts.permissions import Role
from assistant.desk import open_accounts
from assistant.settings import Settings
from web.article_form import apart

PATIENCE = 120
"""Seconds after which a server that does not answer is given up."""

_FORM = "application/x-www-form-urlencoded"
_BORDER = "a-border-that-no-content-holds"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class RealServer:
    """A running server: its port, its folder of content, and the process that looks after its workers."""

    port: int
    faq: Path
    data: Path
    process: int

    def workers(self) -> tuple[int, ...]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text("ascii")
        return tuple(sorted(map(int, children.split())))

    def processor(self) -> float:
        """Seconds of the processor that the workers have used."""
        fields = (
            Path(f"/proc/{worker}/stat").read_text("ascii").rpartition(")")[2].split() for worker in self.workers()
        )
        return sum(int(of[11]) + int(of[12]) for of in fields) / os.sysconf("SC_CLK_TCK")

    def voices(self) -> tuple[Voice, ...]:
        """One GP for each worker."""
        until = time.monotonic() + PATIENCE
        while len(self.workers()) < 2:
            assert time.monotonic() < until, "The workers do not start."
            time.sleep(0.05)
        return tuple(Voice(self, worker) for worker in self.workers())

    def connection_to(self, worker: int) -> http.client.HTTPConnection:
        """A connection that this worker has taken: it stays with who took it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            inode = _inode(self.port, connection.sock.getsockname()[1])
            if f"socket:[{inode}]" in _open_files(worker):
                return connection
            connection.close()
        raise AssertionError(f"Worker {worker} takes no connection.")


class Voice:
    """A GP whom one worker answers, in a session of their own."""

    def __init__(self, server: RealServer, worker: int) -> None:
        self.server = server
        self._worker = worker
        self._connection = server.connection_to(worker)
        self._session: dict[str, str] = {}
        self._session = self._call("POST", "/api/v1/sessions", {})

    def ask(self, question: str) -> dict[str, Any]:
        """The turn of a question."""
        sent = {"key": str(uuid4()), "question": question}
        return self._call("POST", f"/api/v1/sessions/{self._session['id']}/turns", sent)

    @property
    def health(self) -> dict[str, Any]:
        """What the worker says of itself."""
        return self._call("GET", "/readyz")

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, address: str, body: dict[str, str] | None = None) -> Any:
        sent = json.dumps(body) if body is not None else ""
        try:
            return self._sent(method, address, sent)
        except (http.client.CannotSendRequest, ConnectionError):  # a server hangs up on who says nothing for 2 s
            self.close()
            self._connection = self.server.connection_to(self._worker)
            return self._sent(method, address, sent)

    def _sent(self, method: str, address: str, body: str) -> Any:
        headers = {"Content-Type": "application/json"}
        if self._session:
            headers["Authorization"] = f"Bearer {self._session['token']}"
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        told = response.read()
        assert response.status < 400, (address, response.status, told[:300])
        return json.loads(told)


class Editor:
    """Somebody who has signed in and writes and publishes through the pages, alone where that is allowed."""

    def __init__(self, server: RealServer) -> None:
        self._port = server.port
        accounts, record = open_accounts(Settings(data_dir=server.data))
        token = accounts.people.invite(f"{uuid4()}@example.nhs.uk", [Role.EDITOR], None)
        person = accounts.people.accept(LinkKind.INVITATION, token, "Ada", "four unrelated quiet words")
        _, signed_in = accounts.sign_ins.begin(person)
        record.close()
        self._cookies = {"gp-engage-person": signed_in}
        self._token = _found(_TOKEN, self._call("GET", "/editors")[1])

    def approved(self, path: str, text: str) -> str:
        """A draft of a file that has been written, submitted and approved: the address of its page."""
        draft = self._post("/editors/drafts", path=path)
        fields, body = apart(text)
        form = [("version", "1"), ("path", path), ("body", body), *(("field", name) for name, _ in fields)]
        self._post(f"{draft}/save", *form, *((f"field-{name}", value) for name, value in fields))
        self._post(f"{draft}/move", version="2", to="submit")
        self._post(f"{draft}/review", version="3", to="approve")
        return draft

    def publish(self, draft: str, note: str = "") -> None:
        """Press the button."""
        self._post(f"{draft}/publish", version="4", note=note)

    def take_in(self, archive: bytes) -> None:
        """Publish the content of a zip file."""
        parts = [("csrf_token", "", self._token.encode()), ("file", '; filename="content.zip"', archive)]
        head = '--{}\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
        sent = b"".join(head.format(_BORDER, name, more).encode() + data + b"\r\n" for name, more, data in parts)
        kind = f"multipart/form-data; boundary={_BORDER}"
        where, page = self._call("POST", "/editors/import", sent + f"--{_BORDER}--\r\n".encode(), kind)
        assert where, re.findall(r"(?s)<main.*?</main>", page)[:1]

    def _post(self, address: str, *form: tuple[str, str], **fields: str) -> str:
        """Send a form; where it leads."""
        sent = urlencode([*form, *fields.items(), ("csrf_token", self._token)])
        where, page = self._call("POST", address, sent)
        assert where, (address, re.findall(r"(?s)<main.*?</main>", page)[:1])
        return urlsplit(where).path

    def _call(self, method: str, address: str, sent: str | bytes = "", kind: str = _FORM) -> tuple[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection.request(method, address, sent, {"Cookie": cookies, "Content-Type": kind})
        response = connection.getresponse()
        for kept in response.headers.get_all("Set-Cookie") or ():
            name, _, value = kept.partition(";")[0].partition("=")
            self._cookies[name] = value
        page = response.read().decode()
        connection.close()
        return response.headers.get("Location", ""), page


@contextmanager
def serving(faq: Path, data: Path, **environment: str) -> Iterator[RealServer]:
    """A server with two workers over a folder of content, until the end of the block. It writes its log to `data`."""
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "web.commands", "serve", "--port", "0", "--workers", "2"]
    chosen = {"PYTHONUNBUFFERED": "1", "GP_ENGAGE_ONE_PERSON": "true", "GP_ENGAGE_LIMIT_QUESTIONS": "1000000"}
    with (
        (data / "server.log").open("ab") as log,
        subprocess.Popen(
            [*command, "--faq", str(faq), "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | chosen | environment,
        ) as server,
    ):
        assert server.stdout
        port = int(_found(re.compile(r"http://127\.0\.0\.1:(\d+)"), server.stdout.readline()))
        try:
            yield RealServer(port, faq, data, server.pid)
        finally:
            server.terminate()


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, f"{pattern.pattern} is not in {text[:300]!r}."
    return found[1]


def _inode(server_port: int, client_port: int) -> str:
    """The server's end of a connection as the system numbers it."""
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        local, remote, inode = (line.split()[column] for column in (1, 2, 9))
        if (int(local[9:], 16), int(remote[9:], 16)) == (server_port, client_port):
            return inode
    raise AssertionError("There is no such connection.")


def _open_files(process: int) -> set[str]:
    links = set()
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            links.add(str(path.readlink()))
    return links
