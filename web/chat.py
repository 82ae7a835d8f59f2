"""The conversation: ask, say whether it was useful, start again, erase."""

from __future__ import annotations

import uuid
from contextlib import suppress

from flask import Blueprint, flash, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from assistant.engagement.preview import Preview
from assistant.errors import BadInput, LimitReached, StoreUnavailable
from assistant.model import Circumstances, Session, Turn
from web import beside, errors, visitor
from web.application import desk, library, this_app
from web.incoming import AskForm, circumstances_of, useful_of
from web.pages import ChatPage, ErasePage, Problem, ShownTurn, render

chat = Blueprint("chat", __name__)

UNREACHABLE = (
    "Your earlier questions cannot be shown just now, and a new one will not be recorded. You can still ask; "
    "please try again later if you want your question to be kept."
)


@chat.get("/")
def conversation() -> ResponseReturnValue:
    """The chat page."""
    try:
        session = visitor.current()
    except visitor.Ended as ended:
        flash(_farewell(ended.why))
        session = None
    return render(_page(session))


@chat.post("/")
def ask() -> ResponseReturnValue:
    """Ask a question; the page then shows its answer."""
    form = AskForm.of(request.form)
    try:
        circumstances = circumstances_of(form.values)
        if form.keep and not form.checked and not (preview := desk().preview(form.question)).clean:
            return render(_page(_here(), form=form, preview=preview))
        session = _remember(visitor.arrive(), circumstances, keep=form.keep)
        turn = desk().ask(
            session,
            form.question,
            key=form.turn_key,
            circumstances=circumstances,
            keep=form.keep,
            mask_names=form.mask_names,
        )
    except (BadInput, LimitReached) as error:
        return ask_again(errors.describe(error))
    if turn.recorded:
        return redirect(url_for("chat.conversation", _anchor=f"turn-{turn.id}"), 303)
    return render(_page(session, unkept=turn, keep=form.keep))


def ask_again(problem: Problem) -> ResponseReturnValue:
    """The chat page with what was typed and what is wrong with it."""
    form = AskForm.of(request.form)
    return errors.with_headers(render(_page(_here(), form=form, problem=problem), problem.status), problem)


@chat.errorhandler(CSRFError)
def stale_form(error: CSRFError) -> ResponseReturnValue:
    """Show the question again when its form cannot be trusted; any other form goes the common way."""
    if request.endpoint != "chat.ask":
        return errors.shown(error)
    return ask_again(errors.describe(error))


@chat.post("/turns/<uuid:turn_id>/feedback")
def feedback(turn_id: uuid.UUID) -> ResponseReturnValue:
    """Keep whether an answer was useful."""
    session = visitor.arrive()
    comment = request.form.get("comment", "").replace("\r\n", "\n")
    try:
        desk().give_feedback(session, str(turn_id), useful_of(request.form.get("useful")), comment)
    except BadInput as error:
        flash(f"Your comment was not kept: {error}")
    return redirect(url_for("chat.conversation", _anchor=f"turn-{turn_id}"), 303)


@chat.post("/start-again")
def start_again() -> ResponseReturnValue:
    """Leave the conversation and begin another."""
    visitor.leave()
    flash("You have started again. What you asked before is kept, without your name, until its days are over.")
    return redirect(url_for("chat.conversation"), 303)


@chat.get("/erase")
def confirm_erase() -> ResponseReturnValue:
    """Ask whether to erase."""
    with suppress(visitor.Ended):
        if session := visitor.current():
            return render(ErasePage("Erase my session", len(desk().turns(session)), len(desk().concerns(session))))
    flash("There is nothing to erase: nothing is kept of this browser.")
    return redirect(url_for("chat.conversation"), 303)


@chat.post("/erase")
def erase() -> ResponseReturnValue:
    """Erase the session and all that hangs on it."""
    with suppress(visitor.Ended):
        if session := visitor.current():
            desk().erase(session, concerns="concerns" in request.form)
    visitor.leave()
    flash("Your session is erased: your questions, the answers and what you said of them are gone.")
    return redirect(url_for("chat.conversation"), 303)


def _here() -> Session | None:
    """The session of this browser, or None; opens none."""
    with suppress(visitor.Ended):
        return visitor.current()
    return None


def _remember(session: Session, circumstances: Circumstances, *, keep: bool) -> Session:
    """The session with what the GP said of themselves, kept when it is new and may be kept."""
    if keep and circumstances != session.circumstances:
        with suppress(StoreUnavailable):
            return desk().set_circumstances(session, circumstances)
    return session


def _page(
    session: Session | None,
    *,
    form: AskForm | None = None,
    problem: Problem | None = None,
    preview: Preview | None = None,
    unkept: Turn | None = None,
    keep: bool = True,
) -> ChatPage:
    """The chat page of a session, with the form as it was sent when it is shown again."""
    turns, notices = _kept(session)
    shown = (*turns, *beside.shown((unkept,), {})) if unkept else turns
    circumstances = unkept.circumstances if unkept else session.circumstances if session else Circumstances()
    return ChatPage(
        title=_title(problem, preview),
        session=session.id[:8] if session else "",
        turns=shown,
        starters=library().starters,
        circumstances=form.known_circumstances() if form else circumstances,
        key=form.key if form and form.key else str(uuid.uuid4()),
        question=form.question if form else "",
        keep=form.keep if form else keep,
        notices=(*get_flashed_messages(), *notices),
        problem=problem,
        preview=preview,
    )


def _title(problem: Problem | None, preview: Preview | None) -> str:
    if preview:
        return "Check what will be kept"
    return ("Error: " if problem else "") + "Ask about accountable care"


def _kept(session: Session | None) -> tuple[tuple[ShownTurn, ...], tuple[str, ...]]:
    """The session's turns, or a notice that they cannot be read just now."""
    if session is None:
        return (), ()
    try:
        said = desk().feedback(session)
        return beside.shown(desk().turns(session), said), ()
    except StoreUnavailable:
        return (), (UNREACHABLE,)


def _farewell(why: visitor.Gone) -> str:
    if why is visitor.Gone.IDLE:
        minutes = this_app().settings.idle_minutes
        return f"Your conversation was closed on this computer because it was not used for {minutes} minutes."
    return "Your earlier conversation is not kept any more. You can start a new one below."
