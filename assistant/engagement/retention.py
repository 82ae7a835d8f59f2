"""What is kept for how long, and its erasure when that time is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from assistant.clock import Clock, iso
from assistant.engagement.keeping import Erasure, Hold, Kind
from assistant.errors import BadInput, NotFound
from assistant.settings import Settings
from assistant.store.ports import RetentionStore

BETWEEN_RUNS = timedelta(days=1)
TOLERANCE = timedelta(days=1)
"""How far the clock may be from where the last run and the day since then leave it."""

REASON_LIMIT = 200
"""The most characters the reason of a hold may have."""

JUMPED = (
    "Nothing was erased: the clock says {now}, and when retention last ran it said {seen}. If the clock is right and "
    "the service only rested, run: gp-engage retain --clock-is-right"
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periods:
    """How long each kind is kept, in days."""

    turns: int = 90
    concerns: int = 365
    audit: int = 2190
    backups: int = 35


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run erased, or with `dry` would have; `refused` says why it did not dare to."""

    sessions: int = 0
    concerns: int = 0
    audit: int = 0
    dry: bool = False
    refused: str = ""


class Retention:
    """Erases what has served its time, while the clock goes right."""

    def __init__(self, store: RetentionStore, periods: Periods, clock: Clock) -> None:
        self._store = store
        self._periods = periods
        self._clock = clock

    @classmethod
    def over(cls, store: RetentionStore, settings: Settings, clock: Clock) -> Retention:
        """Retention by the periods that the settings name."""
        days = settings
        periods = Periods(days.keep_days, days.keep_concern_days, days.keep_audit_days, days.keep_backup_days)
        return cls(store, periods, clock)

    def run(self, *, dry: bool = False, clock_is_right: bool = False) -> Swept:
        """Erase what is over. Refuses while the clock cannot be trusted, unless a person says that it can.

        Running it twice erases nothing more, and so does another process at the same time. Raises StoreUnavailable.
        """
        now = self._clock.now()
        if dry:
            return self._would(now)
        if not clock_is_right and (doubt := self.doubt()):
            _log.error("retention.refused")
            return Swept(refused=doubt)
        self._store.see_clock(iso(now))
        swept = self._swept(now)
        _log.info("retention.ran", sessions=swept.sessions, concerns=swept.concerns, audit=swept.audit)
        return swept

    def doubt(self) -> str:
        """Why the clock is not trusted, for who looks after the service; "" when it is. Raises StoreUnavailable."""
        now, seen = self._clock.now(), self._store.clock_seen()
        if not seen or -TOLERANCE <= now - datetime.fromisoformat(seen) <= BETWEEN_RUNS + TOLERANCE:
            return ""
        return JUMPED.format(now=iso(now), seen=seen)

    def _would(self, now: datetime) -> Swept:
        over, expired = self._over(now), self._expired(now)
        return Swept(len(expired), len(over), self._store.old_audit(_before(now, self._periods.audit)), dry=True)

    def _swept(self, now: datetime) -> Swept:
        """Concerns first: a session that a concern was raised from is kept as long as the concern."""
        concerns = self._store.erase_many(Kind.CONCERN, self._over(now))
        sessions = self._store.erase_many(Kind.SESSION, self._expired(now))
        self._store.forget_erasures(_before(now, self._periods.backups))
        return Swept(sessions, concerns, self._store.forget_audit(_before(now, self._periods.audit)))

    def _over(self, now: datetime) -> tuple[str, ...]:
        return self._store.concerns_over(_before(now, self._periods.concerns))

    def _expired(self, now: datetime) -> tuple[str, ...]:
        return self._store.expired_sessions(_before(now, self._periods.turns))

    # ---- holds

    def hold(self, kind: Kind, about: str, reason: str, by: str) -> Hold:
        """Keep a session or concern from being erased, by anybody. Raises NotFound, BadInput without a reason."""
        words = " ".join(reason.split())
        if not words or len(words) > REASON_LIMIT:
            raise BadInput("reason", f"Give the reason of the hold in at most {REASON_LIMIT} characters.")
        hold = Hold(kind, about, iso(self._clock.now()), by, words)
        self._store.put_hold(hold)
        return hold

    def lift(self, kind: Kind, about: str) -> None:
        """Lift a hold. Raises NotFound."""
        if not self._store.lift_hold(kind, about):
            raise NotFound(f"There is no hold on this {kind.value}.")

    def holds(self) -> tuple[Hold, ...]:
        """The holds, oldest first."""
        return self._store.holds()

    # ---- backups

    def erasures(self) -> tuple[Erasure, ...]:
        """What was erased as long as backups are kept, oldest first: ids, no words."""
        return self._store.erasures()

    def replay(self, erasures: Iterable[Erasure]) -> int:
        """Erase again what a restored backup brought back; how many there were. A hold set before is kept to."""
        by_kind: dict[Kind, list[str]] = {}
        for erasure in erasures:
            by_kind.setdefault(erasure.kind, []).append(erasure.about)
        return sum(self._store.erase_many(kind, ids) for kind, ids in by_kind.items())


def _before(now: datetime, days: int) -> str:
    return iso(now - timedelta(days=days))
