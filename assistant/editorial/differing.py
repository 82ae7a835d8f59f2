"""Says word by word how two texts differ, readable without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\n|[^\S\n]+|[^\s]+")

Change = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both texts have, or only the new one, or only the old one."""

    change: Change
    text: str


def differing(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of which both texts are made, in order: lines are aligned first, then words."""
    pieces: list[Piece] = []
    for change, text in _pieces(old, new):
        if pieces and pieces[-1].change == change:
            pieces[-1] = Piece(change, pieces[-1].text + text)
        elif text:
            pieces.append(Piece(change, text))
    return tuple(pieces)


def _pieces(old: str, new: str) -> Iterator[tuple[Change, str]]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(before[i:j])
        else:
            yield from _words("".join(before[i:j]), "".join(after[k:m]))


def _words(old: str, new: str) -> Iterator[tuple[Change, str]]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > 4_000_000:
        before, after = [old], [new]
    removed = added = ""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (tag, i, j, k, m) in enumerate(codes):
        text = "".join(before[i:j])
        if tag == "equal" and not (0 < place < len(codes) - 1 and _is_space(text)):
            yield from (("removed", removed), ("added", added), ("same", text))
            removed = added = ""
        else:  # a space between two changed words belongs to both: whole phrases are easier to read
            removed, added = removed + text, added + "".join(after[k:m])
    yield from (("removed", removed), ("added", added))


def _is_space(text: str) -> bool:
    return text.isspace() and "\n" not in text
