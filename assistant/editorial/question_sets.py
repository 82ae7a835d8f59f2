"""Reads sets of questions with what is expected of the answer: our YAML, or one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from assistant.model import Status
from knowledge.yamls import YamlFault, load

_REFUSALS = frozenset({"decline", "refuse", "chat", "signpost"})
_THEIRS = {"expect", "gold", "answerable"}
_STATES = tuple(status.value for status in Status if status.may_state)
_UNANSWERED = tuple(status.value for status in Status if not status.answered and status is not Status.FAILED)
_ANY = tuple(status.value for status in Status if status is not Status.FAILED)


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is expected of its answer. What is empty is not looked at.

    `context` are the questions asked before, oldest first. `status` are the statuses that are right. Each list in
    `articles` must be met by an article that is shown, each list in `gold` by an expression that the shown text
    matches, and no expression of `must_not` may match. `begins` is the word the answer begins with.
    """

    question: str
    kind: str
    context: tuple[str, ...] = ()
    topic: str = ""
    status: tuple[str, ...] = _STATES
    articles: tuple[tuple[str, ...], ...] = ()
    gold: tuple[tuple[re.Pattern[str], ...], ...] = ()
    must_not: tuple[re.Pattern[str], ...] = ()
    begins: str = ""

    @property
    def key(self) -> str:
        """What this case is called in a saved run."""
        return " » ".join((*self.context, self.question))

    @property
    def wants_answer(self) -> bool:
        """Whether only an answer is right, so that a refusal is a false one."""
        return set(self.status) <= set(_STATES) and any(Status(status).answered for status in self.status)

    @property
    def wants_refusal(self) -> bool:
        """Whether only a refusal is right."""
        return not any(Status(status).answered for status in self.status)


def read_set(path: Path) -> tuple[Case, ...]:
    """The cases of a file; its name is their kind where they do not give one. Raises BadInput."""
    try:
        rows = _rows(path)
        return tuple(_case(row, path.stem) for row in rows)
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, re.error, YamlFault) as error:
        raise BadInput("questions", f"{path.name} cannot be read as a question set: {error}") from error


def _rows(path: Path) -> list[Mapping[str, Any]]:
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return list(load(text))


def _case(row: Mapping[str, Any], kind: str) -> Case:
    case = Case(
        question=row["question"],
        kind=str(row.get("kind") or kind),
        context=tuple(row.get("context") or ()),
        must_not=_patterns(row.get("must_not") or ()),
    )
    return _as_measured(case, row) if _THEIRS & row.keys() else _as_ours(case, row)


def _as_ours(case: Case, row: Mapping[str, Any]) -> Case:
    either = tuple(row.get("article") or ())
    articles = ((either,) if either else ()) + tuple(tuple(each) for each in row.get("each") or ())
    topic = str(row.get("topic") or (articles[0][0].partition("/")[0] if articles else ""))
    status = tuple(Status(each).value for each in row.get("status") or ()) or _STATES
    gold = tuple(_patterns((says,)) for says in row.get("says") or ())
    return replace(case, topic=topic, status=status, articles=articles, gold=gold, begins=str(row.get("begins") or ""))


def _as_measured(case: Case, row: Mapping[str, Any]) -> Case:
    """A case of a set written by others: facts in place of articles, an expectation in place of a status."""
    topic = str(row.get("category") or "")
    expect = row.get("expect") or ("answer" if row.get("answerable", True) else "refuse")
    if expect in _REFUSALS:
        return replace(case, topic=topic, status=_UNANSWERED)
    gold = tuple(_patterns(fact) for fact in row.get("gold") or ())
    return replace(case, topic=topic, status=_ANY if expect == "either" else _STATES, gold=gold)


def _patterns(expressions: Any) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each, re.IGNORECASE) for each in expressions)
