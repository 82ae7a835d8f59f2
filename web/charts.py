"""Draws counts as SVG on the server: no script, no inline style, the same numbers in a table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 640
"""Of a drawing's own units; the page scales it."""

_BAR, _GAP, _LABEL = 22, 10, 190
_PLOT, _MARGIN = 150, 28
_FRAME = Markup(
    '<svg class="gpe-chart" role="img" viewBox="0 0 {width} {height}" aria-labelledby="{id}-title {id}-desc" '
    'xmlns="http://www.w3.org/2000/svg"><title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>'
    "{body}</svg>"
)
_TEXT = Markup('<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>')
_RECT = Markup('<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>')
_LINE = Markup('<line class="gpe-chart__{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')


@dataclass(frozen=True, slots=True)
class Bar:
    """One count: `part` of `whole`, the part drawn dark."""

    label: str
    whole: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A line drawn through a trend at a bar's place, with a number that the text below it explains."""

    at: int
    number: int


def bars(chart_id: str, title: str, desc: str, shown: Sequence[Bar]) -> Markup:
    """A horizontal bar for each count, longest 100 % of the room, with its label and number."""
    most = max((bar.whole for bar in shown), default=0) or 1
    room = WIDTH - _LABEL - 60
    body = Markup("").join(
        piece for at, bar in enumerate(shown) for piece in _row(bar, at * (_BAR + _GAP), room / most)
    )
    height = max(1, len(shown)) * (_BAR + _GAP)
    return _FRAME.format(id=chart_id, title=title, desc=desc, width=WIDTH, height=height, body=body)


def trend(chart_id: str, title: str, desc: str, shown: Sequence[Bar], marks: Sequence[Mark] = ()) -> Markup:
    """A column for each step of time, with the first, the last and the highest written out."""
    most = max((bar.whole for bar in shown), default=0) or 1
    step = (WIDTH - 2 * _MARGIN) / max(1, len(shown))
    pieces = [*_columns(shown, step, _PLOT / most), *_marks(marks, step), *_axis(shown, most)]
    height = _PLOT + 2 * _MARGIN
    return _FRAME.format(id=chart_id, title=title, desc=desc, width=WIDTH, height=height, body=Markup("").join(pieces))


def _row(bar: Bar, top: int, scale: float) -> Iterator[Markup]:
    middle = top + _BAR - 6
    yield _TEXT.format(x=_LABEL - 10, y=middle, anchor="end", words=bar.label)
    yield _rect("whole", _LABEL, top, bar.whole * scale, _BAR)
    if bar.part:
        yield _rect("part", _LABEL, top, bar.part * scale, _BAR)
    yield _TEXT.format(x=round(_LABEL + bar.whole * scale + 8, 1), y=middle, anchor="start", words=f"{bar.whole:,}")


def _columns(shown: Sequence[Bar], step: float, scale: float) -> Iterator[Markup]:
    bottom, wide = _MARGIN + _PLOT, step * 0.8
    for at, bar in enumerate(shown):
        for kind, count in (("whole", bar.whole), ("part", bar.part)):
            if count:
                yield _rect(kind, _MARGIN + at * step + step * 0.1, bottom - count * scale, wide, count * scale)


def _marks(marks: Sequence[Mark], step: float) -> Iterator[Markup]:
    for mark in marks:
        across = round(_MARGIN + (mark.at + 0.5) * step, 1)
        yield _LINE.format(kind="mark", x1=across, y1=_MARGIN - 8, x2=across, y2=_MARGIN + _PLOT)
        yield _TEXT.format(x=across, y=_MARGIN - 12, anchor="middle", words=mark.number)


def _axis(shown: Sequence[Bar], most: int) -> Iterator[Markup]:
    bottom = _MARGIN + _PLOT
    yield _LINE.format(kind="axis", x1=_MARGIN, y1=bottom, x2=WIDTH - _MARGIN, y2=bottom)
    yield _TEXT.format(x=_MARGIN - 6, y=_MARGIN + 5, anchor="end", words=f"{most:,}")
    if shown:
        yield _TEXT.format(x=_MARGIN, y=bottom + 20, anchor="start", words=shown[0].label)
    if len(shown) > 1:
        yield _TEXT.format(x=WIDTH - _MARGIN, y=bottom + 20, anchor="end", words=shown[-1].label)


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    sizes = {"x": round(x, 1), "y": round(y, 1), "width": round(width, 1), "height": round(height, 1)}
    return _RECT.format(kind=f"gpe-chart__{kind}", **sizes)
