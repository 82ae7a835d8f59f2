"""What the pages of accounts show: one frozen dataclass a page, as in web.pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from assistant.accounts.model import ApiToken, AuditEntry, Link, Person
from assistant.accounts.permissions import Role
from assistant.engagement.keeping import Hold
from web.pages import Problem


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `kind` is text, email or password; `fill` is what browsers know it by."""

    name: str
    label: str
    kind: str
    fill: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A short form: who you are, or a password. `elsewhere` offers the organisation's own sign-in."""

    template: ClassVar[str] = "form.html"
    title: str
    lead: str
    fields: tuple[Field, ...]
    button: str
    problem: Problem | None = None
    notices: tuple[str, ...] = ()
    onward: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What a person can do with their own account."""

    template: ClassVar[str] = "account.html"
    title: str
    person: Person
    fields: tuple[Field, ...]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody, the open invitations, and the form that invites."""

    template: ClassVar[str] = "people.html"
    title: str
    people: tuple[Person, ...]
    invitations: tuple[Link, ...]
    roles: tuple[Role, ...]
    email: str = ""
    chosen: tuple[str, ...] = ()
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person, and what an admin can change."""

    template: ClassVar[str] = "person.html"
    title: str
    person: Person
    roles: tuple[Role, ...]
    entries: tuple[AuditEntry, ...]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokensPage:
    """The tokens of programs, and the form that issues one. `valid` has the ids of those that can be used."""

    template: ClassVar[str] = "tokens.html"
    title: str
    tokens: tuple[ApiToken, ...]
    valid: frozenset[str]
    roles: tuple[Role, ...]
    name: str = ""
    days: str = "90"
    chosen: tuple[str, ...] = ()
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OncePage:
    """A link or token that is shown this once. `back` is where to go on."""

    template: ClassVar[str] = "once.html"
    title: str
    lead: str
    label: str
    text: str
    back: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the audit, newest first; `older` is the address of the next page or ""."""

    template: ClassVar[str] = "audit.html"
    title: str
    entries: tuple[AuditEntry, ...]
    about: str
    older: str


@dataclass(frozen=True, slots=True)
class ShownHold:
    """A legal hold, what people call the thing that is held, and who set it."""

    hold: Hold
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class HoldsPage:
    """What may not be erased. `typed` is the form as it was sent, when it is shown again."""

    template: ClassVar[str] = "holds.html"
    title: str
    holds: tuple[ShownHold, ...]
    typed: Mapping[str, str]
    problem: Problem | None = None
    notices: tuple[str, ...] = ()


PAGES = (FormPage, AccountPage, PeoplePage, PersonPage, TokensPage, OncePage, AuditPage, HoldsPage)
