"""Serves the application with gunicorn: threads in each process, each process with its own desk."""

from __future__ import annotations

import socket
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from assistant.errors import AssistantError
from assistant.settings import Settings
from knowledge.errors import KnowledgeError
from web.application import Application


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Listens on host and port until it is stopped. Port 0 takes a free one."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self.settings = settings
        self.host = host
        self.port = port or _free_port(host)
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what our settings say."""
        chosen: dict[str, Any] = {
            "bind": f"{self.host}:{self.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "loglevel": "warning",
            "when_ready": lambda _: click.echo(f"{self.settings.service_name}: http://{self.host}:{self.port}"),
        }
        if "control_socket_disable" in self.cfg.settings:
            chosen["control_socket_disable"] = True  # newer versions put one into the home folder
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        """The application, made in the process that serves it: connections are not shared across a fork."""
        from assistant.desk import open_desk
        from web.app import create_app

        try:
            return create_app(self.settings, open_desk(self.settings))
        except (AssistantError, KnowledgeError, OSError) as error:
            click.echo(f"gp-engage cannot start: {error}", err=True)
            sys.exit(Arbiter.APP_LOAD_ERROR)


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return int(listener.getsockname()[1])
