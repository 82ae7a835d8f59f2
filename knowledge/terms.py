"""Recognises the field's terms under any of their names, so that a question finds what uses another name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.model import Term

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_LONGEST_NAME = 7


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found in a text: which one, and the name it was typed by."""

    term: str
    name: str
    start: int
    end: int


class TermBook:
    """The terms of one release, looked up by any name, whatever its case, hyphens or plural."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {term.term: term for term in terms}
        self._by_name: dict[tuple[str, ...], tuple[str, ...]] = {}
        for term in self._terms.values():
            for name in (term.term, *term.names):
                key = _key(name)
                if key:
                    known = self._by_name.get(key, ())
                    self._by_name[key] = known if term.term in known else (*known, term.term)

    def term(self, name: str) -> Term | None:
        """The term of that canonical name."""
        return self._terms.get(name)

    def names(self, text: str) -> bool:
        """Whether the whole of a text is a name of a term."""
        return _key(text) in self._by_name

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The terms in the text, longest names first where they overlap, in the order of the text."""
        words = [(_singular(match.group()), match.start(), match.end()) for match in _WORD.finditer(text.lower())]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            length, terms = self._longest_at([word for word, _, _ in words[at : at + _LONGEST_NAME]])
            if not length:
                at += 1
                continue
            start, end = words[at][1], words[at + length - 1][2]
            found += [Mention(term, text[start:end], start, end) for term in terms]
            at += length
        return tuple(found)

    def _longest_at(self, words: list[str]) -> tuple[int, tuple[str, ...]]:
        for length in range(len(words), 0, -1):
            terms = self._by_name.get(tuple(words[:length]))
            if terms:
                return length, terms
        return 0, ()

    def words(self) -> frozenset[str]:
        """Every word of every name; none of them is a misspelling."""
        return frozenset(word for name in self._by_name for word in name)

    def expansions(self, text: str) -> tuple[str, ...]:
        """Other names to search for beside the ones typed: the abbreviation for a long name, the long name for it."""
        added: dict[str, None] = {}
        lowered = f" {' '.join(_key(text))} "
        for mention in self.mentions(text):
            term = self._terms[mention.term]
            for name in (_short(term), _long(term)):
                if name and f" {' '.join(_key(name))} " not in lowered:
                    added[name] = None
        return tuple(added)


def _short(term: Term) -> str:
    return term.term if term.term.isupper() else ""


def _long(term: Term) -> str:
    return next((name for name in term.names if " " in name), "")


def _key(name: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORD.findall(name.lower()))


def _singular(word: str) -> str:
    """The word without a plural s; enough for abbreviations ("ACOs", "PCN's") and the nouns of the terms."""
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
