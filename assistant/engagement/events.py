"""Events where GPs were heard in the room: a practice visit or a meeting, and its remarks as concerns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """Where GPs were heard."""

    PRACTICE_VISIT = "practice_visit"
    LMC_MEETING = "lmc_meeting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Event:
    """One visit or meeting. `day` is an ISO date; `at` and `by` say when and by whom it was logged."""

    id: str
    key: str
    kind: EventKind
    day: str
    place: str
    who: str
    at: str
    by: str


_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")


def split_remarks(text: str) -> tuple[str, ...]:
    """The remarks of an event, one concern each.

    Where empty lines part the text, each paragraph is a remark; without them each line is. Bullets and numbers in
    front are left out; a remark made twice is kept once.
    """
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", text.strip()) if part.strip()]
    single = len(paragraphs) == 1 or any(_all_bullets(part) for part in paragraphs)
    lines = text.splitlines() if single else paragraphs
    return tuple(dict.fromkeys(remark for line in lines if (remark := _remark(line))))


def _all_bullets(paragraph: str) -> bool:
    lines = [line for line in paragraph.splitlines() if line.strip()]
    return len(lines) > 1 and all(_BULLET.match(line) for line in lines)


def _remark(text: str) -> str:
    return " ".join(_BULLET.sub("", text).split())
