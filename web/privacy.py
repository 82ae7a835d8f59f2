"""What a GP can know and take away of what is kept: the privacy page and their own session."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from assistant.engagement.concerns import Concern
from assistant.engagement.schedule import schedule
from assistant.model import Feedback, Session
from web import security, visitor
from web.api import turn_json
from web.application import desk, library, this_app
from web.pages import OwnSessionPage, PrivacyPage, ShownTurn, render

privacy = Blueprint("privacy", __name__)


@privacy.get("/privacy")
def page() -> Response:
    """What is kept, why, until when, who sees it and how it is erased."""
    return security.public(render(PrivacyPage("Privacy", schedule(this_app().settings))))


@privacy.get("/my-session")
def own_session() -> ResponseReturnValue:
    """All that is kept of this browser's conversation, to read and print."""
    session = _session()
    if session is None:
        return _nothing()
    said = desk().feedback(session)
    became = desk().editorial.freshness.since
    turns = tuple(ShownTurn(turn, said.get(turn.id), since=became(turn, library())) for turn in desk().turns(session))
    return render(OwnSessionPage("What is kept of this conversation", session, turns, desk().concerns(session)))


@privacy.get("/my-session.json")
def own_session_json() -> ResponseReturnValue:
    """The same for programs, as a file."""
    session = _session()
    if session is None:
        return _nothing()
    said = desk().feedback(session)
    response = jsonify(
        id=session.id,
        created_at=session.created,
        expires_at=session.expires,
        circumstances=dict(session.circumstances.items()),
        turns=[turn_json(turn) | _said(said.get(turn.id)) for turn in desk().turns(session)],
        concerns=[_concern(concern) for concern in desk().concerns(session)],
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-session.json"'
    return response


@privacy.get("/stay")
def stay() -> ResponseReturnValue:
    """Keep this browser's conversation open: the script's Stay button asks for it."""
    _session()
    return "", 204


def _session() -> Session | None:
    try:
        return visitor.current()
    except visitor.Ended:
        return None


def _nothing() -> ResponseReturnValue:
    flash("Nothing is kept of this browser.")
    return redirect(url_for("chat.conversation"), 303)


def _said(feedback: Feedback | None) -> dict[str, object]:
    if feedback is None:
        return {}
    return {"feedback": {"useful": feedback.useful.value, "comment": feedback.comment, "at": feedback.at}}


def _concern(concern: Concern) -> dict[str, object]:
    return {
        "reference": concern.reference,
        "raised_at": concern.at,
        "due": concern.due,
        "state": concern.state.value,
        "topic": concern.topic,
        "words": concern.words,
        "name": concern.contact.name,
        "practice": concern.contact.practice,
        "email": concern.contact.email,
    }
