"""What the assistant asks of a record. Every engine keeps these promises; tests/contracts/ holds them to it.

Times are UTC ISO text; ids are made by the caller. Every call may raise StoreUnavailable within seconds;
then nothing was acknowledged, and the same call may be made again: a turn has its key, and of the others
only `count` adds up. Every write may raise Unreadable (NUL, lone surrogates), and then nothing was
written. What a write returns has been made durable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from assistant.accounts.model import ApiToken, AuditEntry, Link, LinkKind, Person, SignIn, State
from assistant.accounts.permissions import Role
from assistant.editorial.model import Draft, DraftEvent, DraftState, Editing, Figures, Published
from assistant.model import Circumstances, Feedback, Session, Turn
from assistant.store.engine import Params, Row


class SessionStore(Protocol):
    """Sessions, their turns, and what GPs said of them."""

    def open_session(self, session: Session) -> None:
        """Keep a new session. Does nothing when it is kept already."""

    def session(self, session_id: str) -> Session | None:
        """The session, or None when there is none (never kept, or erased). Whether it has expired is for who asks."""

    def set_circumstances(self, session_id: str, circumstances: Circumstances) -> None:
        """Replace what the GP said of themselves. Raises NotFound."""

    def add_turn(self, turn: Turn) -> Turn:
        """Keep a turn, numbered after the session's last one; durable when it returns.

        A turn whose key the session holds already is not kept again: the first one is returned.
        Raises NotFound when there is no such session.
        """

    def turn(self, session_id: str, turn_id: str) -> Turn | None:
        """One turn of that session; None when the session has no such turn."""

    def turn_by_key(self, session_id: str, key: str) -> Turn | None:
        """The session's turn with that key, or None."""

    def turns(self, session_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """The session's turns by number, oldest first; only the last ones when `last` is given."""

    def set_feedback(self, session_id: str, feedback: Feedback) -> None:
        """Keep what the GP said of a turn, in place of what they said before. Raises NotFound."""

    def feedback(self, session_id: str) -> dict[str, Feedback]:
        """What the GP said of the session's turns, by turn id."""

    def erase_session(self, session_id: str) -> bool:
        """Erase a session and all that hangs on it; False when there was none."""

    def count(self, bucket: str, window: str) -> int:
        """Add one to a counter of that window and return what it stands at; shared by every process."""

    def forget_counts(self, before: str) -> int:
        """Erase the counters of windows that sort before this one and return how many; else they only grow."""

    def all_turns(self) -> Iterator[Turn]:
        """Every turn, oldest first, without holding them all in memory."""


class PeopleStore(Protocol):
    """People, their passwords (hashes only) and the one-time links by which they come in."""

    def people(self) -> tuple[Person, ...]:
        """Everybody, disabled ones too, by e-mail."""

    def person(self, person_id: str) -> Person | None:
        """The person, or None."""

    def person_by_email(self, email: str) -> Person | None:
        """The person with that e-mail, or None."""

    def password_of(self, person_id: str) -> str:
        """The hash of the person's password; "" when there is none."""

    def add_link(self, link: Link) -> None:
        """Keep a link in place of earlier ones of its kind for the same e-mail."""

    def link(self, hash: str) -> Link | None:
        """The link, or None when there is none (never made, used, replaced). Whether it has expired is for who asks."""

    def invitations(self) -> tuple[Link, ...]:
        """The invitations nobody has used yet, expired ones too, by e-mail."""

    def drop_link(self, kind: LinkKind, email: str) -> bool:
        """Take back the link of that kind for that e-mail; False when there was none."""

    def accept(self, hash: str, person: Person, password: str) -> None:
        """Use up a link and keep the person it lets in, both or neither.

        Raises NotFound when the link is there no more, Conflict when the e-mail is somebody's already.
        """

    def reset_password(self, hash: str, person_id: str, password: str) -> None:
        """Use up a link, replace the person's password and end their sign-ins, all or nothing. Raises NotFound."""

    def set_password(self, person_id: str, password: str) -> None:
        """Replace the person's password and end their sign-ins. Raises NotFound."""

    def set_roles(self, person_id: str, roles: frozenset[Role]) -> None:
        """Replace the person's roles. Raises NotFound, and Conflict when no active admin would be left."""

    def set_state(self, person_id: str, state: State) -> None:
        """Replace the person's state; disabling ends their sign-ins. Raises as `set_roles` does."""


class SignInStore(Protocol):
    """Who has signed in where, and the tokens of programs."""

    def add_sign_in(self, sign_in: SignIn) -> None:
        """Keep a sign-in."""

    def sign_in(self, hash: str) -> tuple[SignIn, Person] | None:
        """The sign-in and its person as they are now, or None. Whether it has expired is for who asks."""

    def touch_sign_in(self, hash: str, seen: str) -> None:
        """Keep when a sign-in was last used."""

    def end_sign_in(self, hash: str) -> None:
        """Erase a sign-in."""

    def end_sign_ins(self, person_id: str) -> int:
        """Erase every sign-in of a person and return how many they were."""

    def forget_sign_ins(self, before: str) -> int:
        """Erase the sign-ins that expired before that time and return how many; else they only grow."""

    def add_token(self, token: ApiToken) -> None:
        """Keep a token."""

    def tokens(self) -> tuple[ApiToken, ...]:
        """Every token, revoked and expired ones too, newest first."""

    def token(self, hash: str) -> ApiToken | None:
        """The token, or None. Whether it may still be used is for who asks."""

    def revoke_token(self, token_id: str, at: str) -> None:
        """Keep that a token was revoked, when it was not already. Raises NotFound."""


class AuditStore(Protocol):
    """What people did. There is no verb here to change an entry or take it back."""

    def add_entry(self, entry: AuditEntry) -> None:
        """Keep an entry."""

    def entries(self, before: tuple[str, str], limit: int, about: str = "") -> tuple[AuditEntry, ...]:
        """At most so many entries, newest first: those older than `before` (at, id; ("", "") for the newest).

        Only those about one id when `about` is given.
        """


class AccountStore(PeopleStore, SignInStore, AuditStore, Protocol):
    """All that accounts ask of the record."""

    def count(self, bucket: str, window: str) -> int:
        """As SessionStore.count."""

    def clear_count(self, bucket: str, window: str) -> None:
        """Set one counter back to nothing."""


class ReleaseStore(Protocol):
    """What was live when, and every text that ever was."""

    def live_release(self) -> Published | None:
        """The release that went live last, or None before the first."""

    def releases(self, limit: int, before: int) -> tuple[Published, ...]:
        """At most so many releases with numbers below `before`, newest first."""

    def release_content(self, release_hash: str) -> dict[str, bytes]:
        """The files of a release by path; empty when there is no such release."""

    def texts_of(self, path: str) -> tuple[tuple[Published, str], ...]:
        """The releases in which a file changed, oldest first, with what it was from then on; "" when it was gone."""

    def publish(
        self, release: Published, content: Mapping[str, bytes], change: tuple[Draft, DraftEvent] | None = None
    ) -> None:
        """Make a release the live one and keep its files, and with it what became of a draft: all of it or nothing.

        Raises Conflict when a release of that number is there already or the draft has changed.
        """


class DraftStore(Protocol):
    """Drafts, what was done to them, who has them open, and how replays of them go."""

    def add_draft(self, draft: Draft, event: DraftEvent) -> None:
        """Keep a new draft and who began it."""

    def draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""

    def drafts(self, states: Iterable[DraftState]) -> tuple[Draft, ...]:
        """The drafts in these states, at most 500 of each, latest changed first."""

    def change_draft(self, draft: Draft, event: DraftEvent | None = None) -> Draft:
        """Keep the draft as it is given and return it with its next version. Raises Conflict, with what it is now."""

    def add_draft_event(self, event: DraftEvent) -> None:
        """Keep what somebody said of a draft."""

    def draft_events(self, draft_id: str) -> tuple[DraftEvent, ...]:
        """What was done to a draft, oldest first."""

    def see_draft(self, draft_id: str, editing: Editing) -> None:
        """Keep that somebody has a draft open."""

    def draft_seen(self, draft_id: str, since: str) -> tuple[Editing, ...]:
        """Who has had a draft open since then."""

    def set_replay(self, draft_id: str, row: Params) -> None:
        """Keep how the replay of a draft goes (version, state, done, total, result, changed), in place of the last."""

    def replay(self, draft_id: str) -> Row | None:
        """How the replay of a draft goes, or None when there was none."""


class AskedStore(Protocol):
    """What editors need to know of what GPs asked and were shown."""

    def recent_turns(self, limit: int) -> tuple[Turn, ...]:
        """The last turns whose words are kept, newest first."""

    def turns_not_helped(self, limit: int) -> tuple[Turn, ...]:
        """The last turns that were not answered, or whose answer was said to be of no use, newest first."""

    def article_figures(self) -> dict[str, Figures]:
        """How often each article was shown, and how often it was said to be useful or not."""

    def shown_statement(self, statement: str) -> tuple[int, int]:
        """In how many sessions and turns the statement of that hash was shown."""

    def sessions_shown(self, statements: Iterable[str]) -> frozenset[str]:
        """The sessions in which any of the statements of these hashes was shown."""


class EditorialStore(ReleaseStore, DraftStore, AskedStore, Protocol):
    """All that editing asks of the record."""


class Store(SessionStore, AccountStore, EditorialStore, Protocol):
    """One record: all stores of one engine, over one connection or pool."""

    def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date and return the names of the migrations applied."""

    def check(self) -> None:
        """Do a trivial read; raises StoreUnavailable."""

    def close(self) -> None:
        """Give back connections."""
