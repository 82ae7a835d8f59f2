"""The editors' pages of what there is: the articles and lists, how they do, and what nobody has answered yet."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import cast

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.editorial.differing import differing
from assistant.editorial.door import Editorial
from assistant.editorial.folder_files import safe_path
from assistant.editorial.freshness import Superseded, due, superseded
from assistant.editorial.rendering import Renderer
from assistant.errors import BadInput, NotFound
from knowledge.idioms_file import FOLDER as IDIOMS
from knowledge.library import Library
from knowledge.model import TOPICS, Source, Standing
from web.application import desk, this_app
from web.article_list import COLUMNS, SHOW, Listing, rows
from web.editing_pages import FilePage, GapsPage, OverviewPage, Version
from web.guard import acting, needs
from web.pages import Problem, notices, render

editing = Blueprint("editing", __name__)
renderer = Renderer()

_LISTED = ("replies/", IDIOMS)
"""The folders whose Markdown files are no articles."""

SHOWN_RELEASES = 20
"""How many of the last releases are looked through for what they changed."""


def editorial() -> Editorial:
    """The door of editing."""
    return desk().editorial


def edited() -> Library:
    """The release that is edited, taken once a request."""
    if "edited" not in g:
        g.edited = editorial().library
    return cast(Library, g.edited)


def today() -> date:
    """The day it is, by the application's clock."""
    return datetime.fromtimestamp(this_app().clock(), UTC).date()


@editing.get("/editors")
@needs(Permission.EDIT_ARTICLES)
def overview() -> ResponseReturnValue:
    """Every article with how it does, the drafts, and what stands in the way."""
    return render(overview_page())


@editing.get("/editors/files/<path:path>")
@needs(Permission.EDIT_ARTICLES)
def file(path: str) -> ResponseReturnValue:
    """One file and its history."""
    path = _known_path(path)
    history = editorial().history(path)
    older = [text for _, text in history[1:]] + [""]
    shown = _shown_older(path.removesuffix(".md"))
    versions = tuple(
        Version(release, text, differing(before, text), shown.get(release.number, 0))
        for (release, text), before in zip(history, older, strict=True)
    )
    text = editorial().drafts.live_text(path)
    article = edited().release.by_id.get(path.removesuffix(".md"))
    findings = renderer.render(path, text, edited(), today()).findings if text else ()
    drafts = editorial().drafts.of_file(path)
    return render(FilePage(path, path, text, article, drafts, versions, findings, notices()))


@editing.get("/editors/gaps")
@needs(Permission.EDIT_ARTICLES)
def gaps() -> ResponseReturnValue:
    """What was asked and not answered, or to no use."""
    return render(
        GapsPage("Unanswered questions", editorial().gaps.found(), TOPICS, acting().may(Permission.READ_INBOX))
    )


def _shown_older(article_id: str) -> dict[int, int]:
    """By the number of a release that changed an article, how many sessions had been shown the older words."""
    fresh = editorial().freshness
    return {
        change.release.number: len(fresh.sessions(answer))
        for change in fresh.changes(SHOWN_RELEASES)
        for answer in change.answers
        if answer.article == article_id
    }


def _known_path(path: str) -> str:
    try:
        return safe_path(path)
    except BadInput as error:
        raise NotFound("There is no such file.") from error


def overview_page(problem: Problem | None = None) -> OverviewPage:
    """The overview, with what went wrong when something did."""
    listing, told = Listing.of(request.args), editorial().told
    resting = superseded(edited())
    on_superseded = Counter(each.article.id for each in resting)
    everything = rows(edited().articles, editorial().figures(), told.findings, on_superseded, today())
    lists = sorted(path for path in editorial().content() if path.endswith(".yml") or path.startswith(_LISTED))
    return OverviewPage(
        title="Error: Editors" if problem else "Editors",
        listing=listing,
        rows=listing.of_rows(everything),
        all=len(everything),
        lists=tuple(lists),
        drafts=editorial().drafts.open(),
        told=told,
        today=today().isoformat(),
        due=due(edited(), today()),
        superseded=_superseded(resting),
        topics=TOPICS,
        standings=tuple(Standing),
        show=SHOW,
        columns=COLUMNS,
        problem=problem,
        notices=notices(),
        question=request.form.get("question", ""),
    )


def _superseded(resting: tuple[Superseded, ...]) -> tuple[tuple[Source, str, int], ...]:
    """The superseded sources that statements rest on, with what followed each and how many they are."""
    counted = Counter((each.source, each.successor) for each in resting)
    found = ((edited().source(key), edited().source(after), after, count) for (key, after), count in counted.items())
    return tuple((source, then.title if then else after, count) for source, then, after, count in found if source)
