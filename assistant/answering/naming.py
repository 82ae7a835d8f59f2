"""Reads from a text which level it names, and what its writer says of themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.model import Circumstances

_LEVELS = (
    ("virtual", r"virtual(?:ly)?|(?:lightest|loosest|lowest|least integrated|first) (?:level|model|option|tier|version|form|touch)|alliance (?:agreement|contract|model)"),
    ("partial", r"partial(?:ly)?|part[- ]integrat\w+|half ?way|half[- ]?(?:in|way|integrat\w+)|in[- ]between|middle (?:level|model|option|tier|version|one|way)|semi[- ]integrat\w+|integration agreement"),
    ("full", r"full(?:y)?[- ](?:integrat\w+|merged?|model|level|version|option|blown|scheme|mcp|pacs|aco|icp)|deepest|all[- ]in|whole hog|(?:the|go|goes|going|went) full|complete(?:ly)? integrat\w+|full integration"),
)  # fmt: skip
_LEVEL_PATTERNS = tuple((level, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for level, pattern in _LEVELS)

_I = r"\b(?:i am|i'm|im|as|being|we are|we're|speaking as|me,?)\s+(?:(?:a|an|the|one of the|already|currently|just|now|only|still)\s+)*"
_MINE = r"\b(?:i|we|our|my|us)\b[^.?!]{0,25}?"
_SAID: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, value, re.compile(pattern, re.IGNORECASE))
    for name, value, pattern in (
        ("role", "salaried", rf"{_I}(?:\w+ )?salaried\b|^salaried (?:at|in|gp|doctor)\b|\bmy salaried (?:post|job|contract)\b"),
        ("role", "locum", rf"{_I}(?:\w+ )?locum\b|^locum\b|\bi locum\b"),
        ("role", "partner", rf"{_I}(?:\w+ )?(?:gp )?partners?\b|\b(?:we have|\w+) partners, |\bmy (?:fellow |other )?partners?\b"),
        ("role", "manager", rf"{_I}(?:\w+ )?(?:practice|business) manager\b"),
        ("contract", "APMS", rf"{_MINE}\b(?:apms)\b(?! or)|^apms\b"),
        ("contract", "GMS", rf"{_MINE}\b(?:hold|have|on|are|are a|'re|with|run)\s+(?:a |an )?gms\b|\b(?:at|in) a gms (?:practice|surgery)\b|^gms,"),
        ("contract", "PMS", rf"{_MINE}\b(?:hold|have|on|are|are a|'re|with|run)\s+(?:a |an )?pms\b|\b(?:at|in) a pms (?:practice|surgery)\b|^pms,|\bpms since\b"),
        ("premises", "NHSPS", rf"{_MINE}\bnhs property services\b|\bnhsps\b"),
        ("premises", "own", r"\b(?:we|i|partners?) own (?:the|our|my|it|half)\b|\b(?:our|my) own (?:building|premises|surgery)\b|\bowner[- ]occup"),
        ("premises", "lease", r"\b(?:we|i) (?:rent|lease)\b|\bour (?:lease|landlord)\b|\bwe(?:'re| are) (?:renting|leasing|tenants)\b"),
    )
)  # fmt: skip


def level_in(text: str) -> str:
    """The level the text names, or "" when it names none or several."""
    levels = levels_in(text)
    return levels[0] if len(levels) == 1 else ""


def levels_in(text: str) -> tuple[str, ...]:
    """Every level the text names, lightest first."""
    return tuple(level for level, pattern in _LEVEL_PATTERNS if pattern.search(text))


def circumstances_in(text: str, known: Circumstances) -> Circumstances:
    """What the writer says of themselves, over what is known of them already."""
    said: dict[str, str] = {}
    for name, value, pattern in _SAID:
        if name not in said and pattern.search(text):
            said[name] = value
    return replace(known, **said)
