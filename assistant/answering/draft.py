"""What the steps know so far of one message. Each step hands on a fuller draft."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model import Asked, Block, Circumstances, Turn
from knowledge.library import Library, Trust
from knowledge.model import SearchResult


@dataclass(frozen=True, slots=True)
class Understood:
    """One question of the message as it is read.

    `text` is what the GP typed for it, `search` what is looked for, `about` what the conversation it
    leans on was about. `level`, `levels` and `models` are those the question names, `level` only where it
    names no other; `compares` when it asks for a difference between them, and `side_by_side` says what it wants of
    each, the "levels" or the "models". `follows` are the articles of
    the turn it leans on, and `corrects` says that they were not meant. With `of_story` `about` is a sentence of the
    same message; `aside` marks one that is only looked up in case it is the one that matters.
    """

    text: str
    search: str
    about: str = ""
    of_story: bool = False
    aside: bool = False
    level: str = ""
    levels: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    compares: bool = False
    side_by_side: str = ""
    yes_no: bool = False
    follows: tuple[str, ...] = ()
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What was found for one question, and how far it can be trusted."""

    question: Understood
    result: SearchResult
    trust: Trust

    @property
    def confidence(self) -> float:
        """The chance, 0 to 1, that the best article answers."""
        return self.trust.right

    @property
    def answers(self) -> bool:
        """Whether there is something to answer from."""
        return self.trust.answers and bool(self.result.hits)


@dataclass(frozen=True, slots=True)
class Draft:
    """One message on its way to an answer."""

    asked: Asked
    library: Library
    earlier: tuple[Turn, ...] = ()
    circumstances: Circumstances = Circumstances()
    questions: tuple[Understood, ...] = ()
    looks: tuple[Look, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
