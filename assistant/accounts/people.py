"""Lets people in by one-time links, and says what they may do from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from assistant.accounts.audit import Audit
from assistant.accounts.emails import email_of
from assistant.accounts.model import Link, LinkKind, Person, State, hash_of, new_token
from assistant.accounts.passwords import Passwords
from assistant.accounts.permissions import Role
from assistant.accounts.tries import Tries
from assistant.clock import Clock, iso
from assistant.errors import BadInput, NotAllowed, NotFound
from assistant.normalising import normalise, within
from assistant.store.ports import AccountStore

LINK_LASTS = timedelta(hours=48)
LONGEST_NAME = 100

NO_LINK = "This link is not valid any more: it was used, replaced, or is older than 48 hours. Ask an admin for another."
NOT_INVITED = "There is no account for this e-mail yet. Ask an admin of this service to invite you."


class People:
    """Everybody who may sign in. `by` is who does it; None is the command line."""

    def __init__(self, store: AccountStore, passwords: Passwords, tries: Tries, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._tries = tries
        self._audit = audit
        self._clock = clock

    # ---- who there is

    def everybody(self) -> tuple[Person, ...]:
        """Everybody, disabled ones too, by e-mail."""
        return self._store.people()

    def person(self, person_id: str) -> Person:
        """One person. Raises NotFound."""
        found = self._store.person(person_id)
        if found is None:
            raise NotFound("There is no such person.")
        return found

    def by_email(self, email: str) -> Person:
        """One person. Raises BadInput for what is no e-mail, NotFound."""
        found = self._store.person_by_email(email_of(email))
        if found is None:
            raise NotFound(f"There is no account for {email}.")
        return found

    def invitations(self) -> tuple[Link, ...]:
        """The invitations that can still be accepted."""
        return tuple(link for link in self._store.invitations() if not self._expired(link))

    # ---- one-time links

    def set_up(self) -> str:
        """The token of a new set-up link, in place of any earlier; "" when there is an admin already."""
        if self._has_admin():
            return ""
        return self._link(LinkKind.SET_UP, "", frozenset({Role.ADMIN}))

    def invite(self, email: str, roles: Iterable[Role], by: Person | None) -> str:
        """The token of a new invitation, in place of any earlier. Raises BadInput."""
        known, chosen = email_of(email), _some(roles)
        if self._store.person_by_email(known):
            raise BadInput("email", f"{known} has an account already.")
        token = self._link(LinkKind.INVITATION, known, chosen)
        self._audit.note(by, "invitation.made", known)
        return token

    def withdraw(self, email: str, by: Person | None) -> None:
        """Take back an invitation. Raises NotFound."""
        if not self._store.drop_link(LinkKind.INVITATION, email_of(email)):
            raise NotFound("There is no such invitation.")
        self._audit.note(by, "invitation.withdrawn", email)

    def reset(self, person: Person, by: Person | None) -> str:
        """The token of a new link by which a person chooses a new password. Their sign-ins end when it is used."""
        token = self._link(LinkKind.RESET, person.email, frozenset(), person.id)
        self._audit.note(by, "password.reset_offered", person.id)
        return token

    def offered(self, kind: LinkKind, token: str) -> Link:
        """The link of that kind and token, not used by looking at it. Raises NotFound when it is not valid."""
        link = self._store.link(hash_of(token))
        if link is None or link.kind is not kind or self._expired(link):
            raise NotFound(NO_LINK)
        if link.kind is LinkKind.SET_UP and self._has_admin():
            raise NotFound(NO_LINK)
        return link

    def accept(self, kind: LinkKind, token: str, name: str, password: str, email: str = "") -> Person:
        """Come in by a set-up link or an invitation. `email` is asked for by a set-up link only.

        Raises NotFound for a link that is not valid, BadInput, Conflict for an e-mail that has an account.
        """
        link = self.offered(kind, token)
        return self._come_in(link, link.email or email_of(email), name, self._passwords.hash(password))

    def choose_password(self, token: str, password: str) -> Person:
        """Choose a new password by a reset link. Raises NotFound and BadInput."""
        link = self.offered(LinkKind.RESET, token)
        person = self.person(link.person)
        self._store.reset_password(link.hash, person.id, self._passwords.hash(password))
        self._audit.note(person, "password.reset", person.id)
        return person

    def known_elsewhere(self, email: str, name: str) -> Person:
        """Who a provider of identities says this is: a person of ours, or one who is invited and now comes in.

        Raises NotAllowed for anybody else.
        """
        known = email_of(email)
        person = self._store.person_by_email(known)
        if person is not None:
            return person
        for link in self.invitations():
            if link.email == known:
                return self._come_in(link, known, name or known.partition("@")[0], "")
        raise NotAllowed(NOT_INVITED)

    # ---- changes

    def change_password(self, person: Person, old: str, new: str) -> None:
        """Replace a password and end all sign-ins.

        Raises BadInput when the old one is wrong or the new one bad, LimitReached after too many tries.
        """
        self._tries.take(person.email)
        if not self._passwords.match(self._store.password_of(person.id), old):
            raise BadInput("old", "This is not your password.")
        self._tries.forgive(person.email)
        self._store.set_password(person.id, self._passwords.hash(new))
        self._audit.note(person, "password.changed", person.id)

    def set_roles(self, person: Person, roles: Iterable[Role], by: Person | None) -> None:
        """Replace a person's roles, from their next request on. Raises Conflict when no admin would be left."""
        chosen = _some(roles)
        self._store.set_roles(person.id, chosen)
        self._audit.note(by, "person.roles_changed", person.id)

    def disable(self, person: Person, by: Person | None) -> None:
        """End a person's sign-ins and let them in no more. Raises Conflict when no admin would be left."""
        self._store.set_state(person.id, State.DISABLED)
        self._store.drop_link(LinkKind.RESET, person.email)
        self._audit.note(by, "person.disabled", person.id)

    def enable(self, person: Person, by: Person | None) -> None:
        """Let a person in again."""
        self._store.set_state(person.id, State.ACTIVE)
        self._audit.note(by, "person.enabled", person.id)

    def _link(self, kind: LinkKind, email: str, roles: frozenset[Role], person: str = "") -> str:
        now, token = self._clock.now(), new_token()
        self._store.add_link(Link(hash_of(token), kind, email, roles, person, iso(now), iso(now + LINK_LASTS)))
        return token

    def _come_in(self, link: Link, email: str, name: str, password: str) -> Person:
        called = within(normalise(name, "name"), LONGEST_NAME, "name")
        person = Person(self._clock.new_id(), email, called, link.roles, State.ACTIVE, iso(self._clock.now()))
        self._store.accept(link.hash, person, password)
        self._audit.note(person, "person.came_in", person.id)
        return person

    def _expired(self, link: Link) -> bool:
        return iso(self._clock.now()) >= link.expires

    def _has_admin(self) -> bool:
        return any(person.active and Role.ADMIN in person.roles for person in self._store.people())


def _some(roles: Iterable[Role]) -> frozenset[Role]:
    chosen = frozenset(roles)
    if not chosen:
        raise BadInput("roles", "Choose at least one role.")
    return chosen
