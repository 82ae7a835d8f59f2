"""The one place that turns what went wrong into a page or, under /api, into problem+json."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, Unauthorized

from assistant.errors import (
    AssistantError,
    BadInput,
    Conflict,
    Held,
    LimitReached,
    NotAllowed,
    NotFound,
    StoreUnavailable,
)
from knowledge.errors import UnknownArticle
from web.application import Application, is_api
from web.pages import ErrorPage, Problem, render

_log = structlog.get_logger(__name__)

STORE_RETRY = 10
"""Seconds after which to try again when the record cannot be reached."""

STALE_FORM = "We could not check where this form came from. Nothing was lost: please send it again."

TITLES = {
    401: "A token is needed",
    403: "You may not do that",
    404: "Page not found",
    405: "This address does not take that",
    413: "That is too much to send at once",
    415: "Send JSON",
    429: "Please wait a moment",
    500: "Something went wrong",
    503: "The record cannot be reached just now",
}
DETAILS = {
    404: "There is nothing at this address. If you pasted it, check that you copied all of it.",
    413: "A request may carry at most 64 kB.",
    415: "The body must be JSON, with Content-Type: application/json.",
    500: "The fault is ours. Please try again; if it happens again, tell the team that runs this service.",
}


def handle(app: Application) -> None:
    """Have the application show every error our way."""
    for kind in (AssistantError, UnknownArticle, HTTPException, Exception):
        app.register_error_handler(kind, shown)


def describe(error: Exception) -> Problem:
    """What to tell of an error: never more than it says on purpose."""
    match error:
        case BadInput():
            return Problem(422, "There is a problem", str(error), field=error.field)
        case NotAllowed():
            return _problem(401, str(error))
        case NotFound() | UnknownArticle():
            return _problem(404, str(error))
        case Conflict():
            title = "This is kept for now" if isinstance(error, Held) else "This has changed since you read it"
            return Problem(409, title, str(error))
        case LimitReached():
            return _problem(429, str(error), error.retry_after)
        case StoreUnavailable():
            return _problem(503, "Nothing of what you sent was kept. Please try again in a moment.", STORE_RETRY)
        case CSRFError():
            return Problem(400, "Please send that again", STALE_FORM, field="question")
        case Unauthorized():
            return Problem(401, "Please sign in", error.description or "")
        case HTTPException(code=int(code)):
            return _problem(code, DETAILS.get(code) or error.description or "")
    return _problem(500, DETAILS[500])


def with_headers(response: Response, problem: Problem) -> Response:
    """The response with the headers its status asks for."""
    if problem.retry_after:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED and is_api():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _problem(status: int, detail: str, retry_after: int = 0) -> Problem:
    return Problem(status, TITLES.get(status) or HTTPStatus(status).phrase, detail, retry_after=retry_after)


def shown(error: Exception) -> ResponseReturnValue:
    """The error as a page, or as problem+json under /api."""
    if isinstance(error, HTTPException) and (error.response is not None or (error.code or 500) < 400):
        return error.get_response()  # a redirect that werkzeug raised
    problem = describe(error)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("request.failed", endpoint=request.endpoint, exc_info=True)
    response = with_headers(_page(problem), problem)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _page(problem: Problem) -> Response:
    if not is_api():
        return render(ErrorPage(f"Error: {problem.title}", problem), problem.status)
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    if problem.field:
        body["field"] = problem.field
    response = make_response(body, problem.status)
    response.content_type = "application/problem+json"
    return response
