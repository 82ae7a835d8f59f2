"""A GP raises a concern, and follows it up on a private link."""

from __future__ import annotations

import uuid
from contextlib import suppress

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.editorial.since import Since
from assistant.engagement.concerns import Concern, Side, uk_day
from assistant.engagement.raising import Wish
from assistant.errors import BadInput, Conflict, LimitReached, NotAllowed, NotFound, StoreUnavailable
from assistant.model import Turn
from knowledge.errors import UnknownArticle
from knowledge.model import Article
from web import errors, visitor
from web.application import desk, library, moment_now, public_address, this_app
from web.concern_pages import EraseConcernPage, FollowPage, RaisedPage, RaisePage
from web.incoming import lines
from web.pages import Problem, notices, render

concerns = Blueprint("concerns", __name__)

RAISE = "Raise a concern"
CHANGED = "There is news on this concern since you opened this page. It is shown below; please look, then choose again."


@concerns.get("/concerns/new")
def new() -> ResponseReturnValue:
    """The form, filled in from the turn it is about."""
    turn = _own_turn(request.args.get("turn", ""))
    words = turn.question if turn else ""
    topic = desk().suggested_topic(words) if words else ""
    wish = Wish(str(uuid.uuid4()), words, topic, topic)
    return render(RaisePage(RAISE, wish, _weeks(), turn.id if turn else ""))


@concerns.post("/concerns")
def raise_concern() -> ResponseReturnValue:
    """Raise it; the page that answers shows the link, once, and so is not redirected to."""
    turn = _own_turn(request.form.get("turn", ""))
    wish = _wish()
    try:
        raised = desk().raise_concern(wish, turn, request.remote_addr or "")
    except (BadInput, LimitReached) as error:
        problem = errors.describe(error)
        page = RaisePage(f"Error: {RAISE}", wish, _weeks(), turn.id if turn else "", problem)
        return errors.with_headers(render(page, problem.status), problem)
    path = url_for("concerns.follow", token=raised.token) if raised.token else ""
    link = public_address(path) if path else ""
    return render(RaisedPage("Your concern is with the engagement team", raised.concern, link, path))


@concerns.get("/c/<token>")
def follow(token: str) -> ResponseReturnValue:
    """State, owner, due date and replies, for whoever holds the link."""
    return render(_page(token))


@concerns.post("/c/<token>/add")
def add(token: str) -> ResponseReturnValue:
    """Add to the concern."""
    words = lines(request.form.get("words", ""))
    try:
        desk().follow_up.raising.add(token, request.form.get("key", ""), words)
    except BadInput as error:
        return render(_page(token, errors.describe(error), words), 422)
    flash("What you added is kept, and the engagement team sees that it is new.")
    return _back(token)


@concerns.post("/c/<token>/settle")
def settle(token: str) -> ResponseReturnValue:
    """Say that it is settled."""
    try:
        desk().follow_up.raising.settle(token, _version())
    except (Conflict, NotAllowed) as error:
        return _stale(token, error)
    flash("Thank you. The concern is settled; you can reopen it at any time.")
    return _back(token)


@concerns.post("/c/<token>/reopen")
def reopen(token: str) -> ResponseReturnValue:
    """Say that it is not settled."""
    words = lines(request.form.get("words", ""))
    try:
        desk().follow_up.raising.reopen(token, _version(), request.form.get("key", ""), words)
    except (Conflict, NotAllowed) as error:
        return _stale(token, error, words)
    except BadInput as error:
        return render(_page(token, errors.describe(error), words), 422)
    flash("The concern is open again, and the engagement team sees that.")
    return _back(token)


@concerns.post("/c/<token>/close")
def close_link(token: str) -> ResponseReturnValue:
    """Let this link lead nowhere any more."""
    desk().follow_up.raising.close_link(token)
    flash("The private link is closed: nobody can open it any more. The concern stays with the engagement team.")
    return redirect(url_for("chat.conversation"), 303)


@concerns.get("/c/<token>/erase")
def confirm_erase(token: str) -> ResponseReturnValue:
    """Ask whether to erase."""
    concern = desk().follow_up.raising.follow(token).concern
    return render(EraseConcernPage("Erase this concern", token, concern))


@concerns.post("/c/<token>/erase")
def erase(token: str) -> ResponseReturnValue:
    """Erase the concern and all that was said of it."""
    desk().follow_up.raising.erase(token)
    flash("Your concern is erased, with all that was said of it. Its private link leads nowhere any more.")
    return redirect(url_for("chat.conversation"), 303)


def _own_turn(turn_id: str) -> Turn | None:
    """The turn of that id in this browser's own conversation; None when it is not there, whoever's it may be."""
    with suppress(visitor.Ended, NotFound, StoreUnavailable):
        session = visitor.current() if turn_id else None
        return desk().turn(session, turn_id) if session else None
    return None


def _wish() -> Wish:
    form = request.form
    return Wish(
        key=form.get("key", ""),
        words=lines(form.get("words", "")),
        topic=form.get("topic", ""),
        suggested=form.get("suggested", ""),
        name=form.get("name", ""),
        practice=form.get("practice", ""),
        email=form.get("email", ""),
    )


def _page(token: str, problem: Problem | None = None, typed: str = "") -> FollowPage:
    followed = desk().follow_up.raising.follow(token)
    reference = followed.concern.reference
    return FollowPage(
        title=("Error: " if problem else "") + f"Your concern {reference}",
        token=token,
        followed=followed,
        next=followed.leading.may_become(Side.GP),
        overdue=followed.leading.overdue(uk_day(moment_now())),
        key=str(uuid.uuid4()),
        article=_article(followed.leading.article),
        since=_since(followed.concern),
        notices=notices(),
        problem=problem,
        typed=typed,
    )


def _article(article_id: str) -> Article | None:
    with suppress(UnknownArticle):
        return library().article(article_id) if article_id else None
    return None


def _since(concern: Concern) -> tuple[Since, ...]:
    """What became of the answer that the concern was raised from."""
    turns = (turn for turn, _ in desk().transcript(concern.session)) if concern.session else ()
    raised_from = next((turn for turn in turns if turn.id == concern.turn), None)
    return desk().editorial.freshness.since(raised_from, library()) if raised_from else ()


def _stale(token: str, error: Conflict | NotAllowed, typed: str = "") -> ResponseReturnValue:
    """The page as it is now, with what was typed, when something came in between."""
    problem = Problem(409, "Something has changed", CHANGED if isinstance(error, Conflict) else str(error))
    return render(_page(token, problem, typed), 409)


def _weeks() -> int:
    return this_app().settings.due_weeks


def _version() -> int:
    """The version that the form was made from; one that is none is never the present one."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("concerns.follow", token=token), 303)
