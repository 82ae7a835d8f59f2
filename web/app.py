"""Builds the web application from settings and a desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from web import (
    api,
    casework,
    chat,
    commitments,
    compare,
    concern_words,
    concerns,
    dashboard,
    drafting,
    editing,
    errors,
    exports,
    faq,
    freshness,
    health,
    holds,
    leads,
    leads_api,
    limits,
    logs,
    navigation,
    oidc,
    papers,
    people,
    presenting,
    privacy,
    reading,
    register,
    releasing,
    security,
    signing_in,
)
from web.application import Application, library
from web.pages import Site

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.settings import Settings

NOUNS = (
    chat.chat,
    faq.faq,
    compare.compare,
    reading.reading,
    privacy.privacy,
    api.api,
    health.health,
    signing_in.signing_in,
    oidc.oidc,
    people.people,
    holds.holds,
    concerns.concerns,
    leads.leads,
    casework.casework,
    register.register,
    commitments.commitments,
    dashboard.dashboard,
    exports.exports,
    papers.papers,
    leads_api.leads_api,
    editing.editing,
    drafting.drafting,
    releasing.releasing,
    freshness.freshness,
)
"""What there are pages of."""

BODY_LIMIT = 64 * 1024
"""The most bytes a request may carry."""


def create_app(settings: Settings, desk: Desk, clock: Callable[[], float] = time.time) -> Application:
    """The application, ready to serve. `clock` gives seconds since 1970."""
    app = Application(settings, desk, clock)
    app.config.update(
        SECRET_KEY=settings.signing_secret(),
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SESSION_COOKIE_NAME="__Host-gp-engage" if settings.tls else "gp-engage",
        SESSION_COOKIE_SECURE=settings.tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a tab left open must not lose its question
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and we ask browsers to send none
    )
    logs.name_requests(app)
    security.protect(app)
    limits.limit_reads(app)
    presenting.furnish(app)
    navigation.furnish(app)
    concern_words.furnish(app)
    oidc.furnish(app)
    for noun in NOUNS:
        app.register_blueprint(noun)
    errors.handle(app)
    app.context_processor(lambda: {"site": site(app)})
    return app


def site(app: Application) -> Site:
    """What every page says of the service."""
    settings = app.settings
    return Site(
        settings.service_name,
        settings.organisation,
        settings.contact,
        settings.keep_days,
        settings.idle_minutes,
        library().release_hash,
    )
