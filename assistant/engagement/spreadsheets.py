"""Writes an export as CSV or as a workbook; the only file that knows XlsxWriter."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from assistant.engagement.exports import Export, Value

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheet programs that a CSV file is UTF-8."""

CHUNK = 64 * 1024
"""Bytes that are handed on at a time."""

SHEET_ROWS = 1_000_000
"""How many rows one sheet takes; the format ends at 1,048,576."""

_WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_of(export: Export) -> Iterator[bytes]:
    """The export as CSV, a few rows at a time: what is sent first does not wait for what is read last."""
    lines = _Lines()
    lines.write(BYTE_ORDER_MARK + ",".join(export.header) + "\r\n")
    # Quoted, a text stays one cell where semicolons and tabs part cells too, as LibreOffice proposes: what follows
    # one of them would begin a cell, and could begin a formula.
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
    yield lines.taken()
    for row in export.rows:
        writer.writerow(row)
        if lines.length >= CHUNK:
            yield lines.taken()
    yield lines.taken()


def xlsx_of(export: Export) -> Iterator[bytes]:
    """The export as a workbook, written to a file that is gone when it has been read: the format cannot be begun
    before its last row is known."""
    with TemporaryFile() as file:
        _write_workbook(export, file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


class _Lines:
    """Takes text and gives it back as bytes, so that csv.writer needs no file."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    def write(self, text: str) -> int:
        self._pieces.append(text)
        self.length += len(text)
        return len(text)

    def taken(self) -> bytes:
        text = "".join(self._pieces)
        self._pieces, self.length = [], 0
        return text.encode()


def _write_workbook(export: Export, file: IO[bytes]) -> None:
    from xlsxwriter import Workbook  # a second's worth of imports that only this needs

    # It writes rows aside before they are packed: in a folder that only this process may read and that goes with it.
    with TemporaryDirectory(prefix="gp-engage-") as aside, Workbook(file, _WORKBOOK | {"tmpdir": aside}) as workbook:
        sheet, number = None, 0
        for row in export.rows:
            if sheet is None or number > SHEET_ROWS:
                sheet, number = _new_sheet(workbook, export), 1
            _write_row(sheet, number, row)
            number += 1
        if sheet is None:
            _new_sheet(workbook, export)


def _new_sheet(workbook: Any, export: Export) -> Any:
    sheet = workbook.add_worksheet()
    _write_row(sheet, 0, export.header)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_row(sheet: Any, number: int, row: tuple[Value, ...]) -> None:
    for at, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, at, value)
        else:
            sheet.write_number(number, at, value)
