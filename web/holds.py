"""Legal holds: what may not be erased, by anybody, and since when and why."""

from __future__ import annotations

import uuid
from contextlib import suppress

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.keeping import Hold, Kind
from assistant.engagement.retention import Retention
from assistant.errors import BadInput, NotFound
from web import errors
from web.account_pages import HoldsPage, ShownHold
from web.application import desk
from web.guard import accounts, acting, needs, note
from web.pages import Problem, notices, render

holds = Blueprint("holds", __name__)

NO_ID = "Give a concern's reference, such as C-7K2M-9Q, or the id of a concern or conversation."
NOT_FROM_ONE = "This concern was not raised from a conversation. Hold the concern."


@holds.get("/holds")
@needs(Permission.HOLD)
def everything() -> ResponseReturnValue:
    """What is held, and the form that holds more."""
    return render(_page())


@holds.post("/holds")
@needs(Permission.HOLD)
def put() -> ResponseReturnValue:
    """Hold a concern or a conversation."""
    form = request.form
    try:
        kind = _kind(form.get("kind", ""))
        held = _retention().hold(kind, _id_of(kind, form.get("about", "")), form.get("reason", ""), acting().id)
    except (BadInput, NotFound) as error:
        problem = errors.describe(error)
        return render(_page(Problem(422, "There is a problem", problem.detail, problem.field or "about")), 422)
    note("hold.set", held.about)
    flash(f"{_name(held)} is held: it is not erased by anybody before the hold is lifted.")
    return redirect(url_for("holds.everything"), 303)


@holds.post("/holds/lift")
@needs(Permission.HOLD)
def lift() -> ResponseReturnValue:
    """Let what is held be erased again."""
    kind, about = _kind(request.form.get("kind", "")), request.form.get("about", "")
    _retention().lift(kind, about)
    note("hold.lifted", about)
    flash("The hold is lifted. What has served its time goes with the next daily run.")
    return redirect(url_for("holds.everything"), 303)


def _retention() -> Retention:
    return desk().follow_up.retention


def _kind(text: str) -> Kind:
    if text not in tuple(Kind):
        raise BadInput("kind", "Choose what to hold.")
    return Kind(text)


def _id_of(kind: Kind, typed: str) -> str:
    """The id of what somebody typed the reference or id of. Raises BadInput."""
    concern = desk().follow_up.casework.by_reference(typed)
    if concern is None:
        with suppress(ValueError):
            return str(uuid.UUID(typed.strip()))
        raise BadInput("about", NO_ID)
    if kind is Kind.CONCERN:
        return concern.id
    if not concern.session:
        raise BadInput("kind", NOT_FROM_ONE)
    return concern.session


def _name(hold: Hold) -> str:
    """What people call it; a concern that a backup did not bring back has no reference any more."""
    if hold.kind is Kind.SESSION:
        return f"Conversation {hold.about}"
    with suppress(NotFound):
        return f"Concern {desk().follow_up.casework.concern(hold.about).reference}"
    return f"Concern {hold.about}"


def _page(problem: Problem | None = None) -> HoldsPage:
    people = {person.id: person.name for person in accounts().people.everybody()}
    held = tuple(ShownHold(each, _name(each), people.get(each.by, "Command line")) for each in _retention().holds())
    typed = {name: request.form.get(name, "") for name in ("kind", "about", "reason")}
    return HoldsPage("Error: Legal holds" if problem else "Legal holds", held, typed, problem, notices())
