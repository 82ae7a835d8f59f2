"""The door of the assistant: ask it, and look after what was asked. Adapters are chosen here and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog

from assistant.accounts.audit import Audit
from assistant.accounts.door import Accounts
from assistant.accounts.model import Person
from assistant.accounts.permissions import Permission
from assistant.accounts.tries import Tries
from assistant.answering.draft import Draft
from assistant.answering.pipeline import answer
from assistant.answering.replies import reply_answer
from assistant.clock import Clock, iso
from assistant.editorial.commits import git_commit, no_commit
from assistant.editorial.door import Editorial
from assistant.editorial.folder_watch import FolderWatch
from assistant.editorial.following import Follower
from assistant.editorial.reviews import Reviews
from assistant.engagement.concerns import Concern
from assistant.engagement.follow_up import FollowUp
from assistant.engagement.preview import Preview, preview_of
from assistant.engagement.raising import Raised, Wish
from assistant.engagement.reporting import Reporting
from assistant.engagement.retention import Retention
from assistant.engagement.sessions import Tokens
from assistant.engagement.smtp import Smtp
from assistant.errors import LimitReached, NotFound, StoreUnavailable
from assistant.model import (
    QUESTION_LIMIT,
    Answer,
    Asked,
    Circumstances,
    Feedback,
    Found,
    Session,
    Status,
    Turn,
    Useful,
)
from assistant.normalising import normalise, within
from assistant.personal_data import likely, mask
from assistant.settings import Settings
from assistant.shelf import Shelf
from assistant.store.ports import Store
from assistant.store.record import open_store
from knowledge.array_file import sweep
from knowledge.encoder import Encoder, Remembering
from knowledge.folder import content_of
from knowledge.library import Library

REMEMBERED = 6
"""How many earlier turns a question may lean on."""

HALF_WRITTEN = timedelta(hours=1)
"""How long a file may be in the writing; no process takes so long, so it was killed."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the service can do its work, in words an operator can act on."""

    ok: bool
    release: str
    store: str
    encoder: str
    findings: int
    problems: tuple[str, ...] = ()


class Desk:
    """Answers questions and keeps the record. Safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        store: Store,
        clock: Clock | None = None,
        follower: Follower | None = None,
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._store = store
        self._clock = clock or Clock()
        tries = Tries(store, self._clock, settings.limit_sign_ins, settings.limit_sign_ins_address)
        self.accounts = Accounts.over(store, self._clock, tries=tries)
        self.reporting = Reporting.over(store, self._clock, lambda: shelf.encoder)
        self.editorial = Editorial(
            store, shelf, answer_once, self._clock, one_person=settings.one_person, follower=follower
        )
        duties = self.editorial.duties(self._reviews())
        self.follow_up = FollowUp.over(store, settings, lambda: self.library, self._addresses, self._clock, duties)
        self._tokens = Tokens(settings.signing_secret(), settings.keep_days)

    @property
    def library(self) -> Library:
        """The live release; take it once for one page or one question."""
        return self._shelf.library

    # ---- sessions

    def open_session(self, address: str = "") -> tuple[Session, str]:
        """A new session and the token that proves it. Raises LimitReached when one address opens very many."""
        if address:
            self._limit(f"open:{address}", self._settings.limit_sessions)
        session = self._tokens.open(self._clock.new_id(), self._clock.now())
        try:
            self._store.open_session(session)
        except StoreUnavailable:
            _log.warning("session.not_recorded")
        return session, self._tokens.sign(session)

    def session(self, token: str) -> Session:
        """The session a token proves. Raises NotAllowed, or NotFound when it has been erased.

        While the record is down the token alone is believed.
        """
        proved = self._tokens.check(token, self._clock.now())
        try:
            kept = self._store.session(proved.id)
        except StoreUnavailable:
            return proved
        if kept is None:
            raise NotFound("This session is not kept any more.")
        return kept

    def set_circumstances(self, session: Session, circumstances: Circumstances) -> Session:
        """Keep what the GP says of themselves with the session."""
        self._store.set_circumstances(session.id, circumstances)
        return replace(session, circumstances=circumstances)

    def erase(self, session: Session, *, concerns: bool = False) -> None:
        """Erase the session with all its turns and what was said of them, and if wished the concerns raised from it.

        All of it or nothing. Raises Conflict when any of it is under a legal hold.
        """
        self._store.erase_session(session.id, concerns=concerns)
        _log.info("session.erased")

    # ---- turns

    def ask(
        self,
        session: Session,
        text: str,
        *,
        key: str,
        circumstances: Circumstances | None = None,
        keep: bool = True,
        follows: tuple[Turn, ...] = (),
        mask_names: bool = False,
    ) -> Turn:
        """Answer a question and keep the turn; the same key gives the same turn.

        `follows` are earlier turns of a conversation that is not kept; with `mask_names` what looks like a name
        is masked as identifiers are. When the record is down the turn is answered without its conversation and
        not recorded. Raises BadInput, TooLong, Unreadable, LimitReached.
        """
        began = time.perf_counter()
        asked = self._asked(text, key, circumstances or session.circumstances, mask_names=mask_names)
        try:
            known = self._store.turn_by_key(session.id, key)
            if known is not None:
                return known
            self._limit(f"ask:{session.id}", self._settings.limit_questions)
            earlier = self._store.turns(session.id, last=REMEMBERED) + follows
        except StoreUnavailable:
            keep, earlier = False, follows
        turn = self._turn(session, asked, earlier, began)
        return self._kept(turn) if keep else replace(turn, recorded=False)

    def preview(self, text: str) -> Preview:
        """What would be kept of a question; keeps nothing. Raises BadInput, TooLong, Unreadable."""
        return preview_of(_readable(text), self._known_names())

    def _asked(self, text: str, key: str, circumstances: Circumstances, *, mask_names: bool) -> Asked:
        readable = _readable(text)
        masked = mask(readable, likely(readable, self._known_names()) if mask_names else ())
        return Asked(masked.text, key, circumstances, tuple(kind.value for kind in masked.kinds))

    def _known_names(self) -> tuple[str, ...]:
        """People and bodies of the subject, who are nobody's patients."""
        return tuple(dict.fromkeys(source.publisher for source in self.library.sources))

    def _turn(self, session: Session, asked: Asked, earlier: tuple[Turn, ...], began: float) -> Turn:
        library = self.library
        made, draft = self._answered(Draft(asked, library, earlier, asked.circumstances))
        turn = Turn(
            id=self._clock.new_id(),
            session=session.id,
            key=asked.key,
            number=len(earlier) + 1,
            at=iso(self._clock.now()),
            release=library.release_hash,
            question=asked.text,
            answer=made,
            circumstances=draft.circumstances,
            masked=asked.masked,
            found=_found(draft),
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )
        return _without_words(turn) if made.status is Status.SIGNPOSTED_DISTRESS else turn

    def _answered(self, draft: Draft) -> tuple[Answer, Draft]:
        """The answer; where a step fails, an honest word that it did, which is a turn like any other."""
        try:
            return answer(draft)
        except Exception:  # noqa: BLE001 -- whatever fails, the GP gets a page and the turn is kept
            _log.exception("answer.failed")
            return reply_answer(draft.library, "failed", Status.FAILED, draft.asked.text), draft

    def _kept(self, turn: Turn) -> Turn:
        try:
            kept = self._store.add_turn(turn)
            if kept.circumstances.items():
                self._store.set_circumstances(kept.session, kept.circumstances)
        except (StoreUnavailable, NotFound):
            _log.warning("turn.not_recorded")
            return replace(turn, recorded=False)
        return kept

    def turns(self, session: Session) -> tuple[Turn, ...]:
        """The session's turns, oldest first. Raises StoreUnavailable."""
        return self._store.turns(session.id)

    def turn(self, session: Session, turn_id: str) -> Turn:
        """One turn of the session. Raises NotFound."""
        found = self._store.turn(session.id, turn_id)
        if found is None:
            raise NotFound("There is no such turn in this session.")
        return found

    def give_feedback(self, session: Session, turn_id: str, useful: Useful, comment: str = "") -> Feedback:
        """Keep whether an answer was useful. Raises NotFound, TooLong, Unreadable."""
        words = normalise(comment, "comment", lines=True)
        if words:
            words = mask(within(words, QUESTION_LIMIT, "comment")).text
        given = Feedback(self.turn(session, turn_id).id, useful, words, iso(self._clock.now()))
        self._store.set_feedback(session.id, given)
        return given

    def feedback(self, session: Session) -> dict[str, Feedback]:
        """What the GP said of the session's turns, by turn id."""
        return self._store.feedback(session.id)

    # ---- concerns

    def raise_concern(self, wish: Wish, turn: Turn | None, address: str = "") -> Raised:
        """Raise a concern, of a turn or of none. Raises BadInput, TooLong, Unreadable, LimitReached."""
        if address:
            self._limit(f"concern:{address}", self._settings.limit_concerns)
        return self.follow_up.raising.raise_concern(wish, turn)

    def suggested_topic(self, text: str) -> str:
        """The topic that a concern in these words seems to be of, or ""."""
        return self.follow_up.raising.suggested_topic(text)

    def concerns(self, session: Session) -> tuple[Concern, ...]:
        """The concerns raised from a session, oldest first."""
        return self.follow_up.raising.of_session(session.id)

    def transcript(self, session_id: str) -> tuple[tuple[Turn, Feedback | None], ...]:
        """A session's turns as they were shown that day, with what the GP said of each, for who follows up."""
        said = self._store.feedback(session_id)
        return tuple((turn, said.get(turn.id)) for turn in self._store.turns(session_id))

    def _addresses(self, to: str) -> tuple[str, ...]:
        """The mail address of a person who may read the inbox; else those of all who may."""
        readers = [person for person in self.accounts.people.everybody() if person.may(Permission.READ_INBOX)]
        chosen = [person for person in readers if person.id == to]
        return tuple(person.email for person in (chosen or readers))

    def _reviews(self) -> Reviews | None:
        """What reminds editors, where a mail server is set. Raises SettingsError."""
        if not self._settings.smtp_url:
            return None
        smtp = Smtp.at(self._settings.smtp_url, self._settings.mail_from)
        url = self._settings.public_url
        return Reviews(self._store, lambda: self.library, self._editors, smtp, self._clock, url)

    def _editors(self) -> tuple[Person, ...]:
        return tuple(each for each in self.accounts.people.everybody() if each.may(Permission.EDIT_ARTICLES))

    # ---- the service

    def health(self) -> Health:
        """What works and what does not."""
        told = self.editorial.told
        problems = [self._shelf.problem] if self._shelf.problem else []
        problems += told.problems
        try:
            self._store.check()
            if doubt := self.follow_up.retention.doubt():
                problems.append(doubt)
        except StoreUnavailable as error:
            problems.append(f"The record cannot be reached: {error}")
        release = self.library.release
        if self._shelf.wants_meaning and not release.semantic and not self._shelf.problem:
            problems.append("The encoder is still being made ready; answers rest on words alone until then.")
        return Health(
            ok=not any(problem.startswith("The record") for problem in problems),
            release=release.hash,
            store=self._settings.store_url.partition(":")[0],
            encoder="at work" if release.semantic else "off" if not self._shelf.wants_meaning else "not at work",
            findings=len(told.findings or release.findings),
            problems=tuple(problems),
        )

    def close(self) -> None:
        """Follow releases no more, and give back connections."""
        if self.editorial.follower:
            self.editorial.follower.stop()
        self._store.close()

    def _limit(self, bucket: str, most: int) -> None:
        """Count one more in this minute. Raises LimitReached; a record that is down limits nothing."""
        now = self._clock.now()
        try:
            count = self._store.count(bucket, now.strftime("%Y-%m-%dT%H:%M"))
        except StoreUnavailable:
            return
        if count > most:
            message = "That is many in a short time. Please wait a moment and send it again; nothing is lost."
            raise LimitReached(message, retry_after=60 - now.second)


def _readable(text: str) -> str:
    return within(normalise(text, "question", lines=True), QUESTION_LIMIT, "question")


def _found(draft: Draft) -> Found:
    """What was looked at, for those who follow up."""
    if not draft.looks:
        return Found(searched=draft.asked.text)
    first = draft.looks[0]
    return Found(
        searched="; ".join(dict.fromkeys(look.result.searched for look in draft.looks)),
        passages=tuple((hit.passage, round(hit.score, 4)) for look in draft.looks for hit in look.result.hits[:5]),
        confidence=round(first.confidence, 4),
        terms=first.result.terms,
    )


def _without_words(turn: Turn) -> Turn:
    """A cry of distress is answered and counted; its words are not kept."""
    blocks = tuple(replace(block, question="") for block in turn.answer.blocks)
    return replace(turn, question="", found=Found(), answer=replace(turn.answer, blocks=blocks), masked=())


def answer_once(library: Library, asked: Asked) -> Answer:
    """The answer to one question by itself; nothing is kept of it."""
    return answer(Draft(asked, library, (), asked.circumstances))[0]


def open_desk(
    settings: Settings, clock: Clock | None = None, *, wait_for_meaning: bool = False, follow: bool = False
) -> Desk:
    """A desk over the folder's content and the record the settings name.

    Answers at once by words alone; the encoder joins when it is ready, or before returning with
    `wait_for_meaning`. With `follow` it answers from the record's newest release and takes up, from then on, what
    changes in the folder and in the record. Raises ContentError, SettingsError, StoreUnavailable.
    """
    store = open_store(settings.store_url)
    store.migrate()
    live = store.live_release() if follow else None
    content = store.release_content(live.hash) if live else content_of(settings.content_folder)[0]
    shelf = Shelf(content, encoder_of(settings.encoder), _swept(settings.data_dir / "vectors", clock or Clock()))
    follower = _follower(settings, shelf, store, clock or Clock()) if follow else None
    if wait_for_meaning:
        shelf.add_meaning()
    else:
        shelf.add_meaning_aside()
    return Desk(settings, shelf, store, clock, follower)


def _swept(cache: Path, clock: Clock) -> Path:
    """The folder of vectors, without what a process that was killed left half written."""
    sweep(cache, (clock.now() - HALF_WRITTEN).timestamp())
    return cache


def _follower(settings: Settings, shelf: Shelf, store: Store, clock: Clock) -> Follower:
    """What keeps this process on the newest release, at its work."""
    watch = FolderWatch(settings.content_folder, settings.data_dir)
    commit = git_commit if settings.git_commit else no_commit
    follower = Follower(shelf, store, watch, answer_once, clock, settings.data_dir / "folder.lock", commit)
    follower.step()
    follower.start()
    return follower


def open_accounts(settings: Settings, clock: Clock | None = None) -> tuple[Accounts, Store]:
    """Accounts over the record the settings name, and the record, which is to be closed; for the command line.

    Raises SettingsError, StoreUnavailable.
    """
    store = open_store(settings.store_url)
    store.migrate()
    return Accounts.over(store, clock or Clock()), store


@dataclass(frozen=True, slots=True)
class Keeper:
    """What looks after the record at the command line."""

    retention: Retention
    audit: Audit


@contextmanager
def open_keeper(settings: Settings, clock: Clock | None = None) -> Iterator[Keeper]:
    """Retention and the audit over the record the settings name. Raises SettingsError, StoreUnavailable."""
    clock = clock or Clock()
    store = open_store(settings.store_url, clock)
    try:
        store.migrate()
        yield Keeper(Retention.over(store, settings, clock), Audit(store, clock))
    finally:
        store.close()


def encoder_of(choice: str) -> Encoder | None:
    """The encoder of a setting: minilm, off, or a folder. Raises EncoderUnavailable."""
    if choice == "off":
        return None
    from knowledge.minilm_encoder import MiniLmEncoder

    return Remembering(MiniLmEncoder(None if choice == "minilm" else Path(choice)))
