"""Says whether the process lives and whether it can do its work."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.application import desk

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"ok": True}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """What this process works with: 200 when it can do all of its work, else 503 with the problems."""
    found = desk().health()
    return asdict(found), 200 if found.ok else 503
