from __future__ import annotations
from assistant.answering.draft import Draft
from assistant.model import Answer


def screen(draft: Draft) -> Draft | Answer:
    return draft
