"""Plain sessions, turns and answers for tests that need just one. Without hypothesis, so that processes start fast."""

from __future__ import annotations

from uuid import uuid4

from assistant.model import Answer, ArticleRef, Block, Circumstances, Found, Part, Session, Status, Turn
from knowledge.model import Citation, SectionKind, Statement


def an_answer(text: str = "GMS contracts stay in force.") -> Answer:
    """An answer with one statement, of the article contract/gms."""
    statement = Statement(text, f"<p>{text}</p>", (Citation("pcc", "GPs on board", "PCC", "2018", "2018"),))
    part = Part("", SectionKind.LEAD, (statement,), "contract/gms#lead")
    article = ArticleRef("contract/gms", "What happens to our GMS contract?", "contested")
    block = Block("Is our GMS safe?", Status.ANSWERED, (part,), article)
    return Answer(Status.ANSWERED, (block,), (article,), topics=("contract",))


def a_session(**changes) -> Session:
    """A new session."""
    return Session(**{"id": str(uuid4()), "created": "2026-11-21T10:00:00Z", "expires": "2027-02-19", **changes})


def a_turn(session: str, **changes) -> Turn:
    """A turn not yet kept, with a new id and key."""
    values = {
        "id": str(uuid4()),
        "session": session,
        "key": str(uuid4()),
        "number": 0,
        "at": "2026-11-21T10:00:01Z",
        "release": "abc123",
        "question": "Is our GMS safe?",
        "answer": an_answer(),
        "circumstances": Circumstances(role="partner"),
        "masked": ("phone",),
        "found": Found("gms safe", (("contract/gms#lead", 0.75),), 0.9, ("GMS",)),
        "took_ms": 4.25,
    }
    return Turn(**values | changes)
