"""How far a ranking can be trusted: does the question belong to the subject, and does the best article answer it?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from knowledge.model import Finding, Signals
from knowledge.reader import CONFIDENCE
from knowledge.yamls import YamlFault, load

SIGNALS = tuple(each.name for each in fields(Signals) if each.name != "uncovered")
"""What the judgements are made from. How uncovered a question is has a line of its own: a sum would drown it."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression over the signals of a ranking."""

    bias: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)

    def of(self, signals: Signals) -> float:
        """The probability, 0 to 1."""
        total = self.bias + sum(weight * getattr(signals, name) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


EVEN = 0.5
"""How a question sounds counts against it only where the best article is less likely right than this."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two judgements of a ranking and the lines that part the bands. Fitted by `gp-engage fit`, never by hand.

    `belongs` says whether the question is one that this content is about at all, `right` whether the best article is
    the one that answers. We answer when it belongs at or above `answer`, is right at or above `least`, and is rather
    right than not (`EVEN`) or at most `uncovered` liker to questions that nothing answers than to those that something
    does; when it belongs at or above `closest` we show the nearest articles without a claim; below that it is not
    covered.
    """

    belongs: Regression
    right: Regression
    answer: float = 0.3
    closest: float = 0.1
    least: float = 0.03
    uncovered: float = 1.0


@dataclass(frozen=True, slots=True)
class Bands:
    """One confidence with the encoder at work and one for words alone: their signals differ."""

    semantic: Confidence
    lexical: Confidence


DEFAULT = Bands(
    semantic=Confidence(
        belongs=Regression(-13.0, {"cosine": 18.0, "coverage": 3.0, "unseen": -3.0}),
        right=Regression(-5.0, {"score": 10.0, "margin": 1.5}),
    ),
    lexical=Confidence(
        belongs=Regression(-2.0, {"coverage": 6.0, "unseen": -4.0}),
        right=Regression(-3.0, {"coverage": 3.0, "margin": 4.0}),
    ),
)
"""What holds until somebody fits the lines to their own content."""


def read_bands(text: str) -> tuple[Bands, tuple[Finding, ...]]:
    """The fitted lines of confidence.yml, or the default with a finding where they cannot be used."""
    if not text.strip():
        return DEFAULT, ()
    try:
        rows = load(text)
        return Bands(_confidence(rows["semantic"]), _confidence(rows["lexical"])), ()
    except (YamlFault, KeyError, TypeError, ValueError) as error:
        line = error.line if isinstance(error, YamlFault) else 1
        message = "The lines cannot be read; run `gp-engage fit` to make them anew."
        return DEFAULT, (Finding(CONFIDENCE, line, "confidence", message),)


def _confidence(row: Mapping[str, Any]) -> Confidence:
    lines = {name: float(row[name]) for name in ("answer", "closest", "least")}
    uncovered = float(row.get("uncovered", 1.0))
    return Confidence(_regression(row["belongs"]), _regression(row["right"]), **lines, uncovered=uncovered)


def _regression(row: Mapping[str, Any]) -> Regression:
    weights = {name: float(weight) for name, weight in row["weights"].items() if name in SIGNALS}
    return Regression(float(row["bias"]), weights)
