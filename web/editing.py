"""The editors' pages: what there is, what is being worked on, and what makes words live."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import cast

from flask import Blueprint, Response, flash, g, get_template_attribute, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.archive import packed
from assistant.editorial.articles import new_article, path_for, retired
from assistant.editorial.differing import differing
from assistant.editorial.door import Editorial, PinsBroken
from assistant.editorial.folder_files import safe_path
from assistant.editorial.freshness import overdue, superseded
from assistant.editorial.model import Draft, Figures
from assistant.editorial.rendering import Renderer
from assistant.editorial.replays import NEVER
from assistant.errors import BadInput, Conflict, NotAllowed, NotFound, StoreUnavailable
from knowledge.article_file import RESERVED
from knowledge.errors import ContentError
from knowledge.library import Library
from knowledge.model import MODELS, TOPICS
from web import errors, security
from web.application import desk, this_app
from web.article_form import apart, together
from web.editing_pages import (
    Changed,
    DraftPage,
    FilePage,
    FreshnessPage,
    GapsPage,
    OverviewPage,
    ReleasesPage,
    ReplayPage,
    Row,
    Version,
)
from web.guard import acting, needs, note
from web.pages import Problem, notices, render

editing = Blueprint("editing", __name__)
renderer = Renderer()

SHOWN_RELEASES = 20
_NO_FIGURES = Figures()
HEADINGS = (*(name for name in RESERVED if name != "Also asked"), "If: partner", *MODELS[:4], "Also asked")


def editorial() -> Editorial:
    """The door of editing."""
    return desk().editorial


def library() -> Library:
    """The release that is edited, taken once a request."""
    if "edited" not in g:
        g.edited = editorial().library
    return cast(Library, g.edited)


# ---- what there is


@editing.get("/editors")
@needs(Permission.EDIT_ARTICLES)
def overview() -> ResponseReturnValue:
    """Every article with how it does, the drafts, and what stands in the way."""
    return render(_overview())


@editing.get("/editors/files/<path:path>")
@needs(Permission.EDIT_ARTICLES)
def file(path: str) -> ResponseReturnValue:
    """One file and its history."""
    path = _known_path(path)
    history = editorial().history(path)
    older = [text for _, text in history[1:]] + [""]
    versions = tuple(
        Version(release, text, differing(before, text)) for (release, text), before in zip(history, older, strict=True)
    )
    text = editorial().drafts.live_text(path)
    article = library().release.by_id.get(path.removesuffix(".md"))
    findings = renderer.render(path, text, library(), _today()).findings if text else ()
    return render(FilePage(path, path, text, article, versions, findings, notices()))


@editing.get("/editors/gaps")
@needs(Permission.EDIT_ARTICLES)
def gaps() -> ResponseReturnValue:
    """What was asked and not answered, or to no use."""
    return render(GapsPage("Unanswered questions", editorial().gaps(), TOPICS))


@editing.get("/editors/freshness")
@needs(Permission.EDIT_ARTICLES)
def freshness() -> ResponseReturnValue:
    """What is due for review, and which answers have changed since they were shown."""
    fresh = editorial().freshness
    changes = tuple(
        (change.release, tuple(Changed(each, fresh.shown(each), len(fresh.sessions(each))) for each in change.answers))
        for change in fresh.changes(SHOWN_RELEASES)
    )
    return render(FreshnessPage("Freshness", overdue(library(), _today()), superseded(library()), changes))


@editing.get("/editors/releases")
@needs(Permission.EDIT_ARTICLES)
def releases() -> ResponseReturnValue:
    """What went live when."""
    return render(_releases())


@editing.get("/editors/export.zip")
@needs(Permission.EDIT_ARTICLES)
def export() -> ResponseReturnValue:
    """The whole content as a zip file."""
    note("content.exported", library().release_hash[:12])
    name = f"content-{library().release_hash[:12]}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(packed(editorial().content()), mimetype="application/zip", headers=headers)


# ---- a draft


@editing.post("/editors/drafts")
@needs(Permission.EDIT_ARTICLES)
def begin() -> ResponseReturnValue:
    """Begin a draft: of a file that there is, or of a new article on a question."""
    try:
        path, text = _begun_with()
        begun = editorial().drafts.begin(acting(), path, text)
    except BadInput as error:
        return render(_overview(errors.describe(error)), 422)
    note("draft.begun", begun.id)
    return _to(begun)


@editing.get("/editors/drafts/<uuid:draft_id>")
@needs(Permission.EDIT_ARTICLES)
def draft(draft_id: uuid.UUID) -> ResponseReturnValue:
    """A draft, to write in or to review."""
    return render(_draft_page(editorial().drafts.draft(str(draft_id))))


@editing.post("/editors/drafts/<uuid:draft_id>/save")
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


@editing.post("/editors/drafts/<uuid:draft_id>/move")
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


@editing.post("/editors/drafts/<uuid:draft_id>/review")
@needs(Permission.REVIEW_ARTICLES)
def review(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Approve a draft or send it back."""
    drafts, person, known, words = editorial().drafts, acting(), str(draft_id), request.form.get("note", "")
    moves = {
        "approve": lambda: drafts.approve(person, known, _version(), words),
        "send-back": lambda: drafts.send_back(person, known, _version(), words),
    }
    return _moved(known, moves.get(request.form.get("to", "")), "draft.reviewed")


@editing.post("/editors/drafts/<uuid:draft_id>/comments")
@needs(Permission.EDIT_ARTICLES)
def comment(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Say something of a draft."""
    known = editorial().drafts.draft(str(draft_id))
    try:
        editorial().drafts.comment(acting(), known.id, request.form.get("comment", ""))
    except BadInput as error:
        return _refused(known, error)
    return _to(known)


@editing.post("/editors/drafts/<uuid:draft_id>/publish")
@needs(Permission.PUBLISH)
def publish(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Make an approved draft live."""
    known, form = str(draft_id), request.form
    try:
        release = editorial().publish(acting(), known, _version(), form.get("note", ""), form.get("override", ""))
    except (BadInput, Conflict, NotAllowed, ContentError, StoreUnavailable) as error:
        return _refused(editorial().drafts.draft(known), error)
    note("release.published", str(release.number))
    flash(f"Release {release.number} is live.")
    return _to(editorial().drafts.draft(known))


@editing.post("/editors/drafts/<uuid:draft_id>/replay")
@needs(Permission.EDIT_ARTICLES)
def start_replay(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the draft what was really asked."""
    known = editorial().drafts.draft(str(draft_id))
    editorial().replays.start(known)
    return redirect(url_for("editing.replay", draft_id=known.id), 303)


@editing.get("/editors/drafts/<uuid:draft_id>/replay")
@needs(Permission.EDIT_ARTICLES)
def replay(draft_id: uuid.UUID) -> ResponseReturnValue:
    """What the draft would change; while that is being found out, how far it is."""
    known = editorial().drafts.draft(str(draft_id))
    state = editorial().replays.state(known)
    response = render(ReplayPage("What this draft changes", known, state))
    if state.running:
        response.headers["Refresh"] = "2"
    return response


@editing.post("/editors/drafts/<uuid:draft_id>/try")
@needs(Permission.EDIT_ARTICLES)
def try_question(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Answer one question with the draft; nothing is kept of it."""
    known, question = editorial().drafts.draft(str(draft_id)), request.form.get("question", "").strip()[:1000]
    try:
        answer = editorial().try_question(known, question) if question else None
    except (Conflict, BadInput, ContentError) as error:
        return _refused(known, error)
    return render(_draft_page(known, tried=question, answer=answer))


# ---- all of it


@editing.post("/editors/releases/<int:number>/restore")
@needs(Permission.PUBLISH)
def restore(number: int) -> ResponseReturnValue:
    """Make an earlier release live again."""
    try:
        release = editorial().restore(acting(), number, request.form.get("reason", ""))
    except (BadInput, Conflict) as error:
        return render(_releases(errors.describe(error)), errors.describe(error).status)
    note("release.restored", str(number))
    flash(f"Release {release.number} is live.")
    return redirect(url_for("editing.releases"), 303)


@editing.post("/editors/import")
@needs(Permission.PUBLISH)
def take_in() -> ResponseReturnValue:
    """Make the content of a zip file live, all of it or nothing."""
    sent = request.files.get("file")
    try:
        release = editorial().take_in(acting(), sent.read() if sent else b"", request.form.get("override", ""))
    except (BadInput, Conflict, ContentError) as error:
        return render(_releases(errors.describe(error)), errors.describe(error).status)
    note("content.imported", str(release.number))
    flash(f"Release {release.number} is live.")
    return redirect(url_for("editing.releases"), 303)


@editing.post("/editors/folder")
@needs(Permission.PUBLISH)
def choose() -> ResponseReturnValue:
    """Where folder and record differ: choose which of the two stays."""
    follower, person = editorial().follower, acting()
    reason, choice = request.form.get("reason", "").strip(), request.form.get("choice", "")
    if follower is None:
        raise NotFound("No folder is watched here.")
    if choice not in ("folder", "record") or not reason:
        return render(_overview(Problem(422, "Something is missing", "Choose, and say why.", "reason")), 422)
    try:
        if choice == "folder":
            follower.take_folder(person.id, person.name, reason)
        else:
            follower.take_record()
    except (BadInput, Conflict) as error:
        return render(_overview(errors.describe(error)), errors.describe(error).status)
    note("folder.chosen", choice)
    flash("The folder's files are live." if choice == "folder" else "The folder now holds the published release.")
    return redirect(url_for("editing.overview"), 303)


@editing.get("/changes.atom")
def changes() -> ResponseReturnValue:
    """Answers that have changed, for feed readers."""
    base = this_app().settings.public_url or request.url_root.rstrip("/")
    found = [change for change in editorial().freshness.changes(SHOWN_RELEASES) if change.answers]
    feed = get_template_attribute("changes.atom", "feed")(found, base)
    return security.public(Response(str(feed).strip(), mimetype="application/atom+xml"))


# ----


def _today() -> date:
    return datetime.fromtimestamp(this_app().clock(), UTC).date()


def _version() -> int:
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput("version", "This form is incomplete. Open the draft again.")
    return int(text)


def _known_path(path: str) -> str:
    try:
        return safe_path(path)
    except BadInput as error:
        raise NotFound("There is no such file.") from error


def _begun_with() -> tuple[str, str]:
    """Where the draft stands and what it says to begin with. Raises BadInput."""
    form = request.form
    path = form.get("path", "")
    if not path:
        question = " ".join(form.get("question", "").split())[:300]
        path = path_for(form.get("topic", ""), question)
        if editorial().drafts.live_text(path):
            raise BadInput("question", f"There is an article {path} already.")
        return path, new_article(question, form.getlist("wording")[:30], acting().name, _today())
    text = editorial().drafts.live_text(safe_path(path))
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
    return redirect(url_for("editing.draft", draft_id=known.id), 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _as_json(known: Draft) -> ResponseReturnValue:
    rendered = renderer.render(known.path, known.text, library(), _today())
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
    return render(_draft_page(theirs, errors.describe(error), text=mine, theirs=theirs.text), 409)


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
    return render(_draft_page(known, problem, text=text, broken=broken), problem.status)


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
        rendered=renderer.render(known.path, text, library(), _today()),
        pieces=differing(known.base, text),
        events=drafts.history(known.id),
        others=others,
        replay=editorial().replays.state(known) if known.state.open else NEVER,
        may_approve=person.id not in known.authors or this_app().settings.one_person,
        sources=tuple((source.key, f"{source.publisher}: {source.title}") for source in library().sources),
        headings=HEADINGS,
        problem=problem,
        notices=notices(),
        **shown,  # type: ignore[arg-type]  # theirs, broken, tried, answer
    )


def _overview(problem: Problem | None = None) -> OverviewPage:
    wanted = request.args.get("topic", "")
    figures, now = editorial().figures(), _today().isoformat()
    told = editorial().told
    rows = tuple(
        Row(
            article,
            figures.get(article.id, _NO_FIGURES),
            sum(finding.path == article.path for finding in told.findings),
            article.review_by < now,
        )
        for article in library().articles
        if not wanted or article.topic == wanted
    )
    lists = tuple(
        sorted(path for path in editorial().content() if path.endswith(".yml") or path.startswith("replies/"))
    )
    return OverviewPage(
        title="Error: Editors" if problem else "Editors",
        rows=rows,
        lists=tuple(sorted(lists)),
        drafts=editorial().drafts.open(),
        told=told,
        topics=TOPICS,
        topic=wanted,
        problem=problem,
        notices=notices(),
        question=request.form.get("question", ""),
    )


def _releases(problem: Problem | None = None) -> ReleasesPage:
    return ReleasesPage("Error: Releases" if problem else "Releases", editorial().releases(), problem, notices())
