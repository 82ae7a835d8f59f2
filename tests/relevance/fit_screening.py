"""Fits the lines of assistant/answering/screen.py with cross-validation and prints what they do.

    python tests/relevance/fit_screening.py [--words-alone] [--outside FILE.jsonl …] [--cache FOLDER]

`--outside` names files of messages that are outside the subject, one JSON object with a `text` a line; they are
measured and weigh in the fit, and are not kept. Of the articles' wordings those are taken which neither the encoder
nor the sorter has learned from, each ranked as if it had not been written, and of `encoder/questions` those which the
encoder has not.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml

from assistant.answering.screen import Likeness, Line, likeness, line_of, reply_kind
from knowledge.encoder import kept_back
from knowledge.fitting import questions_of
from knowledge.folder import content_of
from knowledge.library import Library
from knowledge.minilm_encoder import MiniLmEncoder
from knowledge.release import QUESTION, Release, kinds_of

NAMES = ("own", "question", "reply", "article", "coverage", "unseen")
ANSWERED = ("on-subject", "wording", "question")
QUESTIONS = Path(__file__).parent / "encoder" / "questions"
FALSE_ALARMS, BY_WORDS_ALONE = 0.02, 0.0025
SAMPLE = 300
WORDINGS = 1_500


@dataclass(frozen=True, slots=True)
class Message:
    group: str
    text: str
    likeness: Likeness


def dataset() -> dict[str, list[str]]:
    """Our own messages by the reply they should get."""
    loaded: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("screening.yml").read_text("utf-8"))
    return loaded


def messages(library: Library, outside: list[Path]) -> Iterator[Message]:
    for group, texts in dataset().items():
        if group != "follow-up":
            yield from (Message(group, text, likeness(text, library)) for text in texts)
    for path in outside:
        texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
        for text in random.Random(7).sample(texts, min(SAMPLE, len(texts))):
            yield Message(f"{path.parent.name}/{path.stem}", text, likeness(text, library))
    seen = set(kinds_of(library.release.reading)[QUESTION])
    wordings = [(article.id, wording.text) for article in library.articles for wording in article.wordings]
    unseen = [(article, text) for article, text in wordings if text not in seen and kept_back(text)]
    for article, text in random.Random(3).sample(unseen, min(WORDINGS, len(unseen))):
        yield Message("wording", text, _unwritten(library, article, text))
    asked = questions_of(QUESTIONS)
    for _, text in random.Random(3).sample(asked, min(WORDINGS, len(asked))):
        yield Message("question", text, likeness(text, library))


def _unwritten(library: Library, article: str, text: str) -> Likeness:
    """The likeness of a wording as if its article had never held it."""
    without = library.release.articles.rank_without(article, text).signals
    near = without.cosine if library.release.semantic else without.top
    return replace(likeness(text, library), article=near, coverage=without.coverage, unseen=without.unseen)


def fitted(rows: list[Message], ridge: float = 0.5) -> np.ndarray:
    """Weights, bias last, by Newton's method; each group counts alike and both sides weigh the same."""
    data = np.array([[*(getattr(row.likeness, name) for name in NAMES), 1.0] for row in rows])
    target = np.array([row.group not in ANSWERED for row in rows], float)
    sizes = Counter(row.group for row in rows)
    groups = len(sizes) - len(ANSWERED)
    weight = np.array([(groups / 2 if row.group in ANSWERED else 1.0) * 100 / sizes[row.group] for row in rows])
    beta = np.zeros(data.shape[1])
    for _ in range(40):
        guess = 1 / (1 + np.exp(-np.clip(data @ beta, -30, 30)))
        slope = data.T @ (weight * (guess - target)) + ridge * beta
        curve = (data.T * (weight * guess * (1 - guess))) @ data + ridge * np.eye(len(beta))
        beta -= np.linalg.solve(curve, slope)
    return beta


def line_from(beta: np.ndarray, rows: list[Message], now: Line) -> Line:
    weights = {name: round(float(weight), 2) for name, weight in zip(NAMES, beta, strict=False)}
    alarms = FALSE_ALARMS if now.weights.get("own") else BY_WORDS_ALONE
    line = replace(now, bias=round(float(beta[-1]), 2), weights=weights)
    odds = sorted((line.of(row.likeness) for row in rows if row.group == "wording"), reverse=True)
    return replace(line, line=round(odds[int(alarms * len(odds))], 2))


def held_out(rows: list[Message], now: Line, folds: int = 5) -> dict[str, list[bool]]:
    """For each group, whether nearness alone turns each message away, by a line that never saw it."""
    fold = [random.Random(index).randrange(folds) for index in range(len(rows))]
    turned: dict[str, list[bool]] = defaultdict(list)
    for number in range(folds):
        rest = [row for row, at in zip(rows, fold, strict=True) if at != number]
        line = line_from(fitted(rest), rest, now)
        for row, at in zip(rows, fold, strict=True):
            if at == number:
                turned[row.group].append(line.over(row.likeness))
    return turned


def confusion(library: Library) -> dict[str, Counter[str]]:
    """What the whole step does with our own messages."""
    return {
        group: Counter(reply_kind(text, library, follows=group == "follow-up") for text in texts)
        for group, texts in dataset().items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words-alone", action="store_true")
    parser.add_argument("--outside", type=Path, nargs="*", default=[])
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    encoder = None if asked.words_alone else MiniLmEncoder()
    library = Library(Release.build(content_of(Path("faq"))[0], encoder, asked.cache))
    rows = list(messages(library, asked.outside))
    now = line_of(library)
    print("Fitted:", line_from(fitted(rows), rows, now))  # noqa: T201 — a command for developers
    for group, turned in held_out(rows, now).items():
        print(f"{group:24} {len(turned):5} turned away, held out: {np.mean(turned):.3f}")  # noqa: T201 — as above
    for group, kinds in confusion(library).items():
        print(f"{group:24} {dict(kinds.most_common())}")  # noqa: T201 — as above


if __name__ == "__main__":
    main()
