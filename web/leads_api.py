"""The JSON API for programs of leads: concerns, figures, exports, by bearer tokens with the lead's role."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.casework import Casework
from assistant.engagement.casework import Response as Reply
from assistant.engagement.concerns import WORDS_LIMIT, Change, Concern, Message, State
from assistant.engagement.figures import Asked, Waiting
from assistant.engagement.register import OpenQuestion
from assistant.engagement.waiting_list import Item, Place, Wanted
from assistant.errors import BadInput, Conflict, NotAllowed
from knowledge.model import TOPICS
from web import security
from web.api import Json, body_sent
from web.application import desk
from web.dashboard import asked_period, one_of, reports
from web.exports import sent_rows
from web.guard import acting, needs, note
from web.incoming import key_of, text_of

leads_api = Blueprint("leads_api", __name__, url_prefix="/api/v1")
security.csrf.exempt(leads_api)


@leads_api.get("/open-questions")
def open_questions() -> Json:
    """The public register."""
    return {"open_questions": [_question(each) for each in desk().reporting.register.public()]}


@leads_api.get("/leads/concerns")
@needs(Permission.READ_INBOX)
def concerns() -> Json:
    """A page of concerns, the last heard of first; `next` is what to send as `after` for the next page."""
    wanted = Wanted(questions=False, states=_states(), topic=one_of("topic", TOPICS))
    page = desk().follow_up.inbox.page(wanted, _place(request.args.get("after", "")), acting().id)
    following = f"{page.after.heard}~{page.after.id}" if page.after else ""
    return {"concerns": [_listed(item) for item in page.items], "next": following}


@leads_api.get("/leads/concerns/<uuid:concern_id>")
@needs(Permission.READ_INBOX)
def concern(concern_id: uuid.UUID) -> Json:
    """One concern with all that happened to it."""
    found = _casework().concern(str(concern_id))
    note("concern.read", found.id)
    return _concern(found)


@leads_api.post("/leads/concerns/<uuid:concern_id>/responses")
@needs(Permission.ANSWER_CONCERNS)
def respond(concern_id: uuid.UUID) -> ResponseReturnValue:
    """Reply, change the state, or both; `version` is the one that was read, `key` makes a retry the same reply."""
    body = body_sent()
    words, reason = (text_of(body, name, WORDS_LIMIT, default="") for name in ("words", "reason"))
    reply = Reply(key_of(body), words, _state(body), reason)
    try:
        kept = _casework().respond(str(concern_id), _version(body), reply, acting().id)
    except Conflict as error:
        if not isinstance(error.current, Concern):
            raise
        raise Conflict(f"{error} It is at version {error.current.version} now.") from error
    except NotAllowed as error:  # the token may answer; it is the concern that cannot go this way
        raise Conflict(str(error)) from error
    note("concern.answered", kept.id)
    return _concern(kept), 201


@leads_api.get("/leads/figures")
@needs(Permission.READ_INBOX)
def figures() -> Json:
    """The dashboard's figures of a period."""
    shown = reports().figures(asked_period(), one_of("topic", TOPICS))
    return {
        "since": shown.period.first.isoformat(),
        "until": shown.period.last.isoformat(),
        **_asked(shown.asked),
        "steps": [{"since": step.first.isoformat(), **_asked(asked)} for step, asked in shown.steps],
        "topics": [{"name": name, **_asked(asked)} for name, asked in shown.topics],
        "models": [{"name": name, **_asked(asked)} for name, asked in shown.models],
        "useful": shown.useful,
        "not_useful": shown.not_useful,
        "concerns": sum(each.count for each in shown.concerns),
        "days_until_acknowledged": _waiting(shown.acknowledge),
        "days_until_answered": _waiting(shown.answer),
        "annotations": [{"day": each.day, "words": each.words} for each in shown.annotations],
    }


@leads_api.get("/leads/exports/<kind>/<form>")
@needs(Permission.EXPORT)
def export(kind: str, form: str) -> Response:
    """Rows of a period, as CSV or a workbook."""
    return sent_rows(kind, form)


def _casework() -> Casework:
    return desk().follow_up.casework


def _states() -> frozenset[State]:
    try:
        return frozenset(State(value) for value in request.args.getlist("state"))
    except ValueError:
        raise BadInput("state", f"Choose among {', '.join(State)}.") from None


def _place(text: str) -> Place | None:
    heard, _, last = text.partition("~")
    if bool(text) != bool(last):
        raise BadInput("after", "Send what `next` said.")
    return Place(heard, last) if text else None


def _state(body: Mapping[str, object]) -> State | None:
    value = text_of(body, "state", WORDS_LIMIT, default="")
    if value and value not in tuple(State):
        raise BadInput("state", f"Choose one of {', '.join(State)}.")
    return State(value) if value else None


def _version(body: Mapping[str, object]) -> int:
    value = body.get("version")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**9:
        raise BadInput("version", "'version' must be the version that was read.")
    return value


def _listed(item: Item) -> Json:
    return {
        "id": item.id,
        "reference": item.reference,
        "words": item.words,
        "state": item.state,
        "topic": item.topic,
        "owner": item.owner,
        "due": item.due,
        "urgent": item.urgent,
        "count": item.count,
        "heard": item.heard,
        "version": item.version,
    }


def _concern(found: Concern) -> Json:
    trail = _casework().trail(found.id)
    contact = found.contact
    return {
        "id": found.id,
        "reference": found.reference,
        "words": found.words,
        "state": found.state.value,
        "reason": found.reason,
        "topic": found.topic,
        "topic_set_by": "program" if found.topic_by == "program" else "person",
        "models": list(found.models),
        "contact": {"name": contact.name, "practice": contact.practice, "email": contact.email},
        "owner": found.owner,
        "due": found.due,
        "urgent": found.urgent,
        "article": found.article,
        "count": found.count,
        "raised": found.at,
        "version": found.version,
        "changes": [_change(each) for each in trail.changes],
        "messages": [_message(each) for each in trail.messages],
    }


def _change(change: Change) -> Json:
    return {"at": change.at, "by": change.by, "what": change.what, "before": change.before, "after": change.after}


def _message(message: Message) -> Json:
    return {"at": message.at, "by": message.by, "kind": message.kind.value, "words": message.words}


def _question(question: OpenQuestion) -> Json:
    return {
        "id": question.id,
        "words": question.words,
        "topic": question.topic,
        "owner": question.owner,
        "expected": question.expected,
        "article": question.article,
        "me_too": question.me_too,
    }


def _asked(asked: Asked) -> Json:
    return {"asked": asked.all, "unanswered": asked.unanswered}


def _waiting(waiting: Waiting) -> Json:
    return {"count": waiting.count, "median": waiting.median, "nine_of_ten": waiting.ninth}
