"""The JSON API: the same desk for programs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from assistant.errors import BadInput, NotAllowed, NotFound, StoreUnavailable
from assistant.model import QUESTION_LIMIT, Feedback, Part, Session, Turn
from knowledge.model import Article, Citation, Correction, Item, Section, Statement
from web import security
from web.application import desk, library
from web.incoming import circumstances_of, key_of, search_text, text_of, useful_of, yes_or_no_of
from web.openapi import document
from web.presenting import present

api = Blueprint("api", __name__, url_prefix="/api/v1")
security.csrf.exempt(api)

Json = dict[str, Any]


@api.get("/openapi.json")
def openapi() -> Response:
    """The description of this API."""
    return security.public(jsonify(document()))


@api.post("/sessions")
def open_session() -> ResponseReturnValue:
    """Open a session."""
    body_sent()
    session, token = desk().open_session(request.remote_addr or "")
    return {"id": session.id, "token": token, "expires_at": session.expires}, 201


@api.get("/sessions/<uuid:session_id>")
def session(session_id: uuid.UUID) -> ResponseReturnValue:
    """A session and its turns."""
    session = _session(session_id)
    return {
        "id": session.id,
        "created_at": session.created,
        "expires_at": session.expires,
        "circumstances": dict(session.circumstances.items()),
        "turns": [turn_json(turn) for turn in desk().turns(session)],
    }


@api.delete("/sessions/<uuid:session_id>")
def erase(session_id: uuid.UUID) -> ResponseReturnValue:
    """Erase a session and all that hangs on it."""
    desk().erase(_session(session_id))
    return "", 204


@api.post("/sessions/<uuid:session_id>/turns")
def ask(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask a question. A key that was used before returns its turn."""
    session, body = _session(session_id), body_sent()
    key = key_of(body)
    circumstances = circumstances_of(_object(body, "circumstances")) if "circumstances" in body else None
    repeat = _is_kept(session, key)
    keep = yes_or_no_of(body, "keep", default=True)
    turn = desk().ask(
        session, text_of(body, "question", QUESTION_LIMIT), key=key, circumstances=circumstances, keep=keep
    )
    return turn_json(turn), 200 if repeat else 201


@api.post("/sessions/<uuid:session_id>/turns/<uuid:turn_id>/feedback")
def feedback(session_id: uuid.UUID, turn_id: uuid.UUID) -> ResponseReturnValue:
    """Say whether an answer was useful, in place of what was said before."""
    session, body = _session(session_id), body_sent()
    useful, comment = useful_of(body.get("useful")), text_of(body, "comment", QUESTION_LIMIT, default="")
    return _feedback(desk().give_feedback(session, str(turn_id), useful, comment)), 201


@api.get("/articles")
def articles() -> Response:
    """All articles."""
    listed = [_listed(article) for article in library().articles if not article.retired]
    return security.public(jsonify(release=library().release_hash, articles=listed))


@api.get("/articles/<topic>/<slug>")
def article(topic: str, slug: str) -> Response:
    """One article; an old id returns the article under its new one."""
    article_id = f"{topic}/{slug}"
    return security.public(jsonify(_article(library().article(library().moved(article_id) or article_id))))


@api.get("/search")
def search() -> Response:
    """The passages that bear on some words."""
    if "q" not in request.args:
        raise BadInput("q", "'q' is missing.")
    result = library().search(search_text(request.args["q"]))
    hits = [{"passage": hit.passage, "article": hit.article, "score": hit.score} for hit in result.hits]
    found = [_listed(library().article(ranked.id)) for ranked in result.articles]
    read_otherwise = {"corrections": _read_as(result.corrections), "idioms": _read_as(result.idioms)}
    return security.public(jsonify(query=result.query, hits=hits, articles=found, **read_otherwise))


def _read_as(words: Iterable[Correction]) -> list[dict[str, str]]:
    return [{"typed": word.typed, "read_as": word.read_as} for word in words]


def _session(session_id: uuid.UUID) -> Session:
    """The session of the bearer's token; another's session is not found, as if there were none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAllowed("Send the session's token: Authorization: Bearer <token>.")
    session = desk().session(token.strip())
    if session.id != str(session_id):
        raise NotFound("There is no such session for this token.")
    return session


def body_sent() -> Mapping[str, object]:
    """The body, which must be a JSON object."""
    try:
        body = request.get_json()
    except RecursionError as error:
        raise BadRequest("The body is nested too deeply.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


def _object(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = body[name]
    if not isinstance(value, dict):
        raise BadInput(name, f"{name!r} must be an object.")
    return value


def _is_kept(session: Session, key: str) -> bool:
    try:
        return any(turn.key == key for turn in desk().turns(session))
    except StoreUnavailable:
        return False


def turn_json(turn: Turn) -> Json:
    """A turn as the API gives it."""
    answer, presented = turn.answer, present(turn.answer)
    return {
        "id": turn.id,
        "key": turn.key,
        "at": turn.at,
        "release": turn.release,
        "question": turn.question,
        "masked": list(turn.masked),
        "status": answer.status.value,
        "answered": answer.status.answered,
        "text": presented.text,
        "more": presented.more,
        "html": presented.html,
        "statements": [statement for part in answer.parts(folded=False) for statement in _statements(part)],
        "disagreement": answer.disagreement,
        "articles": [{"id": article.id, "question": article.question} for article in answer.articles],
        "topics": list(answer.topics),
        "suggestions": [suggestion.question for suggestion in answer.suggestions],
        "choices": [suggestion.question for suggestion in answer.choices],
        "notes": list(answer.notes),
        "recorded": turn.recorded,
        "took_ms": turn.took_ms,
    }


def _statements(part: Part) -> list[Json]:
    return [
        {"text": item.text, "section": part.heading, "citations": [_citation(one) for one in item.citations]}
        for item in part.items
        if isinstance(item, Statement)
    ]


def _citation(citation: Citation) -> Json:
    return {
        "source": citation.source,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.date,
        "url": citation.url,
    }


def _feedback(feedback: Feedback) -> Json:
    return {"turn": feedback.turn, "useful": feedback.useful.value, "comment": feedback.comment, "at": feedback.at}


def _listed(article: Article) -> Json:
    return {"id": article.id, "topic": article.topic, "question": article.question, "standing": article.standing.value}


def _article(article: Article) -> Json:
    return _listed(article) | {
        "models": list(article.models),
        "reviewed": article.reviewed,
        "related": list(article.related),
        "sections": [_section(section) for section in article.sections],
    }


def _section(section: Section) -> Json:
    return {
        "heading": section.heading,
        "anchor": section.anchor,
        "kind": section.kind.value,
        "items": [_item(item) for item in section.items],
    }


def _item(item: Item) -> Json:
    citations = item.citations if isinstance(item, Statement) else ()
    return {
        "kind": type(item).__name__.lower(),
        "text": item.text,
        "citations": [_citation(citation) for citation in citations],
    }
