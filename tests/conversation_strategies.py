"""Hypothesis strategies for the nouns of a conversation."""

from __future__ import annotations

from hypothesis import strategies as st

from assistant.model import (
    Answer,
    ArticleRef,
    Block,
    Circumstances,
    Found,
    Part,
    Status,
    Suggestion,
)
from knowledge.model import CIRCUMSTANCES, TOPICS, Citation, Gap, Notice, SectionKind, Statement

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
ids = st.from_regex(r"[a-z]{1,8}/[a-z-]{1,8}", fullmatch=True)
passages = st.just("") | st.builds("{}#{}".format, ids, st.sampled_from(["lead", "full"]))
scores = st.floats(allow_nan=False, allow_infinity=False)


def tuples(of, **size):
    return st.lists(of, max_size=3, **size).map(tuple)


citations = st.builds(Citation, texts, texts, texts, texts, texts, texts)
statements = st.builds(Statement, texts, texts, tuples(citations, min_size=1))
silent_items = st.builds(Gap, texts, texts) | st.builds(Notice, texts, texts)
refs = st.builds(ArticleRef, ids, texts, texts)
suggestions = st.builds(Suggestion, texts, texts)
circumstances = st.builds(
    Circumstances, **{name: st.sampled_from(("", *values)) for name, values in CIRCUMSTANCES.items()}
)
found = st.builds(Found, texts, tuples(st.tuples(passages, scores)), scores, tuples(texts))


def answers_of(status: Status) -> st.SearchStrategy[Answer]:
    """Answers of a status, with statements where the status may have them."""
    items = silent_items | statements if status.may_state else silent_items
    parts = st.builds(Part, texts, st.sampled_from(SectionKind), tuples(items), passages, st.booleans(), texts)
    blocks = st.builds(Block, texts, st.just(status), tuples(parts), st.none() | refs, texts, texts)
    return st.builds(
        Answer,
        status=st.just(status),
        blocks=tuples(blocks),
        articles=tuples(refs),
        topics=tuples(st.sampled_from(TOPICS)),
        suggestions=tuples(suggestions),
        choices=tuples(suggestions),
        notes=tuples(texts),
        understood=texts,
        reply=texts,
    )


answers = st.sampled_from(Status).flatmap(answers_of)
