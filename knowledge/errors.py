"""What can go wrong in knowledge.

KnowledgeError
 +-- ContentError       content that cannot be published; carries its findings
 +-- EncoderUnavailable the semantic encoder cannot be loaded or is not the one expected
 +-- UnknownArticle     no article has that id
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.model import Finding


class KnowledgeError(Exception):
    """Base of every error that knowledge raises on purpose."""


class ContentError(KnowledgeError):
    """Content from which no release can be built."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class EncoderUnavailable(KnowledgeError):
    """The encoder's package or weights are missing, broken, or not the pinned ones."""


class UnknownArticle(KnowledgeError):
    """No article of this release has that id."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"No article {article_id!r} in this release.")
        self.article_id = article_id
