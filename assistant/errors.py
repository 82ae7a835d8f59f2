"""What can go wrong in the assistant.

AssistantError
 +-- SettingsError     settings that cannot be used; carries every fault, not the first
 +-- BadInput          what was sent cannot be taken; says which field and why
 |    +-- TooLong      a text over its limit
 |    +-- Unreadable   characters that are no text (lone surrogates)
 +-- NotAllowed        who asks may not do that (also: the token is no token of ours)
 +-- NotFound          no such thing for who asks; also what belongs to somebody else
 +-- Conflict          the thing has changed since it was read; carries what it is now
 |    +-- Held         it is under a legal hold and cannot be erased
 +-- LimitReached      too many of these in the window; carries when to try again
 +-- StoreUnavailable  the record cannot be reached or written just now
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every error that the assistant raises on purpose."""


class SettingsError(AssistantError):
    """Settings that cannot be used. `faults` has one line for each fault."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class BadInput(AssistantError):
    """What was sent cannot be taken."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooLong(BadInput):
    """A text over its limit."""

    def __init__(self, field: str, limit: int, length: int) -> None:
        super().__init__(field, f"This has {length:,} characters; it may have at most {limit:,}.")
        self.limit = limit
        self.length = length


class Unreadable(BadInput):
    """Characters that are no text, such as lone surrogates."""


class NotAllowed(AssistantError):
    """Who asks may not do that."""


class NotFound(AssistantError):
    """There is no such thing for who asks."""


class Conflict(AssistantError):
    """The thing has changed since it was read; `current` is what it is now."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class Held(Conflict):
    """It is under a legal hold and cannot be erased before that is lifted."""


class LimitReached(AssistantError):
    """Too many of these in the window; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreUnavailable(AssistantError):
    """The record cannot be reached or written just now; nothing was acknowledged."""
