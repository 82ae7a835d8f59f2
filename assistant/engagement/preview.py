"""Shows what would be kept of a question, before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.personal_data import Kind, likely, mask

_AN = frozenset({Kind.NHS_NUMBER, Kind.EMAIL})
"""Said with a vowel first."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be kept: `kept` is the masked text, `kinds` what was masked in it.

    `names` are the words that look like the name of a patient or practice: they would be kept unless the GP
    takes them out or has them masked, for nobody can be sure of names.
    """

    kept: str
    kinds: tuple[Kind, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing to ask the GP about."""
        return not self.kinds and not self.names

    @property
    def told(self) -> str:
        """What was masked, in words: "an NHS number and a postcode"."""
        named = [f"{'an' if kind in _AN else 'a'} {kind.value}" for kind in self.kinds]
        return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The masked text in pieces, each with whether it stands for something that was taken out."""
        marks = sorted({kind.replacement for kind in self.kinds})
        pieces: list[tuple[str, bool]] = [(self.kept, False)]
        for mark in marks:
            pieces = [each for text, is_mark in pieces for each in _split(text, mark, is_mark)]
        return tuple(pieces)


def preview_of(text: str, known: Iterable[str] = ()) -> Preview:
    """What would be kept of a text that has been normalised; `known` as in personal_data.likely."""
    masked = mask(text)
    taken_out = {kind.replacement for kind in masked.kinds}
    names = (masked.text[mark.start : mark.end] for mark in likely(masked.text, known))
    return Preview(masked.text, masked.kinds, tuple(dict.fromkeys(name for name in names if name not in taken_out)))


def _split(text: str, mark: str, is_mark: bool) -> list[tuple[str, bool]]:
    if is_mark:
        return [(text, True)]
    parts = [(part, False) for part in text.split(mark)]
    between = [(mark, True)] * (len(parts) - 1)
    mixed = [each for pair in zip(parts, [*between, ("", False)], strict=True) for each in pair]
    return [each for each in mixed if each[0]]
