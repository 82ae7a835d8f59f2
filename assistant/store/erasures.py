"""Erasing from the record, and what outlives it: ids without words, counts that name nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from assistant.clock import Clock, iso
from assistant.engagement.concerns import OPEN
from assistant.engagement.keeping import DayCount, Erasure, Hold, Kind
from assistant.errors import Held, NotFound, StoreUnavailable
from assistant.store.engine import Engine, Params, Transaction
from assistant.store.ports import TranscriptSearch

BATCH = 100
"""How many are erased in one transaction, so that nobody who asks waits long for the record."""

HELD = (
    "The organisation that runs this service has to keep this for a legal reason (a legal hold), so it cannot be "
    "erased yet. Nothing was changed. Ask them if you want to know more."
)

_ADD_UP = """
    INSERT INTO erased_count (kind, on_day, topic, status, number) {counted}
    ON CONFLICT (kind, on_day, topic, status) DO UPDATE SET number = erased_count.number + excluded.number
"""
_COUNT_TURNS = _ADD_UP.format(
    counted="""
        SELECT 'turn', substr(at, 1, 10), '', status, count(*) FROM turn WHERE session = :id
        GROUP BY substr(at, 1, 10), status
    """
)
_COUNT_TOPICS = _ADD_UP.format(
    counted="""
        SELECT 'turn', substr(turn.at, 1, 10), turn_topic.topic, turn.status, count(*)
        FROM turn JOIN turn_topic ON turn_topic.turn = turn.id WHERE turn.session = :id
        GROUP BY substr(turn.at, 1, 10), turn_topic.topic, turn.status
    """
)
_COUNT_CONCERN = _ADD_UP.format(
    counted="SELECT 'concern', substr(at, 1, 10), topic, state, raised FROM concern WHERE id = :id"
)
_DELETE = {
    Kind.SESSION: "DELETE FROM session WHERE id = :id RETURNING id",
    Kind.CONCERN: "DELETE FROM concern WHERE id = :id RETURNING id",
}
_RAISED = "SELECT id FROM concern WHERE session = :id ORDER BY at, id"
_COUNTS = {Kind.SESSION: (_COUNT_TURNS, _COUNT_TOPICS), Kind.CONCERN: (_COUNT_CONCERN,)}

_HOLD = "SELECT about FROM hold WHERE kind = :kind AND about = :id"
_HOLDS = "SELECT * FROM hold ORDER BY at, kind, about"
_PUT_HOLD = """
    INSERT INTO hold (kind, about, at, set_by, reason) VALUES (:kind, :about, :at, :by, :reason)
    ON CONFLICT (kind, about) DO NOTHING
"""
_LIFT = "DELETE FROM hold WHERE kind = :kind AND about = :about RETURNING about"
_THERE = {
    Kind.SESSION: "SELECT id FROM session WHERE id = :about",
    Kind.CONCERN: "SELECT id FROM concern WHERE id = :about",
}

_NOTE = """
    INSERT INTO erasure (kind, about, at) VALUES (:kind, :about, :at)
    ON CONFLICT (kind, about) DO UPDATE SET at = excluded.at
"""
_ERASURES = "SELECT * FROM erasure ORDER BY at, kind, about"
_FORGET_ERASURES = "DELETE FROM erasure WHERE at < :before RETURNING about"

_EXPIRED = """
    SELECT id FROM session WHERE created < :before
    AND NOT EXISTS (SELECT 1 FROM hold WHERE kind = 'session' AND about = session.id)
    AND NOT EXISTS (SELECT 1 FROM concern WHERE session = session.id)
    ORDER BY created, id
"""
_WAITING = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
# A duplicate goes with the concern it was merged into: alone it would seem to be open again.
_OVER = f"""
    WITH settled AS (
        SELECT id FROM concern WHERE merged_into IS NULL AND state NOT IN ({_WAITING}) AND changed < :before
    )
    SELECT id FROM concern WHERE (id IN (SELECT id FROM settled) OR merged_into IN (SELECT id FROM settled))
    AND NOT EXISTS (SELECT 1 FROM hold WHERE kind = 'concern' AND about = concern.id)
    ORDER BY at, id
"""  # noqa: S608  # constants of ours
_FORGET_AUDIT = "DELETE FROM audit WHERE at < :before RETURNING id"
_OLD_AUDIT = "SELECT count(*) AS number FROM audit WHERE at < :before"

_SEEN = "SELECT seen FROM clock WHERE name = 'retention'"
_SEE = """
    INSERT INTO clock (name, seen) VALUES ('retention', :at) ON CONFLICT (name) DO UPDATE SET seen = excluded.seen
"""
_DAY_COUNTS = """
    WITH counted AS (
        SELECT substr(at, 1, 10) AS on_day, '' AS topic, status, count(*) AS number FROM turn
        GROUP BY substr(at, 1, 10), status
        UNION ALL
        SELECT substr(turn.at, 1, 10), turn_topic.topic, turn.status, count(*)
        FROM turn JOIN turn_topic ON turn_topic.turn = turn.id
        GROUP BY substr(turn.at, 1, 10), turn_topic.topic, turn.status
        UNION ALL
        SELECT on_day, topic, status, number FROM erased_count WHERE kind = 'turn'
    )
    SELECT on_day, topic, status, sum(number) AS number FROM counted
    GROUP BY on_day, topic, status ORDER BY on_day, topic, status
"""


class ErasureRecords:
    """Erasing over an engine; see ports.RetentionStore for what is promised."""

    _clock: Clock = Clock()
    transcripts: TranscriptSearch

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def erase_session(self, session_id: str, *, concerns: bool = False) -> bool:
        """Erase a session, and if wished its concerns; False when there was none. Raises Held."""
        at = iso(self._clock.now())
        return self._erased(partial(_erase_session, session_id, at, concerns=concerns))

    def erase_concern(self, concern_id: str) -> bool:
        """Erase a concern and all that hangs on it; False when there was none. Raises Held."""
        return self._erased(partial(_erase_unless_held, Kind.CONCERN, concern_id, iso(self._clock.now())))

    def erase_many(self, kind: Kind, ids: Iterable[str]) -> int:
        """Erase many, held ones left out; how many there were. What was done when this is cut short stays done."""
        wanted, erased, at = tuple(ids), 0, iso(self._clock.now())
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            erased += self._engine.write(partial(_erase_batch, kind, batch, at), repeatable=True)
        if erased:
            self._overwrite()
        return erased

    def expired_sessions(self, before: str) -> tuple[str, ...]:
        """The sessions opened before, but for held ones and those that a concern was raised from."""
        return self._ids(_EXPIRED, {"before": before})

    def concerns_over(self, before: str) -> tuple[str, ...]:
        """The concerns that wait for nobody and to which nothing happened since, with their duplicates."""
        return self._ids(_OVER, {"before": before})

    def old_audit(self, before: str) -> int:
        """How many entries of the audit are older."""
        return int(self._engine.read(_OLD_AUDIT, {"before": before})[0]["number"])

    def forget_audit(self, before: str) -> int:
        """Remove the entries that have served their time; how many there were."""
        return self._removed(_FORGET_AUDIT, before)

    def erasures(self) -> tuple[Erasure, ...]:
        """What was erased, oldest first."""
        return tuple(Erasure(Kind(row["kind"]), row["about"], row["at"]) for row in self._engine.read(_ERASURES))

    def forget_erasures(self, before: str) -> int:
        """Remove the erasures that no backup can bring back any more; how many there were."""
        return self._removed(_FORGET_ERASURES, before)

    def put_hold(self, hold: Hold) -> None:
        """Keep a hold; one that is there already stays. Raises NotFound when there is nothing to hold."""
        row: Params = {
            "kind": hold.kind.value,
            "about": hold.about,
            "at": hold.at,
            "by": hold.by,
            "reason": hold.reason,
        }

        def put(transaction: Transaction) -> None:
            if not transaction.run(_THERE[hold.kind], {"about": hold.about}):
                raise NotFound(f"There is no such {hold.kind.value}.")
            transaction.run(_PUT_HOLD, row)

        self._engine.write(put, repeatable=True)

    def lift_hold(self, kind: Kind, about: str) -> bool:
        """Lift a hold; False when there was none."""
        params = {"kind": kind.value, "about": about}
        return bool(self._engine.write(lambda transaction: transaction.run(_LIFT, params)))

    def holds(self) -> tuple[Hold, ...]:
        """The holds, oldest first."""
        return tuple(
            Hold(Kind(row["kind"]), row["about"], row["at"], row["set_by"], row["reason"])
            for row in self._engine.read(_HOLDS)
        )

    def clock_seen(self) -> str:
        """When retention last ran, by the clock of then; "" when it never did."""
        rows = self._engine.read(_SEEN)
        return str(rows[0]["seen"]) if rows else ""

    def see_clock(self, at: str) -> None:
        """Keep when retention ran."""
        self._engine.write(lambda transaction: transaction.run(_SEE, {"at": at}), repeatable=True)

    def day_counts(self) -> tuple[DayCount, ...]:
        """Turns by day, topic and status; erased ones stay counted."""
        return tuple(
            DayCount(row["on_day"], row["topic"], row["status"], int(row["number"]))
            for row in self._engine.read(_DAY_COUNTS)
        )

    def _erased(self, erase: Callable[[Transaction], bool]) -> bool:
        erased = self._engine.write(erase)
        if erased:
            self._overwrite()
        return erased

    def _overwrite(self) -> None:
        """Free the search index, the file and its log of erased words."""
        with suppress(StoreUnavailable):  # it is erased all the same; the next erasure overwrites this one's rest
            self.transcripts.tidy()

    def _ids(self, sql: str, params: Params) -> tuple[str, ...]:
        return tuple(row["id"] for row in self._engine.read(sql, params))

    def _removed(self, sql: str, before: str) -> int:
        return len(self._engine.write(lambda transaction: transaction.run(sql, {"before": before})))


def _erase_session(session_id: str, at: str, transaction: Transaction, *, concerns: bool) -> bool:
    """Concerns first: they know their session only while it is there."""
    raised = transaction.run(_RAISED, {"id": session_id}) if concerns else []
    for concern in raised:
        _erase_unless_held(Kind.CONCERN, concern["id"], at, transaction)
    return _erase_unless_held(Kind.SESSION, session_id, at, transaction)


def _erase_unless_held(kind: Kind, about: str, at: str, transaction: Transaction) -> bool:
    if _is_held(kind, about, transaction):
        raise Held(HELD)
    return _erase(kind, about, at, transaction)


def _erase_batch(kind: Kind, ids: tuple[str, ...], at: str, transaction: Transaction) -> int:
    return sum(not _is_held(kind, about, transaction) and _erase(kind, about, at, transaction) for about in ids)


def _is_held(kind: Kind, about: str, transaction: Transaction) -> bool:
    return bool(transaction.run(_HOLD, {"kind": kind.value, "id": about}))


def _erase(kind: Kind, about: str, at: str, transaction: Transaction) -> bool:
    for count in _COUNTS[kind]:
        transaction.run(count, {"id": about})
    if not transaction.run(_DELETE[kind], {"id": about}):
        return False
    transaction.run(_NOTE, {"kind": kind.value, "about": about, "at": at})
    return True
