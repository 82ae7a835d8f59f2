"""Tells GPs that a reply is there and leads what is due: what the mails say, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from typing import Protocol

from assistant.clock import Clock, iso, moment_of
from assistant.engagement.concerns import TO_GP, Concern, Mail, MailKind, MailState, uk_day
from assistant.engagement.days import said
from assistant.engagement.smtp import NotAccepted
from assistant.jobs import MOST_ATTEMPTS, Job
from assistant.store.ports import Store

NO_ADDRESS = "there is no address to send it to"
NO_LINK = "Sign in to the service and search for this reference."
GAVE_UP = "given up after many tries"

_SUBJECTS = {
    MailKind.REPLY: "A reply to your concern {reference}",
    MailKind.FOUR_WEEKS: "Concern {reference} is due in four weeks or less",
    MailKind.ONE_WEEK: "Concern {reference} is due in a week or less",
    MailKind.MISSED: "Concern {reference} is overdue",
}
_TO_GP = """A reply to your concern {reference} is there.

It is not in this mail. Open the private link you were given when you raised the concern.
If you no longer have it, quote the reference to the engagement team{contact}.

You get this mail because you gave your address with the concern. Do not reply to it.
"""
_TO_LEADS = """Concern {reference} was raised on {raised} and is due on {due}.

{where}
"""
NO_LINKS = (
    "Mails to leads name a concern but have no link to it: set GP_ENGAGE_PUBLIC_URL to where people reach this service."
)


class Sender(Protocol):
    """A way to send mail."""

    def send(self, message: EmailMessage, to: tuple[str, ...]) -> None:
        """Hand a message over. Raises NotAccepted when trying again is of no use."""


Addresses = Callable[[str], tuple[str, ...]]
"""The addresses of a person's id, or of all leads for `TO_LEADS`; none when there is none (any more)."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """Sends mails that wait. `url` is where people reach the service, "" when that was not set; `contact` how to
    reach the team."""

    store: Store
    sender: Sender
    addresses: Addresses
    clock: Clock
    url: str = ""
    contact: str = ""

    def send(self, job: Job) -> None:
        """Send the mail that a job names, unless it was sent or its concern erased; raises what should be retried."""
        mail = self.store.mail(job.payload["mail"])
        concern = self.store.concern(mail.concern) if mail else None
        if mail is None or concern is None or mail.state is not MailState.WAITING:
            return None
        to = self._addresses(mail, concern)
        if not to:
            return self._settled(mail, job, MailState.NOT_SENT, NO_ADDRESS)
        try:
            self.sender.send(self._message(mail, concern), to)
        except NotAccepted as refused:
            return self._settled(mail, job, MailState.NOT_SENT, str(refused))
        except Exception as error:
            last = job.attempts >= MOST_ATTEMPTS
            self._settled(mail, job, MailState.NOT_SENT if last else MailState.WAITING, _said(error, last=last))
            raise
        return self._settled(mail, job, MailState.SENT, "")

    def _addresses(self, mail: Mail, concern: Concern) -> tuple[str, ...]:
        if mail.to == TO_GP:
            return (concern.contact.email,) if concern.contact.email else ()
        return self.addresses(mail.to)

    def _message(self, mail: Mail, concern: Concern) -> EmailMessage:
        words = {
            "reference": concern.reference,
            "contact": f" ({self.contact})" if self.contact else "",
            "raised": said(uk_day(moment_of(concern.at))),
            "due": said(date.fromisoformat(concern.due)),
            "where": f"{self.url}/leads/concerns/{concern.id}" if self.url else NO_LINK,
        }
        message = EmailMessage()
        message["Subject"] = _SUBJECTS[mail.kind].format(**words)
        message["To"] = "undisclosed-recipients:;"
        # The same for every try, so that a server or reader may know a second copy for one.
        message["Message-ID"] = f"<{mail.key.replace(':', '.')}@gp-engage>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content((_TO_GP if mail.to == TO_GP else _TO_LEADS).format(**words))
        return message

    def _settled(self, mail: Mail, job: Job, state: MailState, reason: str) -> None:
        sent = iso(self.clock.now()) if state is MailState.SENT else ""
        self.store.settle_mail(replace(mail, state=state, tries=job.attempts, reason=reason, sent=sent))


def _said(error: Exception, *, last: bool) -> str:
    """What went wrong, without what a server may have echoed of an address."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return f"{GAVE_UP}: {reason}" if last else f"the mail server could not be used: {reason}"
