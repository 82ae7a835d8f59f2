"""Whatever lies in the folder: told by file and line, nothing executed, the rest served, and within seconds."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes.faq_files import CONTRACT, PENSION, article, lay_out, small_content

from assistant.editorial.rendering import TOO_SLOW, Renderer
from knowledge.check import check
from knowledge.folder import content_of
from knowledge.library import Library
from knowledge.mending import mend
from knowledge.model import Severity
from knowledge.release import Release

GOOD = article(CONTRACT[1], CONTRACT[2])
MATTER, _, BODY = GOOD.partition(b"---\nYou")
TODAY = date(2026, 11, 21)


def with_matter(line: bytes) -> bytes:
    return GOOD.replace(b"owner: editors", b"owner: editors\n" + line)


ACCEPTED = {"a byte-order mark": b"\xef\xbb\xbf" + GOOD, "Windows line ends": GOOD.replace(b"\n", b"\r\n")}
BROKEN = {
    "latin-1": GOOD.replace(b"keep", b"k\xe9\xe9p"),
    "NUL": GOOD.replace(b"keep", b"ke\0ep"),
    "five megabytes": GOOD + b"x" * 5_000_000,
    "nothing": b"",
    "no front matter": b"You keep it. [^si-2019-248]\n",
    "front matter without an end": MATTER,
    "an alias": with_matter(b"row: &a x\ncompare: *a"),
    "a bomb": with_matter(b"row: &a [x,x]\ncompare: &b [*a,*a,*a,*a]\nstill_true: [*b,*b,*b]"),
    "a tag of Python's": with_matter(b"row: !!python/object/apply:os.system ['touch /tmp/gp-engage-was-here']"),
    "a name twice": with_matter(b"owner: other"),
    "an unknown field": with_matter(b"colour: red"),
    "no list": GOOD.replace(b"models: [ACO]", b"models: ACO"),
    "deep nesting": with_matter(b"row: " + b"[" * 3000),
    "many pictures": GOOD.replace(b"You keep", b"![" * 5000 + b"You keep"),
    "many brackets": GOOD.replace(b"You keep", b"[" * 20000 + b"You keep"),
    "no source of that name": GOOD.replace(b"[^si-2019-248]", b"[^../../etc/passwd]"),
    "UTF-16": GOOD.decode().encode("utf-16"),
}


def served(content: dict[str, bytes]) -> tuple[Library, tuple[str, ...]]:
    began = time.process_time()
    mended = mend(content, small_content())
    release = Release.build(mended.content)
    assert time.process_time() - began < 2
    return Library(release), tuple(str(each) for each in mended.findings if each.severity is Severity.ERROR)


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_editors_on_other_systems_save_is_read(name):
    library, findings = served(small_content() | {CONTRACT[0]: ACCEPTED[name]})
    assert findings == ()
    assert library.article("contract/our-contract").lead.text == CONTRACT[2]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_of_by_file_and_line_and_the_rest_is_served(name):
    new = article(PENSION[1], "A new word on pensions.")
    library, findings = served(small_content() | {CONTRACT[0]: BROKEN[name], PENSION[0]: new})
    assert findings
    assert all(finding.startswith(f"{CONTRACT[0]}:") for finding in findings)
    assert all(finding.split(":")[1].split()[0].isdecimal() for finding in findings)
    assert library.article("contract/our-contract").lead.text == CONTRACT[2]
    assert library.article("pensions/my-pension").lead.text == "A new word on pensions."
    assert not Path("/tmp/gp-engage-was-here").exists()  # noqa: S108  what the tag would have made


def test_a_link_out_of_the_folder_and_a_name_with_a_line_break_are_not_read(tmp_path):
    folder = lay_out(tmp_path / "faq", small_content())
    (tmp_path / "secret.md").write_bytes(GOOD)
    (folder / "contract/leak.md").symlink_to(tmp_path / "secret.md")
    (folder / "contract/two\nlines.md").write_bytes(GOOD)
    content, findings = content_of(folder)
    assert content == small_content()
    assert {finding.path for finding in findings} == {"contract/leak.md", "contract/two\\nlines.md"}


def test_two_articles_that_claim_one_old_id_are_told_apart():
    twice = {path: small_content()[path].replace(b"was: []", b"was: [pay/old]") for path in (CONTRACT[0], PENSION[0])}
    found = check(small_content() | twice, TODAY)
    assert any(finding.rule == "duplicate" and finding.path in twice for finding in found)


PIECES = (
    *(b"\0", b"\xff", b"\r", b"\t", b"\xef\xbb\xbf", b"\xe2\x80\xae", "→".encode()),
    *(
        b"---\n",
        b"&a",
        b"*a",
        b"!!python/name:os.system",
        b"{",
        b"- ",
        b": ",
        b"question:",
        b"'",
        b'"',
        b"|",
        b">",
        b"#",
    ),
    *(b"[^", b"![", b"](", b"\n## ", b"<script>", b"`"),
)


def mutations(count: int) -> Iterator[bytes]:
    """Files as they come of slips and malice: pieces put in, taken out and doubled, always the same ones."""
    chance = random.Random(20261121)
    for _ in range(count):
        data = GOOD
        for _ in range(chance.randint(1, 6)):
            at, to = sorted(chance.choices(range(len(data) + 1), k=2))
            piece = chance.choice(PIECES) * chance.choice((1, 1, 3, 200))
            put_in, taken_out, doubled = data[:at] + piece + data[at:], data[:at] + data[to:], data[:to] + data[at:]
            data = chance.choice((put_in, put_in, taken_out, doubled))
        yield data


def _all_are_survived(count: int) -> None:
    renderable = small_content()
    for number, data in enumerate(mutations(count)):
        began = time.process_time()
        mended = mend(renderable | {CONTRACT[0]: data}, small_content())
        assert time.process_time() - began < 2, data
        for finding in mended.findings:
            assert finding.path == CONTRACT[0]
            assert 1 <= finding.line <= max(1, data.count(b"\n") + data.count(b"\r") + 2), (finding, data)
        if number % 50 == 0:
            assert Library(Release.build(mended.content)).has("pensions/my-pension")


def test_two_hundred_generated_files_are_survived():
    _all_are_survived(200)


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("GP_ENGAGE_TEST_LONG") != "1", reason="set GP_ENGAGE_TEST_LONG=1 for the full form")
def test_two_thousand_generated_files_are_survived():
    _all_are_survived(2_000)


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(Release.build(small_content()))


def test_a_preview_shows_what_the_chat_would_and_what_is_wrong(renderer, library):
    good = renderer.render(CONTRACT[0], GOOD.decode(), library, TODAY)
    assert next(good.answer.statements()).text == CONTRACT[2]
    bad = renderer.render(CONTRACT[0], GOOD.decode().replace("si-2019", "si-2018"), library, TODAY)
    assert bad.answer is None
    assert "contract/our-contract.md:11 source" in str(bad.findings[0])
    alike = renderer.render("premises/zzz.md", article(PENSION[1], "Words.").decode(), library, TODAY)
    assert {"duplicate-question", "duplicate-wording"} <= {finding.rule for finding in alike.findings}


@pytest.mark.parametrize("name", BROKEN)
def test_no_text_takes_a_preview_down(renderer, library, name):
    text = BROKEN[name].decode("utf-8", "replace")
    rendered = renderer.render(CONTRACT[0], text, library, TODAY)
    assert rendered.findings
    assert renderer.render(CONTRACT[0], GOOD.decode(), library, TODAY).answer


def test_a_text_that_takes_too_long_is_given_up_and_the_next_one_is_read(library):
    renderer = Renderer(limit=0.0)
    assert renderer.render(CONTRACT[0], GOOD.decode(), library, TODAY).findings[0].message == TOO_SLOW
    renderer._limit = 20.0
    assert renderer.render(CONTRACT[0], GOOD.decode(), library, TODAY).answer
    renderer.close()
