"""Concerns in the record, their links and their trail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from assistant.engagement.concerns import (
    OPEN,
    Change,
    Concern,
    Contact,
    Message,
    MessageKind,
    State,
    Trail,
    Update,
)
from assistant.errors import Conflict, NotFound
from assistant.store.engine import Engine, Params, Row, Transaction, read_in_pages
from assistant.store.mails import MAILS_OF, add_mail, mail_of

_COLUMNS = """id, reference, key, words, at, due, topic, topic_by, models, session, turn, event, contact_name, practice,
    email, owner, state, reason, urgent, article, raised, merged_into, heard, changed, version"""
_ADD = f"""
    INSERT INTO concern ({_COLUMNS})
    VALUES (:id, :reference, :key, :words, :at, :due, :topic, :topic_by, :models, :session, :turn, :event,
            :contact_name, :practice, :email, :owner, :state, :reason, :urgent, :article, :raised, :merged_into,
            :heard, :changed, :version)
    ON CONFLICT (key) DO NOTHING RETURNING id
"""  # noqa: S608  # constants of ours
_KEEP = """
    UPDATE concern SET due = :due, topic = :topic, topic_by = :topic_by, owner = :owner, state = :state,
        reason = :reason, urgent = :urgent, article = :article, raised = :raised, merged_into = :merged_into,
        heard = :heard, changed = :changed, version = :version + 1
    WHERE id = :id AND version = :version RETURNING *
"""
_ONE = "SELECT * FROM concern WHERE id = :id"
_BY_KEY = "SELECT * FROM concern WHERE key = :key"
_BY_REFERENCE = "SELECT * FROM concern WHERE reference = :reference"
_BY_LINK = "SELECT * FROM concern WHERE id = (SELECT concern FROM concern_link WHERE hash = :hash)"
_MERGED = "SELECT * FROM concern WHERE merged_into = :id ORDER BY at, id"
_OF_SESSION = "SELECT * FROM concern WHERE session = :session ORDER BY at, id"
_OF_EVENT = "SELECT * FROM concern WHERE event = :event ORDER BY at, id"
_OPEN_STATES = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_OPEN = f"SELECT * FROM concern WHERE state IN ({_OPEN_STATES}) AND merged_into IS NULL ORDER BY at, id"  # noqa: S608  # constants of ours
_ALL = "SELECT * FROM concern WHERE (at, id) > (:at, :id) ORDER BY at, id LIMIT :limit"
_REASSIGN = """
    UPDATE concern SET owner = :to, changed = :at, version = version + 1 WHERE owner = :owner RETURNING id
"""
_PUT_LINK = "INSERT INTO concern_link (hash, concern, at) VALUES (:hash, :concern, :at)"
_LINKS = "SELECT hash FROM concern_link WHERE concern = :id"
_REVOKE = "DELETE FROM concern_link WHERE concern = :id RETURNING hash"
_ADD_CHANGE = """
    INSERT INTO concern_change (id, concern, at, made_by, what, was, became)
    VALUES (:id, :concern, :at, :by, :what, :before, :after)
"""
_ADD_MESSAGE = """
    INSERT INTO concern_message (id, concern, kind, at, written_by, words)
    VALUES (:id, :concern, :kind, :at, :by, :words)
"""
_ADD_WORDS = "INSERT INTO transcript (concern, words) VALUES (:concern, :words)"
_NO_LONGER_WAITS = "DELETE FROM waiting_question WHERE turn = :turn"
_CHANGES = "SELECT * FROM concern_change WHERE concern = :id ORDER BY at, id"
_MESSAGES = "SELECT * FROM concern_message WHERE concern = :id ORDER BY at, id"


class ConcernRecords:
    """Concerns over an engine; see ports.ConcernStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_concern(self, concern: Concern, change: Change, link: str = "") -> Concern:
        """Keep a new concern, or return the one that has its key already. Raises Conflict and Unreadable."""
        return self._engine.write(partial(_add, concern, change, link), repeatable=True)

    def concern(self, concern_id: str) -> Concern | None:
        """The concern, or None."""
        return self._first(_ONE, {"id": concern_id})

    def concern_by_reference(self, reference: str) -> Concern | None:
        """The concern of that reference, or None."""
        return self._first(_BY_REFERENCE, {"reference": reference})

    def concern_by_link(self, link: str) -> Concern | None:
        """The concern to which a token's hash leads, or None."""
        return self._first(_BY_LINK, {"hash": link})

    def put_link(self, concern_id: str, link: str, at: str) -> None:
        """Make this hash the concern's one link. Raises NotFound."""

        def put(transaction: Transaction) -> None:
            if not transaction.run(_ONE, {"id": concern_id}):
                raise NotFound("There is no such concern.")
            transaction.run(_REVOKE, {"id": concern_id})
            transaction.run(_PUT_LINK, {"hash": link, "concern": concern_id, "at": at})

        self._engine.write(put, repeatable=True)

    def revoke_links(self, concern_id: str) -> bool:
        """Let no link lead to the concern any more; False when none did."""
        return bool(self._engine.write(lambda transaction: transaction.run(_REVOKE, {"id": concern_id})))

    def has_link(self, concern_id: str) -> bool:
        """Whether a link leads to the concern."""
        return bool(self._engine.read(_LINKS, {"id": concern_id}))

    def keep(self, *updates: Update) -> tuple[Concern, ...]:
        """Keep all of the updates or none. Raises NotFound and Conflict."""
        return self._engine.write(lambda transaction: tuple(_keep(update, transaction) for update in updates))

    def trail(self, concern_id: str) -> Trail:
        """Changes, messages and mails of a concern."""
        params = {"id": concern_id}
        return Trail(
            tuple(map(_change, self._engine.read(_CHANGES, params))),
            tuple(map(_message, self._engine.read(_MESSAGES, params))),
            tuple(map(mail_of, self._engine.read(MAILS_OF, params))),
        )

    def merged_into(self, concern_id: str) -> tuple[Concern, ...]:
        """The duplicates that were merged into a concern."""
        return self._many(_MERGED, {"id": concern_id})

    def concerns_of_session(self, session_id: str) -> tuple[Concern, ...]:
        """The concerns raised from a session."""
        return self._many(_OF_SESSION, {"session": session_id})

    def concerns_of_event(self, event_id: str) -> tuple[Concern, ...]:
        """The concerns logged from an event."""
        return self._many(_OF_EVENT, {"event": event_id})

    def open_concerns(self) -> tuple[Concern, ...]:
        """Every concern that waits for an outcome and is no merged duplicate."""
        return self._many(_OPEN, {})

    def all_concerns(self) -> Iterator[Concern]:
        """Every concern, oldest first, a page at a time."""
        return map(concern_of, read_in_pages(self._engine, _ALL, {"at": "", "id": ""}, ("at", "id")))

    def reassign(self, owner: str, to: str, by: str, at: str) -> int:
        """Give every concern of an owner to another, with its history; how many there were."""

        def move(transaction: Transaction) -> int:
            moved = transaction.run(_REASSIGN, {"owner": owner, "to": to, "at": at})
            shared = {"at": at, "by": by, "what": "owner", "before": owner, "after": to}
            transaction.run_many(
                _ADD_CHANGE, [{"id": f"{row['id']}:{at}", "concern": row["id"], **shared} for row in moved]
            )
            return len(moved)

        return self._engine.write(move)

    def _first(self, sql: str, params: Params) -> Concern | None:
        rows = self._engine.read(sql, params)
        return concern_of(rows[0]) if rows else None

    def _many(self, sql: str, params: Params) -> tuple[Concern, ...]:
        return tuple(map(concern_of, self._engine.read(sql, params)))


def _add(concern: Concern, change: Change, link: str, transaction: Transaction) -> Concern:
    if first := transaction.run(_BY_KEY, {"key": concern.key}):
        return concern_of(first[0])
    if transaction.run(_BY_REFERENCE, {"reference": concern.reference}):
        raise Conflict("Another concern has this reference.")
    if not transaction.run(_ADD, _row(concern)):
        return concern_of(transaction.run(_BY_KEY, {"key": concern.key})[0])
    transaction.run(_ADD_CHANGE, _change_row(change))
    transaction.run(_ADD_WORDS, {"concern": concern.id, "words": concern.words})
    transaction.run(_NO_LONGER_WAITS, {"turn": concern.turn})
    if link:
        transaction.run(_PUT_LINK, {"hash": link, "concern": concern.id, "at": concern.at})
    return concern


def _keep(update: Update, transaction: Transaction) -> Concern:
    kept = transaction.run(_KEEP, _row(update.concern))
    if not kept:
        now = transaction.run(_ONE, {"id": update.concern.id})
        if not now:
            raise NotFound("There is no such concern; the GP may have erased it.")
        raise Conflict("Somebody else changed this concern after you read it.", concern_of(now[0]))
    transaction.run_many(_ADD_CHANGE, [_change_row(change) for change in update.changes])
    transaction.run_many(_ADD_MESSAGE, [_message_row(message) for message in update.messages])
    for message in update.messages:
        transaction.run(_ADD_WORDS, {"concern": message.concern, "words": message.words})
    for mail in update.mails:
        add_mail(mail, transaction)
    return concern_of(kept[0])


def _row(concern: Concern) -> dict[str, str | int | float | None]:
    return {
        "id": concern.id,
        "reference": concern.reference,
        "key": concern.key,
        "words": concern.words,
        "at": concern.at,
        "due": concern.due,
        "topic": concern.topic,
        "topic_by": concern.topic_by,
        "models": " ".join(concern.models),
        "session": concern.session or None,
        "turn": concern.turn or None,
        "event": concern.event or None,
        "contact_name": concern.contact.name,
        "practice": concern.contact.practice,
        "email": concern.contact.email,
        "owner": concern.owner,
        "state": concern.state.value,
        "reason": concern.reason,
        "urgent": int(concern.urgent),
        "article": concern.article,
        "raised": concern.count,
        "merged_into": concern.merged_into or None,
        "heard": concern.heard,
        "changed": concern.changed,
        "version": concern.version,
    }


def concern_of(row: Row) -> Concern:
    """The concern in a row."""
    return Concern(
        id=row["id"],
        reference=row["reference"],
        key=row["key"],
        words=row["words"],
        at=row["at"],
        due=row["due"],
        topic=row["topic"],
        topic_by=row["topic_by"],
        models=tuple(row["models"].split()),
        session=row["session"] or "",
        turn=row["turn"] or "",
        event=row["event"] or "",
        contact=Contact(row["contact_name"], row["practice"], row["email"]),
        owner=row["owner"],
        state=State(row["state"]),
        reason=row["reason"],
        urgent=bool(row["urgent"]),
        article=row["article"],
        count=row["raised"],
        merged_into=row["merged_into"] or "",
        heard=row["heard"],
        changed=row["changed"],
        version=row["version"],
    )


def _change_row(change: Change) -> Params:
    return {
        "id": change.id,
        "concern": change.concern,
        "at": change.at,
        "by": change.by,
        "what": change.what,
        "before": change.before,
        "after": change.after,
    }


def _change(row: Row) -> Change:
    return Change(row["id"], row["concern"], row["at"], row["made_by"], row["what"], row["was"], row["became"])


def _message_row(message: Message) -> Params:
    return {
        "id": message.id,
        "concern": message.concern,
        "kind": message.kind.value,
        "at": message.at,
        "by": message.by,
        "words": message.words,
    }


def _message(row: Row) -> Message:
    kind = MessageKind(row["kind"])
    return Message(row["id"], row["concern"], kind, row["at"], row["written_by"], row["words"])
