"""Begins the texts that editors would else type by hand: a new article, a renamed, a retired or a restored one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from assistant.errors import BadInput
from knowledge.article_file import ALSO_ASKED, slug
from knowledge.model import TOPICS

_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def new_article(question: str, wordings: Iterable[str], owner: str, today: date) -> str:
    """The text of an article nobody has answered yet; the check says what is missing."""
    asked = "\n".join(f"- {' '.join(wording.split())}" for wording in wordings)
    return f"""---
question: {_scalar(question)}
models: []
standing: proposed
reviewed: {today.isoformat()}
review_by: {(today + timedelta(days=182)).isoformat()}
owner: {_scalar(owner)}
related: []
was: []
---


## Also asked
{asked}
"""


def with_wordings(text: str, wordings: Iterable[str]) -> str:
    """The text of an article with more ways to ask it, those it has already left out."""
    known = {line.removeprefix("- ").partition("→")[0].strip().casefold() for line in text.split("\n")}
    new = dict.fromkeys(" ".join(wording.split()) for wording in wordings)
    bullets = "".join(f"- {wording}\n" for wording in new if wording and wording.casefold() not in known)
    head, heading, tail = text.partition(f"\n## {ALSO_ASKED}\n")
    asked, following, rest = tail.partition("\n## ")
    if not heading:
        return f"{text.rstrip()}\n\n## {ALSO_ASKED}\n{bullets}" if bullets else text
    return f"{head}{heading}{asked.rstrip()}\n{bullets}{following}{rest}" if bullets else text


def path_for(topic: str, question: str) -> str:
    """Where an article on that question would stand. Raises BadInput."""
    if topic not in TOPICS:
        raise BadInput("topic", "Choose a topic.")
    name = "-".join(slug(question).split("-")[:7])
    if not re.search("[a-z]", slug(question)) or name == "part":
        raise BadInput("question", "Give a question in words.")
    return f"{topic}/{name}.md"


def with_field(text: str, name: str, value: str) -> str:
    """The text with a field of its front matter set, or taken out with ""; what has no front matter stays as it is."""
    matter = _MATTER.match(text)
    if not matter:
        return text
    lines = [line for line in matter.group(1).split("\n") if not line.startswith(f"{name}:")]
    if value:
        lines.append(f"{name}: {value}")
    return "---\n" + "\n".join(lines) + "\n---\n" + text[matter.end() :]


def field_of(text: str, name: str) -> str:
    """What a field of the front matter says, as it was typed; "" when it is not there."""
    matter = _MATTER.match(text)
    found = re.search(rf"^{name}:[ \t]*(.*)$", matter.group(1), re.MULTILINE) if matter else None
    return found.group(1).strip() if found else ""


def renamed(text: str, old_id: str) -> str:
    """The text of an article that was called otherwise: the old id is kept, so that links to it go on."""
    was = [each.strip() for each in field_of(text, "was").strip("[]").split(",") if each.strip()]
    return with_field(text, "was", f"[{', '.join(dict.fromkeys((*was, old_id)))}]")


def retired(text: str, *, yes: bool) -> str:
    """The text of an article that is kept but does not answer any more, or does so again."""
    return with_field(text, "retired", "true" if yes else "")


def _scalar(text: str) -> str:
    """Words as YAML: quoted, so that colons and "No" need no care."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
