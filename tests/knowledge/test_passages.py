"""Wordings that ask for one passage of an article lead to it."""

from __future__ import annotations

from fakes.encoder import HashingEncoder
from fakes.faq_files import article, small_content

from knowledge.article_file import read_article
from knowledge.library import Library
from knowledge.reader import read
from knowledge.release import Release
from knowledge.searching import Search

PATH, ARTICLE = "workload/home-visits.md", "workload/home-visits"
SECTIONS = """
## Cars
The practice lends a car. [^si-2019-248]

## Prizes
The trust lends a hand. [^si-2019-248]

## Also asked"""
GROUPS = """
## Also asked: Prizes
- do the keenest visitors win a golden wheel
- is there a golden wheel to be had

## Also asked: Answer
- are nurses sent out → yes
"""


def written(groups: str = GROUPS) -> dict[str, bytes]:
    text = article("Who does home visits?", "Our nurses do them.").decode().replace("\n## Also asked", SECTIONS)
    return small_content() | {PATH: f"{text}{groups}".encode()}


def passages(library: Library, text: str) -> list[str]:
    """The passages of the article, the one that is after the question first."""
    return [hit.passage.partition("#")[2] for hit in library.search(text).hits if hit.article == ARTICLE]


def test_wordings_stand_under_the_passage_that_they_ask_for() -> None:
    read_one = next(each for each in read(written()).articles if each.id == ARTICLE)
    assert [(each.text, each.passage) for each in read_one.wordings] == [
        ("who does home visits?", ""),
        ("do the keenest visitors win a golden wheel", "prizes"),
        ("is there a golden wheel to be had", "prizes"),
        ("are nurses sent out", "answer"),
    ]


def test_a_passage_that_is_not_there_is_told_with_its_line_and_what_there_is() -> None:
    text = written("\n## Also asked: Priezs\n- a wheel?\n")[PATH].decode()
    broken, findings = read_article(PATH, text, read(written()).sources)
    assert broken is None
    line = text.split("\n").index("## Also asked: Priezs") + 1
    assert [(each.line, each.message) for each in findings if each.rule == "wordings"] == [
        (line, "After 'Also asked:' stands a heading of this article: Answer, Cars, Prizes.")
    ]


def test_the_passage_that_the_nearest_wordings_ask_for_comes_first() -> None:
    asked = "does the practice hand out a golden wheel?"
    without = Library(Release.build(written(""), HashingEncoder()))
    assert passages(without, asked)[0] == "cars"
    assert passages(Library(Release.build(written(), HashingEncoder())), asked)[0] == "prizes"


def test_so_it_does_where_the_question_leans_on_what_was_said_before() -> None:
    library = Library(Release.build(written(), HashingEncoder()))
    hits = library.search_all((Search("a golden wheel?", "home visits"),))[0].hits
    assert next(hit.passage for hit in hits if hit.article == ARTICLE) == f"{ARTICLE}#prizes"


def test_without_an_encoder_passages_go_by_their_words() -> None:
    assert passages(Library(Release.build(written())), "who lends a hand?")[0] == "prizes"
