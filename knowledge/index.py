"""The port for lexical search: what a retriever needs of an index of words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Entry

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an index has to say of one query; `scores` and `held` have one value per entry.

    `mass` is the summed inverse document frequency of the query's words, unseen ones included, `held` the part of it
    that each entry holds, `ceiling` a score that no entry exceeds by much, and `unseen` the share of the query's words
    that no entry holds.
    """

    scores: Floats
    held: Floats
    mass: float
    ceiling: float
    unseen: float


class SearchIndex(Protocol):
    """An index of entries, built once and never changed.

    Any text is a legal query: there is no query syntax, and a text without words scores nothing.
    """

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The words of the entries, unstemmed, and how often each occurs."""

    def knows(self, word: str) -> bool:
        """Whether some entry holds this word, in this or another inflection."""

    def search(self, query: str) -> Evidence:
        """The evidence for each entry."""

    def search_with(self, query: str, position: int, entry: Entry) -> Evidence:
        """The evidence if the entry at `position` read as `entry` does; the way to leave a wording out."""

    def search_beside(self, query: str, positions: Collection[int]) -> Evidence:
        """The evidence if there were no entries at these positions; they score nothing."""

    def renewed(self, entries: Sequence[Entry], folder: Path | None = None) -> SearchIndex:
        """The index that these entries would be given, made of this one where they are the same; kept in `folder`."""
