"""The OpenAPI 3.1 document of the API, kept by hand; a test holds it against the routes and the responses."""

from __future__ import annotations

from typing import Any

from assistant.engagement.concerns import WORDS_LIMIT, MessageKind, State
from assistant.engagement.exports import Kind
from assistant.model import QUESTION_LIMIT, Status, Useful
from knowledge.model import CIRCUMSTANCES, TOPICS, SectionKind, Standing

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
YES_NO: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer"}
DAY: Json = {"type": "string", "format": "date"}
UUID: Json = {"type": "string", "format": "uuid"}


def document() -> Json:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "GP Engage",
            "version": "1",
            "description": "Questions of GPs about accountable care, answered in approved words with their sources.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {"Problem": _answers("What went wrong.", "Problem", "application/problem+json")},
        },
    }


def _paths() -> Json:
    session, turn = _parameter("session_id", UUID), _parameter("turn_id", UUID)
    topic, slug = _parameter("topic", TEXT), _parameter("slug", TEXT)
    words = {"name": "q", "in": "query", "required": True, "schema": TEXT | {"maxLength": QUESTION_LIMIT}}
    return {
        "/openapi.json": {"get": _call("This document.", {200: None}, ())},
        "/sessions": {"post": _call("Open a session.", {201: "Opened"}, (400, 413, 415, 429, 503), takes="Nothing")},
        "/sessions/{session_id}": {
            "parameters": [session],
            "get": _call("A session and its turns.", {200: "Session"}, (401, 404, 503), private=True),
            "delete": _call(
                "Erase a session, unless it is under a legal hold.", {204: ""}, (401, 404, 409, 503), private=True
            ),
        },
        "/sessions/{session_id}/turns": {
            "parameters": [session],
            "post": _call(
                "Ask a question. A key that was used before returns its turn with 200.",
                {201: "Turn", 200: "Turn"},
                (400, 401, 404, 413, 415, 422, 429, 503),
                takes="Question",
                private=True,
            ),
        },
        "/sessions/{session_id}/turns/{turn_id}/feedback": {
            "parameters": [session, turn],
            "post": _call(
                "Say whether an answer was useful.",
                {201: "Feedback"},
                (400, 401, 404, 413, 415, 422, 503),
                takes="Opinion",
                private=True,
            ),
        },
        "/articles": {"get": _call("All articles.", {200: "Articles"}, ())},
        "/articles/{topic}/{slug}": {
            "parameters": [topic, slug],
            "get": _call("One article.", {200: "Article"}, (404,)),
        },
        "/search": {
            "parameters": [words],
            "get": _call("Passages that bear on some words.", {200: "Found"}, (422,)),
        },
        "/open-questions": {"get": _call("Questions nobody can answer yet.", {200: "OpenQuestions"}, (503,))},
    } | _paths_for_leads()


def _paths_for_leads() -> Json:
    """What a token with the lead's role opens."""
    concern = _parameter("concern_id", UUID)
    topic = _wish("topic", _one_of("", *TOPICS))
    period = [_wish("since", _or_empty(DAY)), _wish("until", _or_empty(DAY))]
    many_states = _wish("state", _many(_one_of(*State)))
    export = [_parameter("kind", _one_of(*Kind)), _parameter("form", _one_of("csv", "xlsx"))]
    return {
        "/leads/concerns": {
            "parameters": [many_states, topic, _wish("after", TEXT)],
            "get": _call("Concerns, the last heard of first.", {200: "Concerns"}, (401, 403, 422, 503), private=True),
        },
        "/leads/concerns/{concern_id}": {
            "parameters": [concern],
            "get": _call("One concern.", {200: "Concern"}, (401, 403, 404, 503), private=True),
        },
        "/leads/concerns/{concern_id}/responses": {
            "parameters": [concern],
            "post": _call(
                "Reply, change the state, or both.",
                {201: "Concern"},
                (400, 401, 403, 404, 409, 413, 415, 422, 503),
                takes="Response",
                private=True,
            ),
        },
        "/leads/figures": {
            "parameters": [*period, topic],
            "get": _call("Figures of a period.", {200: "Figures"}, (401, 403, 422, 503), private=True),
        },
        "/leads/exports/{kind}/{form}": {
            "parameters": [*export, *period, _wish("identifying", _one_of("yes", "no"))],
            "get": _call("Rows of a period, as a file.", {200: ""}, (401, 403, 422, 503), private=True),
        },
    }


def _call(
    summary: str, gives: dict[int, str | None], problems: tuple[int, ...], *, takes: str = "", private: bool = False
) -> Json:
    """One operation: what it takes, what it gives by status, the problems it may answer with."""
    answers = {str(status): _answers(summary, schema) for status, schema in gives.items()}
    call: Json = {
        "summary": summary,
        "responses": answers | {str(status): {"$ref": "#/components/responses/Problem"} for status in problems},
    }
    if takes:
        call["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(takes)}}}
    if private:
        call["security"] = [{"token": []}]
    return call


def _answers(description: str, schema: str | None, kind: str = "application/json") -> Json:
    """A response: "" for one without a body, None for any JSON."""
    if schema == "":
        return {"description": description}
    return {"description": description, "content": {kind: {"schema": _ref(schema) if schema else {}}}}


def _schemas() -> Json:
    citation = _shape(source=TEXT, title=TEXT, publisher=TEXT, date=TEXT, url=TEXT)
    statement = _shape(text=TEXT, section=TEXT, citations=_many(_ref("Citation")))
    item = _shape(kind=_one_of("statement", "gap", "notice"), text=TEXT, citations=_many(_ref("Citation")))
    section = _shape(heading=TEXT, anchor=TEXT, kind=_one_of(*SectionKind), items=_many(item))
    listed = _shape(id=TEXT, topic=_one_of(*TOPICS), question=TEXT, standing=_one_of(*Standing))
    hit = _shape(passage=TEXT, article=TEXT, score={"type": "number"})
    return {
        "Nothing": _shape(),
        "Opened": _shape(id=UUID, token=TEXT, expires_at=TEXT),
        "Session": _shape(
            id=UUID,
            created_at=TEXT,
            expires_at=TEXT,
            circumstances=_ref("Circumstances"),
            turns=_many(_ref("Turn")),
        ),
        "Circumstances": _circumstances(),
        "Question": _shape(
            ("circumstances", "keep"),
            key=UUID,
            question=TEXT | {"minLength": 1, "maxLength": QUESTION_LIMIT},
            circumstances=_ref("Circumstances"),
            keep=YES_NO | {"default": True, "description": "false answers without recording anything."},
        ),
        "Turn": _turn(),
        "Statement": statement,
        "Citation": citation,
        "Opinion": _shape(("comment",), useful=_one_of(*Useful), comment=TEXT | {"maxLength": QUESTION_LIMIT}),
        "Feedback": _shape(turn=UUID, useful=_one_of(*Useful), comment=TEXT, at=TEXT),
        "Listed": listed,
        "Articles": _shape(release=TEXT, articles=_many(_ref("Listed"))),
        "Article": _shape(
            **listed["properties"],
            models=_many(TEXT),
            reviewed=TEXT,
            related=_many(TEXT),
            sections=_many(section),
        ),
        "Found": _shape(
            query=TEXT,
            hits=_many(hit),
            articles=_many(_ref("Listed")),
            corrections=_many(_shape(typed=TEXT, read_as=TEXT)),
            idioms=_many(_shape(typed=TEXT, read_as=TEXT)),
        ),
        **_schemas_for_leads(),
        "Problem": _shape(("field",), type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT, field=TEXT),
    }


def _schemas_for_leads() -> Json:
    listed = {"id": UUID, "reference": TEXT, "words": TEXT, "state": _one_of(*State), "topic": TEXT, "owner": TEXT}
    listed |= {"due": TEXT, "urgent": YES_NO, "count": NUMBER, "version": NUMBER}
    asked = {"asked": NUMBER, "unanswered": NUMBER}
    waiting = _shape(count=NUMBER, median=NUMBER, nine_of_ten=NUMBER)
    change = _shape(at=TEXT, by=TEXT, what=TEXT, before=TEXT, after=TEXT)
    message = _shape(at=TEXT, by=TEXT, kind=_one_of(*MessageKind), words=TEXT)
    question = _shape(id=UUID, words=TEXT, topic=TEXT, owner=TEXT, expected=TEXT, article=TEXT, me_too=NUMBER)
    return {
        "OpenQuestions": _shape(open_questions=_many(question)),
        "Concerns": _shape(concerns=_many(_shape(**listed, heard=TEXT)), next=TEXT),
        "Concern": _shape(
            **listed,
            reason=TEXT,
            topic_set_by=_one_of("program", "person"),
            models=_many(TEXT),
            contact=_shape(name=TEXT, practice=TEXT, email=TEXT),
            article=TEXT,
            raised=TEXT,
            changes=_many(change),
            messages=_many(message),
        ),
        "Response": _shape(
            ("words", "state", "reason"),
            key=UUID,
            version=NUMBER | {"minimum": 1},
            words=TEXT | {"maxLength": WORDS_LIMIT},
            state=_one_of("", *State),
            reason=TEXT,
        ),
        "Figures": _shape(
            since=TEXT,
            until=TEXT,
            **asked,
            steps=_many(_shape(since=TEXT, **asked)),
            topics=_many(_shape(name=TEXT, **asked)),
            models=_many(_shape(name=TEXT, **asked)),
            useful=NUMBER,
            not_useful=NUMBER,
            concerns=NUMBER,
            days_until_acknowledged=waiting,
            days_until_answered=waiting,
            annotations=_many(_shape(day=TEXT, words=TEXT)),
        ),
    }


def _turn() -> Json:
    return _shape(
        id=UUID,
        key=UUID,
        at=TEXT,
        release=TEXT,
        question=TEXT | {"description": "What was asked, as it is kept: identifiers are masked."},
        masked=_many(TEXT) | {"description": "The kinds of identifier that were masked before anything was kept."},
        status=_one_of(*Status),
        answered=YES_NO,
        text=TEXT | {"description": "All that is read as the answer without opening anything, without citations."},
        more=TEXT | {"description": "The words of the folded parts."},
        html=TEXT | {"description": "The same as `text`, as shown, with the labels of its citations."},
        statements=_many(_ref("Statement")) | {"description": "The statements of `text`, each with its citations."},
        disagreement=YES_NO | {"description": "Whether sources that disagree are shown."},
        articles=_many(_shape(id=TEXT, question=TEXT)),
        topics=_many(TEXT),
        suggestions=_many(TEXT) | {"description": "What may be asked next."},
        choices=_many(TEXT) | {"description": "What may have been meant, when the question could mean several things."},
        notes=_many(TEXT),
        recorded=YES_NO,
        took_ms={"type": "number"},
    )


def _circumstances() -> Json:
    properties = {name: {"enum": ["", *values]} for name, values in CIRCUMSTANCES.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _shape(optional: tuple[str, ...] = (), /, **properties: Json) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _many(of: Json) -> Json:
    return {"type": "array", "items": of}


def _one_of(*values: str) -> Json:
    return {"enum": [str(value) for value in values]}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _wish(name: str, schema: Json) -> Json:
    """A parameter of the query that may be left out."""
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _or_empty(schema: Json) -> Json:
    """What a form sends for a field that was left empty is as if it had not been sent."""
    return {"anyOf": [schema, {"const": ""}]}


def _parameter(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}
