"""The admins' pages: people, the tokens of programs, the audit."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.audit import PAGE
from assistant.accounts.model import Person
from assistant.accounts.permissions import Permission, Role
from assistant.errors import BadInput, Conflict
from web import errors
from web.account_pages import AuditPage, OncePage, PeoplePage, PersonPage, TokensPage
from web.application import public_address
from web.guard import accounts, acting, needs
from web.pages import Problem, notices, render

people = Blueprint("people", __name__)

ONCE = "It is shown this once, works once, and for 48 hours. Send it to {email} in a way that only they can read."


@people.get("/people")
@needs(Permission.MANAGE_PEOPLE)
def everybody() -> ResponseReturnValue:
    """Everybody who may sign in, and who is invited."""
    return render(_people_page())


@people.post("/people/invitations")
@needs(Permission.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once."""
    email = request.form.get("email", "")
    try:
        token = accounts().people.invite(email, _roles(), acting())
    except BadInput as error:
        return render(_people_page(errors.describe(error)), 422)
    return _shown_once("Invitation", ONCE.format(email=email.strip()), url_for("signing_in.invitation", token=token))


@people.post("/people/invitations/withdraw")
@needs(Permission.MANAGE_PEOPLE)
def withdraw() -> ResponseReturnValue:
    """Take back an invitation."""
    email = request.form.get("email", "")
    accounts().people.withdraw(email, acting())
    flash(f"The invitation of {email} is withdrawn.")
    return redirect(url_for("people.everybody"), 303)


@people.get("/people/<uuid:person_id>")
@needs(Permission.MANAGE_PEOPLE)
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """One person."""
    return render(_person_page(_person(person_id)))


@people.post("/people/<uuid:person_id>/roles")
@needs(Permission.MANAGE_PEOPLE)
def set_roles(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change what a person is here for."""
    one = _person(person_id)
    try:
        accounts().people.set_roles(one, _roles(), acting())
    except (BadInput, Conflict) as error:
        return _refused(one, error)
    flash("The roles are changed, from the next request on.")
    return _back_to(one)


@people.post("/people/<uuid:person_id>/disable")
@needs(Permission.MANAGE_PEOPLE)
def disable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Let a person in no more."""
    one = _person(person_id)
    try:
        accounts().people.disable(one, acting())
    except Conflict as error:
        return _refused(one, error)
    flash(f"{one.name} is signed out everywhere and cannot sign in any more.")
    return _back_to(one)


@people.post("/people/<uuid:person_id>/enable")
@needs(Permission.MANAGE_PEOPLE)
def enable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Let a person in again."""
    one = _person(person_id)
    accounts().people.enable(one, acting())
    flash(f"{one.name} can sign in again.")
    return _back_to(one)


@people.post("/people/<uuid:person_id>/reset")
@needs(Permission.MANAGE_PEOPLE)
def offer_reset(person_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link by which a person chooses a new password; it is shown once."""
    one = _person(person_id)
    token = accounts().people.reset(one, acting())
    return _shown_once("New password", ONCE.format(email=one.email), url_for("signing_in.reset", token=token))


@people.post("/people/<uuid:person_id>/sign-out")
@needs(Permission.MANAGE_PEOPLE)
def sign_out(person_id: uuid.UUID) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    one = _person(person_id)
    accounts().sign_ins.sign_out_everywhere(one, acting())
    flash(f"{one.name} is signed out everywhere.")
    return _back_to(one)


@people.get("/tokens")
@needs(Permission.ISSUE_TOKENS)
def tokens() -> ResponseReturnValue:
    """The tokens of programs."""
    return render(_tokens_page())


@people.post("/tokens")
@needs(Permission.ISSUE_TOKENS)
def issue() -> ResponseReturnValue:
    """Issue a token; it is shown once."""
    form = request.form
    try:
        token, text = accounts().tokens.issue(form.get("name", ""), _roles(), _number(form.get("days", "")), acting())
    except BadInput as error:
        return render(_tokens_page(errors.describe(error)), 422)
    lead = "It is shown this once. A program sends it with each request: Authorization: Bearer, a space, and the token."
    return render(OncePage(f"Token for {token.name}", lead, "Token", text, url_for("people.tokens")))


@people.post("/tokens/<uuid:token_id>/revoke")
@needs(Permission.ISSUE_TOKENS)
def revoke(token_id: uuid.UUID) -> ResponseReturnValue:
    """Let a token be used no more."""
    accounts().tokens.revoke(str(token_id), acting())
    flash("The token is revoked and cannot be used any more.")
    return redirect(url_for("people.tokens"), 303)


@people.get("/audit")
@needs(Permission.READ_AUDIT)
def audit() -> ResponseReturnValue:
    """What people did, newest first."""
    wanted = request.args
    about = wanted.get("about", "").strip()
    entries = accounts().audit.entries((wanted.get("at", ""), wanted.get("id", "")), about)
    older = ""
    if len(entries) == PAGE:
        older = url_for("people.audit", at=entries[-1].at, id=entries[-1].id, about=about or None)
    return render(AuditPage("Audit", entries, about, older))


def _person(person_id: uuid.UUID) -> Person:
    return accounts().people.person(str(person_id))


def _back_to(one: Person) -> ResponseReturnValue:
    return redirect(url_for("people.person", person_id=one.id), 303)


def _refused(one: Person, error: Exception) -> ResponseReturnValue:
    problem = errors.describe(error)
    return render(_person_page(one, problem), problem.status)


def _shown_once(title: str, lead: str, path: str) -> ResponseReturnValue:
    return render(OncePage(title, lead, "Link", public_address(path), url_for("people.everybody")))


def _roles() -> tuple[Role, ...]:
    """The roles that are ticked. Raises BadInput."""
    try:
        return tuple(Role(value) for value in request.form.getlist("roles"))
    except ValueError as error:
        raise BadInput("roles", "Choose among lead, editor and admin.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BadInput("days", "Give a whole number of days.")
    return int(text)


def _people_page(problem: Problem | None = None) -> PeoplePage:
    return PeoplePage(
        title="Error: People" if problem else "People",
        people=accounts().people.everybody(),
        invitations=accounts().people.invitations(),
        roles=tuple(Role),
        email=request.form.get("email", ""),
        chosen=tuple(request.form.getlist("roles")),
        problem=problem,
        notices=notices(),
    )


def _person_page(one: Person, problem: Problem | None = None) -> PersonPage:
    return PersonPage(
        title=f"Error: {one.name}" if problem else one.name,
        person=one,
        roles=tuple(Role),
        entries=accounts().audit.entries(about=one.id)[:20],
        problem=problem,
        notices=notices(),
    )


def _tokens_page(problem: Problem | None = None) -> TokensPage:
    tokens = accounts().tokens.all()
    return TokensPage(
        title="Error: Tokens" if problem else "Tokens",
        tokens=tokens,
        valid=frozenset(token.id for token in tokens if accounts().tokens.valid(token)),
        roles=tuple(Role),
        name=request.form.get("name", ""),
        days=request.form.get("days", "90"),
        chosen=tuple(request.form.getlist("roles")),
        problem=problem,
        notices=notices(),
    )
