"""A mail server on this machine that keeps what it takes in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Inbox:
    """What a mail server took in; `refuse` is the answer to every address, None to take it."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], str]] = []
        self.refuse: str | None = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802  as aiosmtpd calls it
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802  as aiosmtpd calls it
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@contextmanager
def taking_in(inbox: Inbox) -> Iterator[Controller]:
    """A server that takes in mail on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]  # aiosmtpd does not look up which port 0 became
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()
