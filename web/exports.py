"""What leads take away: rows as CSV or workbook, and the report of a period to read, print or open in Word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement import spreadsheets, word
from assistant.engagement.exports import Export, Kind
from assistant.errors import BadInput
from web import errors
from web.application import this_app
from web.dashboard import asked_period, reports
from web.guard import needs, note
from web.pages import Problem, render
from web.report_pages import ExportsPage, ReportPage

exports = Blueprint("exports", __name__)

FORMATS = {
    "csv": ("text/csv; charset=utf-8", spreadsheets.csv_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spreadsheets.xlsx_of),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@exports.get("/leads/exports")
@needs(Permission.EXPORT)
def choose() -> ResponseReturnValue:
    """The forms that choose what to take away."""
    return render(_page())


@exports.get("/leads/exports/rows")
@needs(Permission.EXPORT)
def rows() -> ResponseReturnValue:
    """Rows of a period, as a file."""
    try:
        return sent_rows(request.args.get("kind", ""), request.args.get("format", ""))
    except BadInput as error:
        problem = errors.describe(error)
        return render(_page(problem), problem.status)


@exports.get("/leads/report")
@needs(Permission.EXPORT)
def report() -> ResponseReturnValue:
    """You said, we answered, we are doing: to read and print."""
    try:
        made = reports().report(asked_period())
    except BadInput as error:
        problem = errors.describe(error)
        return render(_page(problem), problem.status)
    note("report.read", word.period_said(made))
    return render(ReportPage("You said, we answered, we are doing", made))


@exports.get("/leads/report.docx")
@needs(Permission.EXPORT)
def report_in_word() -> ResponseReturnValue:
    """The same as a Word document."""
    made = reports().report(asked_period())
    note("report.exported", word.period_said(made))
    name = f"you-said-{made.period.first}-{made.period.last}.docx"
    return _file(iter([word.docx_of(made, this_app().settings.service_name)]), WORD, name)


def sent_rows(kind: str, form: str) -> Response:
    """An export as a response that is sent while it is read. What is taken away is noted first. Raises BadInput."""
    if kind not in tuple(Kind):
        raise BadInput("kind", f"Choose one of {', '.join(Kind)}.")
    if form not in FORMATS:
        raise BadInput("format", f"Choose one of {', '.join(FORMATS)}.")
    wish = request.args.get("identifying", "no")
    if wish not in ("yes", "no"):
        raise BadInput("identifying", "Say yes or no.")
    identifying = wish == "yes"
    made = reports().export(Kind(kind), asked_period(), identifying=identifying)
    note("export.identifying" if identifying else "export.plain", f"{made.name}.{form}")
    return _rows_file(made, form)


def _rows_file(made: Export, form: str) -> Response:
    media, write = FORMATS[form]
    return _file(write(made), media, f"{made.name}.{form}")


def _file(chunks: Iterator[bytes], media: str, name: str) -> Response:
    response = Response(chunks, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(problem: Problem | None = None) -> ExportsPage:
    title = "Error: Exports" if problem else "Exports"
    with suppress(BadInput):
        period = asked_period()
        return ExportsPage(title, period.first.isoformat(), period.last.isoformat(), problem)
    return ExportsPage(title, request.args.get("since", ""), request.args.get("until", ""), problem)
