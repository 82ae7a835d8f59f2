"""What is learned from: texts, each with the article that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.encoder import kept_back
from knowledge.folder import content_of
from knowledge.release import Release
from knowledge.retriever import texts_of
from knowledge.subject import beside_the_subject

ROOT = Path(__file__).parents[3]
QUESTIONS = Path(__file__).with_name("questions")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, and the place of the article that it belongs to."""

    text: str
    article: int


def lessons() -> tuple[Lesson, ...]:
    """The articles' texts, their wordings and the questions, but for what is kept back."""
    entries = Release.build(content_of(ROOT / "faq")[0]).articles.entries
    place = {entry.id: at for at, entry in enumerate(entries)}
    found = [
        (entry.id, text)
        for entry in entries
        for text in texts_of(entry)
        if text not in entry.wordings or not kept_back(text)
    ]
    for path in sorted(QUESTIONS.glob("*.tsv")):
        rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
        found += [(article, text) for article, text in rows if article in place and not kept_back(text)]
    return tuple(Lesson(beside_the_subject(text), place[article]) for article, text in dict.fromkeys(found))
