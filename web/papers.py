"""What a GP prints of their own session: the brief for a partners' meeting, and the whole conversation."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from assistant.engagement.brief import brief_of
from assistant.engagement.days import said
from assistant.model import Turn
from web import visitor
from web.application import desk
from web.pages import render
from web.report_pages import BriefPage, PrintPage

papers = Blueprint("papers", __name__)

NOTHING = "There is nothing to print yet: ask something first."


@papers.get("/brief")
def brief() -> ResponseReturnValue:
    """Two pages for a partners' meeting."""
    turns = _turns()
    made = brief_of(turns)
    if made.empty:
        return _nothing()
    topics = {topic for turn in turns for topic in turn.answer.topics}
    promises = desk().reporting.commitments.about(topics)
    return render(BriefPage("Brief for a partners' meeting", made, promises, _today()))


@papers.get("/print")
def conversation() -> ResponseReturnValue:
    """The whole conversation."""
    turns = _turns()
    return render(PrintPage("Your questions and answers", turns, _today())) if turns else _nothing()


def _turns() -> tuple[Turn, ...]:
    """The turns of this browser's session; none when it has ended or never began. Raises StoreUnavailable."""
    try:
        session = visitor.current()
    except visitor.Ended:
        return ()
    return desk().turns(session) if session else ()


def _nothing() -> ResponseReturnValue:
    flash(NOTHING)
    return redirect(url_for("chat.conversation"), 303)


def _today() -> str:
    return said(desk().reporting.reports.today)
