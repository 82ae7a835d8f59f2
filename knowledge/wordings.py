"""Asks every wording of the content: does it find its article, and would it if the article had never held it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.model import Article, Finding, Severity, Wording
from knowledge.release import Release

SEEN = 12
"""An article further down than this is not found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a wording finds, best first: with itself in the index, and with itself left out."""

    article: Article
    wording: Wording
    held: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Whether the wording finds its article first."""
        return self.held[:1] == (self.article.id,)

    @property
    def found_by_others(self) -> bool:
        """Whether it does so with itself left out, as for a GP who is the first to put it so."""
        return self.left_out[:1] == (self.article.id,)


def asked(release: Release) -> Iterator[Asked]:
    """Every wording of every article that is answered from."""
    for article in release.reading.articles:
        if not article.retired:
            yield from (_asked(release, article, wording) for wording in article.wordings)


def _asked(release: Release, article: Article, wording: Wording) -> Asked:
    query = " ".join((wording.text, *release.book.expansions(wording.text)))
    held = release.articles.rank_held(wording.text, query)
    left_out = release.articles.rank_without(article.id, wording.text, query)
    return Asked(article, wording, *(tuple(each.id for each in ranking.ranked[:SEEN]) for ranking in (held, left_out)))


def check_wordings(release: Release) -> tuple[Finding, ...]:
    """What an editor should look at: wordings that lead elsewhere, or that nothing but themselves leads here.

    A wording that finds an article named under "read next" is passed over: that one may well answer it.
    """
    return tuple(finding for each in asked(release) if (finding := _finding(each)))


def _finding(asked: Asked) -> Finding | None:
    text = asked.wording.text
    if asked.found and asked.article.id not in asked.left_out:
        return _warning(asked, "wording-alone", f"Only this wording itself finds the article: {text!r}")
    if asked.left_out[:1] and asked.left_out[0] not in (asked.article.id, *asked.article.related):
        return _warning(asked, "wording-other", f"With itself left out {text!r} finds {asked.left_out[0]} first.")
    return None


def _warning(asked: Asked, rule: str, message: str) -> Finding:
    return Finding(asked.article.path, asked.wording.line, rule, message, Severity.WARNING)
