"""Runs a set of questions through the assistant and counts what came out right, refused and cited."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.editorial.question_sets import Case
from assistant.model import Answer, Turn

MOST_WORDS = 400
"""An answer of more words is not right, whatever it says."""

MOST_WORDS_OF_A_REFUSAL = 150
"""A refusal of more words is not right."""

Ask = Callable[[str, tuple[Turn, ...]], Turn]
"""Answers a question that follows these earlier turns, oldest first; none means a new session."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case. `why` says what was wrong, "" when nothing was; `ms` is milliseconds."""

    case: Case
    status: str
    articles: tuple[str, ...]
    words: int
    citations: int
    ms: float
    why: str

    @property
    def right(self) -> bool:
        """Whether the answer met everything the case expects."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 1 of none at all."""
        return self.hits / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The score interval of Wilson 1927, "Probable Inference", JASA 22, 209-212."""
        if not self.of:
            return 0.0, 1.0
        z, n, share = 1.959964, self.of, self.value
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.of} = {self.value:.3f} ({low:.3f}-{high:.3f})"


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of one evaluation, and the release they came from."""

    release: str
    outcomes: tuple[Outcome, ...]

    @property
    def right(self) -> Share:
        """How many cases came out right."""
        return _right(self.outcomes)

    def by(self, name: Callable[[Case], str]) -> dict[str, Share]:
        """How many came out right in each group of cases, in the alphabet's order."""
        names = sorted({name(outcome.case) for outcome in self.outcomes} - {""})
        return {each: _right(o for o in self.outcomes if name(o.case) == each) for each in names}

    @property
    def false_refusals(self) -> Share:
        """Of the cases that want an answer, those that were given no statement."""
        wanting = [outcome for outcome in self.outcomes if outcome.case.wants_answer]
        return Share(sum(not outcome.citations and outcome.status not in _STATING for outcome in wanting), len(wanting))

    @property
    def refusals_kept(self) -> Share:
        """Of the cases that want a refusal, those that were not answered."""
        wanting = [outcome for outcome in self.outcomes if outcome.case.wants_refusal]
        return Share(sum(outcome.status not in _ANSWERED for outcome in wanting), len(wanting))

    @property
    def cited_refusals(self) -> int:
        """Citations shown under a status that may carry none."""
        return sum(outcome.citations for outcome in self.outcomes if outcome.status not in _STATING)

    @property
    def misses(self) -> tuple[Outcome, ...]:
        """The outcomes that were not right."""
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    def saved(self) -> str:
        """The run as JSON, to be compared with a later one."""
        rows = {o.case.key: {"right": o.right, "status": o.status, "articles": list(o.articles)} for o in self.outcomes}
        return json.dumps({"release": self.release, "outcomes": rows}, ensure_ascii=False, indent=1)


_ANSWERED = frozenset({"answered", "answered_partly", "asked_back"})
_STATING = _ANSWERED | {"unanswered_not_known"}


def evaluate(cases: Sequence[Case], ask: Ask, clock: Callable[[], float] = time.perf_counter) -> Run:
    """Asks every case, its earlier questions first. `clock` gives seconds and times the last question alone."""
    turns = [_asked(case, ask, clock) for case in cases]
    release = turns[0][0].release if turns else ""
    return Run(release, tuple(_outcome(case, *turn) for case, turn in zip(cases, turns, strict=True)))


def _asked(case: Case, ask: Ask, clock: Callable[[], float]) -> tuple[Turn, float]:
    earlier: tuple[Turn, ...] = ()
    for question in case.context:
        earlier += (ask(question, earlier),)
    start = clock()
    turn = ask(case.question, earlier)
    return turn, (clock() - start) * 1000


def _outcome(case: Case, turn: Turn, ms: float) -> Outcome:
    answer, text = turn.answer, shown_text(turn.answer)
    return Outcome(
        case=case,
        status=answer.status.value,
        articles=shown_articles(answer),
        words=len(text.split()),
        citations=sum(len(statement.citations) for statement in answer.statements()),
        ms=ms,
        why=_why_wrong(case, answer, text),
    )


def shown_text(answer: Answer) -> str:
    """The words a GP sees without opening anything: how each answer begins, headings, items."""
    lines: list[str] = []
    for block in answer.blocks:
        lines.append(block.begins)
        for part in block.parts:
            if not part.folded:
                lines += [part.heading, *(item.text for item in part.items)]
    return "\n".join(line for line in lines if line)


def shown_articles(answer: Answer) -> tuple[str, ...]:
    """The articles that an answer states something from, those of its blocks first."""
    if not answer.status.may_state:
        return ()
    of_blocks = [block.article.id for block in answer.blocks if block.article]
    of_parts = [part.passage.partition("#")[0] for part in answer.parts(folded=False) if part.passage]
    return tuple(dict.fromkeys(of_blocks + of_parts))


def _why_wrong(case: Case, answer: Answer, text: str) -> str:
    checks = (_wrong_status, _wrong_article, _wrong_words, _wrong_beginning, _too_long)
    return "; ".join(filter(None, (check(case, answer, text) for check in checks)))


def _wrong_status(case: Case, answer: Answer, _: str) -> str:
    return "" if answer.status.value in case.status else f"status {answer.status.value}"


def _wrong_article(case: Case, answer: Answer, _: str) -> str:
    shown = set(shown_articles(answer))
    missing = [ids[0] for ids in case.articles if shown.isdisjoint(ids)]
    return f"wants {', '.join(missing)}, shows {', '.join(shown_articles(answer)) or 'none'}" if missing else ""


def _wrong_words(case: Case, _: Answer, text: str) -> str:
    missing = [fact for fact in case.gold if not _any(fact, text)]
    if missing:
        return f"does not say {missing[0][0].pattern}"
    return "makes a wrong claim" if _any(case.must_not, text) else ""


def _any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _wrong_beginning(case: Case, answer: Answer, _: str) -> str:
    begins = next((block.begins for block in answer.blocks), "")
    wrong = bool(case.begins) and case.begins not in begins.lower()
    return f"begins {begins or 'with no word'}" if wrong else ""


def _too_long(_: Case, answer: Answer, text: str) -> str:
    words = len(text.split())
    most = MOST_WORDS if answer.status.answered else MOST_WORDS_OF_A_REFUSAL
    return f"{words} words" if words > most else ""


def report(run: Run, saved: str = "") -> str:
    """The run as plain text; with an earlier run saved as JSON, also what changed since."""
    words = sorted(outcome.words for outcome in run.outcomes if outcome.status in _ANSWERED)
    times = sorted(outcome.ms for outcome in run.outcomes)
    lines = [f"release {run.release[:12]}, {len(run.outcomes)} questions, right {run.right}"]
    lines += _table("by kind", run.by(lambda case: case.kind)) + _table("by topic", run.by(lambda case: case.topic))
    lines += [
        "",
        f"false refusals         {run.false_refusals}",
        f"refusals kept          {run.refusals_kept}",
        f"citations in refusals  {run.cited_refusals}",
        f"words of an answer     median {quantile(words, 0.5):.0f}, p95 {quantile(words, 0.95):.0f}",
        f"milliseconds           p50 {quantile(times, 0.5):.1f}, p95 {quantile(times, 0.95):.1f}",
    ]
    return "\n".join([*lines, *(_changes(run, saved) if saved else ())])


def misses(run: Run) -> str:
    """The questions that did not come out right, a line each, with what was wrong."""
    return "\n".join(f"{outcome.case.kind}: {outcome.case.key}\n    {outcome.why}" for outcome in run.misses)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of the ordered values lies, by nearest rank; 0 of none."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _right(outcomes: Iterable[Outcome]) -> Share:
    known = [outcome.right for outcome in outcomes]
    return Share(sum(known), len(known))


def _table(title: str, shares: dict[str, Share]) -> list[str]:
    return ["", title, *(f"  {name:20} {share}" for name, share in shares.items())]


def _changes(run: Run, saved: str) -> list[str]:
    before = json.loads(saved)
    was = {key: row["right"] for key, row in before["outcomes"].items()}
    both = [outcome for outcome in run.outcomes if outcome.case.key in was]
    gained = [outcome.case.key for outcome in both if outcome.right and not was[outcome.case.key]]
    lost = [outcome.case.key for outcome in both if not outcome.right and was[outcome.case.key]]
    head = f"since release {before['release'][:12]}: {len(gained)} now right, {len(lost)} no longer"
    return ["", head, *(f"  + {key}" for key in gained), *(f"  - {key}" for key in lost)]
