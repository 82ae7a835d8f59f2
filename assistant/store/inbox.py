"""What waits for a lead, read from concerns and turns in one list; and when each lead looked at it."""

from __future__ import annotations

from assistant.engagement.waiting_list import Item, ItemKind, Place, Visit, Wanted
from assistant.store.engine import Engine, Row, Transaction

_END = Place("~", "~")
"""Sorts after every time and id."""

# Each part of the list is cut to a page by itself, along an index, before the parts are joined: a page costs the
# same at the end of the list as at its start.
_CONCERNS = """
    SELECT 'concern' AS kind, id, heard, words, state, '' AS session, reference, topic, owner, due, urgent, practice,
           raised, version, 0 AS not_useful
    FROM concern
    WHERE merged_into IS NULL AND (heard, id) < (:heard, :id){where}
    ORDER BY heard DESC, id DESC LIMIT :limit
"""
# What waits is kept in a narrow table of its own: a filter that few questions pass reads no answers.
_QUESTIONS = """
    SELECT 'question' AS kind, turn.id AS id, waiting.at AS heard, turn.question AS words, turn.status AS state,
           turn.session AS session, '' AS reference, topics AS topic, '' AS owner, '' AS due, 0 AS urgent,
           '' AS practice, 1 AS raised, 0 AS version, not_useful
    FROM (
        SELECT turn, at, topics, not_useful FROM waiting_question
        WHERE (at, turn) < (:heard, :id){where}
        ORDER BY at DESC, turn DESC LIMIT :limit
    ) AS waiting
    JOIN turn ON turn.id = waiting.turn
"""
_TOPIC_OF_QUESTION = "' ' || topics || ' ' LIKE '% ' || :topic || ' %'"
_MODEL = "' ' || models || ' ' LIKE '% ' || :model || ' %'"

_PRACTICES = "SELECT DISTINCT practice FROM concern WHERE practice <> '' ORDER BY practice LIMIT 1000"
_SESSION_OF = "SELECT session FROM turn WHERE id = :turn"
_TAKE_OUT = "DELETE FROM waiting_question WHERE turn = :turn"
_DONE = """
    INSERT INTO question_done (turn, at, done_by) SELECT id, :at, :by FROM turn WHERE id = :turn
    ON CONFLICT (turn) DO UPDATE SET turn = excluded.turn RETURNING turn
"""
_VISIT = "SELECT before, now FROM inbox_visit WHERE person = :person"
_SET_VISIT = """
    INSERT INTO inbox_visit (person, before, now) VALUES (:person, :before, :now)
    ON CONFLICT (person) DO UPDATE SET before = excluded.before, now = excluded.now
"""


class InboxRecords:
    """The inbox over an engine; see ports.InboxStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def inbox(self, wanted: Wanted, after: Place | None, limit: int) -> tuple[Item, ...]:
        """What is wanted, newest first, from after a place on."""
        parts = _parts(wanted)
        if not parts:
            return ()
        joined = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{n}" for n, part in enumerate(parts))  # noqa: S608  # constants of ours
        sql = f"SELECT * FROM ({joined}) AS item ORDER BY heard DESC, id DESC LIMIT :limit"  # noqa: S608  # constants of ours
        place = after or _END
        rows = self._engine.read(sql, _asked(wanted) | {"heard": place.heard, "id": place.id, "limit": limit})
        return tuple(map(_item, rows))

    def practices(self) -> tuple[str, ...]:
        """The practices that GPs named."""
        return tuple(row["practice"] for row in self._engine.read(_PRACTICES))

    def question_session(self, turn_id: str) -> str | None:
        """The session of a turn, or None."""
        rows = self._engine.read(_SESSION_OF, {"turn": turn_id})
        return str(rows[0]["session"]) if rows else None

    def set_question_done(self, turn_id: str, by: str, at: str) -> bool:
        """Take a question out of the inbox; False when there is no such turn."""
        params = {"turn": turn_id, "by": by, "at": at}

        def take_out(transaction: Transaction) -> bool:
            transaction.run(_TAKE_OUT, {"turn": turn_id})
            return bool(transaction.run(_DONE, params))

        return self._engine.write(take_out, repeatable=True)

    def visit(self, person: str) -> Visit:
        """When a person looked at the inbox."""
        rows = self._engine.read(_VISIT, {"person": person})
        return Visit(rows[0]["before"], rows[0]["now"]) if rows else Visit()

    def set_visit(self, person: str, visit: Visit) -> None:
        """Keep when a person looked at the inbox."""
        params = {"person": person, "before": visit.before, "now": visit.now}

        def put(transaction: Transaction) -> None:
            transaction.run(_SET_VISIT, params)

        self._engine.write(put, repeatable=True)


def _parts(wanted: Wanted) -> list[str]:
    """The queries whose rows make up the list."""
    parts = []
    if wanted.concerns:
        parts.append(_CONCERNS.format(where=_and(_of_concerns(wanted))))
    if wanted.questions and not wanted.only_of_concerns:
        parts.append(_QUESTIONS.format(where=_and(_of_questions(wanted))))
    return parts


def _and(conditions: list[str]) -> str:
    return "".join(f" AND {condition}" for condition in conditions)


def _of_concerns(wanted: Wanted) -> list[str]:
    states = ", ".join(f"'{state.value}'" for state in sorted(wanted.states))
    choices = (
        (wanted.states, f"state IN ({states})"),
        (wanted.topic, "topic = :topic"),
        (wanted.owner, "owner = :owner"),
        (wanted.unowned, "owner = ''"),
        (wanted.urgent, "urgent = 1"),
        (wanted.overdue_on, "due < :overdue_on AND state IN ('new', 'acknowledged', 'in_progress', 'reopened')"),
        (wanted.practice, "practice = :practice"),
        (wanted.model, _MODEL),
        (wanted.since, "at >= :since"),
        (wanted.until, "at < :until"),
    )
    return [condition for chosen, condition in choices if chosen]


def _of_questions(wanted: Wanted) -> list[str]:
    choices = (
        (wanted.topic, _TOPIC_OF_QUESTION),
        (wanted.model, _MODEL),
        (wanted.since, "at >= :since"),
        (wanted.until, "at < :until"),
    )
    return [condition for chosen, condition in choices if chosen]


def _asked(wanted: Wanted) -> dict[str, str | int | float | None]:
    return {
        "topic": wanted.topic,
        "owner": wanted.owner,
        "overdue_on": wanted.overdue_on,
        "practice": wanted.practice,
        "model": wanted.model,
        "since": wanted.since,
        "until": wanted.until,
    }


def _item(row: Row) -> Item:
    return Item(
        kind=ItemKind(row["kind"]),
        id=row["id"],
        heard=row["heard"],
        words=row["words"],
        state=row["state"],
        session=row["session"],
        reference=row["reference"],
        topic=row["topic"].partition(" ")[0],
        owner=row["owner"],
        due=row["due"],
        urgent=bool(row["urgent"]),
        practice=row["practice"],
        count=row["raised"],
        version=row["version"],
        not_useful=bool(row["not_useful"]),
    )
