"""Mails in the record: what is to be told, and what came of it."""

from __future__ import annotations

from assistant.engagement.concerns import Mail, MailKind, MailState
from assistant.jobs import Job
from assistant.store.engine import Engine, Params, Row, Transaction
from assistant.store.jobs import add_job

MAILS_OF = "SELECT * FROM mail WHERE concern = :id ORDER BY at, key"

_ADD = """
    INSERT INTO mail (key, concern, kind, addressee, at, state, tries, reason, sent)
    VALUES (:key, :concern, :kind, :to, :at, :state, :tries, :reason, :sent)
    ON CONFLICT (key) DO NOTHING RETURNING key
"""
_ONE = "SELECT * FROM mail WHERE key = :key"
_NEWEST = "SELECT * FROM mail ORDER BY at DESC, key DESC LIMIT :limit"
_SETTLE = "UPDATE mail SET state = :state, tries = :tries, reason = :reason, sent = :sent WHERE key = :key"

SEND = "mail"
"""The kind of the job that sends one mail; its payload names the mail's key."""


class MailRecords:
    """Mails over an engine; see ports.MailStore for what is promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def queue_mail(self, mail: Mail) -> bool:
        """Keep a mail and the job that sends it; False when its key is known."""
        return self._engine.write(lambda transaction: add_mail(mail, transaction))

    def mail(self, key: str) -> Mail | None:
        """The mail of that key, or None."""
        rows = self._engine.read(_ONE, {"key": key})
        return mail_of(rows[0]) if rows else None

    def settle_mail(self, mail: Mail) -> None:
        """Keep what came of a mail."""
        self._engine.write(lambda transaction: transaction.run(_SETTLE, _outcome(mail)), repeatable=True)

    def mails(self, limit: int) -> tuple[Mail, ...]:
        """The newest mails."""
        return tuple(map(mail_of, self._engine.read(_NEWEST, {"limit": limit})))


def add_mail(mail: Mail, transaction: Transaction) -> bool:
    """Keep a mail and, when it waits, the job that sends it; False when its key is known."""
    where = {"concern": mail.concern, "kind": mail.kind.value, "to": mail.to, "at": mail.at}
    if not transaction.run(_ADD, {**where, **_outcome(mail)}):
        return False
    if mail.state is MailState.WAITING:
        add_job(Job(mail.key, SEND, mail.key, mail.at, {"mail": mail.key}), transaction)
    return True


def mail_of(row: Row) -> Mail:
    """The mail in a row."""
    return Mail(
        key=row["key"],
        concern=row["concern"],
        kind=MailKind(row["kind"]),
        to=row["addressee"],
        at=row["at"],
        state=MailState(row["state"]),
        tries=row["tries"],
        reason=row["reason"],
        sent=row["sent"],
    )


def _outcome(mail: Mail) -> Params:
    state = mail.state.value
    return {"key": mail.key, "state": state, "tries": mail.tries, "reason": mail.reason, "sent": mail.sent}
