"""Holds content to the rules for articles and tells an editor, by file and line, what breaks them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.model import (
    TOPICS,
    Article,
    Finding,
    Gap,
    Idiom,
    Item,
    Notice,
    Reading,
    Section,
    SectionKind,
    Severity,
    Standing,
    Statement,
)
from knowledge.reader import Content, read
from knowledge.terms import TermBook


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits an article is held to. Words are counted without citations."""

    statement_words: int = 45
    statement_sentences: int = 2
    lead_words: int = 60
    article_words: int = 250
    not_known_words: int = 150
    old_before: int = 2019
    reading_age: float = 19.0
    fewest_wordings: int = 5
    most_alike: float = 0.85


RULES = Rules()
Rule = Callable[[Reading, Rules, date], Iterator[Finding]]


def check(content: Content, today: date, rules: Rules = RULES) -> tuple[Finding, ...]:
    """Every finding on the content: what could not be read, and which rules are broken."""
    return check_reading(read(content), today, rules)


def check_reading(reading: Reading, today: date, rules: Rules = RULES) -> tuple[Finding, ...]:
    """The same for content that has been read already."""
    found = [finding for rule in _RULES for finding in rule(reading, rules, today)]
    return tuple(sorted((*reading.findings, *found), key=lambda finding: (finding.path, finding.line, finding.rule)))


def words_in(text: str) -> int:
    """How many words a reader reads."""
    return len(text.split())


def _error(article: Article, line: int, rule: str, message: str) -> Finding:
    return Finding(article.path, line, rule, message)


def _warning(article: Article, line: int, rule: str, message: str) -> Finding:
    return Finding(article.path, line, rule, message, Severity.WARNING)


def _claims(section: Section) -> Iterator[Item]:
    return (item for item in section.items if not isinstance(item, Notice))


def _lengths(reading: Reading, rules: Rules, _: date) -> Iterator[Finding]:
    for article in reading.articles:
        total = 0
        for section in article.sections:
            for item in _claims(section):
                count = words_in(item.text)
                total += count
                if count > rules.statement_words:
                    yield _error(
                        article,
                        section.line,
                        "statement-length",
                        f"{count} words in {item.text[:40]!r}…; {rules.statement_words} is the most.",
                    )
                if _sentences(item.text) > rules.statement_sentences:
                    yield _error(
                        article,
                        section.line,
                        "statement-length",
                        f"More than {rules.statement_sentences} sentences in {item.text[:40]!r}…",
                    )
        yield from _article_length(article, total, rules)


def _article_length(article: Article, total: int, rules: Rules) -> Iterator[Finding]:
    lead = words_in(article.lead.text)
    if lead > rules.lead_words:
        yield _error(
            article, article.lead.line, "lead-length", f"The lead has {lead} words; {rules.lead_words} is the most."
        )
    most = rules.not_known_words if article.standing is Standing.NOT_KNOWN else rules.article_words
    if total > most and not article.compare:
        yield _error(article, 1, "article-length", f"The article has {total} words; {most} is the most. Split it.")


_ABBREVIATIONS = re.compile(r"\b(?:e\.g|i\.e|etc|v|vs|No|Mr|Mrs|Dr|St|para|reg|Sch|S\.I|approx|p|pp)\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=[\"'”’)]*\s+[\"'“‘(]*[A-Z0-9])")


def _sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(_ABBREVIATIONS.sub("x", text))) + 1


def _disagreements(reading: Reading, *_: object) -> Iterator[Finding]:
    for article in reading.articles:
        for section in article.of_kind(SectionKind.DISAGREE):
            statements = [item for item in section.items if isinstance(item, Statement)]
            sources = {citation.source for item in statements for citation in item.citations}
            if len(statements) < 2 or len(sources) < 2:
                yield _error(
                    article,
                    section.line,
                    "one-sided",
                    "'Sources disagree' needs two statements that cite different sources.",
                )


def _age(reading: Reading, rules: Rules, _: date) -> Iterator[Finding]:
    """Old statements need what followed, or an editor's word that they still hold."""
    for article in reading.articles:
        if article.still_true or article.of_kind(SectionKind.SINCE):
            continue
        for section, item in _statements(article):
            if _newest(item) < rules.old_before:
                cure = "Add 'Since then', or still_true with a date."
                yield _error(
                    article, section.line, "old", f"Nothing newer than {_newest(item)} backs {item.text[:40]!r}… {cure}"
                )
                break


def _statements(article: Article) -> Iterator[tuple[Section, Statement]]:
    return ((section, item) for section in article.sections for item in section.items if isinstance(item, Statement))


def _newest(statement: Statement) -> int:
    years = [int(citation.date[:4]) for citation in statement.citations if citation.date]
    return max(years, default=9999)


def _links(reading: Reading, *_: object) -> Iterator[Finding]:
    ids = {article.id for article in reading.articles}
    for article in reading.articles:
        for target in article.related:
            if target not in ids or target == article.id:
                yield _error(article, 1, "dead-link", f"'related' names {target!r}, which is not another article here.")
        for section in article.sections:
            for item in section.items:
                for target in re.findall(r'href="/faq/([a-z0-9/-]+)', item.html):
                    if target.rstrip("/") not in ids:
                        yield _error(article, section.line, "dead-link", f"There is no article {target!r}.")
    yield from _links_in_lists(reading, ids)


def _links_in_lists(reading: Reading, ids: set[str]) -> Iterator[Finding]:
    named = [("terms.yml", term.article) for term in reading.terms]
    named += [("timeline.yml", event.article) for event in reading.events]
    named += [("pinned.yml", pinned.article) for pinned in reading.pinned]
    explorer = reading.explorer
    named += [("right-to-return/steps.yml", step.article) for step in (*explorer.out, *explorer.back)]
    named += [("right-to-return/steps.yml", row.article) for row in explorer.questions]
    for path, target in named:
        if target and target not in ids:
            yield Finding(path, 1, "dead-link", f"There is no article {target!r}.")


def _names(reading: Reading, *_: object) -> Iterator[Finding]:
    """Ids stand once, whether as a file or as the old name of another."""
    ids = {article.id for article in reading.articles}
    owners: dict[str, str] = {}
    for article in reading.articles:
        for old in article.was:
            if old in ids or old in owners:
                yield _error(article, 1, "duplicate", f"The old id {old!r} belongs to another article too.")
            owners[old] = article.id


def _questions(reading: Reading, rules: Rules, _: date) -> Iterator[Finding]:
    seen: dict[frozenset[str], Article] = {}
    for article in reading.articles:
        if not article.question.endswith("?"):
            yield _warning(article, 2, "question", "The question should end with a question mark.")
        words = _content_words(article.question)
        for other_words, other in seen.items():
            if _overlap(words, other_words) >= rules.most_alike:
                yield _error(
                    article, 2, "duplicate-question", f"This asks nearly the same as {other.id}: {other.question!r}"
                )
        seen[words] = article


def _wordings(reading: Reading, rules: Rules, _: date) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for article in reading.articles:
        if len(article.wordings) < rules.fewest_wordings:
            yield _warning(
                article, 1, "wordings", f"Only {len(article.wordings)} wordings; give at least {rules.fewest_wordings}."
            )
        for wording in article.wordings:
            key = " ".join(wording.text.lower().split()).rstrip("?!. ")
            owner = owners.setdefault(key, article.id)
            if owner != article.id:
                yield _error(
                    article, wording.line, "duplicate-wording", f"{wording.text!r} is a wording of {owner} too."
                )


def _idioms(reading: Reading, *_: object) -> Iterator[Finding]:
    """No idiom takes the place of a term, or stands in two places."""
    book, owners = TermBook(reading.terms), dict[str, Idiom]()
    for idiom in reading.idioms:
        if book.names(idiom.pattern):
            yield Finding(idiom.path, idiom.line, "idiom", f"{idiom.pattern!r} is the name of a term.")
        owner = owners.setdefault(idiom.pattern, idiom)
        if owner is not idiom:
            yield Finding(
                idiom.path, idiom.line, "idiom", f"{idiom.pattern!r} stands in {owner.path}:{owner.line} too."
            )


_FILLER = frozenset(
    """a an the is are do does did will would can could what how who when where why which
    i we my our you your to of in on for and or it be""".split()
)


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z0-9']+", text.lower()) if word not in _FILLER)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _reviews(reading: Reading, _: Rules, today: date) -> Iterator[Finding]:
    for article in reading.articles:
        if article.review_by < today.isoformat():
            yield _warning(article, 2, "review", f"The review was due by {article.review_by}.")


def _terms(reading: Reading, *_: object) -> Iterator[Finding]:
    """An abbreviation that stands in articles but in no list of terms is never explained."""
    known = {
        word
        for term in reading.terms
        for name in (term.term, *term.names)
        for word in re.findall(r"[A-Za-z0-9]+", name)
    }
    for article in reading.articles:
        unknown = Counter(
            word for section in article.sections for word in re.findall(r"\b[A-Z]{3,6}s?\b", section.text)
        )
        for word in unknown:
            if word not in known and word.removesuffix("s") not in known:
                yield _warning(article, 1, "term", f"{word!r} is not explained in terms.yml.")


def reading_age(text: str) -> float:
    """The age in years at which a reader of the text is at home: Flesch-Kincaid grade (Kincaid et al. 1975) plus 5."""
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def _readability(reading: Reading, rules: Rules, _: date) -> Iterator[Finding]:
    for article in reading.articles:
        age = reading_age(" ".join(section.text for section in article.sections))
        if age > rules.reading_age:
            yield _warning(
                article, 1, "reading-age", f"The reading age is {age:.0f}; {rules.reading_age:.0f} is the most."
            )


def _gaps(reading: Reading, *_: object) -> Iterator[Finding]:
    """What is not known is said as a gap, and who might know."""
    for article in reading.articles:
        if article.standing is not Standing.NOT_KNOWN:
            continue
        if not any(isinstance(item, Gap) for section in article.sections for item in section.items):
            yield _error(
                article, 1, "gap", "An article of standing not-known needs a gap: a statement that ends in [^none]."
            )
        if not article.of_kind(SectionKind.ADVICE):
            yield _error(article, 1, "gap", "An article of standing not-known says who can advise.")


def _superseded(reading: Reading, *_: object) -> Iterator[Finding]:
    for article in reading.articles:
        for section, item in _statements(article):
            for citation in item.citations:
                successor = reading.sources[citation.source].superseded_by
                if successor:
                    yield _warning(
                        article,
                        section.line,
                        "superseded",
                        f"{citation.source!r} has been superseded by {successor!r}.",
                    )


def _coverage(reading: Reading, *_: object) -> Iterator[Finding]:
    topics = {article.topic for article in reading.articles}
    for topic in TOPICS:
        if topic not in topics:
            yield Finding(f"{topic}/", 1, "topic", "This topic has no article.", Severity.WARNING)


_RULES: tuple[Rule, ...] = (
    _lengths, _disagreements, _age, _links, _names, _questions, _wordings, _reviews,
    _idioms, _terms, _readability, _gaps, _superseded, _coverage,
)  # fmt: skip
