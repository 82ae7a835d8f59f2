"""One concern, as leads see it and work on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.casework import Details, Response
from assistant.engagement.concerns import Concern, Side, State, Trail, uk_day
from assistant.engagement.events import Event
from assistant.errors import BadInput, Conflict, NotAllowed, NotFound
from knowledge.errors import UnknownArticle
from web import errors
from web.application import desk, library, moment_now
from web.concern_pages import ConcernPage, ConflictPage, Step
from web.guard import acting, needs, note
from web.incoming import lines
from web.leads import follow_up, names, owner_of, readers, transcript
from web.pages import Problem, notices, render

casework = Blueprint("casework", __name__)

LABELS = {
    "words": "What you wrote",
    "to": "State",
    "reason": "Reason",
    "owner": "Owner",
    "topic": "Topic",
    "due": "Due date",
    "urgent": "Urgent",
    "article": "Article that answers it",
    "into": "Merge into",
}
"""What the fields of the forms here are called."""


@casework.get("/leads/concerns/<uuid:concern_id>")
@needs(Permission.READ_INBOX)
def concern(concern_id: uuid.UUID) -> ResponseReturnValue:
    """The concern with all that happened to it."""
    one = follow_up().casework.concern(str(concern_id))
    note("concern.read", one.id)
    return render(_page(one))


@casework.post("/leads/concerns/<uuid:concern_id>/details")
@needs(Permission.ANSWER_CONCERNS)
def details(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Set owner, topic, due date, urgency and article; an owner who has left may stay until another is chosen."""

    def edit(form: Mapping[str, str]) -> Concern:
        wanted = Details(
            topic=form.get("topic", ""),
            owner=_owner(form.get("owner", ""), concern_id),
            due=form.get("due", ""),
            urgent="urgent" in form,
            article=_article(form.get("article", "").strip()),
        )
        return follow_up().casework.edit(str(concern_id), _version(), wanted, acting().id)

    return _done(concern_id, edit, "concern.edited", "Saved.")


@casework.post("/leads/concerns/<uuid:concern_id>/respond")
@needs(Permission.ANSWER_CONCERNS)
def respond(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Reply, move on, or both."""

    def answer(form: Mapping[str, str]) -> Concern:
        to = form.get("to", "")
        if to and to not in tuple(State):
            raise BadInput("to", "Choose one of the states.")
        response = Response(
            form.get("key", ""), lines(form.get("words", "")), State(to) if to else None, form.get("reason", "")
        )
        return follow_up().casework.respond(str(concern_id), _version(), response, acting().id)

    return _done(concern_id, answer, "concern.answered", "Kept. The GP sees it on their private link.")


@casework.post("/leads/concerns/<uuid:concern_id>/notes")
@needs(Permission.ANSWER_CONCERNS)
def add_note(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Keep an internal note."""

    def keep(form: Mapping[str, str]) -> Concern:
        words = lines(form.get("words", ""))
        return follow_up().casework.note(str(concern_id), _version(), form.get("key", ""), words, acting().id)

    return _done(concern_id, keep, "concern.noted", "The note is kept. Only colleagues read it.", field="note")


@casework.post("/leads/concerns/<uuid:concern_id>/merge")
@needs(Permission.ANSWER_CONCERNS)
def merge(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Merge a duplicate into another concern."""

    def join(form: Mapping[str, str]) -> Concern:
        return follow_up().casework.merge(str(concern_id), _version(), form.get("into", ""), acting().id)

    return _done(concern_id, join, "concern.merged", "Merged. This concern counts for both now.")


@casework.post("/leads/concerns/<uuid:concern_id>/part")
@needs(Permission.ANSWER_CONCERNS)
def part(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Take a duplicate out again."""

    def leave(_: Mapping[str, str]) -> Concern:
        return follow_up().casework.part(str(concern_id), _version(), acting().id)

    return _done(concern_id, leave, "concern.parted", "It stands by itself again.")


@casework.post("/leads/concerns/<uuid:concern_id>/close-link")
@needs(Permission.ANSWER_CONCERNS)
def close_link(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Let the GP's link lead nowhere any more."""

    def close(_: Mapping[str, str]) -> Concern:
        return follow_up().casework.close_link(str(concern_id), _version(), acting().id)

    return _done(concern_id, close, "concern.link_closed", "The GP's private link is closed.")


def _done(
    concern_id: uuid.UUID, work: Callable[[Mapping[str, str]], Concern], what: str, told: str, field: str = ""
) -> ResponseReturnValue:
    """Do it, note it and go back; where it cannot be done, a page with what was sent, so that nothing is lost."""
    try:
        note(what, str(concern_id))
        after = work(request.form)
    except Conflict as conflict:
        return _conflict(conflict, concern_id)
    except NotAllowed as error:
        return _refused(concern_id, BadInput("to", str(error)))
    except BadInput as error:
        return _refused(concern_id, BadInput(field or error.field, str(error)))
    flash(told)
    return redirect(url_for("casework.concern", concern_id=after.id), 303)


def _refused(concern_id: uuid.UUID, error: BadInput) -> ResponseReturnValue:
    typed = {name: value[:20_000] for name, value in request.form.items() if name in LABELS}
    if error.field == "note":
        typed["note"] = typed.pop("words", "")
    page = _page(follow_up().casework.concern(str(concern_id)), errors.describe(error), typed)
    return render(page, page.problem.status if page.problem else 422)


def _conflict(conflict: Conflict, concern_id: uuid.UUID) -> ResponseReturnValue:
    """What was sent beside what is there now, and the form to send it again."""
    now = follow_up().casework.concern(str(concern_id))
    sent = tuple((LABELS[name], name, lines(value)) for name, value in request.form.items() if name in LABELS)
    key = request.form.get("key", "")
    problem = errors.describe(conflict)
    steps = _steps(follow_up().casework.trail(now.id))
    page = ConflictPage(
        f"Error: {problem.title}", problem, request.path, (*sent, ("", "key", key)), now, steps, names()
    )
    return render(page, problem.status)


def _page(one: Concern, problem: Problem | None = None, typed: Mapping[str, str] | None = None) -> ConcernPage:
    work = follow_up().casework
    suggested = follow_up().logbook.suggested(one)
    return ConcernPage(
        title=("Error: " if problem else "") + f"Concern {one.reference}",
        concern=one,
        steps=_steps(work.trail(one.id)),
        turns=transcript(one.session),
        duplicates=work.duplicates(one.id),
        leading=work.found(one.merged_into) if one.merged_into else None,
        event=_event(one),
        suggested=suggested,
        written=desk().editorial.drafts.for_concern(one.id),
        articles=tuple(library().article(each) for each in suggested.articles),
        next=one.may_become(Side.LEAD),
        overdue=one.overdue(uk_day(moment_now())),
        linked=work.linked(one.id),
        mail_server=follow_up().mail_server,
        names=names(),
        people=readers(),
        key=str(uuid.uuid4()),
        typed=typed or {},
        notices=notices(),
        problem=problem,
    )


def _event(one: Concern) -> Event | None:
    with suppress(NotFound):
        return follow_up().logbook.event(one.event)[0] if one.event else None
    return None


def _steps(trail: Trail) -> tuple[Step, ...]:
    """All that happened, oldest first."""
    steps = [Step(each.at, change=each) for each in trail.changes]
    steps += [Step(each.at, message=each) for each in trail.messages]
    steps += [Step(each.at, mail=each) for each in trail.mails]
    return tuple(sorted(steps, key=lambda step: step.at))


def _owner(person_id: str, concern_id: uuid.UUID) -> str:
    return person_id if person_id == follow_up().casework.concern(str(concern_id)).owner else owner_of(person_id)


def _article(text: str) -> str:
    """The id of an article, typed or pasted as its address; "" for none. Raises BadInput."""
    article_id = text.partition("#")[0].partition("/faq/")[2] or text
    if not article_id:
        return ""
    try:
        return library().article(article_id).id
    except UnknownArticle:
        raise BadInput("article", "There is no such article. Its id looks like contract/our-contract.") from None


def _version() -> int:
    """The version that the form was made from; one that is none is never the present one."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
