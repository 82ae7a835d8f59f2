"""Who comes in, who signs in, and what ends that."""

from __future__ import annotations

import time

import pytest
from argon2 import PasswordHasher
from fakes.accounts import CHEAP, PASSWORD, Moved, accounts_in_memory, let_in
from fakes.store import FakeStore

from assistant.accounts.door import Accounts
from assistant.accounts.emails import email_or_none
from assistant.accounts.model import LinkKind, Person
from assistant.accounts.passwords import DUMMY_HASH, Passwords, allowed
from assistant.accounts.permissions import HELD, Permission, Role, held_by
from assistant.accounts.sign_ins import REFUSED
from assistant.accounts.tries import TRIES, TRIES_FROM_ADDRESS
from assistant.errors import BadInput, Conflict, LimitReached, NotAllowed, NotFound, StoreUnavailable

EMAIL = "ada@example.nhs.uk"


@pytest.fixture
def now() -> Moved:
    return Moved()


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def accounts(store: FakeStore, now: Moved) -> Accounts:
    return accounts_in_memory(store, now)


@pytest.fixture
def ada(accounts: Accounts) -> Person:
    return let_in(accounts, EMAIL, Role.LEAD)


def noted(accounts: Accounts) -> list[str]:
    return [entry.what for entry in reversed(accounts.audit.entries())]


# ---- permissions


def test_every_permission_is_somebodys_and_no_role_has_all():
    assert held_by(Role) == frozenset(Permission)
    assert all(held < frozenset(Permission) for held in HELD.values())
    assert held_by(()) == frozenset()


def test_an_admin_is_not_by_that_a_lead_or_an_editor(accounts):
    admin = let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    assert admin.may(Permission.MANAGE_PEOPLE)
    assert not admin.may(Permission.READ_INBOX)
    assert not admin.may(Permission.PUBLISH)


# ---- coming in


def test_the_first_admin_comes_in_by_the_set_up_link_which_then_is_offered_no_more(accounts):
    token = accounts.people.set_up()
    admin = accounts.people.accept(LinkKind.SET_UP, token, "Grace", PASSWORD, "Grace@Example.nhs.uk")
    assert (admin.email, admin.roles) == ("grace@example.nhs.uk", {Role.ADMIN})
    assert accounts.people.set_up() == ""
    with pytest.raises(NotFound):
        accounts.people.accept(LinkKind.SET_UP, token, "Eve", PASSWORD, "eve@example.nhs.uk")


def test_an_older_set_up_link_is_void_once_there_is_a_newer_one_or_an_admin(accounts):
    older, newer = accounts.people.set_up(), accounts.people.set_up()
    with pytest.raises(NotFound):
        accounts.people.offered(LinkKind.SET_UP, older)
    assert accounts.people.offered(LinkKind.SET_UP, newer)
    let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    with pytest.raises(NotFound):
        accounts.people.offered(LinkKind.SET_UP, newer)


def test_an_invitation_lasts_48_hours_and_looking_at_it_does_not_use_it_up(accounts, now):
    token = accounts.people.invite(EMAIL, {Role.LEAD}, None)
    now.forward(hours=47, minutes=59)
    for _ in range(2):
        assert accounts.people.offered(LinkKind.INVITATION, token).email == EMAIL
    now.forward(minutes=1)
    with pytest.raises(NotFound, match="older than 48 hours"):
        accounts.people.accept(LinkKind.INVITATION, token, "Ada", PASSWORD)
    assert accounts.people.invitations() == ()


def test_an_invitation_gives_the_e_mail_and_roles_it_was_made_for_whatever_is_sent(accounts):
    token = accounts.people.invite(EMAIL, {Role.EDITOR}, None)
    person = accounts.people.accept(LinkKind.INVITATION, token, "Ada", PASSWORD, "boss@example.nhs.uk")
    assert (person.email, person.roles) == (EMAIL, {Role.EDITOR})


def test_a_link_of_one_kind_opens_no_other_door(accounts, ada):
    reset = accounts.people.reset(ada, None)
    for kind in (LinkKind.INVITATION, LinkKind.SET_UP):
        with pytest.raises(NotFound):
            accounts.people.accept(kind, reset, "Eve", PASSWORD, "eve@example.nhs.uk")
    with pytest.raises(NotFound):
        accounts.people.choose_password(accounts.people.invite("x@example.org", {Role.LEAD}, None), PASSWORD)


def test_a_withdrawn_invitation_is_void(accounts):
    token = accounts.people.invite(EMAIL, {Role.LEAD}, None)
    accounts.people.withdraw(EMAIL, None)
    with pytest.raises(NotFound):
        accounts.people.offered(LinkKind.INVITATION, token)


@pytest.mark.parametrize(
    ("email", "roles"), [("nobody", {Role.LEAD}), (EMAIL, set()), ("ａda@example.nhs.uk", {Role.LEAD})]
)
def test_an_invitation_to_nobody_or_for_nothing_is_refused(accounts, email, roles):
    with pytest.raises(BadInput):
        accounts.people.invite(email, roles, None)


def test_who_has_an_account_is_not_invited_again(accounts, ada):
    with pytest.raises(BadInput, match="already"):
        accounts.people.invite(" ADA@example.nhs.uk ", {Role.ADMIN}, None)


def test_a_bad_name_or_password_leaves_the_invitation_as_it_was(accounts):
    token = accounts.people.invite(EMAIL, {Role.LEAD}, None)
    for name, password in (("", PASSWORD), ("x" * 101, PASSWORD), ("Ada", "short")):
        with pytest.raises(BadInput):
            accounts.people.accept(LinkKind.INVITATION, token, name, password)
    assert accounts.people.accept(LinkKind.INVITATION, token, "Ada", PASSWORD).name == "Ada"


# ---- signing in


def test_signing_in_gives_another_token_each_time_and_only_its_hash_is_kept(accounts, ada):
    first, token = accounts.sign_ins.sign_in("ADA@example.nhs.uk ", PASSWORD)
    second, other = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    assert accounts.sign_ins.person(token) == accounts.sign_ins.person(other) == ada
    assert token != other
    assert token not in (first.hash, second.hash)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.nhs.uk", "no e-mail", "", "a\0b@example.nhs.uk"])
def test_unknown_wrong_and_disabled_are_told_the_same(accounts, ada, email):
    let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    with pytest.raises(NotAllowed) as wrong:
        accounts.sign_ins.sign_in(email, "not the right password")
    accounts.people.disable(ada, None)
    with pytest.raises(NotAllowed) as disabled:
        accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    assert str(wrong.value) == str(disabled.value) == REFUSED


def test_the_password_of_somebody_unknown_is_checked_as_long_as_any(accounts):
    slow = Passwords(PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4))
    kept = slow.hash(PASSWORD)

    def took(of: str) -> float:
        began = time.process_time()  # not the wall's: others are at work on this machine
        assert not slow.match(of, "not the right password")
        return time.process_time() - began

    known, unknown = min(took(kept) for _ in range(3)), min(took("") for _ in range(3))
    assert 0.5 < known / unknown < 2
    assert not PasswordHasher().check_needs_rehash(DUMMY_HASH)


def test_an_account_is_closed_after_five_tries_for_a_quarter_of_an_hour_even_to_the_right_password(accounts, ada, now):
    for _ in range(TRIES):
        with pytest.raises(NotAllowed):
            accounts.sign_ins.sign_in(EMAIL, "wrong wrong wrong", "10.0.0.1")
    with pytest.raises(LimitReached) as closed:
        accounts.sign_ins.sign_in(EMAIL, PASSWORD, "10.0.0.2")
    assert 0 < closed.value.retry_after <= 15 * 60 + 1
    now.forward(seconds=closed.value.retry_after)
    assert accounts.sign_ins.sign_in(EMAIL, PASSWORD)


def test_an_account_nobody_has_is_closed_in_the_same_way(accounts):
    for _ in range(TRIES):
        with pytest.raises(NotAllowed):
            accounts.sign_ins.sign_in("nobody@example.nhs.uk", PASSWORD)
    with pytest.raises(LimitReached):
        accounts.sign_ins.sign_in("Nobody@example.nhs.uk", PASSWORD)


def test_signing_in_takes_back_the_tries_before_it(accounts, ada):
    for _ in range(3):
        for _ in range(TRIES - 1):
            with pytest.raises(NotAllowed):
                accounts.sign_ins.sign_in(EMAIL, "wrong wrong wrong")
        accounts.sign_ins.sign_in(EMAIL, PASSWORD)


def test_one_address_may_not_try_very_many_accounts(accounts, ada):
    for number in range(TRIES_FROM_ADDRESS):
        with pytest.raises(NotAllowed):
            accounts.sign_ins.sign_in(f"{number}@example.nhs.uk", PASSWORD, "10.0.0.1")
    with pytest.raises(LimitReached):
        accounts.sign_ins.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    assert accounts.sign_ins.sign_in(EMAIL, PASSWORD, "10.0.0.2")


def test_a_sign_in_ends_after_an_hour_without_use(accounts, ada, now):
    _, token = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    for _ in range(3):
        now.forward(minutes=59)
        assert accounts.sign_ins.person(token) == ada
    now.forward(minutes=60)
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(token)


def test_a_sign_in_ends_after_twelve_hours_of_use(accounts, ada, now):
    _, token = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    for _ in range(23):
        now.forward(minutes=30)
        accounts.sign_ins.person(token)
    now.forward(minutes=30)
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(token)


def test_signing_out_ends_one_sign_in_and_everywhere_all(accounts, ada):
    tokens = [accounts.sign_ins.sign_in(EMAIL, PASSWORD)[1] for _ in range(3)]
    accounts.sign_ins.sign_out(tokens[0])
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(tokens[0])
    assert accounts.sign_ins.person(tokens[1])
    accounts.sign_ins.sign_out_everywhere(ada, ada)
    for token in tokens:
        with pytest.raises(NotAllowed):
            accounts.sign_ins.person(token)


def test_a_new_role_holds_at_once_and_disabling_does(accounts, ada):
    _, token = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    accounts.people.set_roles(ada, {Role.EDITOR}, None)
    assert accounts.sign_ins.person(token).may(Permission.PUBLISH)
    assert not accounts.sign_ins.person(token).may(Permission.READ_INBOX)
    accounts.people.disable(ada, None)
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(token)
    accounts.people.enable(ada, None)
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(token)


def test_the_last_admin_can_neither_be_disabled_nor_demoted(accounts):
    admin = let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    with pytest.raises(Conflict):
        accounts.people.disable(admin, admin)
    with pytest.raises(Conflict):
        accounts.people.set_roles(admin, {Role.LEAD}, admin)


def test_while_the_record_is_down_nobody_is_let_in(accounts, ada, store):
    _, token = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    store.down = True
    for attempt in (lambda: accounts.sign_ins.person(token), lambda: accounts.sign_ins.sign_in(EMAIL, PASSWORD)):
        with pytest.raises(StoreUnavailable):
            attempt()


# ---- passwords


def test_a_reset_link_sets_a_password_once_and_ends_all_sign_ins(accounts, ada):
    _, token = accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    link = accounts.people.reset(ada, None)
    accounts.people.choose_password(link, "another quiet long phrase")
    with pytest.raises(NotAllowed):
        accounts.sign_ins.person(token)
    with pytest.raises(NotFound):
        accounts.people.choose_password(link, "a third quiet long phrase")
    assert accounts.sign_ins.sign_in(EMAIL, "another quiet long phrase")


def test_a_reset_link_of_somebody_disabled_lets_nobody_in(accounts, ada):
    link = accounts.people.reset(ada, None)
    accounts.people.disable(ada, None)
    with pytest.raises(NotFound):
        accounts.people.choose_password(link, "another quiet long phrase")


def test_a_password_is_changed_by_who_knows_the_old_one(accounts, ada):
    with pytest.raises(BadInput, match="not your password"):
        accounts.people.change_password(ada, "wrong wrong wrong", "another quiet long phrase")
    accounts.people.change_password(ada, PASSWORD, "another quiet long phrase")
    assert accounts.sign_ins.sign_in(EMAIL, "another quiet long phrase")


def test_the_old_password_may_not_be_guessed_at_either(accounts, ada):
    for _ in range(TRIES):
        with pytest.raises(BadInput):
            accounts.people.change_password(ada, "wrong wrong wrong", "another quiet long phrase")
    with pytest.raises(LimitReached):
        accounts.people.change_password(ada, PASSWORD, "another quiet long phrase")


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "x" * 257,
        "aaaaaaaaaaaa",
        "123123123123",
        "password1234",
        "P@ssw0rd2026!",
        "Welcome2026!!!",
        "qwertyuiop123",
        "1234567890123",
        "passwordpassword",
        "letmeinplease1",
        "NHSpassword1!",
        "\ud800 lone half surrogate",
    ],
)
def test_a_password_that_is_tried_first_or_cannot_be_kept_is_refused(password):
    with pytest.raises(BadInput) as refused:
        allowed(password)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery", "🏥 ärztin déjà vu 12", "kT9#vLq2!xRw8", " spaces are kept "]
)
def test_other_long_passwords_are_taken_exactly_as_typed(password):
    kept = CHEAP.hash(password)
    assert kept.startswith("$argon2id$")
    assert CHEAP.match(kept, password)
    assert not CHEAP.match(kept, password.strip() + "x")
    assert not CHEAP.match("", password)


@pytest.mark.parametrize(
    "text", ["a@b", "@x.uk", "a b@x.uk", "a@x.uk\n.evil", "a@x.uk,b@x.uk", "a" * 65 + "@x.uk", "ä@x.uk"]
)
def test_what_is_no_plain_address_is_none(text):
    assert email_or_none(text) is None


# ---- another provider of identities


def test_somebody_known_elsewhere_is_our_person_or_comes_in_by_invitation_only(accounts, ada):
    assert accounts.people.known_elsewhere("ADA@example.nhs.uk", "A. L.") == ada
    with pytest.raises(NotAllowed, match="no account"):
        accounts.people.known_elsewhere("grace@example.nhs.uk", "Grace")
    accounts.people.invite("grace@example.nhs.uk", {Role.EDITOR}, None)
    grace = accounts.people.known_elsewhere("grace@example.nhs.uk", "Grace")
    assert grace.roles == {Role.EDITOR}
    assert accounts.people.invitations() == ()
    with pytest.raises(NotAllowed):
        accounts.sign_ins.sign_in("grace@example.nhs.uk", "")


def test_somebody_disabled_is_not_let_in_from_elsewhere(accounts, ada):
    accounts.people.disable(ada, None)
    with pytest.raises(NotAllowed):
        accounts.sign_ins.begin(accounts.people.known_elsewhere(EMAIL, "Ada"))


# ---- tokens of programs


def test_a_token_acts_with_its_roles_until_it_expires_or_is_revoked(accounts, now):
    admin = let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    token, text = accounts.tokens.issue("Dashboard", {Role.LEAD}, 30, admin)
    other, other_text = accounts.tokens.issue("Report", {Role.LEAD}, 300, admin)
    bearer = accounts.tokens.bearer(text)
    assert (bearer.id, bearer.name) == (token.id, "Dashboard")
    assert bearer.may(Permission.READ_INBOX)
    assert not bearer.may(Permission.MANAGE_PEOPLE)
    assert text not in repr(accounts.tokens.all())
    now.forward(days=30)
    with pytest.raises(NotAllowed):
        accounts.tokens.bearer(text)
    accounts.tokens.revoke(other.id, admin)
    with pytest.raises(NotAllowed):
        accounts.tokens.bearer(other_text)


@pytest.mark.parametrize(
    ("name", "roles", "days"), [("", {Role.LEAD}, 1), ("x", set(), 1), ("x", {Role.LEAD}, 0), ("x", {Role.LEAD}, 367)]
)
def test_a_token_without_name_role_or_end_is_not_issued(accounts, name, roles, days):
    with pytest.raises(BadInput):
        accounts.tokens.issue(name, roles, days, None)


# ---- the audit


def test_what_is_done_to_accounts_is_noted_with_who_did_it(accounts, now):
    admin = let_in(accounts, "grace@example.nhs.uk", Role.ADMIN)
    token = accounts.people.invite(EMAIL, {Role.LEAD}, admin)
    ada = accounts.people.accept(LinkKind.INVITATION, token, "Ada", PASSWORD)
    now.forward(seconds=1)
    accounts.sign_ins.sign_in(EMAIL, PASSWORD)
    now.forward(seconds=1)
    accounts.people.disable(ada, admin)
    newest = accounts.audit.entries()[0]
    assert (newest.what, newest.who, newest.name, newest.about) == ("person.disabled", admin.id, "Grace", ada.id)
    assert noted(accounts)[-2:] == ["sign_in.began", "person.disabled"]
    assert {"invitation.made", "person.came_in"} <= set(noted(accounts))
    assert [entry.what for entry in accounts.audit.entries(about=ada.id)] == ["person.disabled", "person.came_in"]


@pytest.mark.parametrize("what", ["", "read", "Concern.Read", "concern.read: the words of a GP"])
def test_only_deeds_are_noted_never_words(accounts, what):
    with pytest.raises(ValueError, match="noun"):
        accounts.audit.note(None, what)
