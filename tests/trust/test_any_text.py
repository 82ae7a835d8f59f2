"""Any text at all: the normaliser, the masks, the preview, the query and the reader of articles stand it."""

from __future__ import annotations

import os
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planted import planted
from real_desk import shelf

from assistant.engagement.preview import preview_of
from assistant.errors import BadInput
from assistant.normalising import normalise
from assistant.personal_data import find, mask
from knowledge.reader import read

EXAMPLES = int(os.environ.get("GP_ENGAGE_TEST_EXAMPLES", "60"))
SECRETS = [plant.secret for plant in planted(seed=3, each=10)]

any_text = st.text(alphabet=st.characters(), max_size=300)
laced = st.lists(st.one_of(any_text, st.sampled_from(SECRETS)), max_size=6).map(" ".join)
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def normal(text: str) -> str:
    try:
        return normalise(text, "question", lines=True)
    except BadInput:
        return ""


@many
@given(laced)
def test_normalising_twice_is_normalising_once(text):
    once = normal(text)
    assert normal(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in once.replace("\n", "").replace("\t", ""))


@many
@given(laced)
def test_nothing_that_can_be_found_is_left_after_masking(text):
    masked = mask(normal(text))
    assert find(masked.text) == ()
    assert mask(masked.text).text == masked.text


@many
@given(laced)
def test_a_preview_is_the_kept_text_in_pieces(text):
    preview = preview_of(normal(text))
    assert "".join(words for words, _ in preview.pieces) == preview.kept
    assert preview.kept == mask(normal(text)).text
    assert any(is_mark for _, is_mark in preview.pieces) >= bool(preview.kinds)


@many
@given(laced)
def test_any_search_is_answered(text):
    result = shelf().library.search(normal(text)[:1000])
    assert isinstance(result.hits, tuple)


@many
@given(st.binary(max_size=400))
def test_any_file_is_read_or_found_fault_with(content):
    reading = read({"contract/any.md": b"---\nquestion: What?\n---\n" + content, "sources.yml": content})
    assert isinstance(reading.findings, tuple)
