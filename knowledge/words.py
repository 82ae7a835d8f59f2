"""Cuts a text into the words that are indexed, counted and spell-checked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|[^\W_]+(?:['\u2019][^\W_]+)*")
_HYPHEN = re.compile("[-\u2010\u2011]")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_THOUSANDS = re.compile(r"^(\d+)k$")

_IZE = re.compile(r"(?<=[a-z]{4})iz(?=(?:e[ds]?|ing|ations?|ational)$)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: `text[start:end]` as typed, `form` as compared."""

    form: str
    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order.

    Hyphens and slashes separate ("GMS/PMS" is two words); letters and digits do not ("R2R" is one). An amount is its
    digits, however it is written: "£85,000", "85k" and "85000" are the same word. "Organization" is read as
    "organisation".
    """
    return tuple(Word(_form(match.group()), match.start(), match.end()) for match in _WORD.finditer(text))


def forms(text: str) -> list[str]:
    """What is indexed of a text: its words, and after two words joined by one hyphen their compound.

    People write "sub-contract" and "subcontract"; the compound lets either find the other.
    """
    if _HYPHEN.search(text) is None:
        return [_form(typed) for typed in _WORD.findall(text)]
    found = words(text)
    compounds = {
        at: left.form + right.form for at, (left, right) in enumerate(pairwise(found), 1) if _joined(text, left, right)
    }
    return [form for at, word in enumerate(found) for form in (word.form, compounds.get(at, "")) if form]


def _joined(text: str, left: Word, right: Word) -> bool:
    return right.start - left.end == 1 and _HYPHEN.match(text, left.end) is not None


@lru_cache(maxsize=20_000)
def _form(typed: str) -> str:
    plain = unicodedata.normalize("NFKD", typed.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _POSSESSIVE.sub("", plain)
    plain = plain.replace("'", "").replace("\u2019", "").replace(",", "")
    return _IZE.sub("is", _THOUSANDS.sub(r"\g<1>000", plain))
