"""Levels or models side by side, as a page and as CSV."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, make_response, request

from assistant.engagement.exports import safe
from assistant.engagement.spreadsheets import BYTE_ORDER_MARK
from knowledge.comparing import COLUMNS, Cell, Comparison, Row, comparison
from knowledge.model import Item, Statement
from web import security
from web.application import library
from web.pages import render
from web.reading_pages import ComparePage

compare = Blueprint("compare", __name__)

NOT_SAID = "Our sources do not say."
_TITLES = {"levels": "The three levels side by side", "models": "The models side by side"}


@compare.get("/compare")
def side_by_side() -> Response:
    """Levels or models side by side; `only` narrows the columns."""
    found = _asked_for()
    return security.public(render(ComparePage(_TITLES[found.by], found, COLUMNS[found.by])))


@compare.get("/compare.csv")
def as_csv() -> Response:
    """The same as a file for spreadsheets."""
    found = _asked_for()
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)  # semicolons stay within their cells, see csv_of
    writer.writerow(
        ("", *map(str.capitalize if found.by == "levels" else str, found.columns), "Beside this", "Article")
    )
    writer.writerows(_line(row) for row in found.rows)
    response = make_response(BYTE_ORDER_MARK + lines.getvalue())
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="compare-{found.by}.csv"'
    return security.public(response)


def _asked_for() -> Comparison:
    by = request.args.get("by", "levels")
    if by not in COLUMNS:
        abort(404)
    return comparison(library().articles, by, request.args.getlist("only"))


def _line(row: Row) -> list[str]:
    beside = " ".join(f"{section.heading}: {_words(section.items)}" for section in row.beside)
    return [str(safe(text)) for text in (row.name, *map(_said, row.cells), beside, row.article.id)]


def _said(cell: Cell) -> str:
    return _words(cell.items) or NOT_SAID


def _words(items: tuple[Item, ...]) -> str:
    return " ".join(_cited(item) for item in items)


def _cited(item: Item) -> str:
    if not isinstance(item, Statement):
        return item.text
    return f"{item.text} [{'; '.join(f'{one.publisher}, {one.when}' for one in item.citations)}]"
