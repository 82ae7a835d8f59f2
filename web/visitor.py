"""Knows a GP's browser by one signed cookie that ends with the browser and after idle minutes."""

from __future__ import annotations

from enum import StrEnum

from flask import request
from flask import session as cookie

from assistant.errors import NotAllowed, NotFound
from assistant.model import Session
from web.application import desk, this_app


class Gone(StrEnum):
    """Why a conversation that this browser had is not shown any more."""

    IDLE = "idle"
    ERASED = "erased"


class Ended(Exception):
    """This browser's conversation has come to its end; it has been forgotten here."""

    def __init__(self, why: Gone) -> None:
        super().__init__(why.value)
        self.why = why


def current() -> Session | None:
    """The session of this browser, or None before its first question. Raises Ended, once."""
    if "token" not in cookie:
        return None
    if _idle():
        leave()
        raise Ended(Gone.IDLE)
    try:
        session = desk().session(cookie["token"])
    except (NotAllowed, NotFound) as error:
        leave()
        raise Ended(Gone.ERASED) from error
    cookie["seen"] = int(this_app().clock())
    return session


def arrive() -> Session:
    """The session of this browser; opens one when there is none (any more)."""
    try:
        session = current()
    except Ended:
        session = None
    return session or _open()


def leave() -> None:
    """Forget the session in this browser. What is kept of it stays until it is erased or its days are over."""
    cookie.pop("token", None)
    cookie.pop("seen", None)


def _open() -> Session:
    session, token = desk().open_session(request.remote_addr or "")
    cookie["token"] = token
    cookie["seen"] = int(this_app().clock())
    return session


def _idle() -> bool:
    return this_app().clock() - float(cookie.get("seen", 0)) > this_app().settings.idle_minutes * 60
