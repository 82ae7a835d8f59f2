"""The editors' part of a record in memory; keeps the promises of assistant.store.ports."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fakes.job_store import FakeJobStore

from assistant.editorial.model import Draft, DraftEvent, DraftState, Editing, Figures, Published, Waiting
from assistant.errors import Conflict
from assistant.model import Status, Turn, Useful
from assistant.store.answers import articles_shown, statements_shown
from assistant.store.engine import check_text

_UNANSWERED = {Status.CLOSEST_ONLY, Status.UNANSWERED_NOT_KNOWN, Status.UNANSWERED_NOT_COVERED}


class FakeEditorialStore(FakeJobStore):
    """Releases, drafts and what was asked, in lists and dictionaries. It has no concerns, so none waits."""

    def __init__(self) -> None:
        super().__init__()
        self._editing_lock = threading.RLock()
        self._releases: list[Published] = []
        self._contents: dict[str, dict[str, bytes]] = {}
        self._drafts: dict[str, Draft] = {}
        self._events: list[DraftEvent] = []
        self._seen: dict[tuple[str, str], Editing] = {}
        self._replays: dict[str, dict[str, object]] = {}

    def check(self) -> None:
        """Raises StoreUnavailable when the record is down."""

    def live_release(self) -> Published | None:
        self.check()
        return self._releases[-1] if self._releases else None

    def releases(self, limit: int, before: int) -> tuple[Published, ...]:
        self.check()
        return tuple(release for release in self._releases[::-1] if release.number < before)[:limit]

    def release_content(self, release_hash: str) -> dict[str, bytes]:
        self.check()
        return dict(self._contents.get(release_hash, {}))

    def texts_of(self, path: str) -> tuple[tuple[Published, str], ...]:
        self.check()
        changes: list[tuple[Published, str]] = []
        for release in self._releases:
            text = self._contents[release.hash].get(path, b"").decode()
            if text != (changes[-1][1] if changes else ""):
                changes.append((release, text))
        return tuple(changes)

    def publish(
        self, release: Published, content: Mapping[str, bytes], change: tuple[Draft, DraftEvent] | None = None
    ) -> None:
        self.check()
        for data in content.values():
            check_text("text", data.decode())
        with self._editing_lock:
            if any(each.number == release.number for each in self._releases):
                raise Conflict("Another release went live meanwhile.")
            if change:
                self.change_draft(*change)
            self._contents.setdefault(release.hash, dict(content))
            self._releases.append(release)

    def add_draft(self, draft: Draft, event: DraftEvent, concerns: Iterable[str] = ()) -> None:  # noqa: ARG002  there are none
        self.check()
        self._check(draft)
        self._drafts[draft.id] = draft
        self._events.append(event)

    def draft(self, draft_id: str) -> Draft | None:
        self.check()
        return self._drafts.get(draft_id)

    def drafts(self, states: Iterable[DraftState]) -> tuple[Draft, ...]:
        self.check()
        wanted = set(states)
        found = (draft for draft in self._drafts.values() if draft.state in wanted)
        return tuple(sorted(found, key=lambda draft: (draft.changed, draft.id), reverse=True))

    def change_draft(self, draft: Draft, event: DraftEvent | None = None) -> Draft:
        self.check()
        self._check(draft)
        with self._editing_lock:
            now = self._drafts.get(draft.id)
            if now is None or now.version != draft.version:
                raise Conflict("Somebody changed this draft since you opened it.", now)
            self._drafts[draft.id] = replace(draft, version=draft.version + 1)
            if event:
                self._events.append(event)
            return self._drafts[draft.id]

    def add_draft_event(self, event: DraftEvent) -> None:
        self.check()
        check_text("note", event.note)
        self._events.append(event)

    def draft_events(self, draft_id: str) -> tuple[DraftEvent, ...]:
        self.check()
        return tuple(sorted((e for e in self._events if e.draft == draft_id), key=lambda e: (e.at, e.id)))

    def see_draft(self, draft_id: str, editing: Editing) -> None:
        self.check()
        self._seen[draft_id, editing.person] = editing

    def draft_seen(self, draft_id: str, since: str) -> tuple[Editing, ...]:
        self.check()
        found = (each for (draft, _), each in self._seen.items() if draft == draft_id and each.seen >= since)
        return tuple(sorted(found, key=lambda each: (each.name, each.person)))

    def waiting_concerns(self, limit: int) -> tuple[Waiting, ...]:  # noqa: ARG002  there are none
        return ()

    def concerns_of_draft(self, draft_id: str) -> tuple[Waiting, ...]:  # noqa: ARG002  there are none
        return ()

    def drafts_for_concern(self, concern_id: str) -> tuple[Draft, ...]:  # noqa: ARG002  there are none
        return ()

    def answerable_concerns(self) -> frozenset[str]:
        return frozenset()

    def set_replay(self, draft_id: str, row: Mapping[str, object]) -> None:
        self.check()
        self._replays[draft_id] = {**row, "draft": draft_id}

    def replay(self, draft_id: str) -> dict[str, object] | None:
        self.check()
        return self._replays.get(draft_id)

    def recent_turns(self, limit: int) -> tuple[Turn, ...]:
        found = sorted((turn for turn in self.all_turns() if turn.question), key=lambda turn: (turn.at, turn.id))
        return tuple(found[::-1][:limit])

    def turns_not_helped(self, limit: int) -> tuple[Turn, ...]:
        unhelped = (t for t in self.recent_turns(2**31) if t.answer.status in _UNANSWERED or self._no_use(t))
        return tuple(unhelped)[:limit]

    def article_figures(self) -> dict[str, Figures]:
        figures: dict[str, Figures] = {}
        for turn in self.all_turns():
            said = self.feedback(turn.session).get(turn.id)
            for article in articles_shown(turn.answer):
                was = figures.get(article, Figures())
                yes, no = (said is not None and said.useful is useful for useful in (Useful.YES, Useful.NO))
                figures[article] = Figures(was.shown + 1, was.useful + yes, was.not_useful + no)
        return figures

    def sessions_shown(self, statements: Mapping[str, str]) -> frozenset[str]:
        return frozenset(
            turn.session
            for turn in self.all_turns()
            for statement in statements_shown(turn.answer)
            if turn.at < statements.get(statement, "")
        )

    def statements_shown(self) -> frozenset[str]:
        return frozenset(each for turn in self.all_turns() for each in statements_shown(turn.answer))

    def _no_use(self, turn: Turn) -> bool:
        said = self.feedback(turn.session).get(turn.id)
        return said is not None and said.useful is Useful.NO

    @staticmethod
    def _check(draft: Draft) -> None:
        for name in ("path", "base", "text", "name"):
            check_text(name, getattr(draft, name))
