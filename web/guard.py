"""Lets only those see a view who may: reads at every request who somebody is and what they may do now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from assistant.accounts.door import Accounts
from assistant.accounts.model import Person
from assistant.accounts.permissions import Permission
from assistant.errors import NotAllowed
from web.application import Application, desk, is_api, this_app

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

FORBIDDEN = "Your account does not have the role for this. Ask an admin of this service if you need it."
SIGN_IN_FIRST = "You are not signed in any more, so nothing of what you sent was kept. Go back to find it, and sign in."
SEND_A_TOKEN = "Send a token that an admin issued: Authorization: Bearer <token>."  # noqa: S105  says how to send one


def accounts() -> Accounts:
    """People, sign-ins, tokens and the audit."""
    return desk().accounts


def needs(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Guards a view: only for those who hold the permission at this moment. Goes under the route's decorator."""

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = current_person()
            if person is None:
                return _stranger()
            if not person.may(permission):
                abort(403, FORBIDDEN)
            return view(*args, **kwargs)

        return checked

    return guarded


def signed_in(view: View[P]) -> View[P]:
    """Guards a view: for everybody who has signed in, whatever their roles."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if current_person() else _stranger()

    return checked


def current_person() -> Person | None:
    """Who makes this request, as the record has them now; None for a stranger.

    Pages know people by their cookie, the API only by a bearer token: a cookie never opens the API, which asks
    for no form token. Raises StoreUnavailable.
    """
    if "person" not in g:
        g.person = _bearer() if is_api() else _signed_in()
    person: Person | None = g.person
    return person


def acting() -> Person:
    """Who makes this request, behind a guard. Raises NotAllowed where there is no guard."""
    person = current_person()
    if person is None:
        raise NotAllowed("Nobody is signed in.")
    return person


def note(what: str, about: str = "") -> None:
    """Note in the audit that who makes this request does `what` ("concern.read") about an id."""
    accounts().audit.note(acting(), what, about)


def remember(response: Response, token: str) -> Response:
    """Know this browser's person by a new token from now on; forms shown before are void."""
    cookie.pop("csrf_token", None)
    app = this_app()
    response.set_cookie(
        cookie_name(app), token, secure=app.settings.tls, httponly=True, samesite="Lax", path="/"
    )  # ends with the browser
    return response


def forget(response: Response) -> Response:
    """Know this browser's person no more."""
    cookie.pop("csrf_token", None)
    app = this_app()
    response.delete_cookie(cookie_name(app), secure=app.settings.tls, httponly=True, samesite="Lax", path="/")
    return response


def token_of_browser() -> str:
    """What this browser says of who has signed in, or ""."""
    return request.cookies.get(cookie_name(this_app()), "")


def cookie_name(app: Application) -> str:
    """The cookie of people, apart from the one of GPs' conversations."""
    return "__Host-gp-engage-person" if app.settings.tls else "gp-engage-person"


def _signed_in() -> Person | None:
    token = token_of_browser()
    if not token:
        return None
    try:
        return accounts().sign_ins.person(token)
    except NotAllowed:
        return None


def _bearer() -> Person | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        return None
    return accounts().tokens.bearer(text.strip())


def _stranger() -> ResponseReturnValue:
    """The sign-in page for who wants to read; a plain word for who sends something."""
    if is_api():
        raise NotAllowed(SEND_A_TOKEN)
    if request.method not in ("GET", "HEAD"):
        abort(401, SIGN_IN_FIRST)
    return redirect(url_for("signing_in.sign_in", next=request.full_path.rstrip("?")), 303)
