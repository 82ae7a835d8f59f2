"""How the lines of confidence are fitted: what the figures mean, and that fitting is repeatable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.confidence import read_bands
from knowledge.fitting import KEPT, Example, Figures, Fit, auroc, fitted, strangers_of, written
from knowledge.model import Signals


def labelled(count: int = 200) -> list[Example]:
    """Rankings that are right where the score is high, with some noise, made by seed."""
    rng = np.random.default_rng(7)
    made = []
    for at in range(count):
        right = at % 2 == 0
        score = float(np.clip(rng.normal(0.7 if right else 0.3, 0.15), 0, 1))
        source = "wording" if right else ("near" if at % 4 == 1 else "far")
        made.append(Example(Signals(score=score, coverage=float(rng.random())), right, source, f"article {at % 20}"))
    return made


def test_a_higher_score_is_trusted_more() -> None:
    confidence, figures = fitted(labelled())
    assert confidence.of(Signals(score=0.8)) > 0.9 > 0.1 > confidence.of(Signals(score=0.2))
    assert figures.auroc > 0.9
    assert figures.kept > 0.9
    assert figures.near > 0.5
    assert figures.far > 0.5


def test_the_lines_are_in_order() -> None:
    confidence, figures = fitted(labelled())
    assert confidence.closest < confidence.answer
    assert figures.kept == pytest.approx(KEPT, abs=0.01)


def test_the_same_examples_give_the_same_lines() -> None:
    assert fitted(labelled()) == fitted(labelled())


def test_where_nothing_is_wrong_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="nothing to tell apart"):
        fitted([example for example in labelled() if example.right])


def test_the_area_counts_ties_half() -> None:
    right = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.8, 0.2, 0.1]), right) == 1.0
    assert auroc(np.array([0.5, 0.5, 0.5, 0.5]), right) == 0.5
    assert auroc(np.array([0.9, 0.2, 0.5, 0.1]), right) == 0.75


def test_what_is_written_can_be_read() -> None:
    confidence, figures = fitted(labelled())
    text = written(Fit(read_bands("")[0], figures, figures), "2026-11-21")
    assert text.startswith("# Fitted by `gp-engage fit` on 2026-11-21")
    bands, findings = read_bands(written(Fit(type(read_bands("")[0])(confidence, confidence), figures, None), "today"))
    assert findings == ()
    assert bands.semantic.of(Signals(score=0.6)) == pytest.approx(confidence.of(Signals(score=0.6)), abs=1e-3)


def test_figures_say_what_they_are() -> None:
    assert str(Figures(0.8, 0.97, 0.2, 0.3, 0.9)) == (
        "AUROC 0.800, right kept 0.970, refused: wrong article 0.200, near miss 0.300, far off 0.900"
    )


def test_strangers_are_the_questions_without_an_answer_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "answered"}\n')
    assert strangers_of(tmp_path) == ("answered",)
    (tmp_path / "oos.jsonl").write_text('{"_id": "2", "text": "of no use"}\n')
    assert strangers_of(tmp_path) == ("of no use",)
