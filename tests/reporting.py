"""A desk over a record of its own, with people who may sign in, questions that were asked and concerns raised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from concerns import a_change, a_concern
from conversations import a_session, a_turn, an_answer
from fakes.accounts import CHEAP, PASSWORD, let_in

from assistant.accounts.door import Accounts
from assistant.accounts.permissions import Role
from assistant.clock import Clock
from assistant.desk import Desk, open_desk
from assistant.engagement.commitments import CommitmentForm
from assistant.engagement.concerns import State, Update
from assistant.engagement.register import OpenQuestion, QuestionForm
from assistant.model import Answer, Feedback, Status, Useful
from assistant.settings import Settings
from assistant.store.ports import Store

LEAD = "lead@example.nhs.uk"
EDITOR = "editor@example.nhs.uk"

__all__ = ["EDITOR", "LEAD", "PASSWORD", "desk_with_people", "record_of", "with_history", "with_register"]


def desk_with_people(folder: Path, clock: Clock | None = None) -> tuple[Settings, Desk]:
    """A desk over SQLite and the content that comes along, with a lead and an editor whose password is PASSWORD."""
    settings = Settings(
        data_dir=folder, secret="a secret for tests, 32 characters", encoder="off", organisation="Anytown"
    )
    desk = open_desk(settings, clock)
    desk.accounts = Accounts.over(record_of(desk), clock or Clock(), CHEAP)
    let_in(desk.accounts, LEAD, Role.LEAD, name="Lena Lead")
    let_in(desk.accounts, EDITOR, Role.EDITOR)
    return settings, desk


def record_of(desk: Desk) -> Store:
    """The record behind a desk, to put into it what cannot be put by asking."""
    return desk._store


def with_register(desk: Desk) -> OpenQuestion:
    """An open question, and a promise that is overdue."""
    reporting = desk.reporting
    reporting.commitments.add(
        CommitmentForm(
            "We publish the draft contract before anybody has to sign.", "contract", "Programme director",
            "2026-03-12", "2026-06-30", "Letter of 12 March to all practices",
        )
    )  # fmt: skip
    form = QuestionForm(
        "Who pays for our car park under the new contract?", "premises", "ICB estates lead", "2027-01-31"
    )
    return reporting.register.add(form, desk.library.has)


def with_history(desk: Desk, days: tuple[str, ...]) -> None:
    """On each of the days six questions, two of them without an answer, one of those said not to be useful; a concern
    that was acknowledged two days later and answered ten days later."""
    store = record_of(desk)
    for day in days:
        session = a_session(id=str(uuid4()), created=f"{day}T09:00:00.000000Z")
        store.open_session(session)
        for number in range(6):
            answer = an_answer()
            if number < 2:
                answer = Answer(Status.CLOSEST_ONLY, (), answer.articles, topics=("premises",))
            turn = a_turn(session.id, at=f"{day}T09:0{number}:00.000000Z", answer=answer)
            store.add_turn(turn)
        store.set_feedback(session.id, Feedback(turn.id, Useful.NO, "=1+1", turn.at))
        _raise_concern(store, day)


def _raise_concern(store: Store, day: str) -> None:
    concern = a_concern(at=f"{day}T10:00:00.000000Z", words="=HYPERLINK(1) Will our list be taken over?")
    store.add_concern(concern, a_change(concern, at=concern.at))
    for later, state in ((2, State.ACKNOWLEDGED), (10, State.ANSWERED)):
        at = f"{date.fromisoformat(day) + timedelta(days=later)}T10:00:00.000000Z"
        change = a_change(concern, "state", at=at, before=concern.state.value, after=state.value)
        (concern,) = store.keep(Update(replace(concern, state=state), (change,)))
