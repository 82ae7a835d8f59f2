"""Finds what identifies a person in a question, so that it is masked before anything is kept.

Structured identifiers are found by their form and check digits (`find`, `mask`). Named people and practices
have no form to go by: `likely` reports them, best effort, for the GP to look at. All rules work on a
plain copy of the text of the same length (digits of every script, spaces and dashes made ASCII), and none
repeats a repetition, so that time grows with the text alone. The text is expected normalised.

Masking twice must change nothing, though a mask changes what stands beside an identifier. Hence two habits
of the rules: what may stand between a cue and its number never includes square brackets, and letters that a
number on either side kept from being an identifier are still kept from it by that number's mask.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

_REPEATED = 64
"""How many values are looked for again. No question has as many; a text made to be slow may."""


class Kind(StrEnum):
    """What was found, in the words the GP is shown."""

    NHS_NUMBER = "NHS number"
    GMC_NUMBER = "GMC number"
    NATIONAL_INSURANCE = "National Insurance number"
    CARD = "card number"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    BIRTH = "date of birth"
    POSTCODE = "postcode"
    NAME = "name"
    PRACTICE = "practice"

    @property
    def replacement(self) -> str:
        """What stands in the text in its place."""
        return f"[{self.value} removed]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that identifies somebody: `text[start:end]`."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with its marks replaced; `kinds` each once, in order; `marks` as they lay in the text before."""

    text: str
    kinds: tuple[Kind, ...] = ()
    marks: tuple[Mark, ...] = ()


def find(text: str) -> tuple[Mark, ...]:
    """The structured identifiers in a text, in order; none overlap."""
    plain = _plain(text)
    small = _small(plain)
    marks = _apart(mark for rule in _RULES for mark in rule.marks(plain, small))
    return _apart((*marks, *_repeats(small, marks))) if marks else ()


def mask(text: str, also: Iterable[Mark] = ()) -> Masked:
    """The text with its structured identifiers replaced, and `also` these marks of it (some of `likely`)."""
    marks = _apart((*find(text), *also))
    pieces, at = [], 0
    for mark in marks:
        pieces += [text[at : mark.start], mark.kind.replacement]
        at = mark.end
    kinds = tuple(dict.fromkeys(mark.kind for mark in marks))
    return Masked("".join([*pieces, text[at:]]), kinds, marks)


def likely(text: str, known: Iterable[str] = ()) -> tuple[Mark, ...]:
    """What looks like a patient's or practice's name, in order: best effort, and not masked unless asked.

    `known` are people and bodies of the subject, in full ("Jeremy Hunt"); any part of such a name is left alone.
    """
    plain = _plain(text)
    public = tuple(frozenset(_WORD.findall(name.casefold())) for name in known)
    found = (mark for rule in _LIKELY_RULES for mark in rule.marks(plain, plain))
    named = _apart(mark for mark in found if not _is_public(plain[mark.start : mark.end], public))
    return _apart((*named, *_said_again(plain, {plain[mark.start : mark.end]: mark.kind for mark in named})))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form and what else must hold of it. The mark is the group `id`, or all that matched."""

    kind: Kind
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool

    def marks(self, plain: str, searched: str) -> Iterator[Mark]:
        """The marks in a plain copy, found in its `searched` form; what does not hold may have one inside."""
        group, position = "id" if "id" in self.pattern.groupindex else 0, 0
        while match := self.pattern.search(searched, position):
            start, end = match.span(group)
            holds = self.holds(plain[start:end])
            if holds:
                yield Mark(self.kind, start, end)
            position = end if holds else match.start() + 1


def _apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in order, those that overlap made one, of the kind of the longest of them."""
    apart: list[Mark] = []
    longest = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not apart or mark.start >= apart[-1].end:
            apart.append(mark)
            longest = mark.end - mark.start
            continue
        last, length = apart[-1], mark.end - mark.start
        kind, longest = (mark.kind, length) if length > longest else (last.kind, longest)
        apart[-1] = Mark(kind, last.start, max(last.end, mark.end))
    return tuple(apart)


def _repeats(small: str, marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """Where what was found by a cue is said again without one."""
    return _said_again(small, {small[mark.start : mark.end]: mark.kind for mark in marks if mark.kind in _CUED})


def _said_again(small: str, values: Mapping[str, Kind]) -> Iterator[Mark]:
    for value, kind in islice(values.items(), _REPEATED):
        start = small.find(value)
        while start >= 0:
            end = start + len(value)
            stands = not _is_inside_a_word(small, start, end)
            if stands:
                yield Mark(kind, start, end)
            start = small.find(value, end if stands else start + 1)


def _is_inside_a_word(text: str, start: int, end: int) -> bool:
    return text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()


# The plain copy


_WHITE = {ord(character): " " for character in "\t\n\r\v\f"}


def _plain(text: str) -> str:
    text = text.translate(_WHITE)
    return text if text.isascii() else "".join(map(_plain_character, text))


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    """One character for one, so that places in the copy are places in the text."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character


def _small(plain: str) -> str:
    """Small letters, one for one: the few capitals whose small form is longer stay."""
    small = plain.lower()
    return small if len(small) == len(plain) else "".join(c if len(c.lower()) > 1 else c.lower() for c in plain)


# Check digits


def _digits(text: str) -> list[int]:
    return list(map(int, filter(str.isdecimal, text)))


def _is_nhs_number(text: str) -> bool:
    """Modulus 11 as in the NHS Data Dictionary: weights 10 to 2, check digit 11 less the remainder, 11 read as 0."""
    *number, check = _digits(text)
    remainder = sum(weight * digit for weight, digit in zip(range(10, 1, -1), number, strict=True)) % 11
    return (11 - remainder) % 11 == check


def _is_card(text: str) -> bool:
    """Luhn's check of ISO/IEC 7812-1: every second digit from the right doubled; the digits add up to tens."""
    digits = _digits(text)[::-1]
    return (sum(digits[0::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""The digits of twice a digit, added."""


def _is_national_insurance(text: str) -> bool:
    """HMRC's rule for prefixes (NIM39110). Small letters apart from their digits are words: "we 100000 a year"."""
    prefix = text[:2].upper()
    words = text[:2].islower() and re.search(r"[0-9]{6}", text) is not None and " " in text
    return prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"} and not words


def _is_postcode(text: str) -> bool:
    """Not "M25 2hr", "N3 5bn" or "E1 2nd": small letters that count something."""
    return re.search(r" (?:1st|2nd|3rd|[4-9]th|[0-9](?:hr|yr|bn))$", text) is None


# The forms. They are matched on a small-letter copy: a form that ignores case itself is several times slower.


_MASK_AHEAD = r"(?!\[[a-z -]{1,30} removed\])"
_APART_LEFT = r"(?<![a-z0-9])(?<!removed\])"
_APART_RIGHT = rf"(?![a-z0-9]){_MASK_AHEAD}"
_CUE = r"\b(?<!removed\])"
_GAP = r"[ .-]{0,3}"
_SOME_GAP = r"[ .-]{1,3}"
_FIRST_DIGIT = r"[0-9](?<![0-9]{2})"
"""A digit after none. Written with the digit first, so that the search can skip to digits."""

_DAY = r"[0-3]?[0-9]"
_ORDINAL_DAY = rf"{_DAY}(?:st|nd|rd|th)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_YEAR = r"(?:(?:18|19|20)[0-9]{2}|'?[0-9]{2})"
_SLASH = r" ?[/. -] ?"
_DATE = (
    rf"(?:(?:18|19|20)[0-9]{{2}}{_SLASH}[01]?[0-9]{_SLASH}{_DAY}"
    rf"|{_DAY}{_SLASH}{_DAY}{_SLASH}{_YEAR}"
    rf"|{_ORDINAL_DAY}(?: of)?[ .-]?{_MONTH}[ .,-]{{0,2}}{_YEAR}"
    rf"|{_MONTH} {_ORDINAL_DAY}[ ,]{{1,2}}{_YEAR}"
    r"|[0-9]{8}|[0-9]{6})(?![0-9])"
)
_DOB = rf"d\.? ?o\.? ?b(?![a-z]){_MASK_AHEAD}"
_BORN = rf"{_CUE}(?:{_DOB}|date of birth|birth ?date|birth ?day|(?<!nhs )(?<!nhs was )born\b|b\.(?= ?[0-9]{{1,2}}/))"
_AFTER_DATE = rf"[ ,]{{0,2}}\(?(?:{_DOB}|date of birth)"

_GMC = rf"{_CUE}(?:gmc|g\.m\.c|general medical council)\b{_MASK_AHEAD}"
_GMC_NUMBER = r"c?[0-9]{3} ?[0-9]{4}(?![0-9]|,[0-9])"

_NI_DIGITS = r"[ -]{0,2}[0-9]{2}" * 3
_NI_PREFIX = r"[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]"

_CUED = frozenset({Kind.NHS_NUMBER, Kind.GMC_NUMBER, Kind.NATIONAL_INSURANCE, Kind.PHONE, Kind.BIRTH, Kind.EMAIL})
"""Kinds that some rules know by what stands beside them, or miss for it; the others are known wherever they stand."""

_LOCAL = r"[\w.+'-](?<![\w.+'-]{2})(?<!removed\].)"
_AT_SIGN = r" ?(?:@|[\[(<]at[\])>]) ?"
_DOT = r"(?: dot | ?[\[(]dot[\])] ?|\.)"
_MAIL_HOST = r"(?:nhs\.net|g(?:oogle)?mail\.com|(?:hotmail|yahoo|outlook)\.(?:com|co\.uk)|doctors\.(?:net|org)\.uk)\b"

_PHONE_DIGIT = r"(?:\)?[ .-]{0,2}\(?[0-9])"
_EXTENSION = r"(?:[ ,;(]{0,3}(?:extension|extn|ext|x)[. :]{0,2}[0-9]{1,6}(?![0-9])\)?)?"

_AREAS = (
    "a[bl]|b[abdhlnrst]?|c[abfhmortvw]|d[adeghlnty]|e[chnx]?|f[ky]|g[luy]?|h[adgprsux]|i[gmpv]|je|k[atwy]|l[adelnsu]?"
    "|m[ekl]?|n[egnprw]?|o[lx]|p[aehlor]|r[ghm]|s[aegklmnoprstwy]?|t[adfnqrsw]|ub|w[acdfnrsv]?|yo|ze"
)
_OUTWARD = rf"(?:(?:{_AREAS})[0-9]{{1,2}}|(?:ec?|nw?|s[ew]|wc?)[0-9][a-hjkmnpr-y])"

_CARD_START = r"(?:[3-6](?<![0-9]{2})[0-9]|2(?<![0-9]{2})[2-7])"
"""Payment cards' first digits in ISO/IEC 7812; years begin otherwise, so a row of years is no card."""

_FOURS = rf"{_CARD_START}[0-9]{{2}}(?:{_SOME_GAP}[0-9]{{4}})"


def _rule(kind: Kind, form: str, holds: Callable[[str], bool] = bool) -> _Rule:
    return _Rule(kind, re.compile(form), holds)


_RULES = (
    _rule(Kind.NHS_NUMBER, rf"{_FIRST_DIGIT}[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}(?![0-9])", _is_nhs_number),
    # After its name a number is masked even if mistyped: one wrong digit hides nobody.
    _rule(Kind.NHS_NUMBER, rf"nhs ?(?:number|num|no|#)[^0-9\[\]]{{0,12}}?(?P<id>[0-9](?:{_GAP}[0-9]){{9}})(?![0-9])"),
    _rule(Kind.GMC_NUMBER, rf"{_GMC}[^0-9\[\]£$€]{{0,30}}?(?P<id>{_GMC_NUMBER}|c[0-9]{{6}}(?![0-9]))"),
    _rule(Kind.GMC_NUMBER, rf"{_FIRST_DIGIT}[0-9]{{2}} ?[0-9]{{4}}(?=[ ,]{{0,2}}\(?{_GMC})"),
    _rule(Kind.GMC_NUMBER, rf"c(?<![a-z0-9]c)(?<!removed\]c)[0-9]{{6,7}}{_APART_RIGHT}"),
    _rule(
        Kind.NATIONAL_INSURANCE,
        rf"{_APART_LEFT}{_NI_PREFIX}{_NI_DIGITS}[ -]{{0,2}}[a-d]{_APART_RIGHT}",
        _is_national_insurance,
    ),
    _rule(
        Kind.NATIONAL_INSURANCE,
        rf"{_CUE}n(?:i|ino|ational insurance)\b[^0-9\[\]]{{0,16}}?(?<![a-z])(?P<id>[a-z]{{2}}{_NI_DIGITS})(?![0-9])",
    ),
    _rule(Kind.CARD, rf"{_CARD_START}[0-9]{{11,17}}(?![0-9])", _is_card),
    _rule(Kind.CARD, rf"{_FOURS}{{3}}(?![0-9])", _is_card),
    _rule(Kind.CARD, rf"{_FOURS}{{2,3}}{_SOME_GAP}[0-9]{{1,3}}(?![0-9])", _is_card),
    _rule(Kind.CARD, rf"3(?<![0-9]{{2}})[0-9]{{3}}{_SOME_GAP}[0-9]{{6}}{_SOME_GAP}[0-9]{{4,5}}(?![0-9])", _is_card),
    _rule(Kind.EMAIL, rf"{_LOCAL}[\w.+'-]*+@[\w-]++(?:\.[\w-]++)++"),
    _rule(
        Kind.EMAIL,
        rf"{_LOCAL}[\w.+'-]{{0,63}}+(?: dot [\w.+'-]{{1,40}}+){{0,3}}"
        rf"(?:{_AT_SIGN}[\w-]{{1,40}}+(?:{_DOT}[\w-]{{1,40}}+){{1,4}}"
        rf"| at (?:{_MAIL_HOST}|[\w-]{{1,40}}+(?: dot [\w-]{{1,40}}+){{1,4}}))",
    ),
    _rule(Kind.PHONE, rf"(?:\(0|0(?<![0-9]0))[1235789][0-9]{_PHONE_DIGIT}{{7,8}}(?![0-9]){_EXTENSION}"),
    _rule(Kind.PHONE, r"0(?<![0-9]0)(?:[ -][0-9]){10}(?![0-9])"),
    _rule(
        Kind.PHONE,
        rf"(?:\(?\+|\(?00(?<![0-9]00)) ?44\)?[ .-]{{0,2}}(?:\(0\))?{_PHONE_DIGIT}{{9,11}}(?![0-9]){_EXTENSION}",
    ),
    _rule(Kind.PHONE, r"44(?<![0-9]44)[ -]?7(?:[ -]?[0-9]){9}(?![0-9])"),
    _rule(Kind.PHONE, r"\+[1-9](?:[ ()]{0,2}[0-9]){8,13}(?![0-9])"),
    _rule(
        Kind.PHONE,
        rf"{_CUE}(?:telephone|tel|phone|mobile|mob|fax)(?: number| no)?(?: is|:|\.){{1,2}} ?"
        r"(?P<id>[0-9](?:[ -]?[0-9]){5,10})(?![0-9])",
    ),
    _rule(Kind.BIRTH, rf"{_BORN}(?:\) ?|\.?[^0-9\[\]@.?!;)]{{0,24}}?)(?P<id>{_DATE})"),
    _rule(Kind.BIRTH, rf"(?<![0-9])(?P<id>{_DATE}){_AFTER_DATE}"),
    _rule(Kind.POSTCODE, rf"{_APART_LEFT}{_OUTWARD}[ -]{{0,2}}[0-9][abd-hjlnp-uw-z]{{2}}{_APART_RIGHT}", _is_postcode),
)

# Names


_WORD = re.compile(r"\w+")
_CAPITAL = r"[A-Z][\w'-]{0,30}"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Master)"
_NO_PRACTICE = (
    "A|All|An|And|Any|Are|At|Can|Could|Did|Do|Does|For|From|GP|General|GMS|How|If|In|Is|Local|My|Of|On|Our|PMS|Should"
    "|That|The|Their|This|Was|What|When|Where|Which|Who|Why|Will|With|Would|Your"
)
_PRACTICE = r"(?:Surgery|(?:Medical|Group|Family|Health) (?:Practice|Centre)|Medical Group)\b"

_LIKELY_RULES = (
    _rule(Kind.NAME, rf"\b{_TITLE}\.? (?:[A-Z]\.? )?{_CAPITAL}(?: {_CAPITAL}){{0,2}}"),
    _rule(Kind.NAME, rf"\b(?:[Mm]y|[Oo]ur|[Tt]his|a|the) patient,?(?: called| named)? (?P<id>{_CAPITAL} {_CAPITAL})"),
    _rule(Kind.NAME, rf"\b(?P<id>{_CAPITAL} {_CAPITAL}),? (?:aged|age) [0-9]"),
    _rule(Kind.PRACTICE, rf"\b(?!(?:{_NO_PRACTICE})\b){_CAPITAL} (?:(?:{_CAPITAL}|and|&) ){{0,3}}{_PRACTICE}"),
    _rule(Kind.PRACTICE, rf"\bat (?P<id>(?!(?:{_NO_PRACTICE})\b){_CAPITAL} (?:{_CAPITAL} )?Practice)\b"),
)


def _is_public(name: str, public: tuple[frozenset[str], ...]) -> bool:
    words = frozenset(_WORD.findall(name.casefold())) - {"mr", "mrs", "ms", "miss", "mx", "master"}
    return any(words <= parts for parts in public)
