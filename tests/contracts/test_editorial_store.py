"""What every record promises of releases and drafts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from concerns import a_change, a_concern
from conversations import a_session, a_turn
from fakes.store import FakeStore

from assistant.editorial.model import Draft, DraftEvent, DraftState, Editing, Published
from assistant.engagement.concerns import State, Update
from assistant.errors import Conflict, Unreadable
from assistant.store.answers import statements_shown
from assistant.store.ports import Store
from assistant.store.record import open_store

NOW = "2026-11-21T12:00:00.000000Z"


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "fake":
        kept: Store = FakeStore()
    elif request.param == "sqlite":
        kept = open_store(f"sqlite:///{tmp_path_factory.mktemp('record')}/record.db")
    else:
        kept = open_store(request.getfixturevalue("postgres").new_database())
    kept.migrate()
    yield kept
    kept.close()


def a_release(number: int, **fields: object) -> Published:
    return replace(Published(number, uuid4().hex, NOW, "ada", "Ada", "Better words"), **fields)


def a_draft(**fields: object) -> Draft:
    made = Draft(str(uuid4()), "pay/pay.md", "", "old\n", "new\n", DraftState.DRAFT, 1, ("ada", "bob"), "Ada", NOW, NOW)
    return replace(made, **fields)


def an_event(draft: Draft, what: str = "begun") -> DraftEvent:
    return DraftEvent(str(uuid4()), draft.id, NOW, "ada", "Ada", what, "a note")


def test_before_the_first_release_there_is_none(store):
    assert store.live_release() is None
    assert store.releases(10, 2**31 - 1) == ()
    assert store.release_content("none") == {}
    assert store.texts_of("pay/pay.md") == ()


def test_a_release_is_kept_with_its_files_byte_for_byte(store):
    content = {"pay/pay.md": "\ufeffÜber £5\r\n".encode(), "sources.yml": b""}
    release = a_release(1, override="because")
    store.publish(release, content)
    assert store.live_release() == release
    assert store.release_content(release.hash) == content


def test_the_history_of_a_file_names_the_releases_that_changed_it(store):
    for number, text in enumerate(("one", "one", "two", "", "one"), 1):
        store.publish(a_release(number), {"a.md": text.encode()} if text else {"b.md": b"b"})
    assert [(release.number, text) for release, text in store.texts_of("a.md")] == [
        (1, "one"),
        (3, "two"),
        (4, ""),
        (5, "one"),
    ]
    assert [release.number for release in store.releases(2, 5)] == [4, 3]


def test_an_earlier_content_can_go_live_again(store):
    first, content = a_release(1), {"a.md": b"one"}
    store.publish(first, content)
    store.publish(a_release(2), {"a.md": b"two"})
    store.publish(a_release(3, hash=first.hash), content)
    assert store.live_release().hash == first.hash


def test_of_two_that_publish_at_once_one_goes_live_and_the_other_is_told(store):
    def publish(n: int) -> bool:
        try:
            store.publish(a_release(1), {"a.md": str(n).encode()})
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, range(4))) == [False, False, False, True]
    assert len(store.texts_of("a.md")) == 1


def test_a_release_whose_draft_has_changed_is_not_kept_at_all(store):
    draft = a_draft()
    store.add_draft(draft, an_event(draft))
    store.change_draft(replace(draft, text="other\n"))
    with pytest.raises(Conflict):
        store.publish(a_release(1), {"a.md": b"a"}, (draft, an_event(draft, "published")))
    assert store.live_release() is None


def test_a_draft_keeps_all_that_it_is_given_and_counts_its_changes(store):
    draft = a_draft()
    store.add_draft(draft, an_event(draft))
    assert store.draft(draft.id) == draft
    changed = store.change_draft(replace(draft, state=DraftState.IN_REVIEW, authors=("ada",)), an_event(draft, "sent"))
    assert changed.version == 2
    assert store.draft(draft.id) == changed
    assert {event.what for event in store.draft_events(draft.id)} == {"begun", "sent"}
    assert [each.id for each in store.drafts([DraftState.IN_REVIEW])] == [draft.id]
    assert store.drafts([DraftState.DRAFT]) == ()


def test_a_change_of_an_older_version_is_refused_with_what_there_is_now(store):
    draft = a_draft()
    store.add_draft(draft, an_event(draft))
    theirs = store.change_draft(replace(draft, text="theirs\n"))
    with pytest.raises(Conflict) as refused:
        store.change_draft(replace(draft, text="mine\n"))
    assert refused.value.current == theirs == store.draft(draft.id)


def test_who_has_a_draft_open_is_forgotten_after_a_time(store):
    draft = a_draft()
    store.add_draft(draft, an_event(draft))
    for seen in ("2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z"):
        store.see_draft(draft.id, Editing("ada", "Ada", seen))
    store.see_draft(draft.id, Editing("bob", "Bob", "2026-11-21T11:30:00Z"))
    assert [each.name for each in store.draft_seen(draft.id, "2026-11-21T11:00:00Z")] == ["Ada", "Bob"]
    assert [each.name for each in store.draft_seen(draft.id, "2026-11-21T11:45:00Z")] == ["Ada"]


def test_the_last_replay_of_a_draft_is_kept(store):
    draft = a_draft()
    store.add_draft(draft, an_event(draft))
    assert store.replay(draft.id) is None
    row = {"version": 1, "state": "running", "done": 3, "total": 9, "result": "", "changed": NOW}
    store.set_replay(draft.id, row)
    store.set_replay(draft.id, row | {"done": 4})
    assert store.replay(draft.id) == row | {"done": 4, "draft": draft.id}


def test_what_is_no_text_is_refused_and_nothing_kept(store):
    with pytest.raises(Unreadable):
        store.publish(a_release(1), {"a.md": b"a\0b"})
    assert store.live_release() is None
    draft = a_draft(text="a\0b")
    with pytest.raises(Unreadable):
        store.add_draft(draft, an_event(draft))
    assert store.draft(draft.id) is None


def test_the_sessions_that_were_shown_a_statement_before_a_time_are_found(store):
    times = ("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z")
    turns = []
    for at in times:
        session = a_session()
        store.open_session(session)
        turns.append(store.add_turn(replace(a_turn(session.id), at=at)))
    known = statements_shown(turns[0].answer)
    assert known
    assert store.statements_shown() == known == statements_shown(turns[1].answer)
    sessions = [turn.session for turn in turns]
    assert store.sessions_shown(dict.fromkeys(known, "9999")) == set(sessions)
    assert store.sessions_shown(dict.fromkeys(known, times[1])) == {sessions[0]}
    assert store.sessions_shown({"nothing": "9999"}) == store.sessions_shown({}) == frozenset()


def test_a_draft_knows_the_concerns_that_wait_for_it_until_they_have_an_outcome(record):
    waits, over, other = (record.add_concern(each, a_change(each)) for each in (a_concern(), a_concern(), a_concern()))
    draft = a_draft()
    record.add_draft(draft, an_event(draft), [waits.id, over.id, waits.id, str(uuid4())])
    record.keep(Update(replace(over, state=State.ANSWERED)))
    assert [each.id for each in record.concerns_of_draft(draft.id)] == [waits.id]
    assert record.concerns_of_draft(draft.id)[0].words == waits.words
    assert record.drafts_for_concern(waits.id) == (draft,)
    assert record.drafts_for_concern(other.id) == ()
    assert {waits.id, other.id} <= {each.id for each in record.waiting_concerns(100)}
    assert over.id not in {each.id for each in record.waiting_concerns(100)}
    record.erase_concern(waits.id)
    assert record.concerns_of_draft(draft.id) == ()


def test_once_a_draft_is_published_its_concern_may_be_answered_until_a_lead_chose_an_article(record):
    concern = a_concern()
    concern, draft = record.add_concern(concern, a_change(concern)), a_draft()
    record.add_draft(draft, an_event(draft), [concern.id])
    assert record.answerable_concerns() == frozenset()
    record.change_draft(replace(draft, state=DraftState.PUBLISHED))
    assert record.answerable_concerns() == {concern.id}
    record.keep(Update(replace(concern, article="pay/pay")))
    assert record.answerable_concerns() == frozenset()
    assert record.article_figures()["pay/pay"].concerns == 1
