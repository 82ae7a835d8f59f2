"""Holds the content to the facts it was written from: everything that was claimed is carried, or has a reason why not.

`trace.yml` leads from the id of a fact to the passages that carry it, `fact_sources.yml` from a fact or a series of
them to its sources, `questions.yml` from a question GPs ask to its article. The facts themselves stand beside the
repository; where they are not to be had, the tests that need them are skipped.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.folder import content_of
from knowledge.model import Article, Reading, Section, SectionKind, Statement
from knowledge.reader import read
from knowledge.yamls import load

HERE = Path(__file__).parent
FACTS = HERE.parents[2] / "shared" / "facts"
SERIES = ("P1", "P2", "G", "L1", "L2", "X")
SAYS = re.compile(
    r"\b(?:said|says|wrote|writes|reported|reports|warned|warns|told|noted|held|argued|expected|called|asked|found|"
    r"thought|hoped|proposed|advised|named|listed|counted|guidance|plan(?:ned)?|according|view|opinion|expects|wanted|"
    r"described|suggested|saw|put|gave|feared|predicted|believed|recommended|promised|announced|judged|counts)\b",
    re.IGNORECASE,
)
"""Words by which a passage says that somebody says something."""

needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="The facts are not beside this checkout.")


def rows(name: str) -> Any:
    return load((HERE / name).read_text())


@cache
def content() -> Reading:
    return read(content_of(HERE.parents[1] / "faq")[0])


@cache
def passages() -> Mapping[str, tuple[Article, Section]]:
    return {article.passage_id(each): (article, each) for article in content().articles for each in article.sections}


@cache
def trace() -> Mapping[str, Any]:
    return rows("trace.yml")


def carried() -> list[tuple[str, str]]:
    """Every fact with each passage that carries it."""
    return [(fact, passage) for fact, found in trace().items() if isinstance(found, list) for passage in found]


@cache
def facts(name: str, key: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(load((FACTS / name).read_text())[key])


def claims() -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in facts("claims.yml", "claims")}


def sources_of(fact: str) -> set[str]:
    known = rows("fact_sources.yml")
    return set(known.get(fact) or known[fact.partition("-")[0]])


def statements(section: Section) -> list[Statement]:
    return [item for item in section.items if isinstance(item, Statement)]


def cited(section: Section) -> set[str]:
    return {citation.source for item in statements(section) for citation in item.citations}


def of_sources(section: Section, keys: set[str]) -> str:
    """What the passage says on the word of these sources."""
    return " ".join(item.text for item in statements(section) if keys & {each.source for each in item.citations})


def test_every_passage_of_the_trace_is_there() -> None:
    assert [pair for pair in carried() if pair[1] not in passages()] == []


def test_a_passage_cites_the_source_of_the_fact_that_it_carries() -> None:
    facts_only = [pair for pair in carried() if pair[0].partition("-")[0] in SERIES]
    assert len(facts_only) > 500
    assert [pair for pair in facts_only if not sources_of(pair[0]) & cited(passages()[pair[1]][1])] == []


def test_what_is_excused_has_a_reason() -> None:
    excused = {fact: found for fact, found in trace().items() if not isinstance(found, list)}
    assert [fact for fact, found in excused.items() if len(found["reason"].split()) < 3] == []


def test_a_conflict_is_carried_by_an_article_that_shows_more_than_one_side() -> None:
    one_sided = {fact for fact in trace() if fact.startswith("CF-")}
    for fact, passage in carried():
        article = passages()[passage][0]
        beside = [
            passages()[other][1] for known, other in carried() if known == fact and passages()[other][0] is article
        ]
        if sum(len(statements(each)) for each in beside) > 1 and len(set().union(*map(cited, beside))) > 1:
            one_sided.discard(fact)
    assert one_sided == set()


def test_every_source_of_a_fact_is_in_the_list_of_sources() -> None:
    named = {key for keys in rows("fact_sources.yml").values() for key in keys}
    assert named - set(content().sources) == set()


def test_what_has_no_source_or_was_withdrawn_is_not_carried() -> None:
    assert [fact for fact, _ in carried() if fact.startswith("U-") or fact == "X-21"] == []


def test_each_question_has_an_article() -> None:
    questions = rows("questions.yml")
    assert len(questions) >= 138
    known = {article.id: article for article in content().articles}
    assert {question: article for question, article in questions.items() if article not in known} == {}


@needs_facts
class TestAgainstTheFacts:
    """What can only be told with the facts at hand."""

    def test_every_fact_is_carried_or_excused(self) -> None:
        wanted = {row["id"] for row in facts("later_facts.yml", "facts")} | set(claims())
        wanted |= {row["id"] for row in facts("conflicts.yml", "conflicts")}
        wanted |= {row["id"] for row in facts("changes.yml", "changes")}
        wanted |= {f"TERM:{row['term']}" for row in facts("glossary.yml", "glossary")}
        wanted |= {f"T:{row['when']}" for row in facts("timeline.yml", "timeline")}
        assert wanted - set(trace()) == set()

    def test_what_was_withdrawn_is_not_carried(self) -> None:
        withdrawn = {row["id"] for row in facts("later_facts.yml", "facts") if row.get("withdrawn")}
        withdrawn |= {row["id"] for row in facts("unsourced.yml", "unsourced")}
        assert [fact for fact, _ in carried() if fact in withdrawn] == []

    def test_where_a_fact_is_not_certain_the_passage_names_who_says_it(self) -> None:
        nameless = [(fact, passage) for fact, passage in carried() if fact in claims() and not _named(fact, passage)]
        assert nameless == []

    def test_what_is_no_longer_so_never_stands_alone(self) -> None:
        alone = [(fact, passage) for fact, passage in carried() if fact in claims() and not _followed(fact, passage)]
        assert alone == []

    def test_every_question_is_in_the_list(self) -> None:
        asked = {row["id"] for row in facts("questions.yml", "questions")}
        assert asked - set(rows("questions.yml")) == set()

    def test_a_question_that_no_source_answers_has_an_article_that_says_so(self) -> None:
        known = {article.id: article for article in content().articles}
        uncovered = [row["id"] for row in facts("questions.yml", "questions") if row["cov"] == "none"]
        silent = [question for question in uncovered if not _admits(known[rows("questions.yml")[question]])]
        assert silent == []


def _named(fact: str, passage: str) -> bool:
    row = claims()[fact]
    if row["hedge"] == "certain":
        return True
    said = of_sources(passages()[passage][1], sources_of(fact))
    publishers = " ".join(content().sources[key].publisher for key in sources_of(fact))
    speakers = set(re.findall(r"[A-Za-z&]{3,}", f"{row['who']} {publishers}".lower()))
    return bool(SAYS.search(said) or speakers & set(re.findall(r"[A-Za-z&]{3,}", said.lower())))


def _followed(fact: str, passage: str) -> bool:
    row = claims()[fact]
    if row["now"] == "current":
        return True
    article, section = passages()[passage]
    if article.still_true or article.of_kind(SectionKind.SINCE, SectionKind.DISAGREE, SectionKind.NOT_SETTLED):
        return True
    later = [each for each in (content().sources[key] for key in cited(section)) if (each.year or 0) > 2018]
    beside = {found for found, where in carried() if passages()[where][0] is article}
    return bool(later or beside & set(row.get("see") or ()))


def _admits(article: Article) -> bool:
    return "not say" in " ".join(section.text for section in article.sections)
