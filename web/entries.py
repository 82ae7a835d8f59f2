"""Reads the forms of entries that leads keep."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import BadInput


def tick(form: Mapping[str, str], name: str) -> bool:
    """Whether a box is ticked."""
    return form.get(name) == "yes"


def version_of(form: Mapping[str, str]) -> int:
    """The version that was read. Raises BadInput for what is none."""
    text = form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput("version", "Open the form again: it has lost its version.")
    return int(text)
