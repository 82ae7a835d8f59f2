"""The accounts' part of a record in memory; keeps the promises of assistant.store.ports."""

from __future__ import annotations

import threading
from dataclasses import astuple, replace

from assistant.accounts.model import ApiToken, AuditEntry, Link, LinkKind, Person, SignIn, State
from assistant.accounts.permissions import Role
from assistant.errors import Conflict, NotFound
from assistant.store.engine import check_text


class FakeAccountStore:
    """People, links, sign-ins, tokens and the audit in dictionaries."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.RLock()
        self._people: dict[str, Person] = {}
        self._passwords: dict[str, str] = {}
        self._links: dict[tuple[LinkKind, str], Link] = {}
        self._sign_ins: dict[str, SignIn] = {}
        self._tokens: dict[str, ApiToken] = {}
        self._audit: list[AuditEntry] = []

    def check(self) -> None:
        """Raises StoreUnavailable when the record is down."""

    def people(self) -> tuple[Person, ...]:
        self.check()
        return tuple(sorted(self._people.values(), key=lambda person: person.email))

    def person(self, person_id: str) -> Person | None:
        self.check()
        return self._people.get(person_id)

    def person_by_email(self, email: str) -> Person | None:
        return next((person for person in self.people() if person.email == email), None)

    def password_of(self, person_id: str) -> str:
        self.check()
        return self._passwords.get(person_id, "")

    def add_link(self, link: Link) -> None:
        self.check()
        self._links[link.kind, link.email] = link

    def link(self, hash: str) -> Link | None:
        self.check()
        return next((link for link in self._links.values() if link.hash == hash), None)

    def invitations(self) -> tuple[Link, ...]:
        self.check()
        found = (link for link in self._links.values() if link.kind is LinkKind.INVITATION)
        return tuple(sorted(found, key=lambda link: link.email))

    def drop_link(self, kind: LinkKind, email: str) -> bool:
        self.check()
        return self._links.pop((kind, email), None) is not None

    def forget_links(self, before: str) -> int:
        self.check()
        over = [of for of, link in self._links.items() if link.expires < before]
        for of in over:
            del self._links[of]
        return len(over)

    def accept(self, hash: str, person: Person, password: str) -> None:
        _readable(person)
        with self._one_at_a_time:
            link = self._usable(hash)
            if self.person_by_email(person.email):
                raise Conflict("There is an account for this e-mail already.")
            self.drop_link(link.kind, link.email)
            self._people[person.id] = person
            self._passwords[person.id] = password

    def reset_password(self, hash: str, person_id: str, password: str) -> None:
        link = self._usable(hash)
        self.set_password(person_id, password)
        self.drop_link(link.kind, link.email)

    def set_password(self, person_id: str, password: str) -> None:
        self._existing(person_id)
        self._passwords[person_id] = password
        self.end_sign_ins(person_id)

    def set_roles(self, person_id: str, roles: frozenset[Role]) -> None:
        self._replace(replace(self._existing(person_id), roles=roles))

    def set_state(self, person_id: str, state: State) -> None:
        self._replace(replace(self._existing(person_id), state=state))
        if state is State.DISABLED:
            self.end_sign_ins(person_id)

    def add_sign_in(self, sign_in: SignIn) -> None:
        self.check()
        self._sign_ins.setdefault(sign_in.hash, sign_in)

    def sign_in(self, hash: str) -> tuple[SignIn, Person] | None:
        self.check()
        found = self._sign_ins.get(hash)
        return (found, self._people[found.person]) if found else None

    def touch_sign_in(self, hash: str, seen: str) -> None:
        self.check()
        if hash in self._sign_ins:
            self._sign_ins[hash] = replace(self._sign_ins[hash], seen=seen)

    def end_sign_in(self, hash: str) -> None:
        self.check()
        self._sign_ins.pop(hash, None)

    def end_sign_ins(self, person_id: str) -> int:
        return self._forget(lambda sign_in: sign_in.person == person_id)

    def forget_sign_ins(self, before: str) -> int:
        return self._forget(lambda sign_in: sign_in.expires < before)

    def add_token(self, token: ApiToken) -> None:
        self.check()
        _readable(token)
        self._tokens.setdefault(token.id, token)

    def tokens(self) -> tuple[ApiToken, ...]:
        self.check()
        return tuple(sorted(sorted(self._tokens.values(), key=lambda t: t.id), key=lambda t: t.created, reverse=True))

    def token(self, hash: str) -> ApiToken | None:
        return next((token for token in self.tokens() if token.hash == hash), None)

    def revoke_token(self, token_id: str, at: str) -> None:
        self.check()
        if token_id not in self._tokens:
            raise NotFound("There is no such token.")
        token = self._tokens[token_id]
        self._tokens[token_id] = replace(token, revoked=token.revoked or at)

    def add_entry(self, entry: AuditEntry) -> None:
        self.check()
        _readable(entry)
        if all(kept.id != entry.id for kept in self._audit):
            self._audit.append(entry)

    def entries(self, before: tuple[str, str], limit: int, about: str = "") -> tuple[AuditEntry, ...]:
        self.check()
        newest = sorted(self._audit, key=lambda entry: (entry.at, entry.id), reverse=True)
        older = (entry for entry in newest if not before[0] or (entry.at, entry.id) < before)
        return tuple(entry for entry in older if about in ("", entry.about))[:limit]

    def _usable(self, hash: str) -> Link:
        link = self.link(hash)
        if link is None:
            raise NotFound("This link is not valid any more.")
        return link

    def _existing(self, person_id: str) -> Person:
        person = self.person(person_id)
        if person is None:
            raise NotFound("There is no such person.")
        return person

    def _replace(self, person: Person) -> None:
        with self._one_at_a_time:
            after = self._people | {person.id: person}
            if _admins(self._people) and not _admins(after):
                raise Conflict("There must be one active admin: make somebody else one first.")
            self._people = after

    def _forget(self, over) -> int:
        self.check()
        gone = [hash for hash, sign_in in self._sign_ins.items() if over(sign_in)]
        for hash in gone:
            del self._sign_ins[hash]
        return len(gone)


def _admins(people: dict[str, Person]) -> int:
    return sum(person.active and Role.ADMIN in person.roles for person in people.values())


def _readable(value: object) -> None:
    for each in astuple(value):  # type: ignore[call-overload]  # a dataclass
        if isinstance(each, str):
            check_text("text", each)
