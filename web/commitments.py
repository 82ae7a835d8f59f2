"""What the programme promised: the leads' list and forms."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.commitments import Commitment, CommitmentForm, Commitments
from assistant.errors import BadInput, Conflict
from web import errors
from web.application import desk
from web.entries import tick, version_of
from web.guard import needs, note
from web.pages import Problem, notices, render
from web.presenting import topic_options
from web.report_pages import CommitmentsPage, EntryPage, Input

commitments = Blueprint("commitments", __name__)

LEAD = "GPs see it under every answer of its topic, with its date, until it is kept and after."
LABELS = {
    "words": "What was promised, in the words of the promise",
    "topic": "Topic",
    "owner": "Who promised it, as a role",
    "made": "When it was promised",
    "due": "By when",
    "evidence": "What shows it: where it was promised, and what was done",
    "kept": "When it was kept (empty until it is)",
    "withdrawn": "Withdrawn: not public any more",
}


@commitments.get("/leads/commitments")
@needs(Permission.READ_INBOX)
def everything() -> ResponseReturnValue:
    """Every commitment."""
    return render(CommitmentsPage("Commitments", promises().all(), promises().today, notices()))


@commitments.get("/leads/commitments/new")
@needs(Permission.ANSWER_CONCERNS)
def blank() -> ResponseReturnValue:
    """The form of a new commitment."""
    return render(_page("New commitment", {}))


@commitments.post("/leads/commitments/new")
@needs(Permission.ANSWER_CONCERNS)
def add() -> ResponseReturnValue:
    """Keep a new commitment."""
    try:
        added = promises().add(_form())
    except BadInput as error:
        return _again("New commitment", errors.describe(error))
    note("commitment.added", added.id)
    flash("The commitment is public now.")
    return redirect(url_for("commitments.everything"), 303)


@commitments.get("/leads/commitments/<uuid:commitment_id>")
@needs(Permission.ANSWER_CONCERNS)
def entry(commitment_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a commitment."""
    found = promises().commitment(str(commitment_id))
    return render(_page("Commitment", _values(found), version=found.version))


@commitments.post("/leads/commitments/<uuid:commitment_id>")
@needs(Permission.ANSWER_CONCERNS)
def change(commitment_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a commitment changed."""
    try:
        changed = promises().change(str(commitment_id), _form(), version_of(request.form))
    except BadInput as error:
        return _again("Commitment", errors.describe(error))
    except Conflict as error:
        return _again("Commitment", errors.describe(error), error.current)
    note("commitment.changed", changed.id)
    flash("The commitment is changed.")
    return redirect(url_for("commitments.everything"), 303)


def promises() -> Commitments:
    """The commitments."""
    return desk().reporting.commitments


def _form() -> CommitmentForm:
    given = request.form
    texts = {name: given.get(name, "") for name in LABELS if name != "withdrawn"}
    return CommitmentForm(**texts, withdrawn=tick(given, "withdrawn"))


def _values(commitment: Commitment) -> dict[str, str]:
    return {name: str(getattr(commitment, name)) for name in LABELS if name != "withdrawn"} | {
        "withdrawn": "yes" if commitment.withdrawn else ""
    }


def _again(title: str, problem: Problem, current: object = None) -> ResponseReturnValue:
    """The form as it was sent; where somebody was faster, with what is kept now and that one's version."""
    now = _values(current) if isinstance(current, Commitment) else {}
    version = current.version if isinstance(current, Commitment) else version_of(request.form)
    return render(_page(title, request.form, version=version, problem=problem, current=now), problem.status)


def _page(
    title: str,
    values: Mapping[str, str],
    *,
    version: int = 0,
    problem: Problem | None = None,
    current: Mapping[str, str] | None = None,
) -> EntryPage:
    kinds = {"words": "words", "evidence": "words", "topic": "choice", "owner": "line", "withdrawn": "tick"}
    inputs = (
        Input(name, label, kinds.get(name, "day"), values.get(name, ""), "", topic_options() if name == "topic" else ())
        for name, label in LABELS.items()
    )
    return EntryPage(
        title=f"Error: {title}" if problem else title,
        lead=LEAD,
        back=url_for("commitments.everything"),
        inputs=tuple(inputs),
        version=version,
        problem=problem,
        current=tuple((LABELS[name], value) for name, value in (current or {}).items() if value),
    )
