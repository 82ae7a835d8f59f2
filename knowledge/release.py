"""One immutable object that everything needed to answer hangs on: content, compiled indexes, terms, thresholds."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.confidence import Bands, read_bands
from knowledge.encoder import Encoder, Floats, kept_back
from knowledge.errors import ContentError, EncoderUnavailable
from knowledge.idioms import IdiomBook
from knowledge.model import Article, Entry, Finding, Reading, Reply, Statement
from knowledge.passages import article_entry, passage_entries
from knowledge.reader import CONFIDENCE, Content, read
from knowledge.retriever import Fusion, Retriever
from knowledge.sorter import UNTAUGHT, Sorter
from knowledge.spelling import Speller, Spelling
from knowledge.terms import TermBook
from knowledge.vectors import Vectors

QUESTION = ""
"""The kind of a message that articles answer; the others are the kinds of replies."""

UNCOVERED = "closest-only"
"""The reply to a question on our subject that nothing here answers; its examples are such questions, and what it says
it is not are questions as particular that something does answer."""

_EVERY = 32
"""One wording in so many shows the sorter what a question is, chosen by its hash: other articles alter little."""

_OF_PASSAGES = Fusion(near=1)
"""A passage is as near as the nearest of its texts: what surrounds a statement should not take from it."""

ANALYSER = "1"
"""Changes whenever the same content would be analysed differently; part of the hash."""


def content_hash(content: Content) -> str:
    """The name of this content: SHA-256 over paths and the SHA-256 of their bytes, and the analyser's version."""
    whole = hashlib.sha256(ANALYSER.encode())
    for path in sorted(content):
        whole.update(path.encode("utf-8", "surrogateescape") + b"\0" + hashlib.sha256(content[path]).digest())
    return whole.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """Content as it answers questions. A Desk takes it once at the start of a question and uses no other.

    `screens` ranks the kinds of replies by their examples, and `sorter` knows a question from each of them where there
    is an encoder; `covering` knows questions that something here answers from those that nothing does. `asked_for`
    holds for each article the wordings that ask for one of its passages, with that passage's anchor. `problem` says
    why the encoder is not at work ("" when it is, or when none was asked for).
    """

    hash: str
    content: Content
    reading: Reading
    articles: Retriever
    passages: Retriever
    screens: Retriever
    book: TermBook
    idioms: IdiomBook
    speller: Speller
    bands: Bands
    by_id: Mapping[str, Article]
    approved: frozenset[Statement]
    asked_for: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sorter: Sorter = UNTAUGHT
    covering: Sorter = UNTAUGHT
    problem: str = ""

    @classmethod
    def build(
        cls,
        content: Content,
        encoder: Encoder | None = None,
        cache: Path | None = None,
        earlier: Release | None = None,
    ) -> Release:
        """Compiles content; the same call for the folder, a draft, a replay and a node's copy.

        A file with an error is left out. An encoder that cannot be used leaves a release that searches by words alone
        and says so. With an `earlier` release what has not changed since is taken from there and not made again: it
        answers the same, sooner. Raises ContentError when no article at all can be used.
        """
        reading = read(content)
        live = tuple(article for article in reading.articles if not article.retired)
        if not live:
            raise ContentError("No article of this content can be used.", reading.findings)
        release = cls._compile(content, reading, live, cache, earlier)
        return release.with_meaning(encoder, cache, earlier) if encoder else release

    @classmethod
    def _compile(
        cls,
        content: Content,
        reading: Reading,
        live: tuple[Article, ...],
        cache: Path | None,
        earlier: Release | None,
    ) -> Release:
        book = TermBook(reading.terms)
        entries = [article_entry(article) for article in live]
        examples = [Entry(reply.kind, "", "", reply.examples) for reply in _screening(reading)]
        bands, found = read_bands(content.get(CONFIDENCE, b"").decode("utf-8", "replace"))
        passages = [entry for article in live for entry in passage_entries(article)]
        articles = Retriever.build(entries, cache=cache, earlier=earlier.articles if earlier else None)
        return cls(
            hash=content_hash(content),
            content=content,
            reading=replace(reading, findings=reading.findings + found),
            articles=articles,
            passages=Retriever.build(
                passages, cache=cache, fusion=_OF_PASSAGES, earlier=earlier.passages if earlier else None
            ),
            screens=Retriever.build(examples, cache=cache, earlier=earlier.screens if earlier else None),
            book=book,
            idioms=_idioms(reading, earlier),
            speller=Speller(
                articles.index.vocabulary, book.words(), articles.index.knows, earlier.speller if earlier else None
            ),
            bands=bands,
            by_id={article.id: article for article in reading.articles},
            approved=frozenset(_statements(reading)),
            asked_for={article.id: _asked_for(article) for article in live},
        )

    def with_meaning(self, encoder: Encoder, cache: Path | None = None, earlier: Release | None = None) -> Release:
        """This release with meaning ranked beside words; nothing is read or indexed again.

        With an encoder that cannot be used, this release as it is, which then says so.
        """
        vectors = Vectors(encoder, cache)
        try:
            ranked = replace(
                self,
                articles=self.articles.with_meaning(vectors, earlier.articles if earlier else None),
                passages=self.passages.with_meaning(vectors, earlier.passages if earlier else None),
                screens=self.screens.with_meaning(vectors, earlier.screens if earlier else None),
                sorter=Sorter.fit(kinds_of(self.reading), vectors),
                covering=Sorter.fit(covering_of(self.reading), vectors),
                problem="",
            )
        except EncoderUnavailable as error:
            return replace(self, problem=str(error))
        if earlier is None:
            vectors.settle()
        return ranked

    def spelled(self, text: str) -> Spelling:
        """The text with its misspelt words mended; the words of an idiom are none."""
        idioms = self.idioms.matches(text)
        return self.speller.correct(text, frozenset(form for idiom in idioms for form in idiom.forms))

    def uncovered(self, vector: Floats) -> float:
        """`Signals.uncovered` for a query's vector; 0 without an encoder or without examples."""
        likeness = self.covering.of(vector)
        return likeness[UNCOVERED] - likeness[QUESTION] if likeness else 0.0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong with the content this was built from."""
        return self.reading.findings

    @property
    def semantic(self) -> bool:
        """Whether meaning is ranked beside words."""
        return self.articles.semantic


def _asked_for(article: Article) -> Mapping[str, str]:
    return {wording.text: wording.passage for wording in article.wordings if wording.passage}


def _idioms(reading: Reading, earlier: Release | None) -> IdiomBook:
    """The idioms compiled; those of an earlier release where they are the same."""
    if earlier and earlier.reading.idioms == reading.idioms:
        return earlier.idioms
    return IdiomBook(reading.idioms)


def kinds_of(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """Examples of each kind of message; questions are what replies say they are not, and a sample of the wordings."""
    replies = _screening(reading)
    questions = [*(text for reply in replies for text in reply.unlike), *_sample(reading)]
    return {QUESTION: tuple(dict.fromkeys(questions))} | {reply.kind: reply.examples for reply in replies}


def covering_of(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """Examples of questions that nothing here answers, and of those that something does. One in ten of the first is
    left out: the lines of trust are fitted to those."""
    reply = reading.replies.get(UNCOVERED)
    missing = tuple(text for text in reply.examples if not kept_back(text)) if reply else ()
    return (
        {QUESTION: tuple(dict.fromkeys([*reply.unlike, *_sample(reading)])), UNCOVERED: missing}
        if reply and missing
        else {}
    )


def _screening(reading: Reading) -> list[Reply]:
    """The replies that a message gets by its likeness to their examples."""
    return [reply for reply in reading.replies.values() if reply.examples and reply.kind != UNCOVERED]


def _sample(reading: Reading) -> Iterator[str]:
    wordings = (wording.text for article in reading.articles for wording in article.wordings)
    return (text for text in wordings if zlib.crc32(text.encode("utf-8", "surrogatepass")) % _EVERY == 0)


def _statements(reading: Reading) -> Iterator[Statement]:
    for article in reading.articles:
        for section in article.sections:
            yield from (item for item in section.items if isinstance(item, Statement))
