"""The editors' pages of all of the content: its releases, its way in and out, and the folder."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.archive import packed
from assistant.errors import BadInput, Conflict, NotFound
from knowledge.errors import ContentError
from web import errors
from web.editing import edited, editorial, overview_page
from web.editing_pages import ReleasesPage
from web.guard import acting, needs, note
from web.pages import Problem, notices, render

releasing = Blueprint("releasing", __name__)


@releasing.get("/editors/releases")
@needs(Permission.EDIT_ARTICLES)
def releases() -> ResponseReturnValue:
    """What went live when."""
    return render(_releases())


@releasing.get("/editors/export.zip")
@needs(Permission.EDIT_ARTICLES)
def export() -> ResponseReturnValue:
    """The whole content as a zip file."""
    note("content.exported", edited().release_hash[:12])
    name = f"content-{edited().release_hash[:12]}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(packed(editorial().content()), mimetype="application/zip", headers=headers)


@releasing.post("/editors/releases/<int:number>/restore")
@needs(Permission.PUBLISH)
def restore(number: int) -> ResponseReturnValue:
    """Make an earlier release live again."""
    try:
        release = editorial().restore(acting(), number, request.form.get("reason", ""))
    except (BadInput, Conflict) as error:
        return render(_releases(errors.describe(error)), errors.describe(error).status)
    note("release.restored", str(number))
    flash(f"Release {release.number} is live.")
    return redirect(url_for("releasing.releases"), 303)


@releasing.post("/editors/import")
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
    return redirect(url_for("releasing.releases"), 303)


@releasing.post("/editors/folder")
@needs(Permission.PUBLISH)
def choose() -> ResponseReturnValue:
    """Where folder and record differ: choose which of the two stays."""
    follower, person = editorial().follower, acting()
    reason, choice = request.form.get("reason", "").strip(), request.form.get("choice", "")
    if follower is None:
        raise NotFound("No folder is watched here.")
    if choice not in ("folder", "record") or not reason:
        return render(overview_page(Problem(422, "Something is missing", "Choose, and say why.", "reason")), 422)
    try:
        if choice == "folder":
            follower.take_folder(person.id, person.name, reason)
        else:
            follower.take_record()
    except (BadInput, Conflict) as error:
        return render(overview_page(errors.describe(error)), errors.describe(error).status)
    note("folder.chosen", choice)
    flash("The folder's files are live." if choice == "folder" else "The folder now holds the published release.")
    return redirect(url_for("editing.overview"), 303)


def _releases(problem: Problem | None = None) -> ReleasesPage:
    return ReleasesPage("Error: Releases" if problem else "Releases", editorial().releases(), problem, notices())
