"""Strings that are made to break pages: a list that everybody uses, and our own, made by putting pieces together."""

from __future__ import annotations

import json
import os
import random
from itertools import product
from pathlib import Path

from assistant.errors import BadInput
from assistant.normalising import normalise

FULL = os.environ.get("GP_ENGAGE_TEST_FULL") == "1"
"""Whether all strings are tried (make hostile), or a sample that everyday runs have time for."""

_BREAK_OUT = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "]]>", "</style>", '" ', "' ")
_CALLS = ("alert(1)", "top.hit=1", "alert`1`", "&#97;lert(1)", "\\u0061lert(1)", "import('//x.example')")
_TAGS = (
    "<script>{}</script>",
    "<ScRiPt src=//x.example/{}></sCrIpT>",
    "<img src=x onerror={}>",
    "<svg/onload={}>",
    "<svg><animate onbegin={} attributeName=x>",
    "<body onpageshow={}>",
    "<details open ontoggle={}>",
    "<iframe srcdoc='<script>{}</script>'>",
    "<a href=javascript:{}>x</a>",
    "<a href=java\tscript:{}>x</a>",
    "<form action=javascript:{}><button>x",
    "<object data=javascript:{}>",
    "<meta http-equiv=refresh content='0;javascript:{}'>",
    "<base href=//x.example/{}>",
    "<math><mi xlink:href=javascript:{}>x",
    "<input autofocus onfocus={}>",
    "onmouseover={} x=",
    "[x](javascript:{})",
    "![x](x onerror={})",
    "{{{{ {} }}}}",
)


def naughty() -> tuple[str, ...]:
    """The Big List of Naughty Strings."""
    return tuple(json.loads((Path(__file__).parent / "data/blns/blns.json").read_text(encoding="utf-8")))


def scripts() -> tuple[str, ...]:
    """Every tag with every call after every way out of where it may stand."""
    return tuple(out + tag.format(call) for out, tag, call in product(_BREAK_OUT, _TAGS, _CALLS))


def hostile(sample: int = 0) -> tuple[str, ...]:
    """All of them, in full runs or without `sample`; else that many, the same in every run."""
    every = (*naughty(), *scripts())
    return every if FULL or not sample else tuple(random.Random(7).sample(every, sample))


def clean(strings: tuple[str, ...], limit: int = 1000) -> list[str]:
    """The strings as the edge lets them in; those it refuses get nowhere."""
    kept = []
    for each in strings:
        try:
            kept.append(normalise(each, "question", lines=True)[:limit])
        except BadInput:
            continue
    return [each for each in kept if each.strip()]
