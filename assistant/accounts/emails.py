"""E-mail addresses as accounts are known by them: lower case, plain letters, so that no two look alike."""

from __future__ import annotations

import re

from assistant.errors import BadInput

LONGEST = 254
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")


def email_or_none(text: str) -> str | None:
    """The address in lower case, or None when it is none that an account could have."""
    email = text.strip().lower()
    return email if len(email) <= LONGEST and _EMAIL.fullmatch(email) else None


def email_of(text: str) -> str:
    """The address in lower case. Raises BadInput."""
    email = email_or_none(text)
    if email is None:
        raise BadInput("email", "Enter an e-mail address, like name@practice.nhs.uk.")
    return email
