"""Fits how far a ranking can be trusted to content whose questions have known answers: its own wordings."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import EVEN, SIGNALS, Bands, Confidence, Regression
from knowledge.encoder import kept_back
from knowledge.model import Article, Ranking, Signals
from knowledge.release import UNCOVERED, Release
from knowledge.retriever import Retriever

ANSWERED, POINTED, TRUSTED, HELD = 0.99, 0.997, 0.999, 0.99
"""The shares of questions that belong here which we answer, and for which we show at least the nearest articles; and
the shares of rightly ranked ones that we trust, and that we do not take for questions that nothing answers. They set
the lines `answer`, `closest`, `least` and `uncovered`."""

OUTSIDE = ("outside-subject", "clinical")
"""The replies whose examples are messages that no article answers."""

MOST_WORDINGS = 4_000
"""More do not move the lines and take minutes."""

ENOUGH_KEPT_BACK = 500
"""So many wordings that the encoder never learned from are enough to fit on them alone. Where there are fewer all are
taken, and the lines come out somewhat too sure."""

_FOLDS = 5
_PENALTY = 1.0
_WRONG_ARTICLE = 0.5

Column = NDArray[np.float64]
Asked = tuple[str, str]
"""The id of an article, and a text that asks for it."""


@dataclass(frozen=True, slots=True)
class Example:
    """What a ranking said of itself, and whether its best entry answered.

    `source` is "wording" for a wording ranked as if its article lacked it, "near" for one ranked as if neither its
    article nor those related to it existed, "uncovered" for a question that nothing answers, "far" for a message of
    another subject. `group` keeps what belongs together on one side of a split, `weight` is what the example counts.
    """

    signals: Signals
    right: bool
    source: str
    group: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What cross-validation says of a fit: each share is of examples that were not fitted on.

    `belongs` and `right` are areas under the ROC curve: the chance that the judgement tells two messages apart, of
    which one belongs here and one does not, or of which one is ranked rightly and one is not. `answered` is the share
    of rightly ranked wordings that we answer; `wrong`, `near`, `uncovered` and `far` are the shares of wrongly ranked
    ones, of questions whose article is missing, of those that nothing answers, and of messages of other subjects that
    we do not.
    """

    belongs: float
    right: float
    answered: float
    wrong: float
    near: float
    uncovered: float
    far: float

    def __str__(self) -> str:
        return (
            f"AUROC belongs {self.belongs:.3f}, right {self.right:.3f}; answered {self.answered:.3f}; refused: "
            f"wrong article {self.wrong:.3f}, article missing {self.near:.3f}, nothing answers {self.uncovered:.3f}, "
            f"other subject {self.far:.3f}"
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted lines and what is known of them; `semantic` figures are None where no encoder was at work."""

    bands: Bands
    lexical: Figures
    semantic: Figures | None


def fit(release: Release, strangers: Sequence[str] = (), questions: Sequence[Asked] = ()) -> Fit:
    """The lines for this content.

    `strangers` are messages of other subjects, more than the replies give; `questions` are longer and freer than
    wordings are, and no article holds them. The same content gives the same lines. Without an encoder the release's
    own semantic lines are kept. Raises ValueError when no wording is ranked rightly or none wrongly: there is then
    nothing to tell apart.
    """
    far = tuple(strangers) + tuple(_outside(release))
    words, of_words = fitted(examples(release, Retriever.build(release.articles.entries), far, questions))
    if not release.semantic:
        return Fit(replace(release.bands, lexical=words), of_words, None)
    both, of_both = fitted(examples(release, release.articles, far, questions))
    return Fit(Bands(both, words), of_words, of_both)


def written(fit: Fit, day: str) -> str:
    """The lines as the text of confidence.yml. `day` is when they were fitted."""
    figures = [f"# by words alone: {fit.lexical}"] + ([f"# with the encoder: {fit.semantic}"] if fit.semantic else [])
    head = f"# Fitted by `gp-engage fit` on {day}; not to be edited by hand. Cross-validated:"
    blocks = (_block("semantic", fit.bands.semantic), _block("lexical", fit.bands.lexical))
    return "\n".join([head, *figures, *blocks]) + "\n"


def strangers_of(folder: Path) -> tuple[str, ...]:
    """The questions of a folder kept as for `knowledge.beir`: those without an answer where it has such, else all."""
    outside = folder / "oos.jsonl"
    lines = (outside if outside.exists() else folder / "queries.jsonl").read_text("utf-8").splitlines()
    return tuple(str(json.loads(line)["text"]) for line in lines if line.strip())


def questions_of(folder: Path) -> tuple[Asked, ...]:
    """The questions of a folder of .tsv files, each after the id of the article that answers it, that no encoder of
    ours has learned from."""
    lines = (line for path in sorted(folder.glob("*.tsv")) for line in path.read_text("utf-8").splitlines())
    rows = (line.split("\t") for line in lines if line.strip())
    return tuple((article, text) for article, text in rows if kept_back(text))


def examples(
    release: Release, retriever: Retriever, far: Sequence[str], questions: Sequence[Asked] = ()
) -> tuple[Example, ...]:
    """Wordings, evenly taken, with themselves and with their articles left out; questions; every far-off message."""
    kin = _kin(release.reading.articles, {entry.id for entry in retriever.entries})
    wordings = [(entry.id, wording) for entry in retriever.entries for wording in dict.fromkeys(entry.wordings)]
    unlearned = [each for each in wordings if kept_back(each[1])]
    if retriever.semantic and len(unlearned) >= ENOUGH_KEPT_BACK:
        wordings = unlearned
    every = 1 + len(wordings) // MOST_WORDINGS
    asked = [*wordings[::every], *(each for each in questions if each[0] in kin)]
    made = [
        example
        for entry_id, wording in asked
        for example in _of_wording(release, retriever, entry_id, wording, kin[entry_id])
    ]
    made += [Example(_signals(release, retriever, text), False, "uncovered", text) for text in _uncovered(release)]
    made += [Example(_signals(release, retriever, text), False, "far", text) for text in far]
    return tuple(made)


def _signals(release: Release, retriever: Retriever, text: str) -> Signals:
    vector = retriever.encode(text)
    return replace(retriever.rank(_query(release, text), vector).signals, uncovered=release.uncovered(vector))


def _of_wording(
    release: Release, retriever: Retriever, entry_id: str, wording: str, kin: Collection[str]
) -> Iterator[Example]:
    query = _query(release, wording)
    own = retriever.rank_without(entry_id, wording, query)
    first, uncovered = _first(own), release.uncovered(retriever.encode(wording))
    if first == entry_id:
        yield Example(replace(own.signals, uncovered=uncovered), True, "wording", entry_id)
    elif first not in kin:  # a related article may well answer: that is neither right nor wrong
        yield Example(replace(own.signals, uncovered=uncovered), False, "wording", entry_id, _WRONG_ARTICLE)
    beside = retriever.rank_beside(kin, wording, query).signals
    yield Example(replace(beside, uncovered=uncovered), False, "near", entry_id)


def _first(ranking: Ranking) -> str:
    return ranking.ranked[0].id if ranking.ranked else ""


def _query(release: Release, text: str) -> str:
    return " ".join((text, *release.book.expansions(text)))


def _uncovered(release: Release) -> Iterator[str]:
    reply = release.reading.replies.get(UNCOVERED)
    return (text for text in reply.examples if kept_back(text)) if reply else iter(())


def _outside(release: Release) -> Iterator[str]:
    for kind in OUTSIDE:
        if reply := release.reading.replies.get(kind):
            yield from reply.examples


def _kin(articles: Sequence[Article], live: Collection[str]) -> Mapping[str, Collection[str]]:
    """Each article with those it is related to, whichever of the two says so."""
    kin = {article.id: {article.id} for article in articles}
    for article in articles:
        for other in article.related:
            if other in kin:
                kin[article.id].add(other)
                kin[other].add(article.id)
    return {article_id: ids.intersection(live) for article_id, ids in kin.items()}


def fitted(examples: Sequence[Example]) -> tuple[Confidence, Figures]:
    """Both judgements over all examples, with lines and figures from cross-validation grouped by article."""
    source = np.array([example.source for example in examples])
    right = np.array([example.right for example in examples])
    here = source == "wording"
    if not right.any() or right.all() or here.all():
        raise ValueError("There is nothing to tell apart: give articles wordings that differ, and replies examples.")
    values = np.array([[getattr(example.signals, name) for name in SIGNALS] for example in examples])
    weights = np.array([0.0 if example.source == "uncovered" else example.weight for example in examples])
    measured = np.array([example.signals.uncovered for example in examples])
    subject = np.where(
        np.isin(source, ("near", "uncovered")), 0.0, 1.0
    )  # what nothing answers belongs here all the same
    belongs = _cross_validated(examples, values, here, subject)
    trusted = _cross_validated(examples, values, right, weights)
    answer, closest = (float(np.quantile(belongs[here], 1 - share)) for share in (ANSWERED, POINTED))
    least = float(np.quantile(trusted[right], 1 - TRUSTED))
    uncovered = _line(np.where(trusted < EVEN, measured, -np.inf)[right])
    answered = (belongs >= answer) & (trusted >= least) & ((trusted >= EVEN) | (measured <= uncovered))
    told_apart = subject > 0
    figures = Figures(
        belongs=auroc(belongs[told_apart], here[told_apart]),
        right=auroc(trusted[weights > 0], right[weights > 0]),
        answered=_share(answered[right]),
        wrong=_share(~answered[here & ~right]),
        near=_share(~answered[source == "near"]),
        uncovered=_share(~answered[source == "uncovered"]),
        far=_share(~answered[source == "far"]),
    )
    both = (_regression(values, here, subject), _regression(values, right, weights))
    return Confidence(*both, answer, closest, least, uncovered), figures


def _line(measured: Column) -> float:
    """What so many of these as we hold to lie at or below; but nothing is taken for uncovered that is liker to what is
    answered."""
    return max(0.0, float(np.quantile(measured, HELD, method="higher")))


def _cross_validated(examples: Sequence[Example], values: Column, right: Column, weights: Column) -> Column:
    """Each example's probability by a regression that saw nothing of its group."""
    groups = sorted({example.group for example in examples})
    fold_of = {group: position % _FOLDS for position, group in enumerate(groups)}
    folds = np.array([fold_of[example.group] for example in examples])
    unseen = np.zeros(len(examples))
    for fold in range(_FOLDS):
        held, seen = folds == fold, folds != fold
        regression = _regression(values[seen], right[seen], weights[seen])
        unseen[held] = [regression.of(examples[at].signals) for at in np.flatnonzero(held).tolist()]
    return unseen


def _regression(values: Column, right: Column, weights: Column) -> Regression:
    """Logistic regression with an L2 penalty on standardised signals, by Newton's method."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    rows = np.column_stack([np.ones(len(values)), (values - mean) / spread])
    penalty = np.diag([0.0] + [_PENALTY] * values.shape[1])
    found = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (likely - right)) + penalty @ found
        curve = rows.T @ (rows * (weights * likely * (1 - likely))[:, None]) + penalty
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    by_signal = found[1:] / spread
    bias = float(found[0] - by_signal @ mean)
    return Regression(bias, {name: float(weight) for name, weight in zip(SIGNALS, by_signal, strict=True)})


def auroc(scores: Column, right: Column) -> float:
    """The area under the ROC curve, by the rank-sum of Mann and Whitney 1947; ties count half."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positive = int(right.sum())
    above = ranks[right].sum() - positive * (positive + 1) / 2
    return float(above / (positive * (len(scores) - positive)))


def _share(hits: Column) -> float:
    return float(hits.mean()) if len(hits) else 1.0


def _block(name: str, confidence: Confidence) -> str:
    lines = [f"{name}:", *_rows("belongs", confidence.belongs), *_rows("right", confidence.right)]
    lines += [f"  {line}: {getattr(confidence, line):.4f}" for line in ("answer", "closest", "least", "uncovered")]
    return "\n".join(lines)


def _rows(name: str, regression: Regression) -> list[str]:
    weights = [f"      {signal}: {weight:.4f}" for signal, weight in regression.weights.items()]
    return [f"  {name}:", f"    bias: {regression.bias:.4f}", "    weights:", *weights]
