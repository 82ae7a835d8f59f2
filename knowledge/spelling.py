"""Reads a misspelt word of a question as the word that was meant, and says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from symspellpy import SymSpell, Verbosity
from symspellpy.suggest_item import SuggestItem

from knowledge.model import Correction
from knowledge.words import Word, words

_COMMON = 40_000
"""How many of the commonest English words are never corrected; the tail of the list holds names and misspellings."""
_TARGETS = 10_000
"""How many of them a misspelt word may be read as when the content has no word like it."""
_PAIRS = 150
"""How many of them hold no more than ordinary words of two letters; beyond, such words are abbreviations."""
_SHORTEST = 4
_RARE = 8_000
"""From this place in the list on, a word of three letters that the content lacks is read as an ordinary one."""
_FAR = 7
"""From this many letters on two slips are allowed, below it one."""
_USED = 2
"""So often the content must hold a word for two slips to lead to it; a term's words always do."""
_AFFIXED = re.compile(
    r"(?:un|re|de|dis|mis|non|pre|over|under|sub|inter|multi|anti)?(?P<root>.{5,}?)(?:able|less|ness|ful|ly|wise|ship)?"
)
_CONTRACTED = frozenset(
    [
        f"{verb}nt"
        for verb in ("do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "ca", "wo", "must")
    ]
    + [f"{verb}nt" for verb in ("could", "would", "should")]
    + [f"{subject}{verb}" for subject in ("you", "we", "they") for verb in ("re", "ve", "ll")]
    + ["cannot", "whats", "thats", "theres", "lets"]
)
"""What is typed for contractions when the apostrophe is left out."""

_HASTE: Mapping[str, str] = MappingProxyType(
    {"u": "you", "ur": "your", "wat": "what", "wot": "what", "wen": "when", "wil": "will", "hwo": "how", "hw": "how"}
    | {"teh": "the", "adn": "and", "nto": "not", "bak": "back", "abt": "about", "thru": "through", "pls": "please"}
)
"""Short words as they are typed in haste, in small letters; too short for distances to tell what was meant."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text as it was read, and what was read differently from what was typed."""

    text: str
    corrections: tuple[Correction, ...] = ()


class Speller:
    """Corrects towards the words of the content, and failing that towards common English.

    A word is left alone when the content, the protected words or common English hold it, when `known` says so (an
    inflection of a word of the content), when it is short, and when it has a digit, an apostrophe or is in capitals.
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        protected: Iterable[str] = (),
        known: Callable[[str], bool] = lambda _: False,
        earlier: Speller | None = None,
    ) -> None:
        """With an `earlier` speller, whose words are nearly the same, what those were compiled to is used again."""
        spared = {word.form for text in protected for word in words(text)}
        self._counts = {**vocabulary, **{form: max(_USED, vocabulary.get(form, 0)) for form in spared}}
        self._known = known
        self._content: _Targets = _Targets.of(self._counts, earlier._content if earlier else None)

    def correct(self, text: str, spared: Collection[str] = ()) -> Spelling:
        """The text with its misspelt words read as what was meant; the rest and the `spared` forms stay as typed."""
        read, corrections, end = [], [], 0
        for word in words(text):
            typed = text[word.start : word.end]
            meant = word.form if word.form in spared else self._meant(word, typed)
            if meant != word.form:
                read += [text[end : word.start], meant]
                corrections.append(Correction(typed, meant))
                end = word.end
        return Spelling("".join([*read, text[end:]]), tuple(corrections))

    def _meant(self, word: Word, typed: str) -> str:
        if typed in _HASTE and typed not in self._counts:
            return _HASTE[typed]
        if len(typed) == _SHORTEST - 1 and typed == word.form and typed.isalpha() and typed not in self._counts:
            return self._ordinary(typed)
        if not _correctable(word.form, typed) or self._is_word(word.form) or self._is_derived(word.form):
            return word.form
        if word.start and typed[0].isupper():  # inside a sentence a name, so not what English makes of it
            return _best(word.form, self._content.near(word.form, 1)) or word.form
        slips = 2 if len(word.form) >= _FAR else 1
        return (
            _best(word.form, self._content.near(word.form, 1))
            or _best(word.form, _english().lookup(word.form, Verbosity.CLOSEST, 1))
            or (self._split(word.form) if typed.islower() else "")
            or _best(word.form, _used(self._content.near(word.form, slips)))
            or word.form
        )

    def _ordinary(self, form: str) -> str:
        """A rare word of three letters as the ordinary word one slip away that begins alike; itself where none is."""
        if _common().get(form, _COMMON) < _RARE:
            return form
        found = _ordinary().lookup(form, Verbosity.CLOSEST, 1)
        alike = [item for item in found if item.term[0] == form[0] and len(item.term) >= len(form)]
        return str(max(alike, key=lambda item: item.count).term) if alike else form

    def _is_word(self, form: str) -> bool:
        return form in self._counts or form in _common() or form in _CONTRACTED or self._known(form)

    def _is_derived(self, form: str) -> bool:
        """Whether the form is a word with an ordinary beginning or ending: "unblock" is no misspelt "unlock"."""
        match = _AFFIXED.fullmatch(form)
        return match is not None and self._is_word(match["root"])

    def _split(self, form: str) -> str:
        """Two words typed as one, where both are of the content or very common; "" when there are none."""
        halves = ((form[:at], form[at:]) for at in range(2, len(form) - 1))
        whole = [(left, right) for left, right in halves if self._is_target(left) and self._is_target(right)]
        return " ".join(max(whole, key=lambda pair: min(map(len, pair)))) if whole else ""

    def _is_target(self, form: str) -> bool:
        most = _TARGETS if len(form) > 2 else _PAIRS
        return form in self._counts or _common().get(form, _COMMON) < most


def _correctable(form: str, typed: str) -> bool:
    capitals = typed.isupper() and len(typed) <= _SHORTEST + 1
    return len(form) >= _SHORTEST and typed.isalpha() and not capitals


_MOST_PATCHES = 400
"""How many words may be new or gone before the targets are compiled anew, which takes a fifth of a second."""


@dataclass(frozen=True, slots=True)
class _Targets:
    """The words of the content as what a slip may have meant: those of an earlier release, with what differs now."""

    counts: Mapping[str, int]
    compiled: SymSpell
    words: frozenset[str]
    added: SymSpell

    @classmethod
    def of(cls, counts: Mapping[str, int], earlier: _Targets | None) -> _Targets:
        if earlier:
            new = {word: count for word, count in counts.items() if word not in earlier.words}
            if len(new) + len(earlier.words - counts.keys()) <= _MOST_PATCHES:
                return cls(counts, earlier.compiled, earlier.words, _dictionary(new, distance=2))
        return cls(counts, _dictionary(counts, distance=2), frozenset(counts), _dictionary({}, distance=2))

    def near(self, form: str, slips: int) -> list[SuggestItem]:
        """The nearest words within so many slips, and perhaps some that are less near, each with its count."""
        found = self._held(self.compiled.lookup(form, Verbosity.CLOSEST, slips))
        found = found or self._held(self.compiled.lookup(form, Verbosity.ALL, slips))  # the closest may be gone
        return [*found, *self.added.lookup(form, Verbosity.CLOSEST, slips)]

    def _held(self, found: list[SuggestItem]) -> list[SuggestItem]:
        return [
            SuggestItem(item.term, item.distance, self.counts[item.term]) for item in found if item.term in self.counts
        ]


def _used(found: Iterable[SuggestItem]) -> list[SuggestItem]:
    """Those of the words that are used: one wording's "millstones" are not what two slips make of gallstones."""
    return [item for item in found if item.count >= _USED]


def _best(form: str, found: Iterable[SuggestItem]) -> str:
    """The nearest word, "" when none is near; of several one that begins alike, is no shorter, is more frequent."""
    ranked = [
        (item.distance, item.term[0] != form[0], len(item.term) < len(form), -item.count, item.term)
        for item in found
        if len(item.term) > 2
    ]
    return str(min(ranked)[-1]) if ranked else ""


def _dictionary(counts: Mapping[str, int], distance: int) -> SymSpell:
    dictionary = SymSpell(max_dictionary_edit_distance=distance)
    for word, count in counts.items():
        if word.isalpha():
            dictionary.create_dictionary_entry(word, count)
    return dictionary


@cache
def _common() -> Mapping[str, int]:
    """The commonest English words and their places in the list that comes with symspellpy (82,765 words by count)."""
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").splitlines()
    return {line.split()[0]: place for place, line in enumerate(listed[:_COMMON])}


@cache
def _ordinary() -> SymSpell:
    """The most ordinary words of three and four letters."""
    places = _common().items()
    return _dictionary({word: _COMMON - place for word, place in places if place < _PAIRS and len(word) in (3, 4)}, 1)


@cache
def _english() -> SymSpell:
    """The common words as targets of one slip; made once for all spellers, since it takes a tenth of a second."""
    return _dictionary({word: _COMMON - place for word, place in _common().items() if place < _TARGETS}, distance=1)
