"""From a draft to what GPs read: two people, replay, pinned questions, gaps, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, PREMISES, a_desk, a_follower, article, lay_out, small_content

from assistant.accounts.model import Person, State
from assistant.accounts.permissions import Role
from assistant.clock import Clock, iso
from assistant.desk import Desk, answer_once
from assistant.editorial.door import PinsBroken
from assistant.editorial.evaluation import shown_text
from assistant.editorial.freshness import answer_changes
from assistant.editorial.model import Draft, DraftState
from assistant.editorial.replay import Origin
from assistant.editorial.replays import REPLAY
from assistant.errors import BadInput, Conflict, NotAllowed
from assistant.jobs import LEASE
from assistant.model import Asked, Useful
from assistant.store.record import open_store
from knowledge.library import Library
from knowledge.reader import read

ADA = Person("ada", "ada@example.nhs.uk", "Ada", frozenset({Role.EDITOR}), State.ACTIVE, "")
BOB = replace(ADA, id="bob", name="Bob")
CONTENT = small_content() | {
    CONTRACT[0]: article(CONTRACT[1], "You keep your GMS contract.", "It is not ended by joining.")
}
NEW = article(CONTRACT[1], "You keep your GMS contract.").decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = open_store(f"sqlite:///{tmp_path}/record.db")
    store.migrate()
    follower = a_follower(lay_out(tmp_path / "faq", CONTENT), tmp_path / "var", store, CONTENT)
    follower.step()
    desk = a_desk(follower, store)
    yield desk
    desk.close()


def ask(desk: Desk, *questions: str, sessions: int = 1) -> None:
    for _ in range(sessions):
        session, _token = desk.open_session()
        for n, question in enumerate(questions):
            desk.ask(session, question, key=str(n))


def a_draft(desk: Desk, path: str = CONTRACT[0], text: str = NEW) -> Draft:
    return desk.editorial.drafts.begin(ADA, path, text)


def approved(desk: Desk, draft: Draft) -> Draft:
    drafts = desk.editorial.drafts
    submitted = drafts.submit(ADA, draft.id, draft.version)
    return drafts.approve(BOB, draft.id, submitted.version)


def test_what_two_people_agree_on_goes_live_and_the_old_words_stay_in_the_old_turn_and_the_history(desk, tmp_path):
    ask(desk, CONTRACT[1])
    draft = approved(desk, a_draft(desk))
    release = desk.editorial.publish(BOB, draft.id, draft.version, "Shorter")
    assert "not ended" not in desk.library.article("contract/our-contract").lead.text
    assert "not ended" in shown_text(next(desk._store.all_turns()).answer)
    history = desk.editorial.history(CONTRACT[0])
    assert [each.number for each, _ in history] == [2, 1]
    assert history[0][0] == release
    for _ in range(3):
        desk.editorial.follower.step()
    assert (tmp_path / "faq" / CONTRACT[0]).read_text() == NEW
    assert desk.editorial.drafts.draft(draft.id).state is DraftState.PUBLISHED


def test_an_author_cannot_approve_nor_publish_what_was_not_approved(desk):
    drafts, draft = desk.editorial.drafts, a_draft(desk)
    submitted = drafts.submit(ADA, draft.id, draft.version)
    with pytest.raises(NotAllowed):
        drafts.approve(ADA, draft.id, submitted.version)
    with pytest.raises(Conflict):
        desk.editorial.publish(ADA, draft.id, submitted.version)
    back = drafts.save(BOB, draft.id, submitted.version, draft.text + "\n- another way to ask?")
    assert back.state is DraftState.DRAFT
    again = drafts.submit(ADA, draft.id, back.version)
    with pytest.raises(NotAllowed):
        drafts.approve(BOB, draft.id, again.version)


def test_on_a_one_person_site_an_author_may_and_the_history_says_so(desk):
    desk.editorial.drafts._one_person = True
    draft = a_draft(desk)
    submitted = desk.editorial.drafts.submit(ADA, draft.id, draft.version)
    desk.editorial.drafts.approve(ADA, draft.id, submitted.version)
    assert "one-person site" in desk.editorial.drafts.history(draft.id)[-1].what


def test_an_approval_does_not_hold_for_words_written_after_it(desk):
    draft = approved(desk, a_draft(desk))
    changed = desk.editorial.drafts.save(BOB, draft.id, draft.version, draft.text.replace("keep", "hold"))
    with pytest.raises(Conflict):
        desk.editorial.publish(BOB, draft.id, changed.version)


def test_of_two_editors_of_one_draft_the_second_is_given_both_versions(desk):
    draft = a_draft(desk)
    theirs = desk.editorial.drafts.save(BOB, draft.id, 1, "Bob's words")
    with pytest.raises(Conflict) as refused:
        desk.editorial.drafts.save(ADA, draft.id, 1, "Ada's words")
    assert refused.value.current == theirs
    assert desk.editorial.drafts.draft(draft.id).text == "Bob's words\n"


def test_a_draft_of_words_that_changed_meanwhile_is_not_published_over_them(desk):
    first, second = a_draft(desk), a_draft(desk, text=NEW.replace("keep", "hold"))
    one = approved(desk, first)
    desk.editorial.publish(BOB, one.id, one.version)
    two = approved(desk, second)
    with pytest.raises(Conflict, match="meanwhile"):
        desk.editorial.publish(BOB, two.id, two.version)
    rebased = desk.editorial.drafts.rebase(ADA, two.id, two.version)
    assert rebased.base == NEW
    again = approved(desk, rebased)
    assert desk.editorial.publish(BOB, again.id, again.version).number == 3


def test_a_text_with_an_error_does_not_go_live(desk):
    draft = approved(desk, a_draft(desk, text=NEW.replace("[^si-2019-248]", "")))
    with pytest.raises(BadInput, match=r"contract/our-contract\.md:11 citation"):
        desk.editorial.publish(BOB, draft.id, draft.version)


def test_a_broken_pinned_question_blocks_until_an_approver_gives_a_reason(desk):
    gone = small_content()[PREMISES[0]].decode().replace("was: []", "was: []\nretired: true")
    draft = approved(desk, a_draft(desk, PREMISES[0], gone))
    with pytest.raises(PinsBroken) as blocked:
        desk.editorial.publish(BOB, draft.id, draft.version)
    assert "Who owns our surgery building?" in blocked.value.broken[0].message
    with pytest.raises(NotAllowed):
        desk.editorial.publish(ADA, draft.id, draft.version, override="I want it")
    release = desk.editorial.publish(BOB, draft.id, draft.version, override="Nobody asks this")
    assert release.override == "Nobody asks this"


def test_a_renamed_article_is_found_under_its_old_id(desk):
    draft = a_draft(desk)
    moved = desk.editorial.drafts.save(ADA, draft.id, 1, draft.text, "contract/keep-our-contract.md")
    ready = approved(desk, moved)
    desk.editorial.publish(BOB, ready.id, ready.version)
    assert desk.library.moved("contract/our-contract") == "contract/keep-our-contract"
    assert not desk.library.has("contract/our-contract")


def test_removing_one_statement_replay_names_exactly_the_questions_that_were_shown_it(desk):
    removed = "It is not ended by joining."
    asked = (CONTRACT[1], "our GMS contract", PENSION[1], "does our contract go on?", "hello", PREMISES[1], "VAT?")
    ask(desk, *asked)
    draft = a_draft(desk)
    desk.editorial.replays.start(draft)
    state = desk.editorial.replays.state(draft)
    named = {each.question.text for each in state.differences if removed in each.lost}
    questions = {*asked, *(pinned.question for pinned in desk.library.pinned), CONTRACT[1].lower()}
    by_hand = {text for text in questions if removed in _all_words(desk, desk.library, text)}
    assert named == by_hand
    assert named
    assert {each.question.origin for each in state.differences} <= set(Origin)
    assert state.done == state.total >= len(questions)
    trial = desk.editorial._trial(draft)
    differing = {text for text in questions if _all_words(desk, desk.library, text) != _all_words(desk, trial, text)}
    assert {each.question.text for each in state.differences} == differing


def _all_words(desk: Desk, library: Library, question: str) -> str:
    answer = answer_once(library, Asked(question, ""))
    folded = " ".join(item.text for part in answer.parts(folded=True) for item in part.items)
    return f"{answer.status} {shown_text(answer)} {folded}"


def test_a_replay_tells_which_pinned_questions_break(desk):
    gone = small_content()[PREMISES[0]].decode().replace("was: []", "was: []\nretired: true")
    draft = a_draft(desk, PREMISES[0], gone)
    desk.editorial.replays.start(draft)
    assert "Who owns our surgery building?" in desk.editorial.replays.state(draft).broken[0]


def test_a_replay_whose_process_died_is_taken_up_by_another(desk):
    ask(desk, CONTRACT[1])
    draft, replays = a_draft(desk), desk.editorial.replays
    replays._aside = lambda _: None
    replays.start(draft)
    now = desk._clock.now()
    assert desk._store.take_job((REPLAY,), iso(now), iso(now + LEASE))
    worker = desk.follow_up.worker
    assert not worker.work_once()
    assert replays.state(draft).running
    later = Clock(now=lambda: now + LEASE + timedelta(seconds=1))
    assert replace(worker, clock=later).work_once()
    assert replays.state(draft).differences


def test_a_replay_of_words_that_were_changed_meanwhile_is_left_out(desk):
    draft, replays = a_draft(desk), desk.editorial.replays
    replays._aside = lambda _: None
    replays.start(draft)
    changed = desk.editorial.drafts.save(ADA, draft.id, draft.version, NEW.replace("keep", "hold"))
    assert desk.follow_up.worker.work_once()
    assert replays.state(changed).done == 0
    replays.start(changed)
    assert desk.follow_up.worker.work_once()
    assert replays.state(changed).done == replays.state(changed).total > 0


def test_a_question_can_be_tried_against_a_draft_and_nothing_of_it_is_kept(desk):
    answer = desk.editorial.try_question(a_draft(desk, text=NEW.replace("keep", "hold")), CONTRACT[1])
    assert "You hold your GMS contract." in shown_text(answer)
    assert list(desk._store.all_turns()) == []


def say_no_use(desk: Desk, question: str) -> None:
    session, _ = desk.open_session()
    desk.give_feedback(session, desk.ask(session, question, key="1").id, Useful.NO)


def test_what_was_of_no_use_is_gathered_and_what_most_people_asked_comes_first(desk):
    say_no_use(desk, PREMISES[1])
    for question in (PENSION[1], "does our NHS pension carry on", "Will my NHS pension carry on?", PENSION[1]):
        say_no_use(desk, question)
    ask(desk, CONTRACT[1])
    pension, building = desk.editorial.gaps.found()
    assert pension.sessions == 4
    assert len(pension.wordings) == 3
    assert pension.nearest[0] == ("pensions/my-pension", PENSION[1])
    assert building.wordings == (PREMISES[1],)


def test_the_sessions_that_were_shown_words_which_have_changed_are_found_exactly(desk):
    ask(desk, CONTRACT[1], sessions=2)
    ask(desk, PENSION[1])
    shown = {t.session for t in desk._store.all_turns() if "It is not ended by joining." in shown_text(t.answer)}
    draft = approved(desk, a_draft(desk))
    desk.editorial.publish(BOB, draft.id, draft.version, "Shorter")
    ((_, changes),) = ((each.release, each.answers) for each in desk.editorial.freshness.changes(10))
    assert [(change.article, change.removed) for change in changes] == [
        ("contract/our-contract", ("It is not ended by joining.",))
    ]
    assert desk.editorial.freshness.sessions(changes[0]) == shown
    assert len(shown) == 2


def test_a_renamed_article_with_the_same_words_has_not_changed():
    before = read(CONTENT)
    moved = CONTENT[CONTRACT[0]].replace(b"was: []", b"was: [contract/our-contract]")
    after = {**CONTENT, "contract/new-name.md": moved}
    del after[CONTRACT[0]]
    assert answer_changes(before, read(after)) == ()


def test_an_earlier_release_can_be_made_live_again(desk):
    draft = approved(desk, a_draft(desk))
    desk.editorial.publish(BOB, draft.id, draft.version)
    with pytest.raises(BadInput):
        desk.editorial.restore(BOB, 1, " ")
    release = desk.editorial.restore(BOB, 1, "It was right")
    assert release.number == 3
    assert "not ended" in desk.library.article("contract/our-contract").sections[0].text
