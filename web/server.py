"""Serves the application with gunicorn: threads in each process, each process with its own desk."""

from __future__ import annotations

import socket
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from assistant.engagement.mailing import NO_LINKS
from assistant.errors import AssistantError
from assistant.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from web.application import Application

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  names them, does not listen there


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Listens on host and port until it is stopped. Port 0 takes a free one.

    `set_up` is the token of the link by which the first admin comes in, "" when there is one.
    """

    def __init__(self, settings: Settings, host: str, port: int, set_up: str = "") -> None:
        self.host = host
        self.port = port or _free_port(host)
        self.set_up = set_up
        named = f"{'https' if settings.tls else 'http'}://{'localhost' if host in _EVERYWHERE else host}:{self.port}"
        self.url = settings.public_url or named
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what our settings say."""
        chosen: dict[str, Any] = {
            "bind": f"{self.host}:{self.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "loglevel": "warning",
            "when_ready": lambda _: self.greet(),
        }
        if "control_socket_disable" in self.cfg.settings:
            chosen["control_socket_disable"] = True  # newer versions put one into the home folder
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def greet(self) -> None:
        """Say where the service is, while nobody can sign in, how the first admin does, and what mails will lack."""
        click.echo(f"{self.settings.service_name}: http://{self.host}:{self.port}")
        if self.set_up:
            click.echo(f"Become the first admin within 48 hours: {self.url}/set-up/{self.set_up}")
        if self.settings.mails_lack_links:
            click.echo(NO_LINKS, err=True)

    def load(self) -> Application:
        """The application, made in the process that serves it: connections are not shared across a fork."""
        from assistant.desk import open_desk
        from web.app import create_app

        try:
            desk = open_desk(self.settings, follow=True)
            _warn_of_errors(desk.library)
            desk.follow_up.worker.start()
            return create_app(self.settings, desk)
        except (AssistantError, KnowledgeError, OSError) as error:
            click.echo(f"gp-engage cannot start: {error}", err=True)
            sys.exit(Arbiter.APP_LOAD_ERROR)


def _warn_of_errors(library: Library) -> None:
    """Tell when files are kept out of what is served."""
    if errors := len(library.release.reading.errors):
        click.echo(f"{errors} findings keep content out; gp-engage check names them.", err=True)


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return int(listener.getsockname()[1])
