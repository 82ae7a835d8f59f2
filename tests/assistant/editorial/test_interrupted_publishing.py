"""A publication that is killed at any step, or meets a full disk, leaves the old release or the new one whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, a_clock, a_follower, article, lay_out, small_content
from fakes.full_disk import files_may_not_grow_beyond

from assistant.accounts.model import Person, State
from assistant.accounts.permissions import Role
from assistant.desk import answer_once
from assistant.editorial.door import Editorial
from assistant.editorial.model import Draft, DraftState
from assistant.errors import StoreUnavailable
from assistant.store.engine import Params, Row, T, Transaction
from assistant.store.record import Record, open_store
from assistant.store.sqlite_engine import SqliteEngine
from knowledge.release import content_hash

ADA = Person("ada", "ada@example.nhs.uk", "Ada", frozenset({Role.EDITOR}), State.ACTIVE, "")
BOB = replace(ADA, id="bob", name="Bob")
OLD = small_content()
NEW = OLD | {CONTRACT[0]: article(CONTRACT[1], "You keep your GMS contract for ever.")}
STEPS = 17


class Steps:
    """A transaction that counts every row it is about to write."""

    def __init__(self, transaction: Transaction, step: Callable[[], None]) -> None:
        self._transaction = transaction
        self._step = step

    def run(self, sql: str, params: Params) -> list[Row]:
        self._step()
        return self._transaction.run(sql, params)

    def run_many(self, sql: str, rows: Iterable[Params]) -> None:
        for row in rows:
            self.run(sql, row)


class Mortal(SqliteEngine):
    """The real engine, which kills its process at the nth step of a write: before a row, the commit or the answer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.dies_at = -1

    def write(self, work: Callable[[Transaction], T], *, repeatable: bool = False) -> T:
        if self.dies_at < 0:
            return super().write(work, repeatable=repeatable)

        def stepwise(transaction: Transaction) -> T:
            result = work(Steps(transaction, self._step))
            self._step()
            return result

        result = super().write(stepwise, repeatable=repeatable)
        self._step()
        return result

    def _step(self) -> None:
        if self.dies_at == 0:
            os.kill(os.getpid(), 9)
        self.dies_at -= 1


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Mortal]:
    engine = Mortal(tmp_path / "record.db")
    yield engine
    engine.close()


@pytest.fixture
def editorial(engine: Mortal, tmp_path: Path) -> Editorial:
    """Over a record whose first release came from the folder."""
    store = Record(engine)
    store.migrate()
    follower = a_follower(lay_out(tmp_path / "faq", OLD), tmp_path / "var", store)
    follower.step()
    return Editorial(store, follower._shelf, answer_once, a_clock(), follower=follower)


@pytest.fixture
def draft(editorial: Editorial) -> Draft:
    begun = editorial.drafts.begin(ADA, CONTRACT[0], NEW[CONTRACT[0]].decode())
    submitted = editorial.drafts.submit(ADA, begun.id, begun.version)
    return editorial.drafts.approve(BOB, begun.id, submitted.version)


def killed_at(step: int, engine: Mortal, editorial: Editorial, draft: Draft) -> bool:
    """Publishes in a child that dies at its nth step; says whether it came that far."""
    engine.close()
    child = os.fork()
    if not child:
        engine.dies_at = step
        editorial.publish(BOB, draft.id, draft.version)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@contextmanager
def a_new_process(folder: Path) -> Iterator[tuple[Record, Editorial]]:
    store = open_store(f"sqlite:///{folder}/record.db")
    follower = a_follower(folder / "faq", folder / "var", store)
    for _ in range(3):
        follower.step()
    yield store, Editorial(store, follower._shelf, answer_once, a_clock(), follower=follower)
    store.close()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("step", range(STEPS))
def test_killed_at_any_step_the_next_process_finds_the_old_release_and_the_draft_or_the_new_one(
    engine, editorial, draft, tmp_path, step
):
    assert killed_at(step, engine, editorial, draft)
    with a_new_process(tmp_path) as (store, again):
        live, now = store.live_release(), again.drafts.draft(draft.id)
        done = step == STEPS - 1
        assert store.release_content(live.hash) == (NEW if done else OLD)
        assert (live.number, now.state) == ((2, DraftState.PUBLISHED) if done else (1, DraftState.APPROVED))
        assert now.text.encode() == NEW[CONTRACT[0]]
        assert store.release_content(content_hash(NEW)) == (NEW if done else {})
        assert [event.what for event in again.drafts.history(draft.id)].count("published") == int(done)
        assert again.library.release_hash == live.hash
        if not done:
            again.publish(BOB, draft.id, draft.version)
        again.follower.step()
        assert (tmp_path / "faq" / CONTRACT[0]).read_bytes() == NEW[CONTRACT[0]]
        assert again.library.release_hash == content_hash(NEW)
        assert again.told.problems == ()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_there_are_no_more_steps_than_were_killed_at(engine, editorial, draft):
    assert not killed_at(STEPS, engine, editorial, draft)


def test_on_a_full_disk_nothing_is_published_and_nothing_lost_and_later_it_can_be(editorial, draft):
    with files_may_not_grow_beyond(4096):
        with pytest.raises(StoreUnavailable, match=r"record\.db"):
            editorial.publish(BOB, draft.id, draft.version)
        assert editorial.library.release_hash == content_hash(OLD)
        assert editorial.drafts.draft(draft.id) == draft
        assert editorial.releases()[0].number == 1
        editorial.drafts.see(ADA, draft.id)
    assert editorial.publish(BOB, draft.id, draft.version).number == 2
    assert editorial.library.release_hash == content_hash(NEW)
