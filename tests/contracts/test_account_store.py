"""What every record promises of people, sign-ins, tokens and the audit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from fakes.store import FakeStore

from assistant.accounts.model import ApiToken, AuditEntry, Link, LinkKind, Person, SignIn, State
from assistant.accounts.permissions import Role
from assistant.errors import Conflict, NotFound, StoreUnavailable, Unreadable
from assistant.store.ports import AccountStore, Store
from assistant.store.record import open_store

EARLIER, NOW, LATER = "2026-11-21T11:00:00.000000Z", "2026-11-21T12:00:00.000000Z", "2026-11-23T12:00:00.000000Z"


@pytest.fixture(scope="module", params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One record for the module; each test keeps to people of its own."""
    if request.param == "fake":
        kept: Store = FakeStore()
    elif request.param == "sqlite":
        kept = open_store(f"sqlite:///{tmp_path_factory.mktemp('record')}/record.db")
    else:
        kept = open_store(request.getfixturevalue("postgres").new_database())
    kept.migrate()
    yield kept
    kept.close()


def a_link(kind: LinkKind = LinkKind.INVITATION, **fields: object) -> Link:
    email = f"{uuid4()}@example.nhs.uk"
    return replace(Link(uuid4().hex, kind, email, frozenset({Role.LEAD}), "", NOW, LATER), **fields)


def a_person(*roles: Role) -> Person:
    person_id = str(uuid4())
    return Person(person_id, f"{person_id}@example.nhs.uk", "Ada", frozenset(roles), State.ACTIVE, NOW)


def kept_person(store: AccountStore, *roles: Role) -> Person:
    link, person = a_link(), a_person(*roles or (Role.LEAD,))
    store.add_link(link)
    store.accept(link.hash, person, "kept hash")
    return person


def signed_in(store: AccountStore, person: Person, expires: str = LATER) -> SignIn:
    sign_in = SignIn(uuid4().hex, person.id, NOW, NOW, expires)
    store.add_sign_in(sign_in)
    return sign_in


def test_a_person_who_came_in_reads_back(store):
    person = kept_person(store, Role.LEAD, Role.EDITOR)
    assert store.person(person.id) == person
    assert store.person_by_email(person.email) == person
    assert person in store.people()
    assert store.password_of(person.id) == "kept hash"


def test_nobody_is_none(store):
    assert store.person(str(uuid4())) is None
    assert store.person_by_email("nobody@example.nhs.uk") is None
    assert store.password_of(str(uuid4())) == ""


def test_a_link_lets_in_one_person_only_however_many_try_at_once(store):
    link = a_link()
    store.add_link(link)

    def come_in(_: int) -> bool:
        try:
            store.accept(link.hash, a_person(Role.LEAD), "x")
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come_in, range(8))) == 1
    assert store.link(link.hash) is None


def test_a_link_is_not_used_up_when_its_person_cannot_be_kept(store):
    person, link = kept_person(store), a_link()
    store.add_link(link)
    with pytest.raises(Conflict):
        store.accept(link.hash, replace(a_person(), email=person.email), "x")
    assert store.link(link.hash) == link
    with pytest.raises(Unreadable):
        store.accept(link.hash, replace(a_person(), name="a\0b"), "x")
    assert store.link(link.hash) == link


def test_a_newer_link_takes_the_place_of_an_older_of_its_kind(store):
    older = a_link()
    newer = replace(older, hash=uuid4().hex, roles=frozenset({Role.EDITOR}))
    other = a_link(LinkKind.RESET, email=older.email)
    for link in (older, other, newer):
        store.add_link(link)
    assert store.link(older.hash) is None
    assert store.link(newer.hash) == newer
    assert store.link(other.hash) == other
    assert newer in store.invitations()
    assert other not in store.invitations()


def test_a_link_is_taken_back_once(store):
    link = a_link()
    store.add_link(link)
    assert store.drop_link(link.kind, link.email)
    assert not store.drop_link(link.kind, link.email)
    with pytest.raises(NotFound):
        store.accept(link.hash, a_person(), "x")


def test_a_new_password_by_a_link_ends_all_sign_ins_and_uses_the_link_up(store):
    person = kept_person(store)
    sign_in, link = signed_in(store, person), a_link(LinkKind.RESET, person=person.id)
    store.add_link(link)
    store.reset_password(link.hash, person.id, "new hash")
    assert store.password_of(person.id) == "new hash"
    assert store.sign_in(sign_in.hash) is None
    with pytest.raises(NotFound):
        store.reset_password(link.hash, person.id, "third hash")
    assert store.password_of(person.id) == "new hash"


def test_roles_and_state_are_those_of_now_at_every_sign_in_read(store):
    person = kept_person(store, Role.LEAD)
    sign_in = signed_in(store, person)
    assert store.sign_in(sign_in.hash) == (sign_in, person)
    store.set_roles(person.id, frozenset({Role.EDITOR}))
    assert store.sign_in(sign_in.hash)[1].roles == {Role.EDITOR}
    store.set_state(person.id, State.DISABLED)
    assert store.sign_in(sign_in.hash) is None
    assert store.person(person.id).state is State.DISABLED


def test_changes_to_nobody_are_refused(store):
    for change in (
        lambda: store.set_roles("nobody", frozenset({Role.LEAD})),
        lambda: store.set_state("nobody", State.DISABLED),
        lambda: store.set_password("nobody", "x"),
        lambda: store.revoke_token("nobody", NOW),
    ):
        with pytest.raises(NotFound):
            change()


def test_one_active_admin_is_left_even_when_all_put_each_other_out_at_once(store):
    admins = [kept_person(store, Role.ADMIN) for _ in range(4)]

    def put_out(person: Person) -> bool:
        try:
            store.set_state(person.id, State.DISABLED)
        except (Conflict, StoreUnavailable):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        out = sum(pool.map(put_out, admins))
    left = [person for person in store.people() if person.active and Role.ADMIN in person.roles]
    assert len(left) == len(admins) - out >= 1
    for person in left[1:]:
        store.set_state(person.id, State.DISABLED)
    with pytest.raises(Conflict):
        store.set_roles(left[0].id, frozenset({Role.LEAD}))
    assert store.person(left[0].id).roles == {Role.ADMIN}


def test_links_that_have_expired_are_forgotten_whatever_they_were_for(store):
    over, still = [a_link(kind, expires=EARLIER) for kind in LinkKind], a_link()
    for link in (*over, still):
        store.add_link(link)
    assert store.forget_links(NOW) == len(over)
    assert [store.link(link.hash) for link in over] == [None] * len(over)
    assert store.link(still.hash) == still


def test_sign_ins_end_one_by_one_all_at_once_and_by_age(store):
    person = kept_person(store)
    first, second, old = signed_in(store, person), signed_in(store, person), signed_in(store, person, EARLIER)
    store.end_sign_in(first.hash)
    assert store.sign_in(first.hash) is None
    assert store.forget_sign_ins(NOW) == 1
    assert store.sign_in(old.hash) is None
    store.touch_sign_in(second.hash, LATER)
    assert store.sign_in(second.hash)[0].seen == LATER
    assert store.end_sign_ins(person.id) == 1
    assert store.end_sign_ins(person.id) == 0


def test_a_token_reads_back_and_is_revoked_once(store):
    token = ApiToken(str(uuid4()), uuid4().hex, "Dashboard", frozenset({Role.LEAD}), NOW, LATER)
    store.add_token(token)
    assert store.token(token.hash) == token
    assert token in store.tokens()
    store.revoke_token(token.id, NOW)
    store.revoke_token(token.id, LATER)
    assert store.token(token.hash).revoked == NOW
    assert store.token("none") is None


def test_the_audit_is_read_newest_first_page_by_page(store):
    about = str(uuid4())
    kept = [AuditEntry(f"{number}-{about}", NOW, "p", "Ada", "concern.read", about) for number in range(5)]
    for entry in (*kept, kept[0]):
        store.add_entry(entry)
    first = store.entries(("", ""), 2, about)
    second = store.entries((first[-1].at, first[-1].id), 10, about)
    assert first + second == tuple(reversed(kept))
    assert store.entries(("", ""), 100)[: len(first)]
    assert store.entries(("", ""), 10, "something else") == ()


def test_there_is_no_verb_that_changes_the_audit():
    verbs = {name for name in dir(AccountStore) if not name.startswith("_") and "entr" in name}
    assert verbs == {"add_entry", "entries"}


def test_a_counter_starts_again_when_cleared(store):
    bucket = uuid4().hex
    assert [store.count(bucket, "w"), store.count(bucket, "w")] == [1, 2]
    store.clear_count(bucket, "w")
    assert store.count(bucket, "w") == 1
