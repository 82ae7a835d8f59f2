"""The last look at an answer: approved words only, and no claim under a refusal."""

from __future__ import annotations

from assistant.answering.draft import Draft
from assistant.answering.replies import reply_answer
from assistant.model import Answer, Statement, Status


def verify(answer: Answer, draft: Draft) -> Answer:
    """The answer, or a failure when something in it does not stand in the release as it is shown."""
    approved = draft.library.approved
    if all(_stands(item, approved) for item in answer.statements(folded=True)):
        return answer
    return reply_answer(draft.library, "failed", Status.FAILED, draft.asked.text)


def _stands(statement: Statement, approved: frozenset[Statement]) -> bool:
    return statement in approved
