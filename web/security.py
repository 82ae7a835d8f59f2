"""What protects every response: headers, form tokens, and trust in exactly as many proxies as there are."""

from __future__ import annotations

from flask import Response, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from web import guard
from web.application import Application

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

A_YEAR = 365 * 24 * 60 * 60

csrf = CSRFProtect()
"""Asks a token of every form; the API is exempt, for it takes no cookie."""


def protect(app: Application) -> None:
    """Put the guards in place."""
    csrf.init_app(app)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)
    if app.settings.tls:
        app.after_request(_keep_to_tls)
    if hops := app.settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents


def public(response: Response) -> Response:
    """Let caches keep a page that is the same for everybody, as long as they ask whether it still is.

    Not for who has signed in: the header names them.
    """
    if guard.token_of_browser():
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _refuse_other_sites() -> None:
    """A second guard behind the form token, for browsers that say where a request comes from."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403, "This form was sent from another site.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _keep_to_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    return response
