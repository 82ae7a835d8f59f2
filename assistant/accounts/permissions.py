"""What each role may do: the one table, and nothing is allowed that is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; a person may be several."""

    LEAD = "lead"
    EDITOR = "editor"
    ADMIN = "admin"


class Permission(StrEnum):
    """Everything that not everybody may do. A closed list: every guarded view names one of these."""

    READ_INBOX = "read_inbox"
    ANSWER_CONCERNS = "answer_concerns"
    EXPORT = "export"
    EDIT_ARTICLES = "edit_articles"
    REVIEW_ARTICLES = "review_articles"
    PUBLISH = "publish"
    MANAGE_PEOPLE = "manage_people"
    ISSUE_TOKENS = "issue_tokens"
    READ_AUDIT = "read_audit"
    HOLD = "hold"


HELD: Mapping[Role, frozenset[Permission]] = {
    Role.LEAD: frozenset({Permission.READ_INBOX, Permission.ANSWER_CONCERNS, Permission.EXPORT}),
    Role.EDITOR: frozenset({Permission.EDIT_ARTICLES, Permission.REVIEW_ARTICLES, Permission.PUBLISH}),
    Role.ADMIN: frozenset({Permission.MANAGE_PEOPLE, Permission.ISSUE_TOKENS, Permission.READ_AUDIT, Permission.HOLD}),
}
"""The table. Who looks after the people does not thereby read what GPs wrote."""


def held_by(roles: Iterable[Role]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset(permission for role in roles for permission in HELD[role])
