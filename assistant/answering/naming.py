"""Reads from a text which level or model it names, and what its writer says of themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering.phrases import any_of
from assistant.model import Circumstances
from knowledge.comparing import COLUMNS

_STEP = r"(?:level|model|option|tier|version|form|type|one|way|set-?up|scheme|arrangement)"

_LEVELS = (
    (
        "virtual",
        any_of(
            r"virtual(?:ly)?",
            rf"(?:lightest|loosest|lowest|least integrated) (?:touch )?{_STEP}",
            r"light[- ]touch",
            r"alliance (?:agreement|contract|model)",
        ),
    ),
    (
        "partial",
        any_of(
            r"partial(?:ly)?",
            r"(?:part|semi|half)[- ]integrat\w+",
            r"half ?way",
            r"half[- ]in",
            r"in[- ]between",
            rf"middle {_STEP}",
            r"integration agreement",
        ),
    ),
    (
        "full",
        any_of(
            r"full(?:y)?[- ](?:integrat\w+|merged?|blown|mcp|pacs|aco|icp)",
            rf"full {_STEP}",
            r"(?:virtual|partial)(?:ly)?(?:,? (?:and|or|vs?\.?|versus|against) | ?/ ?)full(?:y)?",
            r"full(?:y)?(?: (?:and|or|vs?\.?|versus|against) | ?/ ?)(?:virtual|partial)(?:ly)?",
            r"(?:go|goes|going|went|gone) (?:the )?(?:full|whole hog)",
            rf"deepest(?: {_STEP})?",
            r"all[- ]in",
            r"complete(?:ly)? integrat\w+",
        ),
    ),
)

_EACH_OF = r"(?:each|every|all|three|3|across|which(?:ever)?|between|by) (?:of )?(?:the )?(?:three |3 |new )?"
_EACH_LEVEL = any_of(rf"(?:{_EACH_OF}|the )(?:levels|tiers|degrees)", rf"{_EACH_OF}level", r"level by level")
_EACH_MODEL = any_of(rf"{_EACH_OF}models?", r"the models", r"model by model")
_EACH_OF_THEM = any_of(
    r"each(?: one)?(?=[?.,;]|$)|all (?:three|of (?:them|these))|the other (?:two|ones?)",
    r"side by side|across the board|alongside",
)

_I_AM = (
    r"(?:i am|i'm|im|as|being|we are|we're|speaking as)\s+"
    r"(?:(?:a|an|one of the|already|currently|just|now|only|still)\s+)*(?:\w+ )?"
)
_WE = r"(?:i|we|our|my|us)(?:'re|'m|'ve)?\b[^.?!]{0,25}?\b(?:hold|have|on|are|am|run|with)?\s*(?:a |an )?"

_PARTNER = any_of(
    rf"{_I_AM}(?:gp )?partners?", r"(?:two|three|four|five|six|\d) partners", r"my (?:fellow |other )?partners?"
)
_OWNER = any_of(
    r"(?:we|i|partners?) own (?:the|our|my|it|half)",
    r"(?:our|my) own (?:building|premises|surgery)",
    r"owner[- ]occup\w+",
)
_TENANT = any_of(r"(?:we|i) (?:rent|lease)", r"our (?:lease|landlord)", r"we(?:'re| are) (?:renting|leasing|tenants)")

_SAID = (
    ("role", "salaried", any_of(rf"{_I_AM}salaried", r"my salaried (?:post|job|contract)")),
    ("role", "salaried", any_of(r"salaried (?:at|in|gp|doctor)", start=True)),
    ("role", "locum", any_of(rf"{_I_AM}locum", r"i locum")),
    ("role", "partner", _PARTNER),
    ("role", "manager", any_of(rf"{_I_AM}(?:practice |business )?manager", r"i manage (?:a|the|our) \w+")),
    ("contract", "APMS", any_of(rf"{_WE}apms", r"(?:at|in) an apms (?:practice|surgery)")),
    ("contract", "GMS", any_of(rf"{_WE}gms(?!\s*(?:/|or\b))", r"(?:at|in) a gms (?:practice|surgery)")),
    ("contract", "PMS", any_of(rf"{_WE}pms", r"(?:at|in) a pms (?:practice|surgery)", r"pms since")),
    ("contract", "GMS", any_of(r"gms,", start=True)),
    ("contract", "PMS", any_of(r"pms,", start=True)),
    ("premises", "NHSPS", any_of(r"(?:our|we|my)\b[^.?!]{0,30}\b(?:nhs property services|nhsps)")),
    ("premises", "own", _OWNER),
    ("premises", "lease", _TENANT),
)  # fmt: skip


def level_in(text: str) -> str:
    """The level the text names, or "" when it names none or several."""
    levels = levels_in(text)
    return levels[0] if len(levels) == 1 else ""


def levels_in(text: str) -> tuple[str, ...]:
    """Every level the text names, lightest first."""
    return tuple(level for level, pattern in _LEVELS if pattern.search(text))


def models_in(text: str) -> frozenset[str]:
    """Every model the text names."""
    return frozenset(model for model in COLUMNS["models"] if re.search(rf"\b{model}s?\b", text))


def side_by_side_in(text: str, about: str = "") -> str:
    """What the text wants to see side by side, one of the keys of `COLUMNS`; "" when it is after one thing alone.

    With what a conversation was `about`, also where the text goes on asking that of each.
    """
    if len(levels_in(text)) > 1 or _EACH_LEVEL.search(text):
        return "levels"
    if len(models_in(text)) > 1 or _EACH_MODEL.search(text):
        return "models"
    before = side_by_side_in(about) if about else ""
    if before or not _EACH_OF_THEM.search(text):
        return before
    return "levels" if levels_in(about) else "models" if models_in(about) else ""


def circumstances_in(text: str, known: Circumstances) -> Circumstances:
    """What the writer says of themselves, over what is known of them already."""
    said: dict[str, str] = {}
    for name, value, pattern in _SAID:
        if name not in said and pattern.search(text):
            said[name] = value
    return replace(known, **said)
