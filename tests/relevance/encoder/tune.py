"""Tunes the encoder to how GPs ask, and writes it as the file that the service runs.

    python tests/relevance/encoder/tune.py OUT [--seed 11] [--kept FOLDER]

Sentences of one article are drawn together and those of others apart: a softmax over one direction for each article,
and beside it the supervised contrastive loss (Khosla et al. 2020). A large model learns that first. What it makes of
each text is then taught to the small one (Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural
network"). The small one is averaged with the weights it began with, for what lies outside our field (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models").

`--kept` names a folder where what the large model learned and says is kept, and taken from where it is there already.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lessons import Lesson, lessons
from models import Encoder, large, small
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch.nn import functional

SCALE = 20.0
RATE_OF_DIRECTIONS, DECAY = 1e-3, 0.01
SMOOTHING, CONTRAST, HINTED = 0.1, 0.3, 0.7
"""How much a wrong article may count; what the contrastive loss does; and what the large model's word does where it has
said something: the article itself has the rest."""
WARMING = 100
OWN = 0.7
"""What the tuned weights count in the average; those they began with have the rest."""

Weights = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Course:
    """How a model is taught."""

    rate: float
    batch: int
    epochs: int
    frozen: int = 0
    """So many of the first layers stay as they are."""


LARGE, SMALL = Course(5e-5, 64, 1, 4), Course(2e-4, 128, 3)


@dataclass(frozen=True, slots=True)
class Taught:
    """An encoder, and the direction in which each article lies for it, as rows."""

    encoder: Encoder
    directions: torch.Tensor

    def says(self, texts: Sequence[str]) -> torch.Tensor:
        """How each article fits each text: scaled cosines, before any softmax."""
        return SCALE * self.encoder.all(texts) @ functional.normalize(self.directions, dim=1).T


def taught(
    encoder: Encoder, learned: Sequence[Lesson], course: Course, seed: int, hints: torch.Tensor | None = None
) -> Taught:
    """The encoder after the course. `hints` is what a `Taught` says of each lesson."""
    torch.manual_seed(seed)
    directions = torch.nn.Parameter(_means(encoder, learned))
    weights = encoder.learning(course.frozen)
    optimiser = torch.optim.AdamW(
        [{"params": weights, "lr": course.rate}, {"params": [directions], "lr": RATE_OF_DIRECTIONS}],
        weight_decay=DECAY,
    )
    steps = course.epochs * (len(learned) // course.batch)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARMING) * max(0.02, 1 - step / steps)
    )
    encoder.train()
    for epoch in range(course.epochs):
        for step, batch in enumerate(_batches(learned, course.batch, random.Random(1000 * seed + epoch))):
            vectors = encoder([learned[at].text for at in batch])
            articles = torch.tensor([learned[at].article for at in batch])
            loss = _loss(vectors, articles, directions, None if hints is None else hints[batch].float())
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            rate.step()
            if step % 50 == 0:
                print(f"epoch {epoch + 1}, step {step} of {steps}: {loss.item():.3f}", flush=True)  # noqa: T201 — progress
    return Taught(encoder, directions.detach())


def _means(encoder: Encoder, learned: Sequence[Lesson]) -> torch.Tensor:
    vectors = encoder.all([each.text for each in learned])
    sums = torch.zeros(1 + max(each.article for each in learned), vectors.shape[1])
    sums.index_add_(0, torch.tensor([each.article for each in learned]), vectors)
    return functional.normalize(sums, dim=1)


def _batches(learned: Sequence[Lesson], size: int, chance: random.Random) -> Iterator[list[int]]:
    """The places of lessons in any order, in batches of texts of like length so that little is spent on padding."""
    shuffled = chance.sample(range(len(learned)), len(learned))
    window = 16 * size
    order = [
        at
        for first in range(0, len(shuffled), window)
        for at in sorted(shuffled[first : first + window], key=lambda at: len(learned[at].text))
    ]
    batches = [order[first : first + size] for first in range(0, len(order) - size + 1, size)]
    chance.shuffle(batches)
    yield from batches


def _loss(
    vectors: torch.Tensor, articles: torch.Tensor, directions: torch.Tensor, hints: torch.Tensor | None
) -> torch.Tensor:
    logits = SCALE * vectors @ functional.normalize(directions, dim=1).T
    told = functional.cross_entropy(logits, articles, label_smoothing=SMOOTHING)
    if hints is not None:
        heard = functional.kl_div(logits.log_softmax(1), hints.softmax(1), reduction="batchmean")
        told = (1 - HINTED) * told + HINTED * heard
    itself = torch.eye(len(vectors), dtype=torch.bool)
    chances = (SCALE * vectors @ vectors.T).masked_fill(itself, -1e9).log_softmax(1)
    same = (articles[:, None] == articles[None, :]) & ~itself
    some = same.any(1)
    if not some.any():
        return told
    contrast = -((chances * same).sum(1)[some] / same.sum(1)[some]).mean()
    return told + CONTRAST * contrast


def hinted(learned: Sequence[Lesson], seed: int, kept: Path) -> torch.Tensor:
    """What the large model says of each lesson once it has learned them."""
    weights, said = kept / "large.pt", kept / "hints.pt"
    if not weights.exists():
        _keep(taught(large(), learned, LARGE, seed), weights)
    if not said.exists():
        held = torch.load(weights)
        teacher = Taught(large(), held["directions"])
        teacher.encoder.bert.load_state_dict(held["encoder"])
        teacher.encoder.bert.to(torch.bfloat16)  # it learns no more, and says the same in half the time
        torch.save(teacher.says([each.text for each in learned]).half(), said)
    return torch.load(said)


def _keep(run: Taught, path: Path) -> None:
    torch.save({"encoder": run.encoder.bert.state_dict(), "directions": run.directions}, path)


def averaged(run: Weights, first: Weights) -> Weights:
    """The tuned weights, drawn towards those they began with."""
    return {
        name: OWN * run[name] + (1 - OWN) * start if start.is_floating_point() else start
        for name, start in first.items()
    }


def write(weights: Weights, path: Path) -> None:
    """The model with 8-bit weights, as onnxruntime runs it.

    Of the eight bits seven are used: where a machine has no instructions for it, sums of products of eight overflow,
    and the same text would have other vectors there.
    """
    bert = small().bert
    bert.load_state_dict(dict(weights))
    names = ("input_ids", "attention_mask", "token_type_ids")
    shape = {0: "texts", 1: "tokens"}
    one = torch.ones(2, 8, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Tokens(bert.eval()),
            (one, one, torch.zeros_like(one)),
            str(whole),
            input_names=list(names),
            output_names=["tokens"],
            dynamic_axes=dict.fromkeys((*names, "tokens"), shape),
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


class _Tokens(torch.nn.Module):
    def __init__(self, bert: Any) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> Any:
        return self.bert(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="where to write model.onnx")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--kept", type=Path, help="a folder to keep what the large model learned and says")
    options = parser.parse_args()
    learned = lessons()
    print(f"{len(learned)} texts of {len({each.article for each in learned})} articles")  # noqa: T201 — for developers
    with tempfile.TemporaryDirectory() as passing:
        kept = options.kept or Path(passing)
        kept.mkdir(parents=True, exist_ok=True)
        hints = hinted(learned, options.seed, kept)
        run = taught(small(), learned, SMALL, options.seed, hints)
        _keep(run, kept / "small.pt")
    write(averaged(run.encoder.bert.state_dict(), small().bert.state_dict()), options.out)


if __name__ == "__main__":
    main()
