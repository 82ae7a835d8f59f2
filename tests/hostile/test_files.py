"""Hostile strings in what is taken away, subscribed to and logged: a text is a text there, and never more."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from datetime import date
from urllib.parse import quote

import pytest
from concerns import a_concern
from docx import Document
from fakes.desk import FakeDesk
from flask import get_template_attribute
from hostile_strings import clean, hostile
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from assistant.editorial.freshness import AnswerChange, ReleaseChange
from assistant.editorial.model import Published
from assistant.engagement.commitments import Commitment
from assistant.engagement.concerns import Contact
from assistant.engagement.days import Period
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.engagement.exports import Export, Kind, export
from assistant.engagement.register import OpenQuestion
from assistant.engagement.reports import Report
from assistant.engagement.spreadsheets import csv_of, xlsx_of
from assistant.engagement.suppression import Published as Table
from assistant.engagement.word import docx_of
from assistant.model import Circumstances
from assistant.settings import Settings
from web import logs
from web.app import create_app

EVERYDAY = 150
AT = "2026-11-21T10:00:00.000000Z"
DAY = "2026-11-21"
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ATOM = "{http://www.w3.org/2005/Atom}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIVE_IN_WORD = ("fldSimple", "fldChar", "instrText", "hyperlink", "object", "altChunk", "subDoc")
"""What makes Word compute, fetch or open something."""

STRICT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@pytest.fixture(scope="module")
def strings() -> list[str]:
    return clean(hostile(EVERYDAY))


class Rows:
    """A record in which every field that anybody can fill is hostile."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings

    def turn_rows(self, *_: str):
        for text in self.strings:
            own = Circumstances(role=text, contract=text, level=text, premises=text)
            yield TurnRow(text, text, 1, AT, text, text, text, (text,), (text,), own, 4.5, text, text)

    def session_rows(self, *_: str):
        for text in self.strings:
            yield SessionRow(text, AT, Circumstances(role=text), 2)

    def all_concerns(self):
        for text in self.strings:
            contact = Contact(text, text, text)
            yield a_concern(words=text, reference=text, contact=contact, reason=text, article=text, at=AT)


def made(strings: list[str], kind: Kind) -> Export:
    return export(Rows(strings), kind, PERIOD, identifying=True)


def parts(archive: bytes) -> dict[str, etree._Element]:
    """Every XML part of a Word or Excel file, read; raises where one is not well-formed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(file.read(name), STRICT) for name in names}


def leads_out(every: dict[str, etree._Element]) -> list[str]:
    """The targets outside of the file that its relationships name."""
    return [
        each.get("Target")
        for part in every.values()
        for each in part.iter("{*}Relationship")
        if each.get("TargetMode") == "External"
    ]


@pytest.mark.parametrize("kind", Kind)
def test_csv(strings, kind):
    written = b"".join(csv_of(made(strings, kind))).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(written, newline=""))
    wanted = [[str(value) for value in row] for row in made(strings, kind).rows]
    assert rows == wanted
    assert {len(row) for row in rows} == {len(header)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


@pytest.mark.parametrize("kind", Kind)
def test_a_workbook(strings, kind):
    archive = b"".join(xlsx_of(made(strings, kind)))
    every = parts(archive)
    assert leads_out(every) == []
    assert not [name for name, part in every.items() if next(part.iter(SHEET + "f", SHEET + "hyperlink"), None)]
    sheet = load_workbook(io.BytesIO(archive), read_only=True).active
    cells = [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.values]
    assert cells[1:] == [list(row) for row in made(strings, kind).rows]


def test_a_word_document(strings):
    archive = docx_of(a_report(strings), strings[0])
    every = parts(archive)
    live = [f"{name}: {word}" for name, part in every.items() for word in LIVE_IN_WORD if any(part.iter(WORD + word))]
    assert live == []
    assert leads_out(every) == []
    document = Document(io.BytesIO(archive))
    shown = [each.text for each in document.paragraphs if each.style.name == "List Bullet"]
    assert len(shown) == 3 * len(strings)
    assert all(text in each for text, each in zip(strings, shown, strict=False))
    topics = [row.cells[0].text for row in document.tables[0].rows][1:-1]
    assert topics == strings


def a_report(strings: list[str]) -> Report:
    tables = Table(tuple(strings), (), (*((7,) for _ in strings), (7 * len(strings),)))
    questions = tuple(OpenQuestion("1", text, text, text, AT, AT, expected=DAY) for text in strings)
    promises = tuple(Commitment("1", text, text, text, DAY, DAY, AT, AT, evidence=text, kept=DAY) for text in strings)
    return Report(PERIOD, tables, tables, questions, questions, promises)


def test_the_feed(strings):
    release = Published(7, "fa4e", "2026-11-21T10:00:00Z", "", strings[0], strings[0])
    answers = tuple(AnswerChange(text, text, (text,), (text,)) for text in strings)
    app = create_app(Settings(secret="a secret for tests, 32 characters"), FakeDesk())
    with app.test_request_context():
        written = get_template_attribute("changes.atom", "feed")((ReleaseChange(release, answers),), "https://x")
    feed = etree.fromstring(str(written).strip().encode(), STRICT)
    known = {ATOM + name for name in "feed title id link author name updated entry content".split()}
    assert {each.tag for each in feed.iter()} == known
    assert [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")] == strings
    assert all(f"Now: {text}\n" in each.text for text, each in zip(strings, feed.iter(ATOM + "content"), strict=True))
    assert {each.get("href")[:10] for each in feed.iter(ATOM + "link")} == {"https://x/"}


class Failing(FakeDesk):
    """A desk that fails with the words of the question in its error."""

    def ask(self, session, text, **_):  # noqa: ARG002  part of the door
        raise RuntimeError(text)


def test_the_log(strings, capfd):
    """One line is one JSON object, whatever fails and whatever is asked for; and no text is in it."""
    logs.write_to_stderr()
    desk = Failing()
    client = create_app(Settings(secret="a secret for tests, 32 characters", limit_reads=10**6), desk).test_client()
    session, token = desk.open_session()
    bearer = {"Authorization": f"Bearer {token}"}
    for text in strings:
        sent = {"question": text, "key": str(uuid.uuid4())}
        failed = client.post(f"/api/v1/sessions/{session.id}/turns", json=sent, headers=bearer)
        assert failed.status_code == 500
        client.get(f"/c/{quote(text, safe='')}?q={quote(text)}", headers={"User-Agent": " ".join(text.split())})
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) >= len(strings)
    assert all(isinstance(json.loads(line), dict) for line in lines)
    logged = "\n".join(lines)
    assert [text for text in strings if len(text) > 12 and json.dumps(text)[1:-1] in logged] == []
