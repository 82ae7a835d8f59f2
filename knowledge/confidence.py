"""How likely the best article is to answer the question, from what the ranking says of itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from knowledge.model import Finding, Signals
from knowledge.reader import CONFIDENCE
from knowledge.yamls import YamlFault, load

SIGNALS = tuple(each.name for each in fields(Signals))


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic regression over the signals, and the two lines that part the three bands.

    At or above `answer` we answer; at or above `closest` we show the nearest articles without a claim;
    below we say that this is not covered. Fitted by `gp-engage fit`, never by hand.
    """

    bias: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    answer: float = 0.5
    closest: float = 0.25

    def of(self, signals: Signals) -> float:
        """The probability, 0 to 1, that the best article answers."""
        total = self.bias + sum(weight * getattr(signals, name) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Bands:
    """One regression with the encoder at work and one for words alone: their signals differ."""

    semantic: Confidence
    lexical: Confidence


DEFAULT = Bands(
    semantic=Confidence(-6.0, {"cosine": 9.0, "coverage": 3.0, "unseen": -3.0}),
    lexical=Confidence(-2.0, {"coverage": 6.0, "unseen": -4.0, "top": 0.2}),
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
    weights = {name: float(weight) for name, weight in row["weights"].items() if name in SIGNALS}
    return Confidence(float(row["bias"]), weights, float(row["answer"]), float(row["closest"]))
