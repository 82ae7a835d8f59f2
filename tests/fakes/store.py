"""A record in memory that keeps the promises of assistant.store.ports; `down` makes it unavailable."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from fakes.account_store import FakeAccountStore
from fakes.editorial_store import FakeEditorialStore

from assistant.errors import NotFound, StoreUnavailable
from assistant.model import Circumstances, Feedback, Session, Turn
from assistant.store.answers import answer_to_json
from assistant.store.engine import check_text


class FakeStore(FakeAccountStore, FakeEditorialStore):
    """Sessions, turns, feedback and counters in dictionaries."""

    def __init__(self) -> None:
        FakeAccountStore.__init__(self)
        FakeEditorialStore.__init__(self)
        self.down = False
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._feedback: dict[str, dict[str, Feedback]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def open_session(self, session: Session) -> None:
        self.check()
        self._sessions.setdefault(session.id, session)
        self._turns.setdefault(session.id, [])
        self._feedback.setdefault(session.id, {})

    def session(self, session_id: str) -> Session | None:
        self.check()
        return self._sessions.get(session_id)

    def set_circumstances(self, session_id: str, circumstances: Circumstances) -> None:
        self.check()
        if session_id not in self._sessions:
            raise NotFound("There is no such session.")
        self._sessions[session_id] = replace(self._sessions[session_id], circumstances=circumstances)

    def add_turn(self, turn: Turn) -> Turn:
        self.check()
        check_text("question", turn.question)
        check_text("key", turn.key)
        answer_to_json(turn.answer)
        with self._lock:
            if turn.session not in self._sessions:
                raise NotFound("There is no such session.")
            kept = self._turns[turn.session]
            for first in kept:
                if first.key == turn.key:
                    return first
            kept.append(replace(turn, number=len(kept) + 1, recorded=True))
            return kept[-1]

    def turn(self, session_id: str, turn_id: str) -> Turn | None:
        return next((turn for turn in self.turns(session_id) if turn.id == turn_id), None)

    def turn_by_key(self, session_id: str, key: str) -> Turn | None:
        return next((turn for turn in self.turns(session_id) if turn.key == key), None)

    def turns(self, session_id: str, last: int | None = None) -> tuple[Turn, ...]:
        self.check()
        kept = self._turns.get(session_id, [])
        return tuple(kept if last is None else kept[len(kept) - min(last, len(kept)) :])

    def set_feedback(self, session_id: str, feedback: Feedback) -> None:
        check_text("comment", feedback.comment)
        if self.turn(session_id, feedback.turn) is None:
            raise NotFound("There is no such turn.")
        self._feedback[session_id][feedback.turn] = feedback

    def feedback(self, session_id: str) -> dict[str, Feedback]:
        self.check()
        return dict(self._feedback.get(session_id, {}))

    def erase_session(self, session_id: str, *, concerns: bool = False) -> bool:  # noqa: ARG002  it keeps none
        self.check()
        self._turns.pop(session_id, None)
        self._feedback.pop(session_id, None)
        return self._sessions.pop(session_id, None) is not None

    def count(self, bucket: str, window: str) -> int:
        self.check()
        with self._lock:
            self._counts[bucket, window] = self._counts.get((bucket, window), 0) + 1
            return self._counts[bucket, window]

    def clear_count(self, bucket: str, window: str) -> None:
        self.check()
        self._counts.pop((bucket, window), None)

    def forget_counts(self, before: str) -> int:
        self.check()
        old = [key for key in self._counts if key[1] < before]
        for key in old:
            del self._counts[key]
        return len(old)

    def all_turns(self) -> Iterator[Turn]:
        self.check()
        turns = (turn for kept in list(self._turns.values()) for turn in kept)
        return iter(sorted(turns, key=lambda turn: (turn.at, turn.id)))

    def migrate(self) -> tuple[str, ...]:
        self.check()
        return ()

    def check(self) -> None:
        if self.down:
            raise StoreUnavailable("The fake record is down.")

    def close(self) -> None:
        """Nothing to give back."""
