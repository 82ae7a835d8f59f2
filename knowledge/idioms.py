"""Puts idioms in plain words, so that "hang up my boots" finds what is said of retiring."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.model import Correction, Idiom
from knowledge.words import Word, words

ONES, GAP = "one's", "…"
"""In a pattern: any word that says whose, and the one to three words that an idiom is split by."""

LONGEST_GAP = 3
MOST_VARIANTS = 200

_PIECE = re.compile(r"\([^()]*\)(?!\S)|[^\s()]+(?!\S)")
"""Of a pattern: words in brackets, or one word or several between slashes."""

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


class _Node(dict[Token, "_Node"]):
    """What each word leads to that may come after some words of an idiom, and what they mean if they are all of it."""

    __slots__ = ("plain",)

    def __init__(self) -> None:
        self.plain = ""


class IdiomBook:
    """The idioms of one release, found in a text whatever their endings: "hanging up her boots" too."""

    def __init__(self, idioms: Iterable[Idiom]) -> None:
        self._root = _Node()
        for idiom in idioms:
            for variant in idiom.variants:
                self._add(variant, idiom.plain)

    def _add(self, variant: Variant, plain: str) -> None:
        node = self._root
        for token in variant:
            known = node.get(token)
            if known is None:
                known = node[token] = _Node()
            node = known
        node.plain = node.plain or plain

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
            filled, plain = max(_from(self._root, tokens, at), key=lambda end: len(end[0]), default=((), ""))
            if filled:
                here = typed[at : at + len(filled)]
                forms = tuple(word.form for word in here)
                found.append(Match(here[0].start, here[-1].end, _said(plain, filled, text, here), forms))
            at += len(filled) or 1
        return tuple(found)


def _from(node: _Node, tokens: Sequence[Token], at: int, filled: Variant = ()) -> Iterator[tuple[Variant, str]]:
    """The idioms that go on from a node at a token: each as its variant stands there, with as many gaps as it takes
    words, and its plain words."""
    if node.plain:
        yield filled, node.plain
    if at == len(tokens):
        return
    for wanted in (tokens[at], ONES) if tokens[at] in _WHOSE else (tokens[at],):
        if wanted in node:
            yield from _from(node[wanted], tokens, at + 1, (*filled, wanted))
    if GAP in node:
        for size in range(1, min(LONGEST_GAP, len(tokens) - at) + 1):
            yield from _from(node[GAP], tokens, at + size, (*filled, *[GAP] * size))


def _said(plain: str, filled: Variant, text: str, typed: Sequence[Word]) -> str:
    """The plain words with what was typed in the places that a pattern leaves open."""
    for place in (GAP, ONES):
        held = [word for wanted, word in zip(filled, typed, strict=True) if wanted == place]
        if held:
            plain = plain.replace(place, text[held[0].start : held[-1].end])
    return plain


def variants(pattern: str) -> tuple[Variant, ...]:
    """Every way to say a pattern, word by word. Raises IdiomFault."""
    if _PIECE.sub("", pattern).strip():
        raise IdiomFault(f"{pattern!r} has a bracket without its other half, or one inside a word.")
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
