"""What of an article is shown open: the lead, what is near the question, and no more than there is room for."""

from __future__ import annotations

from fakes.faq_files import article, small_content

from assistant.answering.compose import FIRST_WORDS, NEXT_WORDS
from assistant.answering.draft import Draft
from assistant.answering.pipeline import answer
from assistant.model import Asked, Block
from knowledge.library import Library
from knowledge.release import Release

PATH, QUESTION = "workload/home-visits.md", "Who does home visits in an ACO?"
ASKED = "Do nurses make home visits with a bicycle?"
BICYCLE = "The practice pays for the bicycle on home visits."
FOLLOWED = "Nothing followed. " + "The years went by and nothing followed. " * (FIRST_WORDS // 7)


def blocks(bicycle: str, asked: str = ASKED) -> tuple[Block, ...]:
    """What is shown where what followed alone takes all the room of the first article."""
    sections = f"\n## Bicycles\n{bicycle} [^si-2019-248]\n\n## Since then\n- {FOLLOWED} [^si-2019-248]\n\n## Also asked"
    text = article(QUESTION, "Our nurses do the home visits in an ACO.").decode().replace("\n## Also asked", sections)
    made, _ = answer(Draft(Asked(asked, "key"), Library(Release.build(small_content() | {PATH: text.encode()}))))
    return made.blocks


def folded(shown: tuple[Block, ...]) -> list[str]:
    return [part.heading for block in shown for part in block.parts if part.folded]


def test_a_short_passage_near_the_question_is_shown_although_the_room_is_taken() -> None:
    assert folded(blocks(BICYCLE)) == []


def test_a_long_one_is_folded() -> None:
    assert folded(blocks(" ".join([BICYCLE] * (NEXT_WORDS // 8)))) == ["Bicycles"]


def test_so_is_a_short_one_that_is_not_near() -> None:
    assert folded(blocks(BICYCLE, asked="who does home visits in an ACO?")) == ["Bicycles"]


def test_so_is_any_where_several_questions_share_the_room() -> None:
    shown = blocks(BICYCLE, asked=f"{ASKED} Who owns our surgery building?")
    assert len(shown) == 2
    assert folded(shown) == ["Bicycles"]


UNSETTLED = (
    f"{BICYCLE} [^si-2019-248]\n\n## Not settled\nWhether lamps are lent is open. [^none]\n\n## Bells\nA bell is lent."
)


def test_what_is_not_settled_is_folded_where_there_is_no_room() -> None:
    assert "Not settled" in folded(blocks(UNSETTLED))


def test_it_is_open_where_the_question_is_after_it() -> None:
    assert "Not settled" not in folded(blocks(UNSETTLED, asked="Are lamps lent?"))
