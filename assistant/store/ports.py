"""What the assistant asks of a record. Every engine keeps these promises; tests/contracts/ holds them to it.

Times are UTC ISO text; ids are made by the caller. Every call may raise StoreUnavailable within seconds;
then nothing was acknowledged, and the same call may be made again: a turn has its key, and of the others
only `count` adds up. Every write may raise Unreadable (NUL, lone surrogates), and then nothing was
written. What a write returns has been made durable.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.model import Circumstances, Feedback, Session, Turn


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


class Store(SessionStore, Protocol):
    """One record: all stores of one engine, over one connection or pool."""

    def migrate(self) -> tuple[str, ...]:
        """Bring the schema up to date and return the names of the migrations applied."""

    def check(self) -> None:
        """Do a trivial read; raises StoreUnavailable."""

    def close(self) -> None:
        """Give back connections."""
