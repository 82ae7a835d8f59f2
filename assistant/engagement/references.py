"""References that people can read aloud, and tokens that nobody can guess."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXYZ"
"""Without 0, O, 1, I, B and S: of what is read for one another at most one is left."""

TOKEN_BYTES = 32

_REFERENCE = re.compile(rf"C-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{2}})")


def new_reference(choose: Callable[[str], str] = secrets.choice) -> str:
    """A reference such as C-7K2M-9Q: 30 to the power of 6, 729 million; the record sees to it that none comes twice."""
    letters = "".join(choose(ALPHABET) for _ in range(6))
    return f"C-{letters[:4]}-{letters[4:]}"


def read_reference(text: str) -> str:
    """The reference somebody typed, as it is kept; "" when it is none."""
    match = _REFERENCE.fullmatch("".join(text.upper().split()))
    return f"C-{match[1]}-{match[2]}" if match else ""


def new_token() -> str:
    """The secret of a return link, 43 characters of URL-safe base64."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """All that is kept of a token. Plain SHA-256: 32 random bytes cannot be guessed from their hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
