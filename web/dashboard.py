"""The leads' figures: what was asked, how much was answered, how long GPs waited, and what happened meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from assistant.accounts.permissions import Permission
from assistant.engagement.days import Period, period_of, said
from assistant.engagement.figures import Asked, Figures
from assistant.engagement.reports import Reports
from assistant.errors import BadInput
from knowledge.model import MODELS, TOPICS
from web import charts, errors
from web.application import desk
from web.guard import needs, note
from web.pages import Problem, notices, render
from web.presenting import topic_name
from web.report_pages import Chart, DashboardPage

dashboard = Blueprint("dashboard", __name__)

HEAD = ("Asked", "Not answered", "Share not answered")


@dashboard.get("/leads/dashboard")
@needs(Permission.READ_INBOX)
def figures() -> ResponseReturnValue:
    """The figures of a period."""
    try:
        return render(_page(asked_period(), one_of("topic", TOPICS), one_of("model", MODELS)))
    except BadInput as error:
        problem = errors.describe(error)
        return render(_page(period_of("", "", reports().today), "", "", problem), problem.status)


@dashboard.post("/leads/dashboard/annotations")
@needs(Permission.ANSWER_CONCERNS)
def annotate() -> ResponseReturnValue:
    """Keep what happened on a day."""
    try:
        added = reports().annotate(request.form.get("day", ""), request.form.get("words", ""))
    except BadInput as error:
        problem = errors.describe(error)
        return render(_page(period_of("", "", reports().today), "", "", problem), problem.status)
    note("annotation.added", added.id)
    flash("It is noted beside the figures.")
    return redirect(url_for("dashboard.figures"), 303)


@dashboard.post("/leads/dashboard/annotations/<uuid:annotation_id>/remove")
@needs(Permission.ANSWER_CONCERNS)
def remove(annotation_id: uuid.UUID) -> ResponseReturnValue:
    """Erase an annotation."""
    reports().drop_annotation(str(annotation_id))
    note("annotation.removed", str(annotation_id))
    flash("It is removed.")
    return redirect(url_for("dashboard.figures"), 303)


def reports() -> Reports:
    """Figures and reports."""
    return desk().reporting.reports


def asked_period() -> Period:
    """The period that the address asks for; four weeks when it does not. Raises BadInput."""
    return period_of(request.args.get("since", ""), request.args.get("until", ""), reports().today)


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """What the address asks for by that name, or "". Raises BadInput."""
    value = request.args.get(name, "")
    if value and value not in allowed:
        raise BadInput(name, f"Choose one of the {name}s.")
    return value


def _page(period: Period, topic: str, model: str, problem: Problem | None = None) -> DashboardPage:
    shown = reports().figures(period, topic, model)
    return DashboardPage(
        title="Error: Figures" if problem else "Figures",
        figures=shown,
        charts=tuple(_charts(shown)),
        topic=topic,
        model=model,
        pressing=desk().reporting.commitments.pressing(),
        notices=notices(),
        problem=problem,
    )


def _charts(shown: Figures) -> Iterator[Chart]:
    steps = [(_step(step), asked) for step, asked in shown.steps]
    marks = [
        charts.Mark(at, number)
        for number, each in enumerate(shown.annotations, 1)
        for at, (step, _) in enumerate(shown.steps)
        if step.first.isoformat() <= each.day <= step.last.isoformat()
    ]
    over = f"{said(shown.period.first)} to {said(shown.period.last)}"
    desc = "Dark: not answered. The table below has every number."
    yield Chart(
        "Over time",
        charts.trend("trend", f"Questions over time, {over}", desc, _bars(steps), marks),
        ("When", *HEAD),
        _rows(steps),
    )
    for name, rows in (
        ("topic", [(topic_name(topic), asked) for topic, asked in shown.topics]),
        ("model", list(shown.models)),
    ):
        svg = charts.bars(f"{name}s", f"Questions by {name}, {over}", desc, _bars(rows))
        yield Chart(f"By {name}", svg, (name.capitalize(), *HEAD), _rows(rows))


def _bars(rows: Iterable[tuple[str, Asked]]) -> list[charts.Bar]:
    return [charts.Bar(name, asked.all, asked.unanswered) for name, asked in rows]


def _rows(rows: Iterable[tuple[str, Asked]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (name, f"{asked.all:,}", f"{asked.unanswered:,}", f"{asked.unanswered_share:.0%}") for name, asked in rows
    )


def _step(step: Period) -> str:
    first = f"{step.first.day} {step.first:%b}"
    return first if step.days == 1 else f"{first} to {step.last.day} {step.last:%b %Y}"
