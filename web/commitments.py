"""What the programme promised: the leads' list and forms."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.commitments import CommitmentForm, Commitments
from assistant.errors import BadInput, Conflict
from web.application import desk
from web.entries import WITHDRAWN, EntryForm, version_of
from web.guard import needs, note
from web.pages import notices, render
from web.report_pages import CommitmentsPage, Input

commitments = Blueprint("commitments", __name__)

FORM = EntryForm(
    "GPs see it under every answer of its topic, with its date, until it is kept and after.",
    "commitments.everything",
    (
        Input("words", "What was promised, in the words of the promise", "words"),
        Input("topic", "Topic", "choice"),
        Input("owner", "Who promised it, as a role", "line"),
        Input("made", "When it was promised", "day"),
        Input("due", "By when", "day"),
        Input("evidence", "What shows it: where it was promised, and what was done", "words"),
        Input("kept", "When it was kept (empty until it is)", "day"),
        WITHDRAWN,
    ),
)


@commitments.get("/leads/commitments")
@needs(Permission.READ_INBOX)
def everything() -> ResponseReturnValue:
    """Every commitment."""
    return render(CommitmentsPage("Commitments", promises().all(), notices()))


@commitments.get("/leads/commitments/new")
@needs(Permission.ANSWER_CONCERNS)
def blank() -> ResponseReturnValue:
    """The form of a new commitment."""
    return render(FORM.blank("New commitment"))


@commitments.post("/leads/commitments/new")
@needs(Permission.ANSWER_CONCERNS)
def add() -> ResponseReturnValue:
    """Keep a new commitment."""
    try:
        added = promises().add(CommitmentForm(**FORM.sent()))
    except BadInput as error:
        return FORM.again("New commitment", error)
    note("commitment.added", added.id)
    flash("The commitment is public now.")
    return redirect(url_for("commitments.everything"), 303)


@commitments.get("/leads/commitments/<uuid:commitment_id>")
@needs(Permission.ANSWER_CONCERNS)
def entry(commitment_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a commitment."""
    return render(FORM.filled("Commitment", promises().commitment(str(commitment_id))))


@commitments.post("/leads/commitments/<uuid:commitment_id>")
@needs(Permission.ANSWER_CONCERNS)
def change(commitment_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a commitment changed."""
    try:
        form = CommitmentForm(**FORM.sent())
        changed = promises().change(str(commitment_id), form, version_of(request.form))
    except (BadInput, Conflict) as error:
        return FORM.again("Commitment", error)
    note("commitment.changed", changed.id)
    flash("The commitment is changed.")
    return redirect(url_for("commitments.everything"), 303)


def promises() -> Commitments:
    """The commitments."""
    return desk().reporting.commitments
