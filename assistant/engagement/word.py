"""Writes a report as a Word document; the only file that knows python-docx."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from assistant.engagement.days import said
from assistant.engagement.reports import Report
from assistant.engagement.suppression import LEAST, Published

HIDDEN = "–"
"""Stands where a number is hidden."""

NOTE = (
    f"“{HIDDEN}” stands for a number under {LEAST}, or for one from which such a number could be worked out. "
    "A question about two topics is counted under both."
)


def docx_of(report: Report, service: str) -> bytes:
    """The report as a Word document, with headings and tables that a screen reader can follow."""
    from docx import Document  # half a second of imports that only this needs

    document = Document()
    document.core_properties.title = f"{service}: {period_said(report)}"
    document.core_properties.author = service
    document.core_properties.language = "en-GB"
    document.add_heading("You said, we answered, we are doing", 0)
    document.add_paragraph(f"{service}, {period_said(report)}")
    _add_said(document, report)
    _add_answered(document, report)
    _add_doing(document, report)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def period_said(report: Report) -> str:
    """The report's period in words."""
    return f"{said(report.period.first)} to {said(report.period.last)}"


def _add_said(document: Any, report: Report) -> None:
    document.add_heading("You said", 1)
    document.add_paragraph("Concerns that GPs raised, by topic and by how far they have come.")
    _add_table(document, report.said)


def _add_answered(document: Any, report: Report) -> None:
    document.add_heading("We answered", 1)
    document.add_paragraph("Questions that GPs asked, by topic.")
    _add_table(document, report.answered)
    document.add_paragraph(NOTE)
    for question in report.answers:
        document.add_paragraph(f"{question.words} (answered in this period)", style="List Bullet")


def _add_doing(document: Any, report: Report) -> None:
    document.add_heading("We are doing", 1)
    for promise in report.commitments:
        end = (
            f"kept on {said(date.fromisoformat(promise.kept))}: {promise.evidence}"
            if promise.kept
            else f"due {said(date.fromisoformat(promise.due))}"
        )
        document.add_paragraph(f"{promise.words} ({promise.owner}; {end})", style="List Bullet")
    document.add_heading("Questions nobody can answer yet", 2)
    for question in report.waiting:
        when = f", expected by {_day(question.expected)}" if question.expected else ""
        document.add_paragraph(f"{question.words} ({question.owner}{when})", style="List Bullet")


def _day(text: str) -> str:
    return said(date.fromisoformat(text))


def _add_table(document: Any, published: Published) -> None:
    if not published.rows:
        document.add_paragraph("None in this period.")
        return
    table = document.add_table(rows=1, cols=len(published.columns) + 2, style="Light Grid Accent 1")
    _fill(table.rows[0], ("Topic", *published.columns, "All"))
    for name, cells in zip((*published.rows, "All"), published.cells, strict=True):
        _fill(table.add_row(), (name, *(HIDDEN if cell is None else f"{cell:,}" for cell in cells)))


def _fill(row: Any, texts: tuple[str, ...]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text
