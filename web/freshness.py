"""What became of answers: what is due for review, and what has changed since it was shown."""

from __future__ import annotations

from flask import Blueprint, Response, get_template_attribute, request
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.freshness import overdue, superseded
from web import security
from web.application import this_app
from web.editing import edited, editorial, today
from web.editing_pages import Changed, FreshnessPage
from web.guard import needs
from web.pages import render

freshness = Blueprint("freshness", __name__)

SHOWN_RELEASES = 20


@freshness.get("/editors/freshness")
@needs(Permission.EDIT_ARTICLES)
def due() -> ResponseReturnValue:
    """What is due for review, and which answers have changed since they were shown."""
    fresh = editorial().freshness
    changes = tuple(
        (change.release, tuple(Changed(each, fresh.shown(each), len(fresh.sessions(each))) for each in change.answers))
        for change in fresh.changes(SHOWN_RELEASES)
    )
    return render(FreshnessPage("Freshness", overdue(edited(), today()), superseded(edited()), changes))


@freshness.get("/changes.atom")
def changes() -> ResponseReturnValue:
    """Answers that have changed, for feed readers."""
    base = this_app().settings.public_url or request.url_root.rstrip("/")
    found = [change for change in editorial().freshness.changes(SHOWN_RELEASES) if change.answers]
    feed = get_template_attribute("changes.atom", "feed")(found, base)
    return security.public(Response(str(feed).strip(), mimetype="application/atom+xml"))
