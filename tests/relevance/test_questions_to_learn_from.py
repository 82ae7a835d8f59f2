"""What the encoder learns from: well formed, of articles that exist, and with a tenth kept back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from string import ascii_letters

from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder import kept_back
from knowledge.fitting import questions_of

ROOT = Path(__file__).parents[2]
QUESTIONS = Path(__file__).parent / "encoder" / "questions"
ROWS = [line.split("\t") for path in sorted(QUESTIONS.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]


def test_every_line_is_an_article_and_a_question() -> None:
    odd = [row for row in ROWS if len(row) != 2 or not row[1].strip()]
    assert not odd


def test_every_question_asks_for_an_article_that_is_there() -> None:
    missing = {article for article, _ in ROWS if not (ROOT / "faq" / f"{article}.md").exists()}
    assert not missing


def test_no_article_is_asked_for_twice_in_the_same_words() -> None:
    counts = Counter((article, text.lower()) for article, text in ROWS)
    assert not [row for row, count in counts.items() if count > 1]


def test_about_one_in_ten_is_kept_back_to_measure_on() -> None:
    kept = questions_of(QUESTIONS)
    assert 0.08 < len(kept) / len(ROWS) < 0.12
    assert all(kept_back(text) for _, text in kept)


def test_what_is_kept_back_is_no_wording() -> None:
    """A wording made of it would be found by itself, and the figures would flatter."""
    held = {line[2:].split(" → ")[0].lower() for path in (ROOT / "faq").rglob("*.md") for line in _bullets(path)}
    copied = [text for _, text in questions_of(QUESTIONS) if text.lower() in held]
    assert not copied


@given(st.text(ascii_letters + " ?"))
def test_what_is_kept_back_does_not_depend_on_capitals(text: str) -> None:
    assert kept_back(text.upper()) == kept_back(text.lower())


def _bullets(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.startswith("- ")]
