"""Coming in and going out: sign-in, one-time links, and a person's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.model import LinkKind, Person
from assistant.accounts.passwords import SHORTEST
from assistant.errors import BadInput, LimitReached, NotAllowed
from web import errors, guard
from web.account_pages import AccountPage, Field, FormPage
from web.application import this_app
from web.guard import accounts, acting, signed_in
from web.navigation import entries_for
from web.pages import Problem, notices, render

signing_in = Blueprint("signing_in", __name__)

HINT = f"At least {SHORTEST} characters. Three or four words that have nothing to do with one another are good."


@signing_in.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who has signed in goes on."""
    if person := guard.current_person():
        return redirect(_onward(person), 303)
    return render(_sign_in_page())


@signing_in.post("/sign-in")
def sign_in_with_password() -> ResponseReturnValue:
    """Sign in."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        sign_in, token = accounts().sign_ins.sign_in(email, password, request.remote_addr or "")
    except NotAllowed as error:
        return _again(Problem(422, "You are not signed in", str(error), field="email"))
    except LimitReached as error:
        return _again(errors.describe(error))
    return _welcome(accounts().people.person(sign_in.person), token)


@signing_in.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out in this browser."""
    accounts().sign_ins.sign_out(guard.token_of_browser())
    flash("You have signed out.")
    return guard.forget(make_response(redirect(url_for("signing_in.sign_in"), 303)))


@signing_in.get("/set-up/<token>")
def set_up(token: str) -> ResponseReturnValue:
    """The form of the first admin."""
    accounts().people.offered(LinkKind.SET_UP, token)
    return render(_set_up_page())


@signing_in.post("/set-up/<token>")
def become_admin(token: str) -> ResponseReturnValue:
    """Become the first admin."""
    form = request.form
    try:
        person = accounts().people.accept(
            LinkKind.SET_UP, token, form.get("name", ""), form.get("password", ""), form.get("email", "")
        )
    except BadInput as error:
        return render(_set_up_page(errors.describe(error)), 422)
    return let_in(person)


@signing_in.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """The form of somebody who is invited."""
    return render(_invitation_page(accounts().people.offered(LinkKind.INVITATION, token).email))


@signing_in.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Accept an invitation."""
    people, form = accounts().people, request.form
    try:
        person = people.accept(LinkKind.INVITATION, token, form.get("name", ""), form.get("password", ""))
    except BadInput as error:
        email = people.offered(LinkKind.INVITATION, token).email
        return render(_invitation_page(email, errors.describe(error)), 422)
    return let_in(person)


@signing_in.get("/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    """The form that asks for a new password."""
    return render(_reset_page(accounts().people.offered(LinkKind.RESET, token).email))


@signing_in.post("/reset/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    people = accounts().people
    try:
        person = people.choose_password(token, request.form.get("password", ""))
    except BadInput as error:
        email = people.offered(LinkKind.RESET, token).email
        return render(_reset_page(email, errors.describe(error)), 422)
    flash("Your new password is set, and you were signed out everywhere else.")
    return let_in(person)


@signing_in.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """A person's own account."""
    return render(_account_page())


@signing_in.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change one's own password; other browsers are signed out."""
    person, form = acting(), request.form
    try:
        accounts().people.change_password(person, form.get("old", ""), form.get("password", ""))
    except (BadInput, LimitReached) as error:
        problem = errors.describe(error)
        return errors.with_headers(render(_account_page(problem), problem.status), problem)
    flash("Your password is changed, and you were signed out everywhere else.")
    return let_in(person, url_for("signing_in.account"))


@signing_in.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out in every browser, this one too."""
    person = acting()
    accounts().sign_ins.sign_out_everywhere(person, person)
    flash("You have signed out everywhere.")
    return guard.forget(make_response(redirect(url_for("signing_in.sign_in"), 303)))


def let_in(person: Person, onward: str = "") -> Response:
    """Sign in somebody who has proved who they are."""
    _, token = accounts().sign_ins.begin(person)
    return _welcome(person, token, onward)


def local(address: str) -> str:
    """The address if it is one of ours, else "": nobody is led to another site from here."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if ours and not parts.scheme and not parts.netloc and "\\" not in address else ""


def _welcome(person: Person, token: str, onward: str = "") -> Response:
    """A new sign-in in place of the one this browser had, if any."""
    if old := guard.token_of_browser():
        accounts().sign_ins.sign_out(old)
    return guard.remember(make_response(redirect(onward or _onward(person), 303)), token)


def _onward(person: Person) -> str:
    """Where this person wanted to go, or where their work is."""
    if wanted := local(request.values.get("next", "")):
        return wanted
    entries = entries_for(person)
    return url_for(entries[0].endpoint if entries else "signing_in.account")


def _again(problem: Problem) -> Response:
    return errors.with_headers(render(_sign_in_page(problem), problem.status), problem)


def _sign_in_page(problem: Problem | None = None) -> FormPage:
    return FormPage(
        title=_title("Sign in", problem),
        lead="For leads, editors and admins of this service. To ask a question you need no account.",
        fields=(
            Field("email", "E-mail", "email", "username", value=request.form.get("email", "")),
            Field("password", "Password", "password", "current-password"),
        ),
        button="Sign in",
        problem=problem,
        notices=notices(),
        onward=local(request.values.get("next", "")),
        elsewhere=bool(this_app().settings.oidc_issuer),
    )


def _set_up_page(problem: Problem | None = None) -> FormPage:
    return FormPage(
        title=_title("Set up this service", problem),
        lead="You become its first admin, and can then invite leads and editors.",
        fields=(
            Field("email", "Your e-mail", "email", "username", value=request.form.get("email", "")),
            _name_field(),
            _new_password(),
        ),
        button="Become admin",
        problem=problem,
    )


def _invitation_page(email: str, problem: Problem | None = None) -> FormPage:
    return FormPage(
        title=_title("Accept your invitation", problem),
        lead=f"You are invited as {email}.",
        fields=(_name_field(), _new_password()),
        button="Accept and sign in",
        problem=problem,
        elsewhere=bool(this_app().settings.oidc_issuer),
    )


def _reset_page(email: str, problem: Problem | None = None) -> FormPage:
    return FormPage(
        title=_title("Choose a new password", problem),
        lead=f"For {email}. You will be signed out everywhere else.",
        fields=(_new_password(),),
        button="Set password and sign in",
        problem=problem,
    )


def _account_page(problem: Problem | None = None) -> AccountPage:
    return AccountPage(
        title=_title("Your account", problem),
        person=acting(),
        fields=(Field("old", "Your password now", "password", "current-password"), _new_password()),
        problem=problem,
        notices=notices(),
    )


def _name_field() -> Field:
    return Field("name", "Your name", "text", "name", value=request.form.get("name", ""))


def _new_password() -> Field:
    return Field("password", "New password", "password", "new-password", hint=HINT)


def _title(title: str, problem: Problem | None) -> str:
    return f"Error: {title}" if problem else title
