"""Where people who have signed in can go: one list, to which each part of the service adds its entries."""

from __future__ import annotations

from typing import NamedTuple

from assistant.accounts.model import Person
from assistant.accounts.permissions import Permission, Role
from assistant.errors import StoreUnavailable
from web.application import Application
from web.guard import current_person


class Entry(NamedTuple):
    """A link in the header for those who hold the permission."""

    endpoint: str
    name: str
    permission: Permission


ENTRIES = (
    Entry("leads.inbox", "Inbox", Permission.READ_INBOX),
    Entry("leads.events", "Events", Permission.READ_INBOX),
    Entry("dashboard.figures", "Figures", Permission.READ_INBOX),
    Entry("register.kept", "Open questions", Permission.READ_INBOX),
    Entry("commitments.everything", "Commitments", Permission.READ_INBOX),
    Entry("exports.choose", "Exports", Permission.EXPORT),
    Entry("editing.overview", "Editors", Permission.EDIT_ARTICLES),
    Entry("people.everybody", "People", Permission.MANAGE_PEOPLE),
    Entry("people.tokens", "Tokens", Permission.ISSUE_TOKENS),
    Entry("people.audit", "Audit", Permission.READ_AUDIT),
    Entry("holds.everything", "Legal holds", Permission.HOLD),
)

ROLE_NAMES = {Role.LEAD: "Lead", Role.EDITOR: "Editor", Role.ADMIN: "Admin"}
ROLE_TASKS = {
    Role.LEAD: "Reads what GPs ask, answers concerns, exports",
    Role.EDITOR: "Writes, reviews and publishes articles",
    Role.ADMIN: "Invites people, issues tokens, reads the audit, sets legal holds",
}


def person_shown() -> Person | None:
    """Who the header greets; nobody while the record is down, so that public pages can be read."""
    try:
        return current_person()
    except StoreUnavailable:
        return None


def entries_for(person: Person) -> tuple[Entry, ...]:
    """The links this person may follow."""
    return tuple(entry for entry in ENTRIES if person.may(entry.permission))


def furnish(app: Application) -> None:
    """Give templates what the header needs, and what roles are called."""
    app.jinja_env.globals.update(
        person_shown=person_shown, entries_for=entries_for, role_names=ROLE_NAMES, role_tasks=ROLE_TASKS
    )
