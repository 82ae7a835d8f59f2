"""The questions nobody can answer yet: the public list, and the leads' forms behind it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.register import OpenQuestion, QuestionForm, Register
from assistant.errors import BadInput, Conflict, NotFound, StoreUnavailable
from knowledge.model import TOPICS
from web import errors, visitor
from web.application import desk, library
from web.entries import tick, version_of
from web.guard import needs, note
from web.pages import Problem, notices, render
from web.presenting import topic_options
from web.report_pages import EntryPage, Input, KeptQuestionsPage, OpenQuestionsPage

register = Blueprint("register", __name__)

LEAD = "Write it in your own approved words, never in those of the GP who asked: everybody can read it."
LABELS = {
    "words": "The question, in approved words",
    "topic": "Topic",
    "owner": "Who will answer it, as a role",
    "expected": "When an answer is expected (optional)",
    "article": "The article that answers it now (optional)",
    "withdrawn": "Withdrawn: not public any more",
}


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
    return render(_page("New open question", {}))


@register.post("/leads/open-questions/new")
@needs(Permission.ANSWER_CONCERNS)
def add() -> ResponseReturnValue:
    """Keep a new question."""
    try:
        added = questions().add(_form(), library().has)
    except BadInput as error:
        return _again("New open question", errors.describe(error))
    note("open_question.added", added.id)
    flash("The question is public now.")
    return redirect(url_for("register.kept"), 303)


@register.get("/leads/open-questions/<uuid:question_id>")
@needs(Permission.ANSWER_CONCERNS)
def entry(question_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a question."""
    found = questions().question(str(question_id))
    return render(_page("Open question", _values(found), version=found.version))


@register.post("/leads/open-questions/<uuid:question_id>")
@needs(Permission.ANSWER_CONCERNS)
def change(question_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a question changed."""
    try:
        changed = questions().change(str(question_id), _form(), version_of(request.form), library().has)
    except BadInput as error:
        return _again("Open question", errors.describe(error))
    except Conflict as error:
        return _again("Open question", errors.describe(error), error.current)
    note("open_question.changed", changed.id)
    flash("The question is changed.")
    return redirect(url_for("register.kept"), 303)


def questions() -> Register:
    """The register."""
    return desk().reporting.register


def _form() -> QuestionForm:
    given = request.form
    texts = {name: given.get(name, "") for name in LABELS if name != "withdrawn"}
    return QuestionForm(**texts, withdrawn=tick(given, "withdrawn"))


def _values(question: OpenQuestion) -> dict[str, str]:
    return {name: str(getattr(question, name)) for name in LABELS if name != "withdrawn"} | {
        "withdrawn": "yes" if question.withdrawn else ""
    }


def _again(title: str, problem: Problem, current: object = None) -> ResponseReturnValue:
    """The form as it was sent; where somebody was faster, with what is kept now and that one's version."""
    now = _values(current) if isinstance(current, OpenQuestion) else {}
    version = current.version if isinstance(current, OpenQuestion) else version_of(request.form)
    return render(_page(title, request.form, version=version, problem=problem, current=now), problem.status)


def _page(
    title: str,
    values: Mapping[str, str],
    *,
    version: int = 0,
    problem: Problem | None = None,
    current: Mapping[str, str] | None = None,
) -> EntryPage:
    kinds = {"words": "words", "topic": "choice", "expected": "day", "withdrawn": "tick"}
    hints = {"owner": "For example: the ICB's contracts lead", "article": "Its id, such as contract/pms."}
    inputs = (
        Input(
            name,
            label,
            kinds.get(name, "line"),
            values.get(name, ""),
            hints.get(name, ""),
            topic_options() if name == "topic" else (),
        )
        for name, label in LABELS.items()
    )
    return EntryPage(
        title=f"Error: {title}" if problem else title,
        lead=LEAD,
        back=url_for("register.kept"),
        inputs=tuple(inputs),
        version=version,
        problem=problem,
        current=tuple((LABELS[name], value) for name, value in (current or {}).items() if value),
    )
