"""The forms of entries that leads keep for GPs to read: open questions and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from assistant.errors import BadInput, Conflict
from web import errors
from web.concern_words import day
from web.pages import render
from web.presenting import topic_name, topic_options
from web.report_pages import EntryPage, Input

WITHDRAWN = Input("withdrawn", "Withdrawn: not public any more", "tick")
"""The last field of every entry."""


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The form of one kind of entry: what stands above it, the view it leads back to, and its fields in their order.

    A field is named as what it holds is named in the entry.
    """

    lead: str
    back: str
    inputs: tuple[Input, ...]

    def sent(self) -> dict[str, Any]:
        """What was sent, by field: whether a box is ticked, and any other text as it was typed."""
        given = {each.name: request.form.get(each.name, "") for each in self.inputs}
        return given | {each.name: given[each.name] == "yes" for each in self.inputs if each.kind == "tick"}

    def blank(self, title: str) -> EntryPage:
        """The form of a new entry."""
        return self._page(title, {})

    def filled(self, title: str, entry: Any) -> EntryPage:
        """The form of an entry that is kept."""
        return self._page(title, self._values(entry), entry.version)

    def again(self, title: str, error: BadInput | Conflict) -> ResponseReturnValue:
        """The form as it was sent; where somebody was faster, with what is kept now and that one's version."""
        problem = errors.describe(error)
        now: Any = error.current if isinstance(error, Conflict) else None
        version = now.version if now else version_of(request.form)
        page = self._page(f"Error: {title}", request.form, version)
        return render(replace(page, problem=problem, current=self._told(now) if now else ()), problem.status)

    def _values(self, entry: Any) -> dict[str, str]:
        held = {each.name: getattr(entry, each.name) for each in self.inputs}
        return {name: ("yes" if value else "") if isinstance(value, bool) else value for name, value in held.items()}

    def _told(self, entry: Any) -> tuple[tuple[str, str], ...]:
        """What an entry holds, in words."""
        words = {"choice": topic_name, "day": day}
        values = self._values(entry)
        return tuple(
            (each.label, words.get(each.kind, str)(value)) for each in self.inputs if (value := values[each.name])
        )

    def _page(self, title: str, values: Mapping[str, str], version: int = 0) -> EntryPage:
        inputs = (
            replace(each, value=values.get(each.name, ""), options=topic_options() if each.kind == "choice" else ())
            for each in self.inputs
        )
        return EntryPage(title, self.lead, url_for(self.back), tuple(inputs), version)


def version_of(form: Mapping[str, str]) -> int:
    """The version that was read. Raises BadInput for what is none."""
    text = form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput("version", "Open the form again: it has lost its version.")
    return int(text)
