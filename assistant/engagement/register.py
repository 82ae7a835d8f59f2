"""Keeps the questions nobody can answer yet, in words a lead approved, and points a GP's question to its like."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from assistant.clock import Clock, iso
from assistant.engagement import approved as check
from assistant.errors import BadInput, NotFound
from knowledge.encoder import Encoder
from knowledge.errors import EncoderUnavailable
from knowledge.model import Entry
from knowledge.retriever import Retriever

if TYPE_CHECKING:
    from assistant.store.ports import RegisterStore

LIKE_IN_MEANING = 0.75
"""The cosine from which an entry is taken for the GP's own question; below it we point to none."""

LIKE_IN_WORDS = 0.5
"""The share of common words from which it is, while there is no encoder."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for an answer. `owner` is a role, never a name; `expected` an ISO date or "".

    `article` is the one that answers it now, "" while none does. `withdrawn` ones are not public any more.
    `me_too` is in how many sessions a GP said they ask this too. `version` goes up with every change by a lead.
    """

    id: str
    words: str
    topic: str
    owner: str
    at: str
    changed: str
    expected: str = ""
    article: str = ""
    withdrawn: bool = False
    me_too: int = 0
    version: int = 1

    @property
    def answered(self) -> bool:
        """Whether an article answers it."""
        return bool(self.article)

    @property
    def waiting(self) -> bool:
        """Whether it is public and not answered."""
        return not self.withdrawn and not self.article


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What a lead says of an open question."""

    words: str
    topic: str
    owner: str
    expected: str = ""
    article: str = ""
    withdrawn: bool = False


class Register:
    """The open questions. Safe to share between threads."""

    def __init__(self, store: RegisterStore, clock: Clock, encoder: Callable[[], Encoder | None]) -> None:
        """`encoder` gives the one that is at work just now, or None."""
        self._store = store
        self._clock = clock
        self._encoder = encoder
        self._building = threading.Lock()
        self._built: tuple[object, Retriever] | None = None

    def public(self) -> tuple[OpenQuestion, ...]:
        """What everybody may read, the most asked first."""
        return tuple(
            sorted(
                (each for each in self._store.open_questions() if not each.withdrawn),
                key=lambda each: (each.answered, -each.me_too, each.at),
            )
        )

    def all(self) -> tuple[OpenQuestion, ...]:
        """Every question, withdrawn ones too, oldest first."""
        return self._store.open_questions()

    def question(self, question_id: str) -> OpenQuestion:
        """One question. Raises NotFound."""
        found = self._store.open_question(question_id)
        if found is None:
            raise NotFound("There is no such open question.")
        return found

    def add(self, form: QuestionForm, knows: Callable[[str], bool]) -> OpenQuestion:
        """Keep a new question; `knows` says whether there is an article of an id. Raises BadInput."""
        now = iso(self._clock.now())
        blank = OpenQuestion(self._clock.new_id(), "", "", "", at=now, changed=now)
        added = _filled(blank, form, knows)
        self._store.add_open_question(added)
        return added

    def change(self, question_id: str, form: QuestionForm, version: int, knows: Callable[[str], bool]) -> OpenQuestion:
        """Keep a question changed. Raises BadInput, NotFound, and Conflict when it is not at that version any more."""
        changed = replace(self.question(question_id), changed=iso(self._clock.now()), version=version)
        return self._store.keep_open_question(_filled(changed, form, knows))

    def me_too(self, question_id: str, session_id: str) -> bool:
        """Count a session for a question; False when it was counted before. Raises NotFound."""
        if self.question(question_id).withdrawn:
            raise NotFound("There is no such open question.")
        return self._store.add_me_too(question_id, session_id)

    def like(self, text: str) -> OpenQuestion | None:
        """The public question that is very like this text, or None. Meant for what could not be answered."""
        entries = self.public()
        if not entries or not text.strip():
            return None
        line, likeness = self._compared(text, [entry.words for entry in entries])
        best = max(range(len(entries)), key=likeness.__getitem__)
        return entries[best] if likeness[best] >= line else None

    def _compared(self, text: str, texts: Sequence[str]) -> tuple[float, tuple[float, ...]]:
        encoder = self._encoder()
        try:
            retriever = self._retriever(tuple(texts), encoder)
            line = LIKE_IN_MEANING if retriever.semantic else LIKE_IN_WORDS
            return line, retriever.likeness(text, texts)
        except EncoderUnavailable:
            _log.warning("register.encoder_unavailable")
            return LIKE_IN_WORDS, self._retriever(tuple(texts), None).likeness(text, texts)

    def _retriever(self, texts: tuple[str, ...], encoder: Encoder | None) -> Retriever:
        """Built again when the entries' words or the encoder have changed; questions themselves are not kept."""
        key = (texts, encoder.name if encoder else "")
        with self._building:
            if self._built is None or self._built[0] != key:
                entries = [Entry(str(at), text, "") for at, text in enumerate(texts)]
                self._built = key, Retriever.build(entries, encoder)
            return self._built[1]


def _filled(question: OpenQuestion, form: QuestionForm, knows: Callable[[str], bool]) -> OpenQuestion:
    article = form.article.strip()
    if article and not knows(article):
        raise BadInput("article", "There is no article of that id. It looks like contract/pms.")
    return replace(
        question,
        words=check.words(form.words, "words"),
        topic=check.topic(form.topic),
        owner=check.line(form.owner, "owner"),
        expected=check.day(form.expected, "expected", needed=False),
        article=article,
        withdrawn=form.withdrawn,
    )
