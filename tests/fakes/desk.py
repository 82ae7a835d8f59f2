"""A desk that keeps its turns in memory and knows a handful of answers."""

import uuid
from dataclasses import dataclass, field, replace
from functools import cached_property

from fakes.accounts import accounts_in_memory
from fakes.answers import answer_to
from fakes.faq_files import an_editorial
from fakes.follow_up import a_record, following_up
from fakes.library import FakeLibrary
from fakes.report_store import FakeReportStore
from itsdangerous import BadSignature, URLSafeSerializer

from assistant.accounts.door import Accounts
from assistant.clock import Clock
from assistant.editorial.door import Editorial
from assistant.engagement.concerns import Concern
from assistant.engagement.follow_up import FollowUp
from assistant.engagement.preview import Preview, preview_of
from assistant.engagement.raising import Raised, Wish
from assistant.engagement.reporting import Reporting
from assistant.errors import BadInput, LimitReached, NotAllowed, NotFound, StoreUnavailable, TooLong, Unreadable
from assistant.model import QUESTION_LIMIT, Circumstances, Feedback, Found, Session, Turn, Useful
from assistant.personal_data import likely, mask
from assistant.store.record import Record

NOW = "2026-11-21T12:00:00Z"


@dataclass(frozen=True)
class FakeHealth:
    ok: bool = True
    release: str = "fa4e0123456789ab"
    store: str = "memory"
    encoder: str = "none"
    findings: int = 0
    problems: tuple[str, ...] = ()


@dataclass
class FakeDesk:
    library: FakeLibrary = field(default_factory=FakeLibrary)
    store_down: bool = False
    limit: int = 1_000_000
    sessions: dict[str, Session] = field(default_factory=dict)
    kept: dict[str, list[Turn]] = field(default_factory=dict)
    words: dict[str, Feedback] = field(default_factory=dict)
    asked: list[Turn] = field(default_factory=list)
    accounts: Accounts = field(default_factory=accounts_in_memory)
    reporting: Reporting = field(
        default_factory=lambda: Reporting.over(FakeReportStore(any_session=True), Clock(), lambda: None)
    )
    editorial: Editorial = field(default_factory=an_editorial)

    def __post_init__(self) -> None:
        self._signer = URLSafeSerializer("fake", "session")

    def open_session(self, address: str = "") -> tuple[Session, str]:  # noqa: ARG002  part of the door; nothing is counted here
        session = Session(str(uuid.uuid4()), NOW, "2027-02-19T12:00:00Z")
        if not self.store_down:
            self.sessions[session.id] = session
            self.kept[session.id] = []
        return session, self._signer.dumps(session.id)

    def session(self, token: str) -> Session:
        try:
            session_id = self._signer.loads(token)
        except BadSignature as error:
            raise NotAllowed("This token is no token of ours.") from error
        if self.store_down:
            return Session(session_id, NOW, "2027-02-19T12:00:00Z")
        if session_id not in self.sessions:
            raise NotFound("There is no such session.")
        return self.sessions[session_id]

    def ask(
        self,
        session: Session,
        text: str,
        *,
        key: str,
        circumstances: Circumstances | None = None,
        keep: bool = True,
        follows: tuple[Turn, ...] = (),  # noqa: ARG002  part of the door; this desk answers each question by itself
        mask_names: bool = False,
    ) -> Turn:
        text = readable(text, "question", QUESTION_LIMIT)
        before = self.kept.get(session.id, [])
        for turn in before:
            if turn.key == key:
                return turn
        if len(self.asked) >= self.limit:
            raise LimitReached("You have asked many questions in a short time.", retry_after=60)
        masked = mask(text, likely(text) if mask_names else ())
        turn = Turn(
            id=str(uuid.uuid4()),
            session=session.id,
            key=key,
            number=len(before) + 1,
            at=NOW,
            release=self.library.release_hash,
            question=masked.text,
            answer=answer_to(text),
            circumstances=circumstances or session.circumstances,
            masked=tuple(kind.value for kind in masked.kinds),
            found=Found(searched=text),
            took_ms=3.2,
            recorded=keep and not self.store_down,
        )
        self.asked.append(turn)
        if turn.recorded:
            before.append(turn)
        return turn

    def turns(self, session: Session) -> tuple[Turn, ...]:
        self._reach()
        return tuple(self.kept[session.id])

    def turn(self, session: Session, turn_id: str) -> Turn:
        self._reach()
        for turn in self.kept[session.id]:
            if turn.id == turn_id:
                return turn
        raise NotFound("There is no such turn in this session.")

    def give_feedback(self, session: Session, turn_id: str, useful: Useful, comment: str) -> Feedback:
        self.turn(session, turn_id)
        comment = readable(comment, "comment", QUESTION_LIMIT) if comment else ""
        self.words[turn_id] = Feedback(turn_id, useful, comment, NOW)
        return self.words[turn_id]

    def feedback(self, session: Session) -> dict[str, Feedback]:
        return {turn.id: self.words[turn.id] for turn in self.turns(session) if turn.id in self.words}

    def set_circumstances(self, session: Session, circumstances: Circumstances) -> Session:
        self._reach()
        self.sessions[session.id] = replace(self.sessions[session.id], circumstances=circumstances)
        return self.sessions[session.id]

    def preview(self, text: str) -> Preview:
        return preview_of(readable(text, "question", QUESTION_LIMIT))

    def erase(self, session: Session, *, concerns: bool = False) -> None:
        for concern in self.follow_up.raising.of_session(session.id) if concerns else ():
            self.record.erase_concern(concern.id)
        self._reach()
        for turn in self.kept.pop(session.id, []):
            self.words.pop(turn.id, None)
        self.sessions.pop(session.id, None)

    @cached_property
    def record(self) -> Record:
        """Where concerns are kept: a real record."""
        return a_record()

    @cached_property
    def follow_up(self) -> FollowUp:
        return following_up(self.record, lambda: self.library)

    def raise_concern(self, wish: Wish, turn: Turn | None, address: str = "") -> Raised:  # noqa: ARG002  nothing is counted here
        if turn:
            self.record.open_session(self.sessions[turn.session])
            self.record.add_turn(turn)
        return self.follow_up.raising.raise_concern(wish, turn)

    def transcript(self, session_id: str) -> tuple[tuple[Turn, Feedback | None], ...]:
        return tuple((turn, self.words.get(turn.id)) for turn in self.kept.get(session_id, ()))

    def suggested_topic(self, text: str) -> str:  # noqa: ARG002  part of the door
        return ""

    def concerns(self, session: Session) -> tuple[Concern, ...]:
        return self.follow_up.raising.of_session(session.id)

    def health(self) -> FakeHealth:
        return FakeHealth(not self.store_down, problems=("The record cannot be reached.",) if self.store_down else ())

    def _reach(self) -> None:
        if self.store_down:
            raise StoreUnavailable("The record cannot be reached.")


def readable(text: str, field_name: str, limit: int) -> str:
    """The text without controls and invisible characters; what the assistant does at its edge."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Unreadable(field_name, "This holds characters that are no text.")
    text = "".join(c for c in text if c in "\n\t" or (c.isprintable() and c not in "\u202e\u2066\u2069")).strip()
    if not text:
        raise BadInput(field_name, "Enter a question.")
    if len(text) > limit:
        raise TooLong(field_name, limit, len(text))
    return text
