"""Takes an article's text apart into the fields of a form, and puts it together again without losing a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MATTER = re.compile(r"\A---\n(?P<matter>.*?)\n---\n", re.DOTALL)
_LINE = re.compile(r"(?P<name>[a-z_]+):[ \t]*(?P<value>[^\n]*)")

Fields = tuple[tuple[str, str], ...]


def apart(text: str) -> tuple[Fields, str]:
    """The lines of the front matter by name, and the body; no fields where the front matter is no such lines."""
    found = _MATTER.match(text)
    lines = [_LINE.fullmatch(line) for line in found["matter"].split("\n")] if found else []
    fields = tuple((line["name"], line["value"].rstrip()) for line in lines if line)
    if not found or len(fields) != len(lines) or len(dict(fields)) != len(fields):
        return (), text
    return fields, text[found.end() :]


def together(fields: Iterable[tuple[str, str]], body: str) -> str:
    """The text of those fields and that body."""
    lines = [f"{name}: {' '.join(value.split())}".rstrip() for name, value in fields]
    return "---\n" + "\n".join(lines) + "\n---\n" + body if lines else body
