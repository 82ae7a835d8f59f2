"""Makes an answer of a fixed reply: notices alone, no statement and so no citation."""

from __future__ import annotations

from assistant.model import Answer, Block, Part, Status
from knowledge.library import Library
from knowledge.model import Notice, SectionKind

_WITHOUT_REPLY = (Notice("I can't answer that.", "<p>I can't answer that.</p>"),)
"""What stands in for a reply that the content does not hold: content may be broken, an answer may not."""


def reply_answer(library: Library, kind: str, status: Status, question: str = "") -> Answer:
    """The fixed reply of that kind as an answer of that status; `question` is what its block is headed by."""
    reply = library.reply(kind)
    part = Part(heading="", kind=SectionKind.ORDINARY, items=reply.items if reply else _WITHOUT_REPLY)
    return Answer(status=status, blocks=(Block(question, status, (part,)),), reply=kind)
