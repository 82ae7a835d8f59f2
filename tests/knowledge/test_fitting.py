"""How the lines of confidence are fitted: what the figures mean, and that fitting is repeatable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.confidence import EVEN, read_bands
from knowledge.fitting import (
    ANSWERED,
    HELD,
    POINTED,
    TRUSTED,
    Example,
    Figures,
    Fit,
    auroc,
    fitted,
    strangers_of,
    written,
)
from knowledge.model import Signals


def labelled(count: int = 200) -> list[Example]:
    """Rankings made by seed: of our subject where the cosine is high, right where the score is, with some noise."""
    rng = np.random.default_rng(7)
    sources = ("wording", "wording", "near", "far")
    made = []
    for at in range(2 * count):
        source = sources[at % 4]
        right = source == "wording" and at % 8 < 6
        score = float(np.clip(rng.normal(0.7 if right else 0.3, 0.15), 0, 1))
        cosine = float(np.clip(rng.normal(0.2 if source == "far" else 0.8, 0.1), 0, 1))
        made.append(Example(Signals(score=score, cosine=cosine), right, source, f"article {at % 20}"))
    return made


def test_a_higher_score_is_trusted_more() -> None:
    confidence, figures = fitted(labelled())
    assert confidence.right.of(Signals(score=0.9, cosine=0.8)) > 0.8 > 0.2 > confidence.right.of(Signals(score=0.1))
    assert figures.right > 0.9
    assert figures.near > 0.2


def test_a_nearer_message_belongs_more() -> None:
    confidence, figures = fitted(labelled())
    assert confidence.belongs.of(Signals(cosine=0.9)) > 0.9 > 0.1 > confidence.belongs.of(Signals(cosine=0.1))
    assert figures.belongs > 0.9
    assert figures.far > 0.9


def test_the_lines_keep_the_shares_they_are_set_by() -> None:
    confidence, figures = fitted(labelled())
    assert confidence.closest < confidence.answer
    assert figures.answered >= ANSWERED + TRUSTED - 1 - 0.02
    assert POINTED > ANSWERED


def test_few_rightly_ranked_questions_are_taken_for_such_that_nothing_answers() -> None:
    examples = [replace(each, signals=replace(each.signals, uncovered=at / 400)) for at, each in enumerate(labelled())]
    examples += [
        Example(Signals(score=0.3, cosine=0.7, uncovered=1.5), False, "uncovered", f"uncovered {at}")
        for at in range(20)
    ]
    for at in range(150):  # of these one in three is right: unsure
        signals = Signals(score=0.45, cosine=0.8, uncovered=at / 150)
        examples.append(Example(signals, at % 3 == 0, "near" if at % 3 else "wording", f"article {at % 20}"))
    confidence, figures = fitted(examples)
    right = [each.signals for each in examples if each.right]
    unsure = [each for each in right if confidence.right.of(each) < EVEN]
    taken = [each for each in unsure if each.uncovered > confidence.uncovered]
    assert len(unsure) / len(right) > 0.2
    assert 0 < len(taken) / len(right) <= 1 - HELD
    assert figures.uncovered == 1.0


def test_no_question_is_taken_for_one_that_nothing_answers_which_is_liker_to_those_that_something_does() -> None:
    examples = [replace(each, signals=replace(each.signals, uncovered=-0.5)) for each in labelled()]
    assert fitted(examples)[0].uncovered == 0.0


def test_the_same_examples_give_the_same_lines() -> None:
    assert fitted(labelled()) == fitted(labelled())


def test_where_nothing_is_wrong_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="nothing to tell apart"):
        fitted([example for example in labelled() if example.source == "wording"])


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
    signals = Signals(score=0.6, cosine=0.6)
    assert bands.semantic.right.of(signals) == pytest.approx(confidence.right.of(signals), abs=1e-3)
    assert bands.semantic.belongs.of(signals) == pytest.approx(confidence.belongs.of(signals), abs=1e-3)


def test_figures_say_what_they_are() -> None:
    assert str(Figures(0.98, 0.86, 0.97, 0.2, 0.3, 0.4, 0.9)) == (
        "AUROC belongs 0.980, right 0.860; answered 0.970; refused: "
        "wrong article 0.200, article missing 0.300, nothing answers 0.400, other subject 0.900"
    )


def test_strangers_are_the_questions_without_an_answer_where_there_are_some(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "answered"}\n')
    assert strangers_of(tmp_path) == ("answered",)
    (tmp_path / "oos.jsonl").write_text('{"_id": "2", "text": "of no use"}\n')
    assert strangers_of(tmp_path) == ("of no use",)
