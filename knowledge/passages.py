"""Turns articles into what is indexed: one entry for each article, one for each passage."""

from __future__ import annotations

from knowledge.model import Article, Entry, Section, SectionKind

_UNSEARCHED = {SectionKind.ADVICE}


def article_entry(article: Article) -> Entry:
    """The whole article under its question and its wordings."""
    sections = searched_sections(article)
    words = " ".join(_words(section) for section in sections)
    parts = tuple(_headed(section, item.text) for section in sections for item in section.items)
    return Entry(article.id, article.question, words, tuple(wording.text for wording in article.wordings), parts)


def passage_entries(article: Article) -> tuple[Entry, ...]:
    """Each passage of the article under its heading, with its statements one by one."""
    return tuple(
        Entry(
            article.passage_id(section),
            section.heading,
            section.text,
            parts=tuple(_headed(section, item.text) for item in section.items),
        )
        for section in searched_sections(article)
    )


def passage_ids(article: Article) -> tuple[str, ...]:
    """The ids of the passages that can answer a question."""
    return tuple(article.passage_id(section) for section in searched_sections(article))


def searched_sections(article: Article) -> tuple[Section, ...]:
    """The sections that can answer a question; "who can advise" says nothing about the subject."""
    return tuple(section for section in article.sections if section.kind not in _UNSEARCHED)


def _words(section: Section) -> str:
    return _headed(section, section.text)


def _headed(section: Section, text: str) -> str:
    return f"{section.heading}. {text}" if section.heading else text
