"""Renders one paragraph of an editor's Markdown to safe HTML and plain text, and reads its citations."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

NO_SOURCE = "none"
"""The citation key that marks a gap."""

MOST_CHARACTERS = 1_200
MOST_BRACKETS = 40
"""Markdown's inline parser is quadratic in unclosed brackets: a paragraph beyond these is only escaped."""

_CITATION = re.compile(r"\s*\[\^([^\]\s]+)\]")
_NEEDS_MARKDOWN = re.compile(r"[*_\[\]`<>&\\!]")
_TAGS = {"a", "em", "strong", "code", "abbr", "sub", "sup"}
_LINK = re.compile(r"^(https?://|mailto:|/|#)")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paragraph as HTML and as plain text, without its citations, and the keys it cites in order."""

    text: str
    html: str
    keys: tuple[str, ...]
    keys_last: bool
    too_dense: bool = False


class _CitationPattern(InlineProcessor):
    """Takes `[^key]` out of the text; the stock footnotes would print undefined keys literally."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str, int, int]:  # type: ignore[override] # noqa: ARG002, N802 -- markdown's name and stub
        return "", m.start(0), m.end(0)


class _Citations(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- markdown's name
        # Before links and references (priority 170), so that [^key] is never taken for one.
        md.inlinePatterns.register(_CitationPattern(_CITATION.pattern, md), "citation", 175)


def render(paragraph: str) -> Rendered:
    """One paragraph or list item, without its bullet, as HTML, text and citation keys."""
    source = " ".join(paragraph.split())
    keys = tuple(_CITATION.findall(source))
    keys_last = bool(re.search(r"(\s*\[\^[^\]\s]+\])+$", source)) if keys else False
    dense = len(source) > MOST_CHARACTERS or source.count("[") > MOST_BRACKETS
    bare = _CITATION.sub("", source).strip()
    if dense or not _NEEDS_MARKDOWN.search(bare):
        return Rendered(bare, html.escape(bare, quote=False), keys, keys_last, dense)
    rendered = sanitise(_inline(source))
    return Rendered(plain(rendered), rendered, keys, keys_last)


def _inline(source: str) -> str:
    rendered = markdown.markdown(source, extensions=[_Citations()], output_format="html").strip()
    # A paragraph of ours is shown inside an element of the page's choosing.
    return rendered.removeprefix("<p>").removesuffix("</p>").strip()


def sanitise(rendered: str) -> str:
    """HTML reduced to the inline tags an article may use, with links only to where ours may lead."""
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "abbr": {"title"}},
        attribute_filter=_keep_attribute,
        link_rel="noreferrer",
    )


def _keep_attribute(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _LINK.match(value) else None


def plain(rendered: str) -> str:
    """The words of sanitised HTML."""
    return html.unescape(nh3.clean(rendered, tags=set())).strip()
