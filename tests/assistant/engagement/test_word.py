"""The report as a Word document holds what was written and nothing that Word would run, fetch or follow."""

import io
from datetime import date
from zipfile import ZipFile

from docx import Document
from exported import EVIL, PERIOD

from assistant.engagement.commitments import Commitment
from assistant.engagement.register import OpenQuestion
from assistant.engagement.reports import Report
from assistant.engagement.suppression import Table, publish
from assistant.engagement.word import docx_of

FIELDS = ("{ DDEAUTO c:\\\\windows\\\\cmd.exe }", "<w:fldSimple/>", '{ HYPERLINK "http://evil.example" }', "<script>&")
TEXTS = (*EVIL, *FIELDS)
DAY = date(2026, 11, 21).isoformat()


def a_report() -> Report:
    """Every text of it is one that somebody wished to be run."""
    asked = tuple(OpenQuestion(text, text, "pay", text, DAY, DAY) for text in TEXTS)
    promised = tuple(Commitment(text, text, "pay", text, DAY, DAY, DAY, DAY, text, DAY) for text in TEXTS)
    counted = publish(Table(TEXTS, ("=1+1", "Answered"), tuple((7, 8) for _ in TEXTS)))
    return Report(PERIOD, counted, counted, asked, asked, promised)


def made() -> bytes:
    return docx_of(a_report(), "=1+1")


def test_every_text_is_there_as_it_was_written():
    document = Document(io.BytesIO(made()))
    paragraphs = "\n".join(paragraph.text for paragraph in document.paragraphs)
    rows = [row.cells[0].text for row in document.tables[0].rows]
    for text in TEXTS:
        as_lines = text.replace("\r", "\n")
        assert as_lines in paragraphs
        assert as_lines in rows


def test_there_is_no_field_no_link_and_nothing_from_elsewhere():
    with ZipFile(io.BytesIO(made())) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    for mark in ("w:fldSimple", "w:instrText", "w:fldChar", "w:hyperlink", "w:object", "w:altChunk"):
        assert f"<{mark}" not in texts["word/document.xml"]
    assert not [name for name, text in texts.items() if 'TargetMode="External"' in text]
    assert not [name for name in texts if "vbaProject" in name]
