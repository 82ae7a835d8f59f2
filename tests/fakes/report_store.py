"""Open questions, commitments and annotations in memory; nothing there to count or to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import Concern
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.engagement.figures import Annotation, ConcernTimes, Tally
from assistant.engagement.register import OpenQuestion
from assistant.errors import Conflict, NotFound
from assistant.model import Useful
from assistant.store.engine import check_text


class FakeReportStore:
    """`sessions` are the ids of those there are; when None, any session counts."""

    def __init__(self, *, any_session: bool = False) -> None:
        self.sessions: set[str] | None = None if any_session else set()
        self._questions: dict[str, OpenQuestion] = {}
        self._asked_too: set[tuple[str, str]] = set()
        self._commitments: dict[str, Commitment] = {}
        self._annotations: dict[str, Annotation] = {}

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        return tuple(sorted(self._questions.values(), key=lambda each: (each.at, each.id)))

    def open_question(self, question_id: str) -> OpenQuestion | None:
        return self._questions.get(question_id)

    def add_open_question(self, question: OpenQuestion) -> None:
        check_text("words", question.words)
        self._questions.setdefault(question.id, question)

    def keep_open_question(self, question: OpenQuestion) -> OpenQuestion:
        now = self._questions.get(question.id)
        if now is None:
            raise NotFound("There is no such open question.")
        if now.version != question.version:
            raise Conflict("Somebody has changed this question since you read it.", now)
        self._questions[question.id] = replace(question, me_too=now.me_too, at=now.at, version=now.version + 1)
        return self._questions[question.id]

    def add_me_too(self, question_id: str, session_id: str) -> bool:
        if question_id not in self._questions or (self.sessions is not None and session_id not in self.sessions):
            raise NotFound("There is no such open question or session.")
        if (question_id, session_id) in self._asked_too:
            return False
        self._asked_too.add((question_id, session_id))
        now = self._questions[question_id]
        self._questions[question_id] = replace(now, me_too=now.me_too + 1)
        return True

    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(sorted(self._commitments.values(), key=lambda each: (each.due, each.id)))

    def add_commitment(self, commitment: Commitment) -> None:
        check_text("words", commitment.words)
        self._commitments.setdefault(commitment.id, commitment)

    def keep_commitment(self, commitment: Commitment) -> Commitment:
        now = self._commitments.get(commitment.id)
        if now is None:
            raise NotFound("There is no such commitment.")
        if now.version != commitment.version:
            raise Conflict("Somebody has changed this commitment since you read it.", now)
        self._commitments[commitment.id] = replace(commitment, at=now.at, version=now.version + 1)
        return self._commitments[commitment.id]

    def annotations(self, first: str, last: str) -> tuple[Annotation, ...]:
        then = (each for each in self._annotations.values() if first <= each.day <= last)
        return tuple(sorted(then, key=lambda each: (each.day, each.id)))

    def add_annotation(self, annotation: Annotation) -> None:
        self._annotations.setdefault(annotation.id, annotation)

    def drop_annotation(self, annotation_id: str) -> bool:
        return self._annotations.pop(annotation_id, None) is not None

    def turns_by_day(self, *_: str) -> tuple[Tally, ...]:
        return ()

    def turns_by_topic(self, *_: str) -> tuple[Tally, ...]:
        return ()

    def turns_by_model(self, *_: str) -> tuple[Tally, ...]:
        return ()

    def usefulness(self, *_: str) -> dict[Useful, int]:
        return dict.fromkeys(Useful, 0)

    def concern_times(self, *_: str) -> tuple[ConcernTimes, ...]:
        return ()

    def session_rows(self, *_: str) -> Iterator[SessionRow]:
        return iter(())

    def turn_rows(self, *_: str) -> Iterator[TurnRow]:
        return iter(())

    def all_concerns(self) -> Iterator[Concern]:
        return iter(())
