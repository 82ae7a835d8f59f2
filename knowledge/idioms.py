"""Puts idioms in plain words, so that "hang up my boots" finds what is said of retiring."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from knowledge.model import Correction, Idiom
from knowledge.words import Word, words

ONES, GAP = "one's", "…"
"""In a pattern: any word that says whose, and the one to three words that an idiom is split by."""

LONGEST_GAP = 3
MOST_VARIANTS = 200

_PIECE = re.compile(r"\([^()]*\)|\S+")

Token = str
Variant = tuple[Token, ...]


class IdiomFault(ValueError):
    """A pattern that cannot be used, in words for its editor."""


class Match(NamedTuple):
    """An idiom where it stands: `text[start:end]`, what it means there, and the forms of its words."""

    start: int
    end: int
    plain: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    variant: Variant
    plain: str


class IdiomBook:
    """The idioms of one release, found in a text whatever their endings: "hanging up her boots" too."""

    def __init__(self, idioms: Iterable[Idiom]) -> None:
        self._starting: dict[Token, list[_Entry]] = defaultdict(list)
        for idiom in idioms:
            for variant in idiom.variants:
                self._starting[variant[0]].append(_Entry(variant, idiom.plain))
        for entries in self._starting.values():
            entries.sort(key=lambda entry: -len(entry.variant))

    def plain(self, text: str) -> str:
        """The text with its idioms in plain words; the text itself where it has none."""
        pieces: list[str] = []
        at = 0
        for match in self.matches(text):
            pieces += (text[at : match.start], match.plain)
            at = match.end
        return "".join((*pieces, text[at:]))

    def read(self, text: str) -> tuple[Correction, ...]:
        """The idioms of a text as they stand there, each with its plain words."""
        return tuple(Correction(text[match.start : match.end], match.plain) for match in self.matches(text))

    def matches(self, text: str) -> tuple[Match, ...]:
        """The idioms of a text in its order, the longest where several begin at the same word."""
        found: list[Match] = []
        typed = words(text)
        tokens = [_stem(word.form) for word in typed]
        at = 0
        while at < len(tokens):
            length, match = self._longest_at(text, typed, tokens, at)
            if match:
                found.append(match)
            at += length
        return tuple(found)

    def _longest_at(self, text: str, typed: Sequence[Word], tokens: list[Token], at: int) -> tuple[int, Match | None]:
        starts = (tokens[at], ONES) if tokens[at] in _WHOSE else (tokens[at],)
        for entry in itertools.chain.from_iterable(self._starting.get(start, ()) for start in starts):
            filled = _filled(entry.variant, tokens, at)
            if filled:
                here = typed[at : at + len(filled)]
                forms = tuple(word.form for word in here)
                return len(filled), Match(here[0].start, here[-1].end, _said(entry.plain, filled, text, here), forms)
        return 1, None


def _filled(variant: Variant, tokens: Sequence[Token], at: int) -> Variant:
    """The variant as it stands at a token, with as many gaps as it takes words there; empty where it does not stand."""
    if GAP not in variant:
        return variant if _fits(variant, tokens, at) else ()
    split = variant.index(GAP)
    for size in range(1, LONGEST_GAP + 1):
        wide = (*variant[:split], *[GAP] * size, *variant[split + 1 :])
        if _fits(wide, tokens, at):
            return wide
    return ()


def _fits(variant: Variant, tokens: Sequence[Token], at: int) -> bool:
    found = tokens[at : at + len(variant)]
    return len(found) == len(variant) and all(
        wanted in (token, GAP) or (wanted == ONES and token in _WHOSE)
        for wanted, token in zip(variant, found, strict=True)
    )


def _said(plain: str, filled: Variant, text: str, typed: Sequence[Word]) -> str:
    """The plain words with what was typed in the places that a pattern leaves open."""
    for place in (GAP, ONES):
        held = [word for wanted, word in zip(filled, typed, strict=True) if wanted == place]
        if held:
            plain = plain.replace(place, text[held[0].start : held[-1].end])
    return plain


def variants(pattern: str) -> tuple[Variant, ...]:
    """Every way to say a pattern, word by word. Raises IdiomFault."""
    choices = [_choices(piece) for piece in _PIECE.findall(pattern)]
    if math.prod(map(len, choices)) > MOST_VARIANTS:
        raise IdiomFault(f"{pattern!r} can be said in more than {MOST_VARIANTS} ways; make two idioms of it.")
    found = tuple(dict.fromkeys(tuple(itertools.chain.from_iterable(each)) for each in itertools.product(*choices)))
    for variant in found:
        if not variant or GAP in (variant[0], variant[-1]) or variant.count(GAP) > 1:
            raise IdiomFault(f"{pattern!r} needs a word at either end, and at most one … between them.")
    return found


@lru_cache(maxsize=20_000)
def _choices(piece: str) -> tuple[Variant, ...]:
    """The ways to say one piece of a pattern: a word, words between slashes, or words that may be missing."""
    if piece.startswith("("):
        inner = itertools.product(*(_choices(each) for each in piece.strip("()").split()))
        return ((), *(tuple(itertools.chain.from_iterable(each)) for each in inner))
    if piece in (ONES, GAP):
        return ((piece,),)
    return tuple(tuple(_stem(each.form) for each in words(word)) for word in piece.split("/"))


@lru_cache(maxsize=20_000)
def _stem(form: str) -> Token:
    """The word without the ending that its place in a sentence gives it: one for pay, pays and paying. Less is cut off
    than for a search, where "late" may find "lately"."""
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    for ending in ("ing", "ed", "s"):
        if form.endswith(ending) and len(form) > len(ending) + 2 and not form.endswith("ss"):
            form = form.removesuffix(ending)
            break
    if len(form) > 3 and form[-1] == form[-2]:
        form = form[:-1]
    return form.removesuffix("e") if len(form) > 3 else form


_WHOSE = frozenset(_stem(word) for word in ("my", "our", "your", "his", "her", "its", "their", "the", "one"))
