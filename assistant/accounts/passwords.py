"""Passwords: which ones may be chosen, and how they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import BadInput, TooLong, Unreadable

SHORTEST = 12
LONGEST = 256
DIFFERENT = 5
"""How many different characters a password has at least."""

# Made with the parameters below from random bytes that nobody kept: checking it takes as long as any other.
DUMMY_HASH = "$argon2id$v=19$m=65536,t=3,p=4$yyIwQvk3ss0qaG+Qh2acdw$EYA6q4c1NI9tj2oTtpc4u2qjE+2qB9qneVUI4jlpNco"

# The words that the commonest passwords are made of; alone, repeated or together they are no password.
_COMMON = (
    "password|passwort|passw|pass|word|letmein|login|welcome|hello|admin|administrator|user|guest|test|secret|changeme|"
    "default|master|superman|batman|dragon|monkey|shadow|sunshine|princess|football|baseball|liverpool|arsenal|chelsea|"
    "iloveyou|love|you|trustno|starwars|whatever|computer|internet|summer|winter|spring|autumn|january|february|march|"
    "april|may|june|july|august|september|october|november|december|monday|friday|london|england|britain|"
    "qwertyuiop|qwerty|qwert|asdfghjkl|asdfgh|asdf|zxcvbnm|zxcvbn|qazwsxedc|qazwsx|qaz|wsx|edc|abcdefgh|abcdef|abcd|abc|"
    "nhs|gp|gpengage|engage|doctor|surgery|practice|health|hospital|medical|nurse|patient|the|my|is|new|temp|please|i|a"
)
_ONLY_COMMON = re.compile(f"(?:{_COMMON})*")
_AS_LETTERS = str.maketrans("@4031!$57", "aaoeiisst")


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes passwords with argon2id and checks them; tests bring a hasher, and a hash of nobody's, that cost less."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    nobodys: str = DUMMY_HASH

    def hash(self, password: str) -> str:
        """What is kept of a password. Raises BadInput for one that may not be chosen."""
        return self.hasher.hash(allowed(password))

    def match(self, kept: str, password: str) -> bool:
        """Whether this is the password of which `kept` is the hash; takes as long when `kept` is ""."""
        try:
            right = self.hasher.verify(kept or self.nobodys, password[:LONGEST].encode(errors="replace"))
            return right and bool(kept) and len(password) <= LONGEST
        except (VerificationError, InvalidHashError):
            return False


def allowed(password: str) -> str:
    """The password as it is. Raises BadInput when it is too short, too long or among those tried first."""
    if len(password) < SHORTEST:
        raise BadInput("password", f"Use at least {SHORTEST} characters. Three or four unrelated words are good.")
    if len(password) > LONGEST:
        raise TooLong("password", LONGEST, len(password))
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Unreadable("password", "This has characters that cannot be read.")
    if len(set(password.casefold())) < DIFFERENT or _is_common(password.casefold()):
        raise BadInput("password", "This is among the passwords that are tried first. Choose another.")
    return password


def _is_common(password: str) -> bool:
    """Whether nothing is left of it once common words, digits and signs are taken out."""
    plain = re.sub(r"[\W\d_]+", "", password)
    spelt = re.sub(r"[\W\d_]+", "", password.rstrip("0123456789!?.").translate(_AS_LETTERS))
    return any(_ONLY_COMMON.fullmatch(letters) for letters in (plain, spelt))
