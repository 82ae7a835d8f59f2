"""The clock of a promise: reminders four weeks and one week before a concern is due, and when that is missed."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.clock import Clock, iso
from assistant.engagement.casework import NO_MAIL_SERVER
from assistant.engagement.concerns import TO_LEADS, Concern, Mail, MailKind, MailState, uk_day
from assistant.store.ports import Store

FOUR_WEEKS = timedelta(weeks=4)
ONE_WEEK = timedelta(weeks=1)


def reminder_on(day: date, due: date) -> MailKind | None:
    """The reminder whose time has come on a UK day, or None.

    Each has its span of days, so that after a standstill the one that still fits is given, and none that is past.
    """
    if day > due:
        return MailKind.MISSED
    if day >= due - ONE_WEEK:
        return MailKind.ONE_WEEK
    return MailKind.FOUR_WEEKS if day >= due - FOUR_WEEKS else None


def remind(store: Store, clock: Clock, *, mails: bool) -> int:
    """Queue the reminders of this day, each once however often and by however many processes this is done.

    The key in the record names the due date too: a date that is moved is reminded of again. Returns how many.
    """
    now = clock.now()
    due = ((concern, reminder_on(uk_day(now), date.fromisoformat(concern.due))) for concern in store.open_concerns())
    return sum(store.queue_mail(_mail(concern, kind, iso(now), mails)) for concern, kind in due if kind)


def _mail(concern: Concern, kind: MailKind, at: str, mails: bool) -> Mail:
    return Mail(
        key=f"{kind.value}:{concern.id}:{concern.due}",
        concern=concern.id,
        kind=kind,
        to=concern.owner or TO_LEADS,
        at=at,
        state=MailState.WAITING if mails else MailState.NOT_SENT,
        reason="" if mails else NO_MAIL_SERVER,
    )
