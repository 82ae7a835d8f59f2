"""Drafts in the record, what was done to them, who has them open, and how replays of them go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from assistant.editorial.model import Draft, DraftEvent, DraftState, Editing, Waiting
from assistant.engagement.concerns import OPEN
from assistant.errors import Conflict
from assistant.store.answers import names_from_json, names_to_json
from assistant.store.engine import Engine, Params, Row, Transaction

_ADD = """
    INSERT INTO draft (id, path, was_path, base, text, state, version, authors, name, created, changed)
    VALUES (:id, :path, :was_path, :base, :text, :state, :version, :authors, :name, :created, :changed)
"""
_CHANGE = """
    UPDATE draft SET path = :path, was_path = :was_path, base = :base, text = :text, state = :state,
        version = version + 1, authors = :authors, name = :name, changed = :changed
    WHERE id = :id AND version = :version RETURNING version
"""
_ADD_EVENT = """
    INSERT INTO draft_event (id, draft, at, person, name, what, note)
    VALUES (:id, :draft, :at, :person, :name, :what, :note)
"""
_ONE = "SELECT * FROM draft WHERE id = :id"
_IN_STATE = "SELECT * FROM draft WHERE state = :state ORDER BY changed DESC, id LIMIT 500"
_EVENTS = "SELECT * FROM draft_event WHERE draft = :draft ORDER BY at, id"
_SEE = """
    INSERT INTO draft_seen (draft, person, name, seen) VALUES (:draft, :person, :name, :seen)
    ON CONFLICT (draft, person) DO UPDATE SET seen = excluded.seen
"""
_SEEN = "SELECT person, name, seen FROM draft_seen WHERE draft = :draft AND seen >= :since ORDER BY name, person"
_SET_REPLAY = """
    INSERT INTO replay (draft, version, state, done, total, result, changed)
    VALUES (:draft, :version, :state, :done, :total, :result, :changed)
    ON CONFLICT (draft) DO UPDATE SET version = excluded.version, state = excluded.state, done = excluded.done,
        total = excluded.total, result = excluded.result, changed = excluded.changed
"""
_REPLAY = "SELECT * FROM replay WHERE draft = :draft"

_OPEN_STATES = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_WAITS = f"concern.state IN ({_OPEN_STATES}) AND concern.merged_into IS NULL"
_LINK = """
    INSERT INTO draft_concern (draft, concern) SELECT :draft, id FROM concern WHERE id = :concern
    ON CONFLICT (draft, concern) DO NOTHING
"""
_WAITING = f"""
    SELECT id, reference, words, turn FROM concern WHERE {_WAITS} ORDER BY at DESC, id LIMIT :limit
"""  # noqa: S608  # constants of ours
_OF_DRAFT = f"""
    SELECT concern.id, reference, words, turn FROM concern JOIN draft_concern ON draft_concern.concern = concern.id
    WHERE draft_concern.draft = :draft AND {_WAITS} ORDER BY at, id
"""  # noqa: S608  # constants of ours
_FOR_CONCERN = """
    SELECT draft.* FROM draft JOIN draft_concern ON draft_concern.draft = draft.id
    WHERE draft_concern.concern = :concern ORDER BY draft.changed DESC, draft.id
"""
_ANSWERABLE = f"""
    SELECT DISTINCT concern.id FROM concern JOIN draft_concern ON draft_concern.concern = concern.id
    JOIN draft ON draft.id = draft_concern.draft
    WHERE draft.state = '{DraftState.PUBLISHED.value}' AND concern.article = '' AND {_WAITS}
"""  # noqa: S608  # constants of ours

CHANGED = "Somebody changed this draft since you opened it. Nothing is lost: both versions are below."


class DraftRecords:
    """Drafts over an engine; see ports.DraftStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_draft(self, draft: Draft, event: DraftEvent, concerns: Iterable[str] = ()) -> None:
        """Keep a new draft, who began it, and which concerns wait for it; ids of no concern are passed over."""

        def add(transaction: Transaction) -> None:
            transaction.run(_ADD, _row(draft))
            transaction.run(_ADD_EVENT, _event_row(event))
            transaction.run_many(_LINK, [{"draft": draft.id, "concern": concern} for concern in concerns])

        self._engine.write(add)

    def draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        rows = self._engine.read(_ONE, {"id": draft_id})
        return _draft(rows[0]) if rows else None

    def drafts(self, states: Iterable[DraftState]) -> tuple[Draft, ...]:
        """The drafts in these states, at most 500 of each, latest changed first."""
        rows = [row for state in states for row in self._engine.read(_IN_STATE, {"state": state.value})]
        return tuple(sorted(map(_draft, rows), key=lambda draft: (draft.changed, draft.id), reverse=True))

    def change_draft(self, draft: Draft, event: DraftEvent | None = None) -> Draft:
        """Keep the draft as it is given and return it with its next version. Raises Conflict, with what it is now."""
        return self._engine.write(partial(keep_change, draft, event))

    def add_draft_event(self, event: DraftEvent) -> None:
        """Keep what somebody said of a draft."""
        self._engine.write(lambda transaction: transaction.run(_ADD_EVENT, _event_row(event)))

    def draft_events(self, draft_id: str) -> tuple[DraftEvent, ...]:
        """What was done to a draft, oldest first."""
        rows = self._engine.read(_EVENTS, {"draft": draft_id})
        return tuple(DraftEvent(**{name: row[name] for name in DraftEvent.__slots__}) for row in rows)

    def see_draft(self, draft_id: str, editing: Editing) -> None:
        """Keep that somebody has a draft open."""
        params = {"draft": draft_id, "person": editing.person, "name": editing.name, "seen": editing.seen}
        self._engine.write(lambda transaction: transaction.run(_SEE, params), repeatable=True)

    def draft_seen(self, draft_id: str, since: str) -> tuple[Editing, ...]:
        """Who has had a draft open since then."""
        return tuple(Editing(**row) for row in self._engine.read(_SEEN, {"draft": draft_id, "since": since}))

    def waiting_concerns(self, limit: int) -> tuple[Waiting, ...]:
        """At most so many concerns that wait for an outcome and are no merged duplicates, newest first."""
        return tuple(_waiting(row) for row in self._engine.read(_WAITING, {"limit": limit}))

    def concerns_of_draft(self, draft_id: str) -> tuple[Waiting, ...]:
        """The concerns that wait for a draft, oldest first; those with an outcome wait no longer."""
        return tuple(_waiting(row) for row in self._engine.read(_OF_DRAFT, {"draft": draft_id}))

    def drafts_for_concern(self, concern_id: str) -> tuple[Draft, ...]:
        """The drafts that were begun for a concern, whatever became of them, latest changed first."""
        return tuple(map(_draft, self._engine.read(_FOR_CONCERN, {"concern": concern_id})))

    def answerable_concerns(self) -> frozenset[str]:
        """The waiting concerns without an article for which a draft was published."""
        return frozenset(row["id"] for row in self._engine.read(_ANSWERABLE))

    def set_replay(self, draft_id: str, row: Params) -> None:
        """Keep how the replay of a draft goes, in place of what was kept of it before."""
        self._engine.write(lambda transaction: transaction.run(_SET_REPLAY, {**row, "draft": draft_id}))

    def replay(self, draft_id: str) -> Row | None:
        """How the replay of a draft goes, or None when there was none."""
        rows = self._engine.read(_REPLAY, {"draft": draft_id})
        return rows[0] if rows else None


def keep_change(draft: Draft, event: DraftEvent | None, transaction: Transaction) -> Draft:
    """Change a draft within a transaction. Raises Conflict when it is not at the version it was read at."""
    changed = transaction.run(_CHANGE, {name: value for name, value in _row(draft).items() if name != "created"})
    if not changed:
        now = transaction.run(_ONE, {"id": draft.id})
        raise Conflict(CHANGED, _draft(now[0]) if now else None)
    if event:
        transaction.run(_ADD_EVENT, _event_row(event))
    return replace(draft, version=changed[0]["version"])


def _row(draft: Draft) -> Row:
    row = {name: getattr(draft, name) for name in Draft.__slots__}
    return row | {"state": draft.state.value, "authors": names_to_json(draft.authors)}


def _draft(row: Row) -> Draft:
    return Draft(**{**row, "state": DraftState(row["state"]), "authors": names_from_json(row["authors"])})


def _waiting(row: Row) -> Waiting:
    return Waiting(row["id"], row["reference"], row["words"], row["turn"] or "")


def _event_row(event: DraftEvent) -> Row:
    return {name: getattr(event, name) for name in DraftEvent.__slots__}
