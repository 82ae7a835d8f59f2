"""What became of words that were shown: found exactly, turn by turn and session by session."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, PREMISES, a_desk, a_follower, article, lay_out, small_content

from assistant.desk import Desk
from assistant.editorial.model import Published
from assistant.editorial.since import Since
from assistant.model import Turn
from assistant.store.record import open_store
from knowledge.model import Statement
from knowledge.reader import Content, read
from knowledge.release import content_hash

KEEP, ENDED, OWN = "You keep your GMS contract.", "It is not ended by joining.", "Your building stays your own."
FIRST = small_content() | {CONTRACT[0]: article(CONTRACT[1], KEEP, ENDED)}
RENAMED = article(CONTRACT[1], KEEP).replace(b"was: []", b"was: [contract/our-contract]")
HISTORY = (
    FIRST,
    FIRST | {CONTRACT[0]: article(CONTRACT[1], KEEP)},
    FIRST | {CONTRACT[0]: article(CONTRACT[1], KEEP), PENSION[0]: article(PENSION[1], "It goes on.", ENDED)},
    FIRST,
    FIRST | {PREMISES[0]: article(PREMISES[1], "The building is yours.")},
    {path: data for path, data in FIRST.items() if path != CONTRACT[0]} | {"contract/kept.md": RENAMED},
)
"""Words go, come back elsewhere and in their place, are put otherwise, and move to another article."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    follower = a_follower(lay_out(tmp_path / "faq", FIRST), tmp_path / "var", store, FIRST)
    follower.step()
    desk = a_desk(follower, store)
    yield desk
    desk.close()


def go_live(desk: Desk, content: Content) -> None:
    number = desk._store.live_release().number + 1
    at = desk._clock.now().isoformat(timespec="microseconds").replace("+00:00", "Z")
    desk._store.publish(Published(number, content_hash(content), at, "ada", "Ada", "Better"), content)
    desk._shelf.put(content)


def ask(desk: Desk, *questions: str) -> Turn:
    session, _ = desk.open_session()
    return [desk.ask(session, question, key=question) for question in questions][-1]


def stated(content: Content) -> set[str]:
    items = (item for each in read(content).articles for section in each.sections for item in section.items)
    return {item.text for item in items if isinstance(item, Statement)}


def shown(turn: Turn) -> set[str]:
    return {statement.text for statement in turn.answer.statements(folded=True)}


def became(desk: Desk, turn: Turn) -> tuple[Since, ...]:
    return desk.editorial.freshness.since(turn, desk.library)


def words(since: Since, *changes: str) -> str:
    return "".join(piece.text for each in since.sections for piece in each.pieces if piece.change in changes)


def test_through_many_releases_the_sessions_shown_older_words_are_those_that_a_look_at_every_turn_finds(desk):
    for number, content in enumerate(HISTORY):
        if number:
            go_live(desk, content)
        for questions in ((CONTRACT[1],), (PENSION[1], PREMISES[1]), (PREMISES[1],)):
            ask(desk, *questions)
    releases = desk._store.releases(100, 100)[::-1]
    turns = list(desk._store.all_turns())
    found = {each.release.number: each for each in desk.editorial.freshness.changes(100)}
    counted = 0
    for (old, before), (new, after) in pairwise(zip(releases, HISTORY, strict=True)):
        for change in found[new.number].answers:
            gone = {text for text in change.removed if text not in stated(after)}
            assert gone <= stated(before)
            by_hand = {turn.session for turn in turns for text in gone & shown(turn) if _before(turn, text, new, desk)}
            assert desk.editorial.freshness.sessions(change) == by_hand, (old, new)
            counted += len(by_hand)
    assert counted > 4
    outdated = {turn.session for turn in turns if shown(turn) - stated(HISTORY[-1])}
    assert desk.editorial.freshness.outdated_sessions(desk.library) == len(outdated) > 0
    assert {turn.session for turn in turns if became(desk, turn)} == outdated


def _before(turn: Turn, text: str, change: Published, desk: Desk) -> bool:
    """Whether a turn was answered before the first later release that states the text again."""
    again = (
        release.at
        for release, content in zip(desk._store.releases(100, 100)[::-1], HISTORY, strict=True)
        if release.number > change.number and text in stated(content)
    )
    return turn.at < next(again, "9999")


def test_who_was_shown_an_answer_is_told_what_stood_there_what_stands_there_now_and_both_dates(desk):
    turn = ask(desk, CONTRACT[1])
    assert became(desk, turn) == ()
    go_live(desk, FIRST | {CONTRACT[0]: article(CONTRACT[1], "You hold your GMS contract.", ENDED, "That is law.")})
    (since,) = became(desk, turn)
    assert (since.article, since.question, since.shown) == ("contract/our-contract", CONTRACT[1], turn.at)
    assert since.changed == desk._store.live_release().at
    assert words(since, "removed", "same").split() == f"{KEEP} {ENDED}".split()
    assert words(since, "added", "same").split() == f"You hold your GMS contract. {ENDED} That is law.".split()
    assert words(since, "removed").split() == ["keep"]


def test_an_answer_to_which_words_were_only_added_still_stands(desk):
    turn = ask(desk, CONTRACT[1])
    go_live(desk, FIRST | {CONTRACT[0]: article(CONTRACT[1], KEEP, ENDED, "That is law.")})
    assert became(desk, turn) == ()


def test_an_article_that_is_gone_or_has_another_name_is_told_of_as_well(desk):
    contract, building = ask(desk, CONTRACT[1]), ask(desk, PREMISES[1])
    go_live(desk, {path: data for path, data in HISTORY[-1].items() if path not in (PREMISES[0], "pinned.yml")})
    assert became(desk, contract)[0].article == "contract/kept"
    (gone,) = became(desk, building)
    assert (gone.article, gone.question) == ("", PREMISES[1])
    assert gone.changed == desk._store.live_release().at
    assert words(gone, "removed").strip() == OWN
    assert words(gone, "added", "same").strip() == ""
