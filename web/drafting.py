"""The editors' pages of one draft: writing it, trying it, reviewing it, and making it live."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, get_template_attribute, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.articles import new_article, path_for, retired, with_wordings
from assistant.editorial.differing import differing
from assistant.editorial.door import PinsBroken
from assistant.editorial.folder_files import safe_path
from assistant.editorial.model import Draft
from assistant.editorial.replays import NEVER
from assistant.errors import BadInput, Conflict, NotAllowed, StoreUnavailable
from knowledge.article_file import RESERVED
from knowledge.errors import ContentError
from knowledge.model import MODELS
from web import errors
from web.application import this_app
from web.article_form import apart, together
from web.editing import edited, editorial, overview_page, renderer, today
from web.editing_pages import DraftPage, ReplayPage
from web.guard import acting, needs, note
from web.pages import Problem, notices, render

drafting = Blueprint("drafting", __name__)

MOST_LINKED = 200
"""Concerns that a draft may be begun for."""

HEADINGS = (*(name for name in RESERVED if name != "Also asked"), "If: partner", *MODELS[:4], "Also asked")


@drafting.post("/editors/drafts")
@needs(Permission.EDIT_ARTICLES)
def begin() -> ResponseReturnValue:
    """Begin a draft: of a file that there is, or of a new article on a question."""
    try:
        path, text = _begun_with()
        begun = editorial().drafts.begin(acting(), path, text, request.form.getlist("concern")[:MOST_LINKED])
    except BadInput as error:
        return render(overview_page(errors.describe(error)), 422)
    note("draft.begun", begun.id)
    return _to(begun)


@drafting.get("/editors/drafts/<uuid:draft_id>")
@needs(Permission.EDIT_ARTICLES)
def draft(draft_id: uuid.UUID) -> ResponseReturnValue:
    """A draft, to write in or to review."""
    return render(_draft_page(editorial().drafts.draft(str(draft_id))))


@drafting.post("/editors/drafts/<uuid:draft_id>/save")
@needs(Permission.EDIT_ARTICLES)
def save(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what is written; a script gets the findings and the preview back, a form the page."""
    text = _text_of_form()
    try:
        kept = editorial().drafts.save(acting(), str(draft_id), _version(), text, request.form.get("path", "").strip())
    except Conflict as error:
        return _both(error, text)
    except BadInput as error:
        return _refused(editorial().drafts.draft(str(draft_id)), error, text)
    if _wants_json():
        return _as_json(kept)
    flash("Saved.")
    return _to(kept)


@drafting.post("/editors/drafts/<uuid:draft_id>/move")
@needs(Permission.EDIT_ARTICLES)
def move(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Submit a draft, drop it, or take up what went live meanwhile."""
    drafts, person, known = editorial().drafts, acting(), str(draft_id)
    moves = {
        "submit": lambda: drafts.submit(person, known, _version(), request.form.get("note", "")),
        "drop": lambda: drafts.drop(person, known, _version()),
        "rebase": lambda: drafts.rebase(person, known, _version()),
    }
    return _moved(known, moves.get(request.form.get("to", "")), "draft.moved")


@drafting.post("/editors/drafts/<uuid:draft_id>/review")
@needs(Permission.REVIEW_ARTICLES)
def review(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Approve a draft or send it back."""
    drafts, person, known, words = editorial().drafts, acting(), str(draft_id), request.form.get("note", "")
    moves = {
        "approve": lambda: drafts.approve(person, known, _version(), words),
        "send-back": lambda: drafts.send_back(person, known, _version(), words),
    }
    return _moved(known, moves.get(request.form.get("to", "")), "draft.reviewed")


@drafting.post("/editors/drafts/<uuid:draft_id>/comments")
@needs(Permission.EDIT_ARTICLES)
def comment(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Say something of a draft."""
    known = editorial().drafts.draft(str(draft_id))
    try:
        editorial().drafts.comment(acting(), known.id, request.form.get("comment", ""))
    except BadInput as error:
        return _refused(known, error)
    return _to(known)


@drafting.post("/editors/drafts/<uuid:draft_id>/publish")
@needs(Permission.PUBLISH)
def publish(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Make an approved draft live."""
    known, form = str(draft_id), request.form
    try:
        release = editorial().publish(acting(), known, _version(), form.get("note", ""), form.get("override", ""))
    except (BadInput, Conflict, NotAllowed, ContentError, StoreUnavailable) as error:
        return _refused(editorial().drafts.draft(known), error)
    note("release.published", str(release.number))
    waiting = len(editorial().drafts.waiting(known))
    told = f" Leads are told that it may answer {waiting} concern{'s' * (waiting > 1)}." if waiting else ""
    flash(f"Release {release.number} is live.{told}")
    return _to(editorial().drafts.draft(known))


@drafting.post("/editors/drafts/<uuid:draft_id>/replay")
@needs(Permission.EDIT_ARTICLES)
def start_replay(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the draft what was really asked."""
    known = editorial().drafts.draft(str(draft_id))
    editorial().replays.start(known)
    return redirect(url_for("drafting.replay", draft_id=known.id), 303)


@drafting.get("/editors/drafts/<uuid:draft_id>/replay")
@needs(Permission.EDIT_ARTICLES)
def replay(draft_id: uuid.UUID) -> ResponseReturnValue:
    """What the draft would change; while that is being found out, how far it is."""
    known = editorial().drafts.draft(str(draft_id))
    state = editorial().replays.state(known)
    response = render(ReplayPage("What this draft changes", known, state))
    if state.running:
        response.headers["Refresh"] = "2"
    return response


@drafting.post("/editors/drafts/<uuid:draft_id>/try")
@needs(Permission.EDIT_ARTICLES)
def try_question(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Answer one question with the draft; nothing is kept of it."""
    known, question = editorial().drafts.draft(str(draft_id)), request.form.get("question", "").strip()[:1000]
    try:
        answer = editorial().try_question(known, question) if question else None
    except (Conflict, BadInput, ContentError) as error:
        return _refused(known, error)
    return render(_draft_page(known, tried=question, answer=answer))


# ----


def _version() -> int:
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput("version", "This form is incomplete. Open the draft again.")
    return int(text)


def _begun_with() -> tuple[str, str]:
    """Where the draft stands and what it says to begin with. Raises BadInput."""
    form = request.form
    path = form.get("path", "")
    if not path:
        question = " ".join(form.get("question", "").split())[:300]
        path = path_for(form.get("topic", ""), question)
        if editorial().drafts.live_text(path):
            raise BadInput("question", f"There is an article {path} already.")
        return path, new_article(question, form.getlist("wording")[:30], acting().name, today())
    text = editorial().drafts.live_text(safe_path(path))
    if wordings := form.getlist("wording")[:30]:
        text = with_wordings(text, wordings)
    if form.get("number", "").isdecimal():
        wanted = [old for release, old in editorial().history(path) if str(release.number) == form["number"]]
        text = wanted[0] if wanted else text
    action = form.get("action", "")
    return path, retired(text, yes=action == "retire") if action in ("retire", "reinstate") else text


def _text_of_form() -> str:
    names = request.form.getlist("field")
    values = [(name, request.form.get(f"field-{name}", "")) for name in names]
    body = request.form.get("body", "").replace("\r\n", "\n")
    return together(values, body)


def _to(known: Draft) -> ResponseReturnValue:
    return redirect(url_for("drafting.draft", draft_id=known.id), 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _as_json(known: Draft) -> ResponseReturnValue:
    rendered = renderer.render(known.path, known.text, edited(), today())
    findings = get_template_attribute("editors_parts.html", "findings")
    preview = get_template_attribute("editors_parts.html", "preview")
    others = [editing.name for editing in editorial().drafts.see(acting(), known.id)]
    return {
        "version": known.version,
        "findings": str(findings(rendered.findings)),
        "preview": str(preview(rendered.answer)),
        "others": others,
    }


def _moved(draft_id: str, work: Callable[[], Draft] | None, what: str) -> ResponseReturnValue:
    if work is None:
        raise BadInput("to", "Choose what to do with this draft.")
    try:
        moved = work()
    except (BadInput, Conflict, NotAllowed) as error:
        return _refused(editorial().drafts.draft(draft_id), error)
    note(what, moved.id)
    return _to(moved)


def _both(error: Conflict, mine: str) -> ResponseReturnValue:
    """A page with what could not be kept in the form, and beside it what somebody else saved."""
    theirs = error.current
    if not isinstance(theirs, Draft):
        raise error
    if _wants_json():
        return {"detail": str(error), "version": theirs.version}, 409
    return render(
        _draft_page(theirs, errors.describe(error), text=mine, theirs=differing(theirs.base, theirs.text)), 409
    )


def _refused(known: Draft, error: Exception, text: str = "") -> ResponseReturnValue:
    problem = errors.describe(error)
    if isinstance(error, ContentError):
        problem = Problem(422, "This cannot be built", str(error))
    if isinstance(error, StoreUnavailable):
        why = f"The release before stays live, and this draft is as it was. {error}"
        problem = Problem(503, "This could not be published", why)
    if isinstance(error, NotAllowed):
        problem = Problem(403, "Somebody else has to do this", str(error))
    if _wants_json():
        return {"detail": problem.detail}, problem.status
    broken = error.broken if isinstance(error, PinsBroken) else ()
    live = error.current if isinstance(error, Conflict) and isinstance(error.current, str) else None
    if live is None:
        return render(_draft_page(known, problem, text=text, broken=broken), problem.status)
    page = _draft_page(known, problem, text=text, theirs=differing(known.base, live), overtaken=True)
    return render(page, problem.status)


def _draft_page(known: Draft, problem: Problem | None = None, **shown: object) -> DraftPage:
    text = str(shown.pop("text", "") or known.text)
    fields, body = apart(text) if known.path.endswith(".md") else ((), text)
    person, drafts = acting(), editorial().drafts
    others = drafts.see(person, known.id) if known.state.open else ()
    return DraftPage(
        title=f"Error: {known.path}" if problem else known.path,
        draft=known,
        fields=fields,
        body=body,
        rendered=renderer.render(known.path, text, edited(), today()),
        pieces=differing(known.base, text),
        events=drafts.history(known.id),
        others=others,
        beside=drafts.beside(known) if known.state.open else (),
        waiting=drafts.waiting(known.id),
        read_concerns=person.may(Permission.READ_INBOX),
        replay=editorial().replays.state(known) if known.state.open else NEVER,
        may_approve=person.id not in known.authors or this_app().settings.one_person,
        sources=tuple((source.key, f"{source.publisher}: {source.title}") for source in edited().sources),
        headings=HEADINGS,
        problem=problem,
        notices=notices(),
        **shown,  # type: ignore[arg-type]  # theirs, overtaken, broken, tried, answer
    )
