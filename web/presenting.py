"""Puts an answer into words and HTML, once for the page and the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import current_app, url_for

from assistant.model import Answer, Block, Part
from knowledge.article_file import slug
from knowledge.model import CIRCUMSTANCES, TOPICS, Citation, Term
from knowledge.sources_file import when
from web.application import Application, library

STANDINGS = {
    "settled": ("Settled", "our sources agree on the main point"),
    "proposed": ("Proposed", "this was a plan or proposal"),
    "contested": ("Contested", "our sources or the sides disagree"),
    "not-known": ("Not known", "our sources do not say"),
}
"""What a standing is called, and what that means."""

QUESTIONS = {
    "role": "Your role",
    "contract": "Your practice's contract",
    "level": "Level of integration you ask about",
    "premises": "Your premises",
}
SITE_LINKS = (
    ("chat.conversation", "Ask"),
    ("faq.articles", "Articles"),
    ("compare.side_by_side", "Compare"),
    ("reading.right_to_return", "Right to return"),
    ("reading.timeline", "Timeline"),
    ("reading.terms", "Terms"),
    ("faq.sources", "Sources"),
    ("register.public", "Open questions"),
)
"""Where everybody can go, in the order of the header."""

FACET_NAMES = {"topic": "Topic", "model": "Model", "standing": "How firm it is", "source": "Source"}
CERTAINTIES = {
    "settled": ("Settled", "in law, or our sources agree"),
    "disputed": ("Disputed", "our sources or the sides disagree"),
    "not-known": ("Not known", "our sources do not say all of it"),
}
"""How sure a step of the way out and back is, and what that means."""

CHOICES = {
    "partner": "Partner",
    "salaried": "Salaried GP",
    "locum": "Locum",
    "manager": "Practice manager",
    "other": "Other",
    "virtual": "Virtual",
    "partial": "Partial",
    "full": "Full",
    "own": "We own them",
    "lease": "We lease them",
    "NHSPS": "NHS Property Services",
}


@dataclass(frozen=True, slots=True)
class Presented:
    """An answer as it is read: `text` and `html` without opening anything, `more` the folded parts' words."""

    text: str
    more: str
    html: str


def present(answer: Answer) -> Presented:
    """The answer's words and HTML."""
    several = len(answer.blocks) > 1
    text = "\n".join(line for block in answer.blocks for line in _lines(block, several=several))
    more = "\n".join(line for part in answer.parts(folded=True) for line in _part_lines(part))
    template = current_app.jinja_env.get_template("answer.html")
    return Presented(text, more, str(template.module.body(answer)).strip())  # type: ignore[attr-defined]  # a macro


def opening(block: Block) -> str:
    """The word an answer begins with, as a sentence; "" when the answer's own words begin with it."""
    first = next((item.text for part in block.parts for item in part.items), "")
    if not block.begins or first.casefold().startswith(block.begins.casefold()):
        return ""
    return f"{block.begins.rstrip('.')}."


def citation_url(citation: Citation, passage: str = "") -> str:
    """Where a citation leads: to the source's entry on the page of the article that cites it, or its own page."""
    if not passage:
        return url_for("faq.source", key=citation.source)
    return f"{article_url(passage.partition('#')[0])}#source-{citation.source}"


def article_url(article_id: str) -> str:
    """An article's page."""
    topic, _, slug = article_id.partition("/")
    return url_for("faq.article", topic=topic, slug=slug)


def topic_name(topic: str) -> str:
    """A topic as a heading says it."""
    return topic.replace("-", " ").capitalize()


def topic_options() -> tuple[tuple[str, str], ...]:
    """Every topic as a choice, in the alphabet's order."""
    return tuple(sorted(((topic, topic_name(topic)) for topic in TOPICS), key=lambda option: option[1]))


def facet_value(name: str, value: str) -> str:
    """What one value is called, by which articles can be narrowed."""
    if name == "source":
        source = library().source(value)
        return f"{source.publisher}: {source.title}" if source else value
    return topic_name(value) if name in ("topic", "standing") else value


def term_anchor(term: Term | str) -> str:
    """Where a term stands on the page of terms."""
    return f"term-{slug(term if isinstance(term, str) else term.term)}"


def term_name(term: Term | str) -> str:
    """A term as it is read: of two with the same letters (ICP-provider, ICP-partnership) each says which it is."""
    name, _, which = (term if isinstance(term, str) else term.term).partition("-")
    return f"{name} ({which})" if name.isupper() and which else f"{name}-{which}" if which else name


def with_choice(chosen: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """The choices with one more."""
    return {**chosen, name: value}


def without(chosen: Mapping[str, str], name: str) -> dict[str, str]:
    """The choices without one."""
    return {each: value for each, value in chosen.items() if each != name}


def furnish(app: Application) -> None:
    """Give templates the words and links they need."""
    app.jinja_env.globals.update(
        opening=opening,
        citation_url=citation_url,
        article_url=article_url,
        topic_name=topic_name,
        when=when,
        topic_options=topic_options,
        standings=STANDINGS,
        certainties=CERTAINTIES,
        site_links=SITE_LINKS,
        facet_names=FACET_NAMES,
        facet_value=facet_value,
        term_anchor=term_anchor,
        term_name=term_name,
        with_choice=with_choice,
        without=without,
        circumstance_questions=[(name, QUESTIONS[name], values) for name, values in CIRCUMSTANCES.items()],
        choice_names=CHOICES,
    )


def _lines(block: Block, *, several: bool) -> Iterator[str]:
    if several and block.question:
        yield block.question
    if word := opening(block):
        yield word
    for part in block.parts:
        if not part.folded:
            yield from _part_lines(part)


def _part_lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for item in part.items:
        yield item.text
