"""Measuring a ranking: known rankings get the figures worked out by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from fakes.encoder import HashingEncoder

from knowledge.beir import WEIGHTS, Bench, compare, families, fit, interval, load, measure, measures
from knowledge.model import Entry

CORPUS = (
    {
        "_id": "lease",
        "title": "Who takes on the lease?",
        "text": "The practice.",
        "metadata": {"aliases": ["rent", "house"]},
    },
    {"_id": "pay", "title": "Will I earn less?", "text": "Not known."},
    {"_id": "back", "title": "Can we go back?", "text": "Yes, once."},
)
QUERIES = ({"_id": "1", "text": "the lease"}, {"_id": "2", "text": "earn"}, {"_id": "3", "text": "nobody judged this"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, CORPUS)))
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tlease\t1\n2\tpay\t2\n2\tback\t1\n2\tlease\t0\n")
    return tmp_path


def test_a_folder_is_read_with_aliases_as_wordings(folder: Path) -> None:
    bench = load(folder)
    assert bench.entries[0] == Entry("lease", "Who takes on the lease?", "The practice.", ("rent", "house"))
    assert load(folder, wordings=1).entries[0].wordings == ("rent",)
    assert load(folder, wordings=0).entries[0].wordings == ()


def test_questions_that_nothing_is_judged_to_answer_are_left_out(folder: Path) -> None:
    bench = load(folder)
    assert bench.questions == ("the lease", "earn")
    assert bench.judged[1] == {"pay": 2, "back": 1}


def test_measures_are_those_worked_out_by_hand() -> None:
    bench = Bench("hand", (), ("q",), ({"a": 2.0, "b": 1.0},))
    found = measures(bench, lambda _: ["x", "b", "a"])
    gain, ideal = 1 / math.log2(3) + 2 / math.log2(4), 2 + 1 / math.log2(3)
    assert found.ndcg[0] == pytest.approx(gain / ideal)
    assert found.reciprocal[0] == 0.5
    assert found.success[0] == 0
    assert found.recall[0] == 1


def test_a_ranking_that_finds_nothing_scores_nothing() -> None:
    found = measures(Bench("hand", (), ("q",), ({"a": 1.0},)), lambda _: [])
    assert (found.ndcg[0], found.reciprocal[0], found.success[0], found.recall[0]) == (0, 0, 0, 0)


def test_only_the_first_ten_count() -> None:
    found = measures(Bench("hand", (), ("q",), ({"a": 1.0},)), lambda _: [*"bcdefghijk", "a"])
    assert found.recall[0] == 0


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    differences = np.random.default_rng(1).normal(0.1, 0.2, 200)
    low, high = interval(differences)
    assert low < differences.mean() < high
    assert interval(differences) == (low, high)


def test_rankings_are_set_against_the_last(folder: Path) -> None:
    worse, best = compare(load(folder), {"worse": lambda _: ["back"], "best": lambda _: ["lease", "pay", "back"]})
    assert worse.lead is not None
    assert worse.lead[1] > 0
    assert best.lead is None


def test_a_folder_is_measured_beside_the_baselines(folder: Path) -> None:
    said: list[str] = []
    rows = {row.ranking: row for row in measure(folder, encoder=HashingEncoder(), progress=said.append)}
    assert {"SQLite FTS5", "words alone", "fused"} <= rows.keys()
    assert rows["words alone"].success == rows["SQLite FTS5"].success == 1
    assert len(said) == len(rows)


def test_fitting_chooses_one_of_the_weights_and_tells_what_it_reaches_elsewhere(folder: Path) -> None:
    found = fit({"one": [load(folder)], "two": [load(folder, wordings=0)]}, HashingEncoder())
    assert found.fusion in WEIGHTS
    assert found.held_out.keys() == {"one", "two"}
    assert 0 <= min(found.held_out.values()) <= found.ndcg <= 1


def test_a_folder_of_folders_becomes_families_with_several_numbers_of_wordings(folder: Path) -> None:
    found = families(folder.parent)
    assert [bench.name for bench in found[folder.name]] == [
        f"{folder.name}, {count} wordings" for count in (0, 3, 10, 30)
    ]
    assert len(families(folder.parent, most=1)[folder.name][0].questions) == 1
