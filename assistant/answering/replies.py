"""Makes the answers that say nothing about the subject: fixed replies in an editor's words."""

from __future__ import annotations

from assistant.model import Answer, ArticleRef, Block, Notice, Part, SectionKind, Status, Suggestion
from knowledge.library import Library

_LAST_RESORT = "I can't answer that just now. Please try again, or ask your LMC."


def reply_answer(
    library: Library,
    kind: str,
    status: Status,
    question: str = "",
    articles: tuple[ArticleRef, ...] = (),
    suggestions: tuple[Suggestion, ...] = (),
) -> Answer:
    """The fixed reply of that kind as an answer; `articles` are links to read, not claims."""
    reply = library.reply(kind)
    items = reply.items if reply else (Notice(_LAST_RESORT, _LAST_RESORT),)
    part = Part("", SectionKind.ORDINARY, items)
    return Answer(
        status=status,
        blocks=(Block(question, status, (part,)),),
        articles=articles,
        suggestions=suggestions,
        reply=kind,
    )
