"""Measures a ranking on a set of questions with known answers, kept as corpus, queries and qrels files."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.baselines import Rank, baselines
from knowledge.encoder import Encoder
from knowledge.model import Entry
from knowledge.retriever import Fusion, Likeness, Retriever
from knowledge.vectors import Vectors

DEPTH = 10
_RESAMPLES = 1000
_WORDINGS = (0, 3, 10, 30)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """Entries, questions, and for each question the ids of the entries that answer it and how well."""

    name: str
    entries: tuple[Entry, ...]
    questions: tuple[str, ...]
    judged: tuple[Mapping[str, float], ...]

    def sample(self, most: int) -> Bench:
        """At most that many of the questions, evenly spaced."""
        step = -(-len(self.questions) // most)
        return replace(self, questions=self.questions[::step], judged=self.judged[::step])


@dataclass(frozen=True, slots=True)
class Measures:
    """Each measure with one value per question, so that two rankings can be compared pair by pair.

    nDCG as in Järvelin and Kekäläinen 2002 with linear gain; all but `success` look at the first ten.
    """

    ndcg: NDArray[np.float64]
    reciprocal: NDArray[np.float64]
    success: NDArray[np.float64]
    recall: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a ranking's means on a set.

    `lead` is the 95 % interval of what the table's last ranking has more of nDCG; None for that ranking itself.
    """

    bench: str
    ranking: str
    questions: int
    ndcg: float
    mrr: float
    success: float
    recall: float
    lead: tuple[float, float] | None = None


def load(folder: Path, wordings: int | None = None) -> Bench:
    """Reads corpus.jsonl, queries.jsonl and qrels.tsv; `metadata.aliases` become wordings, at most `wordings` each.

    Questions that nothing is judged to answer are left out. Raises OSError, ValueError or KeyError for a folder that is
    not in this form.
    """
    entries = tuple(_entry(record, wordings) for record in _records(folder / "corpus.jsonl"))
    judged = _judged(folder / "qrels.tsv")
    asked = {str(record["_id"]): str(record["text"]) for record in _records(folder / "queries.jsonl")}
    kept = [key for key in asked if judged.get(key)]
    name = folder.name if wordings is None else f"{folder.name}, {wordings} wordings"
    return Bench(name, entries, tuple(asked[key] for key in kept), tuple(judged[key] for key in kept))


def measure(
    folder: Path,
    wordings: int | None = None,
    encoder: Encoder | None = None,
    cache: Path | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Row, ...]:
    """The baselines and the retriever, with and without its encoder, on one set."""
    bench = load(folder, wordings)
    rankings = {**baselines(bench.entries), "words alone": ranking(Retriever.build(bench.entries))}
    if encoder:
        rankings["fused"] = ranking(Retriever.build(bench.entries, encoder, cache))
    return compare(bench, rankings, progress)


def compare(bench: Bench, rankings: Mapping[str, Rank], progress: Progress = lambda _: None) -> tuple[Row, ...]:
    """One row for each ranking; all but the last are set against the last by paired bootstrap."""
    measured = {}
    for name, rank in rankings.items():
        progress(f"{bench.name}: {name}")
        measured[name] = measures(bench, rank)
    last = list(measured.values())[-1]
    return tuple(
        _row(bench, name, found, None if found is last else interval(last.ndcg - found.ndcg))
        for name, found in measured.items()
    )


def ranking(retriever: Retriever) -> Rank:
    """A retriever as a ranking of ids."""
    return lambda question: [ranked.id for ranked in retriever.rank(question).ranked[:DEPTH]]


def measures(bench: Bench, rank: Rank) -> Measures:
    """Every measure for every question of a set."""
    rows = [
        _measured(rank(question)[:DEPTH], good) for question, good in zip(bench.questions, bench.judged, strict=True)
    ]
    return Measures(*np.array(rows, np.float64).T)


def interval(differences: NDArray[np.float64], seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean difference, by bootstrap over questions (Efron 1979); the seed fixes it."""
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(differences), (_RESAMPLES, len(differences)))
    low, high = np.quantile(differences[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Fit:
    """The fusion that does best on all sets, and what one chosen on the other families reaches on each family."""

    fusion: Fusion
    ndcg: float
    held_out: Mapping[str, float]


WEIGHTS = tuple(
    Fusion(semantic=semantic / 20, near=near) for semantic, near in itertools.product(range(8, 20), range(1, 6))
)


def families(folder: Path, most: int = 750) -> Mapping[str, tuple[Bench, ...]]:
    """The sets in a folder of folders, cut to `most` questions; those with wordings with several numbers of them."""
    found = {}
    for place in sorted(path.parent for path in folder.glob("*/corpus.jsonl")):
        worded = any(entry.wordings for entry in load(place).entries)
        found[place.name] = tuple(load(place, count).sample(most) for count in (_WORDINGS if worded else (0,)))
    return found


def fit(families: Mapping[str, Sequence[Bench]], encoder: Encoder, cache: Path | None = None) -> Fit:
    """Chooses the fusion's weights on sets grouped in families, cross-validated by leaving one family out.

    A family is one corpus with several numbers of wordings; each family counts the same.
    """
    reached = {
        name: np.mean([_by_weights(bench, encoder, cache) for bench in benches], axis=0)
        for name, benches in families.items()
    }
    held_out = {}
    for name, values in reached.items():
        others = [other for key, other in reached.items() if key != name]
        held_out[name] = float(values[int(np.argmax(np.mean(others, axis=0)))]) if others else float("nan")
    means = np.mean(list(reached.values()), axis=0)
    best = int(np.argmax(means))
    return Fit(WEIGHTS[best], float(means[best]), held_out)


def _by_weights(bench: Bench, encoder: Encoder, cache: Path | None) -> NDArray[np.float64]:
    """The mean nDCG of each of `WEIGHTS` on a set."""
    retriever = Retriever.build(bench.entries, encoder, cache)
    vectors = Vectors(encoder, cache).of(bench.questions)
    pairs = zip(bench.questions, vectors, strict=True)
    compared = [retriever.compare(question, vector)[1] for question, vector in pairs]
    return np.array([_mean_ndcg(bench, compared, fusion) for fusion in WEIGHTS])


def _mean_ndcg(bench: Bench, compared: Sequence[Likeness], fusion: Fusion) -> float:
    total = 0.0
    for likeness, good in zip(compared, bench.judged, strict=True):
        order = np.argsort(-fusion.score(likeness), kind="stable")[:DEPTH]
        total += _measured([bench.entries[at].id for at in order], good)[0]
    return total / len(compared)


def _measured(ids: Sequence[str], good: Mapping[str, float]) -> tuple[float, float, float, float]:
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = [good.get(one, 0.0) for one in ids]
    ideal = sorted(good.values(), reverse=True)[:DEPTH]
    ndcg = float(discounts[: len(gains)] @ gains) / float(discounts[: len(ideal)] @ ideal)
    first = next((place for place, gain in enumerate(gains) if gain > 0), None)
    recall = sum(gain > 0 for gain in gains) / len(good)
    return ndcg, 0.0 if first is None else 1 / (first + 1), float(first == 0), recall


def _row(bench: Bench, name: str, found: Measures, lead: tuple[float, float] | None) -> Row:
    columns = (found.ndcg, found.reciprocal, found.success, found.recall)
    ndcg, mrr, success, recall = (float(values.mean()) for values in columns)
    return Row(bench.name, name, len(bench.questions), ndcg, mrr, success, recall, lead)


def _entry(record: Mapping[str, Any], wordings: int | None) -> Entry:
    aliases = record.get("metadata", {}).get("aliases", ())[:wordings]
    return Entry(str(record["_id"]), record.get("title", ""), record.get("text", ""), tuple(aliases))


def _judged(path: Path) -> dict[str, dict[str, float]]:
    judged: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        question, entry, score = line.split("\t")
        if float(score) > 0:
            judged.setdefault(question, {})[entry] = float(score)
    return judged


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
