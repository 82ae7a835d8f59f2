"""Runs replays as waiting work and keeps in the record how they go, so that every process can show it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog

from assistant.clock import Clock, iso
from assistant.editorial.drafts import applied
from assistant.editorial.model import Draft
from assistant.editorial.pins import Answerer, broken_pins
from assistant.editorial.replay import Difference, Effect, Origin, Replayed, questions, replay
from assistant.errors import AssistantError, StoreUnavailable
from assistant.jobs import LEASE, Job, Worker
from assistant.model import Circumstances
from assistant.shelf import Shelf
from assistant.store.answers import answer_from_json, answer_to_json
from assistant.store.ports import EditorialStore
from knowledge.errors import KnowledgeError

LAST = 200
"""How many real questions are replayed."""
MOST_SHOWN = 300
A_FEW = 10
"""Progress is kept each time so many questions are done."""
GIVEN_UP = LEASE + timedelta(minutes=2)
"""A replay that has been silent for so long is nobody's: a worker would have taken it up again."""

REPLAY = "replay"
"""The kind of the job."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReplayState:
    """How far the replay of a draft at that version is, and what it found. `fault` says why it could not be done."""

    version: int = 0
    running: bool = False
    done: int = 0
    total: int = 0
    differences: tuple[Difference, ...] = ()
    broken: tuple[str, ...] = ()
    fault: str = ""

    @property
    def effects(self) -> tuple[tuple[str, int], ...]:
        """How many answers the draft changes in which way, most first."""
        return tuple(Counter(effect.value for each in self.differences for effect in each.effects).most_common())


NEVER = ReplayState()


def in_a_thread(work: Callable[[], None]) -> None:
    """Do the work aside."""
    threading.Thread(target=work, name="replay", daemon=True).start()


class Replays:
    """Replays of drafts. A worker does them; the process that is asked for one does not wait for its next look."""

    def __init__(
        self,
        store: EditorialStore,
        shelf: Shelf,
        answer: Answerer,
        clock: Clock,
        aside: Callable[[Callable[[], None]], None] = in_a_thread,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._answer = answer
        self._clock = clock
        self._aside = aside
        self._worker = Worker(store, {REPLAY: self.run}, clock=clock)

    def start(self, draft: Draft) -> None:
        """Replay a draft as it stands; what was kept of an earlier replay is replaced."""
        self._keep(draft, "running", 0, 0)
        own, now = self._clock.new_id(), iso(self._clock.now())
        work = {"draft": draft.id, "version": str(draft.version)}
        self._store.add_job(Job(own, REPLAY, f"{REPLAY}:{own}", now, work))
        self._aside(self._work)

    def state(self, draft: Draft) -> ReplayState:
        """How the last replay of a draft goes or went."""
        row = self._store.replay(draft.id)
        if row is None:
            return NEVER
        silent = str(row["changed"]) < iso(self._clock.now() - GIVEN_UP)
        if row["state"] == "running" and silent:
            return ReplayState(int(row["version"]), fault="The replay was stopped. Start it again.")
        result = json.loads(str(row["result"]) or "{}")
        return ReplayState(
            version=int(row["version"]),
            running=row["state"] == "running",
            done=int(row["done"]),
            total=int(row["total"]),
            differences=tuple(map(_difference, result.get("differences", ()))),
            broken=tuple(result.get("broken", ())),
            fault=result.get("fault", ""),
        )

    def _work(self) -> None:
        try:
            self._worker.work_once()
        except StoreUnavailable:
            _log.warning("replay.waits")

    def run(self, job: Job) -> None:
        """Replay the draft that a job names, unless it has changed since or is closed. Raises StoreUnavailable."""
        draft = self._store.draft(job.payload["draft"])
        if draft is None or not draft.state.open or str(draft.version) != job.payload["version"]:
            return
        try:
            self._replay(draft)
        except StoreUnavailable:
            raise
        except (AssistantError, KnowledgeError) as error:
            self._keep(draft, "done", 0, 0, {"fault": str(error)})
        except Exception:  # noqa: BLE001 -- the editor is told, and the log says what it was
            _log.exception("replay.failed")
            self._keep(draft, "done", 0, 0, {"fault": "The replay failed. Start it again."})

    def _replay(self, draft: Draft) -> None:
        live = self._shelf.library
        trial = self._shelf.build(applied(draft, dict(live.release.content)))
        asked = questions(self._store.recent_turns(LAST), trial, (draft.path.removesuffix(".md"),))
        self._keep(draft, "running", 0, len(asked))
        found: list[Difference] = []
        for number, each in enumerate(replay(asked, live, trial, self._answer), 1):
            if each is not None:
                found.append(each)
            if number % A_FEW == 0:
                self._keep(draft, "running", number, len(asked))
        broken = [finding.message for finding in broken_pins(trial, live, self._answer)]
        result = {"differences": [_plain(each) for each in found[:MOST_SHOWN]], "broken": broken}
        self._keep(draft, "done", len(asked), len(asked), result)

    def _keep(self, draft: Draft, state: str, done: int, total: int, result: dict[str, object] | None = None) -> None:
        self._store.set_replay(
            draft.id,
            {
                "version": draft.version,
                "state": state,
                "done": done,
                "total": total,
                "result": json.dumps(result or {}, ensure_ascii=False),
                "changed": iso(self._clock.now()),
            },
        )


def _plain(each: Difference) -> dict[str, object]:
    return {
        "question": each.question.text,
        "origin": each.question.origin.value,
        "circumstances": asdict(each.question.circumstances),
        "effects": [effect.value for effect in each.effects],
        "before": answer_to_json(each.before),
        "after": answer_to_json(each.after),
    }


def _difference(kept: dict[str, str]) -> Difference:
    circumstances = Circumstances(**dict(kept["circumstances"]))  # type: ignore[arg-type]  # JSON of our own making
    return Difference(
        Replayed(kept["question"], Origin(kept["origin"]), circumstances),
        tuple(Effect(effect) for effect in kept["effects"]),
        answer_from_json(kept["before"]),
        answer_from_json(kept["after"]),
    )
