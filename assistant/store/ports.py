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
from assistant.editorial.model import Draft, DraftEvent, DraftState, Editing, Figures, Published, Waiting
from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import Change, Concern, Mail, Trail, Update
from assistant.engagement.events import Event
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.engagement.figures import Annotation, ConcernTimes, Tally
from assistant.engagement.keeping import DayCount, Erasure, Hold, Kind
from assistant.engagement.register import OpenQuestion
from assistant.engagement.waiting_list import Heard, Item, Place, Visit, Wanted
from assistant.jobs import JobStore
from assistant.model import Circumstances, Feedback, Session, Turn, Useful
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

    def erase_session(self, session_id: str, *, concerns: bool = False) -> bool:
        """Erase a session and all that hangs on it, and if wished the concerns raised from it: all of it or nothing.

        False when there was none. Raises Held where any of it is.
        """

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

    def forget_links(self, before: str) -> int:
        """Erase the links of every kind that expired before that time and return how many."""

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


class ConcernStore(Protocol):
    """Concerns, the links that lead back to them, and all that happened to them."""

    def add_concern(self, concern: Concern, change: Change, link: str = "") -> Concern:
        """Keep a new concern with its first change and, unless "", the hash of its link's token.

        A concern whose key is known is not kept again: the first one is returned, and `link` is left out.
        Raises Conflict when another concern has the reference.
        """

    def concern(self, concern_id: str) -> Concern | None:
        """The concern, or None."""

    def concern_by_reference(self, reference: str) -> Concern | None:
        """The concern of that reference, or None."""

    def concern_by_link(self, link: str) -> Concern | None:
        """The concern to which the token of that hash leads; None when it leads nowhere (any more)."""

    def put_link(self, concern_id: str, link: str, at: str) -> None:
        """Make this hash the concern's one link, in place of any other. Raises NotFound."""

    def revoke_links(self, concern_id: str) -> bool:
        """Let no link lead to the concern any more; False when none did."""

    def has_link(self, concern_id: str) -> bool:
        """Whether a link leads to the concern."""

    def keep(self, *updates: Update) -> tuple[Concern, ...]:
        """Keep all of the updates or none, and return the concerns as they stand then, one version on.

        Its mails are queued with it; one whose key is known is not queued again. Raises NotFound, or Conflict
        with the concern as it is when it is not at the version that was read.
        """

    def trail(self, concern_id: str) -> Trail:
        """Changes, messages and mails of a concern; empty when there is no such concern."""

    def merged_into(self, concern_id: str) -> tuple[Concern, ...]:
        """The duplicates that were merged into a concern, oldest first."""

    def concerns_of_session(self, session_id: str) -> tuple[Concern, ...]:
        """The concerns raised from a session, oldest first."""

    def concerns_of_event(self, event_id: str) -> tuple[Concern, ...]:
        """The concerns logged from an event, oldest first."""

    def open_concerns(self) -> tuple[Concern, ...]:
        """Every concern that waits for an outcome and is no merged duplicate, oldest first."""

    def all_concerns(self) -> Iterator[Concern]:
        """Every concern, oldest first, without holding them all in memory."""

    def reassign(self, owner: str, to: str, by: str, at: str) -> int:
        """Give every concern of an owner to another, in one step with its history; how many there were."""

    def erase_concern(self, concern_id: str) -> bool:
        """Erase a concern and all that hangs on it; False when there was none. Raises Held."""

    def add_event(self, event: Event) -> Event:
        """Keep an event; one whose key is known is not kept again: the first one is returned."""

    def event(self, event_id: str) -> Event | None:
        """The event, or None."""

    def events(self, limit: int) -> tuple[Event, ...]:
        """The newest events, by their day."""


class MailStore(Protocol):
    """What was and was not sent."""

    def queue_mail(self, mail: Mail) -> bool:
        """Keep a mail and, when it waits, the job that sends it; False when its key is known: it is told once."""

    def mail(self, key: str) -> Mail | None:
        """The mail of that key, or None."""

    def settle_mail(self, mail: Mail) -> None:
        """Keep what came of a mail: its state, tries, reason and when it was sent."""

    def mails(self, limit: int) -> tuple[Mail, ...]:
        """The newest mails."""


class InboxStore(Protocol):
    """What waits for a lead, in pages that are as quick at the end as at the start."""

    def inbox(self, wanted: Wanted, after: Place | None, limit: int) -> tuple[Item, ...]:
        """What is wanted of concerns and of questions without a good answer, newest first, from after a place on."""

    def practices(self) -> tuple[str, ...]:
        """The practices that GPs named, in the alphabet's order."""

    def question_session(self, turn_id: str) -> str | None:
        """The session of a turn, or None."""

    def set_question_done(self, turn_id: str, by: str, at: str) -> bool:
        """Take a question out of the inbox for good; False when there is no such turn."""

    def visit(self, person: str) -> Visit:
        """When a person looked at the inbox."""

    def set_visit(self, person: str, visit: Visit) -> None:
        """Keep when a person looked at the inbox."""


class RetentionStore(Protocol):
    """What has served its time, what holds it, and what outlives it. Erasing keeps an id and counts, no words."""

    def erase_many(self, kind: Kind, ids: Iterable[str]) -> int:
        """Erase many, held ones left out; how many there were. What was done when this is cut short stays done."""

    def expired_sessions(self, before: str) -> tuple[str, ...]:
        """The sessions opened before, but for held ones and those that a concern was raised from."""

    def concerns_over(self, before: str) -> tuple[str, ...]:
        """The concerns that wait for nobody and to which nothing happened since, with their duplicates; none held."""

    def old_audit(self, before: str) -> int:
        """How many entries of the audit are older."""

    def forget_audit(self, before: str) -> int:
        """Remove the entries of the audit that have served their time; how many there were."""

    def erasures(self) -> tuple[Erasure, ...]:
        """What was erased, oldest first."""

    def forget_erasures(self, before: str) -> int:
        """Remove the erasures that no backup can bring back any more; how many there were."""

    def put_hold(self, hold: Hold) -> None:
        """Keep a hold; one that is there already stays. Raises NotFound when there is nothing to hold."""

    def lift_hold(self, kind: Kind, about: str) -> bool:
        """Lift a hold; False when there was none."""

    def holds(self) -> tuple[Hold, ...]:
        """The holds, oldest first."""

    def clock_seen(self) -> str:
        """When retention last ran, by the clock of then; "" when it never did."""

    def see_clock(self, at: str) -> None:
        """Keep when retention ran."""

    def day_counts(self) -> tuple[DayCount, ...]:
        """Turns by day, topic and status; erased ones stay counted."""


class TranscriptSearch(Protocol):
    """Finds words in what GPs asked, were shown and raised."""

    def find(self, words: str, before: int | None, limit: int) -> tuple[Heard, ...]:
        """Where all of the words stand, newest first, from before a number on. Any text may be looked for."""

    def tidy(self) -> None:
        """Free the index of what erased text left in it; it is not found any more even before."""


class RegisterStore(Protocol):
    """Open questions, and who asked them too."""

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """Every open question, withdrawn ones too, oldest first."""

    def open_question(self, question_id: str) -> OpenQuestion | None:
        """The question, or None."""

    def add_open_question(self, question: OpenQuestion) -> None:
        """Keep a new question. Does nothing when it is kept already."""

    def keep_open_question(self, question: OpenQuestion) -> OpenQuestion:
        """Keep a question changed, but for its count, and return it as it stands then, one version on.

        Raises NotFound, or Conflict with the question as it is when it is not at the version that was read.
        """

    def add_me_too(self, question_id: str, session_id: str) -> bool:
        """Count a session for a question; False when it was counted before. The count outlives the session.

        Raises NotFound when there is no such question or session.
        """


class CommitmentStore(Protocol):
    """What the programme promised."""

    def commitments(self) -> tuple[Commitment, ...]:
        """Every commitment, withdrawn ones too, the next one due first."""

    def add_commitment(self, commitment: Commitment) -> None:
        """Keep a new commitment. Does nothing when it is kept already."""

    def keep_commitment(self, commitment: Commitment) -> Commitment:
        """Keep a commitment changed and return it one version on. Raises as `keep_open_question` does."""


class FigureStore(Protocol):
    """What can be counted, in a stretch of time from `since` until before `until` (both UTC ISO text).

    A `topic` or `model` of "" asks for any.
    """

    def turns_by_day(self, since: str, until: str, topic: str, model: str) -> tuple[Tally, ...]:
        """How many turns there were, by UTC day and status."""

    def turns_by_topic(self, since: str, until: str, model: str) -> tuple[Tally, ...]:
        """How many turns there were, by topic and status; a turn of two topics counts under both."""

    def turns_by_model(self, since: str, until: str, topic: str) -> tuple[Tally, ...]:
        """How many turns there were, by model and status; a turn about two models counts under both."""

    def usefulness(self, since: str, until: str, topic: str, model: str) -> dict[Useful, int]:
        """How many turns were said to be useful, and not."""

    def concern_times(self, since: str, until: str, topic: str) -> tuple[ConcernTimes, ...]:
        """When each concern raised then was acknowledged and answered, oldest first; no merged duplicates."""

    def annotations(self, first: str, last: str) -> tuple[Annotation, ...]:
        """What happened from one ISO day to another, both included, in their order."""

    def add_annotation(self, annotation: Annotation) -> None:
        """Keep an annotation. Does nothing when it is kept already."""

    def drop_annotation(self, annotation_id: str) -> bool:
        """Erase an annotation; False when there was none."""


class ExportStore(Protocol):
    """Rows to take away, oldest first, a page in memory at a time; times as in FigureStore."""

    def session_rows(self, since: str, until: str) -> Iterator[SessionRow]:
        """The sessions opened then."""

    def turn_rows(self, since: str, until: str) -> Iterator[TurnRow]:
        """The turns of then, with what was said of them."""

    def all_concerns(self) -> Iterator[Concern]:
        """As ConcernStore.all_concerns."""


class ReportStore(RegisterStore, CommitmentStore, FigureStore, ExportStore, Protocol):
    """All that reports rest on."""


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

    def add_draft(self, draft: Draft, event: DraftEvent, concerns: Iterable[str] = ()) -> None:
        """Keep a new draft, who began it, and which concerns wait for it; ids of no concern are passed over."""

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

    def waiting_concerns(self, limit: int) -> tuple[Waiting, ...]:
        """At most so many concerns that wait for an outcome and are no merged duplicates, newest first."""

    def concerns_of_draft(self, draft_id: str) -> tuple[Waiting, ...]:
        """The concerns that wait for a draft, oldest first; those with an outcome wait no longer."""

    def drafts_for_concern(self, concern_id: str) -> tuple[Draft, ...]:
        """The drafts that were begun for a concern, whatever became of them, latest changed first."""

    def answerable_concerns(self) -> frozenset[str]:
        """The waiting concerns without an article for which a draft was published."""

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
        """How often each article was shown, was said to be useful or not, and how many open concerns are about it."""

    def sessions_shown(self, statements: Mapping[str, str]) -> frozenset[str]:
        """The sessions that were shown any of these statements (by hash) before the time beside it."""

    def statements_shown(self) -> frozenset[str]:
        """The hash of every statement that is in a turn which is kept."""


class EditorialStore(ReleaseStore, DraftStore, AskedStore, JobStore, Protocol):
    """All that editing asks of the record."""


class Store(
    SessionStore,
    AccountStore,
    ConcernStore,
    MailStore,
    InboxStore,
    RegisterStore,
    CommitmentStore,
    FigureStore,
    ExportStore,
    RetentionStore,
    EditorialStore,
    Protocol,
):
    """One record: all stores of one engine, over one connection or pool."""

    transcripts: TranscriptSearch
    """The search over transcripts that this engine has."""

    def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date and return the names of the migrations applied."""

    def check(self) -> None:
        """Do a trivial read; raises StoreUnavailable."""

    def close(self) -> None:
        """Give back connections."""
