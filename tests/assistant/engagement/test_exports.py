import csv
import io
import re
from datetime import date

import pytest
from concerns import a_concern
from exported import EVIL, FORMULA, PERIOD, Rows
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.engagement.concerns import Contact
from assistant.engagement.days import Period
from assistant.engagement.export_rows import SessionRow, TurnRow
from assistant.engagement.exports import Kind, export, safe
from assistant.engagement.spreadsheets import csv_of, xlsx_of
from assistant.model import Circumstances


@pytest.fixture(params=Kind)
def kind(request):
    return request.param


def read_csv(made) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(csv_of(made)).decode("utf-8-sig"), newline="")))


def read_xlsx(made):
    return load_workbook(io.BytesIO(b"".join(xlsx_of(made)))).active


def test_no_cell_of_a_csv_file_begins_like_a_formula(kind):
    rows = read_csv(export(Rows(*EVIL), kind, PERIOD, identifying=True))
    assert len(rows) == len(EVIL) + 1
    assert not [cell for row in rows for cell in row if cell.strip().startswith(FORMULA)]


def test_every_text_of_a_csv_file_is_quoted_so_that_nothing_in_it_can_begin_another_cell(kind):
    """LibreOffice proposes to part cells at commas, semicolons and tabs alike."""
    _, *lines = b"".join(csv_of(export(Rows("x;=1+1"), kind, PERIOD, identifying=True))).decode().splitlines()
    unquoted = re.sub(r'"[^"]*"', "", "".join(lines))
    assert lines
    assert re.fullmatch(r"[\d.,]*", unquoted)


def test_no_cell_of_a_workbook_is_a_formula_or_begins_like_one(kind):
    sheet = read_xlsx(export(Rows(*EVIL), kind, PERIOD, identifying=True))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sheet.max_row == len(EVIL) + 1
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA)]
    assert not [cell for cell in cells if cell.hyperlink]


@given(st.text())
def test_a_text_is_changed_by_an_apostrophe_or_not_at_all(text):
    evil = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    assert safe(text) == (f"'{text}" if evil else text)
    assert not str(safe(text)).lstrip().startswith(FORMULA)


def test_numbers_stay_numbers():
    assert safe(-1) == -1
    assert read_xlsx(export(Rows("x"), Kind.SESSIONS, PERIOD, identifying=False))["F2"].value == 2


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_nothing_that_a_gp_wrote_and_no_id_or_time_is_in_a_plain_export(kind, write):
    secret = "Oak Lane surgery"
    made = export(Secretive(secret), kind, PERIOD, identifying=False)
    assert not {"session", "turn", "question", "comment", "words", "name", "practice", "e-mail", "at"} & {*made.header}
    values = [str(value) for row in made.rows for value in row]
    assert values
    assert not [value for value in values if secret in value or "T10:" in value]


class Secretive(Rows):
    """Each free text and contact is the secret, what comes from closed lists is not."""

    def turn_rows(self, *_: str):
        at = "2026-11-21T10:00:00.000000Z"
        plain = ("answered", ("pay",), ("pay/tax",), Circumstances(role="partner"), 4.5, "no")
        for text in self.texts:
            yield TurnRow(text, text, 1, at, "abc", text, *plain, text)

    def session_rows(self, *_: str):
        return (SessionRow(text, "2026-11-21T10:00:00Z", Circumstances(role="partner"), 2) for text in self.texts)

    def all_concerns(self):
        for text in self.texts:
            contact = Contact(text, text, text)
            yield a_concern(words=text, reference=text, contact=contact, reason=text)


def test_concerns_are_those_raised_in_the_period():
    late = Period(date(2026, 12, 1), date(2026, 12, 31))
    assert list(export(Rows("x"), Kind.CONCERNS, late, identifying=True).rows) == []


def test_a_day_is_the_one_it_was_in_the_united_kingdom():
    store = Rows()
    store.all_concerns = lambda: [a_concern(at="2026-06-30T23:30:00.000000Z")]
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    ((day, *_),) = export(store, Kind.CONCERNS, july, identifying=False).rows
    assert day == "2026-07-01"


def test_the_first_bytes_of_a_csv_file_do_not_wait_for_a_row():
    def rows(*_):
        raise AssertionError("a row was read")
        yield

    store = Rows()
    store.turn_rows = rows
    assert next(csv_of(export(store, Kind.TURNS, PERIOD, identifying=False))).startswith(b"\xef\xbb\xbfday,")


def test_an_empty_workbook_has_its_header():
    assert read_xlsx(export(Rows(), Kind.TURNS, PERIOD, identifying=False))["A1"].value == "day"
