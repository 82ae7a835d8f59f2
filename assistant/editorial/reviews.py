"""Reminds editors by mail of the articles whose review is due: each editor at most once a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Protocol

import structlog

from assistant.accounts.model import Person
from assistant.clock import Clock, iso
from assistant.editorial.freshness import due
from assistant.engagement.smtp import NotAccepted
from assistant.jobs import Job, JobStore
from knowledge.library import Library
from knowledge.model import Article

PLAN = "reviews"
SEND = "review-mail"
"""The kinds of the job that looks once a day, and of the one that mails one editor."""

MOST_NAMED = 50

_SUBJECT = "{count} to review: answers whose review date has come"
_TEXT = """These answers are due for review within four weeks, or were due before:

{lines}
{more}
{url}/editors/freshness

You get this mail at most once a month because you are an editor. Do not reply to it.
"""

_log = structlog.get_logger(__name__)


class Sender(Protocol):
    """A way to send mail."""

    def send(self, message: EmailMessage, to: tuple[str, ...]) -> None:
        """Hand a message over. Raises NotAccepted when trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Reminders of reviews. `editors` are those who may edit now, `url` is where people reach the service."""

    store: JobStore
    library: Callable[[], Library]
    editors: Callable[[], tuple[Person, ...]]
    sender: Sender
    clock: Clock
    url: str = ""

    def plan(self, _: Job) -> None:
        """Queue the month's mail to each editor when something is due; the job's key keeps a second one away."""
        now = self.clock.now()
        if due(self.library(), now.date()):
            for editor in self.editors():
                key = f"{SEND}:{now:%Y-%m}:{editor.id}"
                self.store.add_job(Job(self.clock.new_id(), SEND, key, iso(now), {"person": editor.id}))

    def send(self, job: Job) -> None:
        """Mail one editor what is due now; raises what should be tried again."""
        editor = next((each for each in self.editors() if each.id == job.payload["person"]), None)
        articles = due(self.library(), self.clock.now().date())
        if editor is None or not articles:
            return
        try:
            self.sender.send(self._message(job, articles), (editor.email,))
        except NotAccepted:
            _log.warning("review.mail_refused", person=editor.id)

    def _message(self, job: Job, articles: tuple[Article, ...]) -> EmailMessage:
        today = self.clock.now().date().isoformat()
        more = f"\nand {len(articles) - MOST_NAMED} more\n" if len(articles) > MOST_NAMED else ""
        message = EmailMessage()
        message["Subject"] = _SUBJECT.format(count=len(articles))
        message["To"] = "undisclosed-recipients:;"
        # The same for every try, so that a server or reader may know a second copy for one.
        message["Message-ID"] = f"<{job.key.replace(':', '.')}@gp-engage>"
        message["Auto-Submitted"] = "auto-generated"
        lines = "\n".join(_line(article, today) for article in articles[:MOST_NAMED])
        message.set_content(_TEXT.format(lines=lines, more=more, url=self.url))
        return message


def _line(article: Article, today: str) -> str:
    day = date.fromisoformat(article.review_by)
    late = " (overdue)" if article.review_by < today else ""
    return f"- {article.question} By {day.day} {day:%B %Y}{late}"
