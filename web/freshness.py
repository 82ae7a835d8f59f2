"""What became of answers: what is due for review, and what has changed since it was shown."""

from __future__ import annotations

from flask import Blueprint, Response, get_template_attribute
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.freshness import AnswerChange, superseded
from assistant.editorial.freshness import due as due_for_review
from web import security
from web.application import library, public_address
from web.editing import SHOWN_RELEASES, edited, editorial, today
from web.editing_pages import Changed, ChangedPage, Changes, FreshnessPage
from web.guard import needs
from web.pages import render

freshness = Blueprint("freshness", __name__)


@freshness.get("/editors/freshness")
@needs(Permission.EDIT_ARTICLES)
def due() -> ResponseReturnValue:
    """What is due for review, and which answers have changed since they were shown."""
    waiting, resting = due_for_review(edited(), today()), superseded(edited())
    return render(FreshnessPage("Freshness", today().isoformat(), waiting, resting, _changes()))


@freshness.get("/leads/changed")
@needs(Permission.READ_INBOX)
def changed() -> ResponseReturnValue:
    """The answers that changed and how many conversations had been shown the older words, for leads."""
    outdated = editorial().freshness.outdated_sessions(library())
    return render(ChangedPage("Answers that changed", outdated, _changes()))


@freshness.get("/changes.atom")
def changes() -> ResponseReturnValue:
    """Answers that have changed, for feed readers."""
    found = [change for change in editorial().freshness.changes(SHOWN_RELEASES) if change.answers]
    feed = get_template_attribute("changes.atom", "feed")(found, public_address(""))
    return security.public(Response(str(feed).strip(), mimetype="application/atom+xml"))


def _changes() -> Changes:
    fresh = editorial().freshness
    return tuple(
        (change.release, tuple(_changed(each) for each in change.answers)) for change in fresh.changes(SHOWN_RELEASES)
    )


def _changed(change: AnswerChange) -> Changed:
    return Changed(change, len(editorial().freshness.sessions(change)), edited().has(change.article))
