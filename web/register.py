"""The questions nobody can answer yet: the public list, and the leads' forms behind it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.register import QuestionForm, Register
from assistant.errors import BadInput, Conflict, NotFound, StoreUnavailable
from knowledge.model import TOPICS
from web import visitor
from web.application import desk, library
from web.entries import WITHDRAWN, EntryForm, version_of
from web.guard import needs, note
from web.pages import notices, render
from web.report_pages import Input, KeptQuestionsPage, OpenQuestionsPage

register = Blueprint("register", __name__)

FORM = EntryForm(
    "Write it in your own approved words, never in those of the GP who asked: everybody can read it.",
    "register.kept",
    (
        Input("words", "The question, in approved words", "words"),
        Input("topic", "Topic", "choice"),
        Input("owner", "Who will answer it, as a role", "line", hint="For example: the ICB's contracts lead"),
        Input("expected", "When an answer is expected (optional)", "day"),
        Input("article", "The article that answers it now (optional)", "line", hint="Its id, such as contract/pms."),
        WITHDRAWN,
    ),
)


@register.get("/open-questions")
def public() -> ResponseReturnValue:
    """What nobody can answer yet, and what has been answered since."""
    entries = questions().public()
    known = {article.id: article.question for article in library().articles}
    page = OpenQuestionsPage(
        title="Open questions",
        waiting=tuple(entry for entry in entries if entry.waiting),
        answered=tuple(entry for entry in entries if entry.answered),
        articles={entry.article: known[entry.article] for entry in entries if entry.article in known},
        promises=desk().reporting.commitments.about(TOPICS),
        notices=notices(),
    )
    return render(page)


@register.post("/open-questions/<uuid:question_id>/me-too")
def me_too(question_id: uuid.UUID) -> ResponseReturnValue:
    """Count this browser's session for a question."""
    session = visitor.arrive()
    try:
        new = questions().me_too(str(question_id), session.id)
    except NotFound:
        questions().question(str(question_id))  # it is the session that is not kept
        raise StoreUnavailable("The session was not recorded.") from None
    flash("Thank you, you are counted." if new else "You were counted already.")
    return redirect(url_for("register.public", _anchor=f"question-{question_id}"), 303)


@register.get("/leads/open-questions")
@needs(Permission.READ_INBOX)
def kept() -> ResponseReturnValue:
    """Every open question."""
    return render(KeptQuestionsPage("Open questions", questions().all(), notices()))


@register.get("/leads/open-questions/new")
@needs(Permission.ANSWER_CONCERNS)
def blank() -> ResponseReturnValue:
    """The form of a new question."""
    return render(FORM.blank("New open question"))


@register.post("/leads/open-questions/new")
@needs(Permission.ANSWER_CONCERNS)
def add() -> ResponseReturnValue:
    """Keep a new question."""
    try:
        added = questions().add(QuestionForm(**FORM.sent()), library().has)
    except BadInput as error:
        return FORM.again("New open question", error)
    note("open_question.added", added.id)
    flash("The question is public now.")
    return redirect(url_for("register.kept"), 303)


@register.get("/leads/open-questions/<uuid:question_id>")
@needs(Permission.ANSWER_CONCERNS)
def entry(question_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a question."""
    return render(FORM.filled("Open question", questions().question(str(question_id))))


@register.post("/leads/open-questions/<uuid:question_id>")
@needs(Permission.ANSWER_CONCERNS)
def change(question_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a question changed."""
    try:
        form = QuestionForm(**FORM.sent())
        changed = questions().change(str(question_id), form, version_of(request.form), library().has)
    except (BadInput, Conflict) as error:
        return FORM.again("Open question", error)
    note("open_question.changed", changed.id)
    flash("The question is changed.")
    return redirect(url_for("register.kept"), 303)


def questions() -> Register:
    """The register."""
    return desk().reporting.register
