"""The Flask application and what its views may reach: the desk, the settings, the library, the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Request, current_app, g, request
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.settings import Settings
    from knowledge.library import Library


LARGE = 20_000_000
"""The most bytes that editors may send at once: the whole content as a zip file."""


class Sent(Request):
    """A request. Editors send whole files; everybody else no more than the configuration says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.path.startswith("/editors/"):
            self.max_content_length = LARGE
            self.max_form_memory_size = LARGE


class Application(Flask):
    """Flask with our desk in it. `clock` gives seconds since 1970."""

    # The NHS templates look into parameters that were not given.
    request_class = Sent
    jinja_options = {"undefined": ChainableUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012  Flask's own class attribute

    def __init__(self, settings: Settings, desk: Desk, clock: Callable[[], float]) -> None:
        super().__init__("web")
        self.settings = settings
        self.desk = desk
        self.clock = clock
        own = FileSystemLoader(f"{self.root_path}/templates")
        self.jinja_loader = ChoiceLoader([own, PackageLoader("nhsuk_frontend_jinja")])


def this_app() -> Application:
    """The application that serves this request."""
    return cast(Application, current_app)


def desk() -> Desk:
    """The desk that answers."""
    return this_app().desk


def public_address(path: str) -> str:
    """The whole address of a path: as the settings say that people reach us, else as this visitor did."""
    return (this_app().settings.public_url or request.url_root.rstrip("/")) + path


def moment_now() -> datetime:
    """The time it is, by the application's clock."""
    return datetime.fromtimestamp(this_app().clock(), UTC)


def library() -> Library:
    """The library, taken once a request, so that a page never mixes two releases."""
    if "library" not in g:
        g.library = desk().library
    return cast("Library", g.library)


def is_api() -> bool:
    """Whether this request is a program's."""
    return request.path.startswith("/api/")
