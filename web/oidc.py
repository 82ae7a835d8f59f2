"""Signing in with the organisation's own accounts by OpenID Connect; the only module that knows Authlib.

Code flow with PKCE, state and nonce. The provider says who somebody is; roles come by invitation only.
"""

from __future__ import annotations

from typing import Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, abort, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from assistant.errors import BadInput, NotAllowed
from web.application import Application, public_address, this_app
from web.guard import accounts
from web.pages import ErrorPage, Problem, render
from web.signing_in import let_in, local

oidc = Blueprint("oidc", __name__)

TIMEOUT = 10
"""Seconds to wait for the provider."""

TITLE = "You are not signed in"
START_AGAIN = "Your sign-in could not be checked, so it was stopped. Go to the sign-in page and start again."
UNREACHABLE = "Your organisation's sign-in cannot be reached just now. Please try again in a moment."
TOO_WEAK = "Your organisation's sign-in was weaker than this service asks for. Sign in there with a second factor."
UNVERIFIED = "Your organisation's sign-in does not say that your e-mail is verified, so we cannot go by it."

_log = structlog.get_logger(__name__)


def furnish(app: Application) -> None:
    """Make the provider known, where one is set."""
    settings = app.settings
    if settings.oidc_issuer:
        OAuth(app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": TIMEOUT},
        )


@oidc.get("/sign-in/organisation")
def leave() -> ResponseReturnValue:
    """Go to the provider."""
    cookie["next"] = local(request.args.get("next", ""))
    try:
        back = public_address(url_for("oidc.come_back"))
        response: ResponseReturnValue = _provider().authorize_redirect(back, **_strength())
    except (AuthlibBaseError, RequestException):
        return _refused(503, UNREACHABLE)
    return response


@oidc.get("/sign-in/organisation/back")
def come_back() -> ResponseReturnValue:
    """Come back from the provider, known to it or not."""
    try:
        claims = _claims()
    except RequestException:
        return _refused(503, UNREACHABLE)
    except (AuthlibBaseError, JoseError, KeyError, ValueError):
        return _refused(400, START_AGAIN)
    if (wanted := this_app().settings.oidc_acr) and claims.get("acr") != wanted:
        return _refused(403, TOO_WEAK)
    if claims.get("email_verified") is not True:
        return _refused(403, UNVERIFIED)
    try:
        person = accounts().people.known_elsewhere(str(claims.get("email")), str(claims.get("name", "")))
        return let_in(person, cookie.pop("next", ""))
    except (NotAllowed, BadInput) as error:
        return _refused(403, str(error))


def _claims() -> dict[str, Any]:
    """What the provider says of who came back, once the state, the signature and all else is right."""
    provider, settings = _provider(), this_app().settings
    ours = {
        "iss": {"essential": True, "values": [settings.oidc_issuer, f"{settings.oidc_issuer}/"]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
    }
    token = provider.authorize_access_token(claims_options=ours)
    claims = dict(token["userinfo"])
    if "email" in claims:
        return claims
    more = dict(provider.userinfo(token=token))
    if more["sub"] != claims["sub"]:
        raise ValueError("The provider speaks of somebody else.")
    return more | claims


def _strength() -> dict[str, str]:
    """How strong a sign-in to ask for: OpenID Connect Core 1.0, section 3.1.2.1."""
    wanted = this_app().settings.oidc_acr
    return {"acr_values": wanted} if wanted else {}


def _provider() -> Any:
    """Authlib's client for the provider; where none is set there is no such page."""
    if not this_app().settings.oidc_issuer:
        abort(404)
    return this_app().extensions["authlib.integrations.flask_client"].create_client("provider")


def _refused(status: int, detail: str) -> ResponseReturnValue:
    """A page that says why; the reason is logged, never what the provider sent."""
    _log.warning("oidc.refused", status=status)
    return render(ErrorPage(f"Error: {TITLE}", Problem(status, TITLE, detail)), status)
