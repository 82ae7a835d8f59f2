"""Puts an answer together from approved statements: what to show first, what to fold, what to offer next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.begins import beginning
from assistant.answering.decide import article_ref
from assistant.answering.draft import Draft, Look
from assistant.model import Answer, ArticleRef, Block, Circumstances, Part, Status, Suggestion
from knowledge.library import Library
from knowledge.model import Article, Section, SectionKind, Standing

MOST_WORDS = 280
"""No answer to a message shows more than about this many words, however many questions it asks."""

MOST_NOT_KNOWN = 135
"""Nor one that says that it is not known more than this."""

NEARLY_AS_GOOD = 0.85
"""The share of the best score that another article needs to be shown beside it."""

FIRST_WORDS = 80
"""About how many words of the first article are shown open."""

NEXT_SHARE, NEXT_WORDS = 0.8, 60
"""Where one question is asked, the passage beside the lead that is nearest to it is shown beyond that, if it is this
share as near as the nearest one at least, and no longer than so many words."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many other articles an answer that is at least so `sure` shows beside the first, within about so many words
    in all. The less sure it is that the first one answers, the more of the next are shown.
    """

    sure: float
    others: int
    words: int


ROOMS = (Room(0.7, 0, 120), Room(0.5, 1, 130), Room(0.3, 2, 160), Room(0.0, 3, 240))

_ALWAYS = (SectionKind.DISAGREE, SectionKind.SINCE)
_FOLLOWING = (SectionKind.DISAGREE, SectionKind.SINCE, SectionKind.NOT_SETTLED)
_BEHIND = (*_FOLLOWING, SectionKind.ADVICE)
_LABEL_WORDS = 3


def compose(draft: Draft) -> Answer:
    """The answer to a message: a block for each of its questions."""
    most = MOST_WORDS // len(draft.looks)
    blocks = tuple(_block(draft, look, most, alone=len(draft.looks) == 1) for look in draft.looks)
    articles = tuple(dict.fromkeys(block.article for block in blocks if block.article))
    library = draft.library
    return Answer(
        status=_status(blocks),
        blocks=blocks,
        articles=articles,
        topics=tuple(dict.fromkeys(ref.id.partition("/")[0] for ref in articles)),
        suggestions=_suggestions(library, articles),
        choices=_choices(library, draft),
        notes=draft.notes,
        understood="; ".join(block.understood for block in blocks if block.understood),
    )


def _status(blocks: tuple[Block, ...]) -> Status:
    statuses = {block.status for block in blocks}
    if len(statuses) == 1:
        return statuses.pop()
    if Status.ANSWERED in statuses and Status.UNANSWERED_NOT_KNOWN in statuses:
        return Status.ANSWERED_PARTLY
    return Status.ASKED_BACK if Status.ASKED_BACK in statuses else Status.ANSWERED


def _block(draft: Draft, look: Look, most: int, *, alone: bool) -> Block:
    library = draft.library
    article = library.article(look.result.hits[0].article)
    circumstances = _with_level(draft.circumstances, look)
    room = next(room for room in ROOMS if look.confidence >= room.sure)
    known = article.standing is not Standing.NOT_KNOWN
    parts = _parts(article, look, circumstances, min(FIRST_WORDS, most), alone=alone)
    left = min(room.words if known else MOST_NOT_KNOWN, most) - _shown_words(parts)
    others = _others(library, article, look, 0 if article.compare else room.others, left)
    return Block(
        question=look.question.text if not alone else draft.asked.text,
        status=Status.ANSWERED if known else Status.UNANSWERED_NOT_KNOWN,
        parts=parts + others,
        article=article_ref(library, article.id),
        begins=beginning(library, article, look) if known else "",
        understood=article.question,
        compares=_compares(article, look),
    )


def _compares(article: Article, look: Look) -> str:
    """What the comparison page would put side by side for this question, or ""."""
    if article.compare or not look.question.compares:
        return article.compare
    if len(look.question.levels) > 1:
        return "levels"
    return "models" if len(look.question.models) > 1 else ""


def _with_level(circumstances: Circumstances, look: Look) -> Circumstances:
    return replace(circumstances, level=look.question.level) if look.question.level else circumstances


def _parts(article: Article, look: Look, circumstances: Circumstances, budget: int, *, alone: bool) -> tuple[Part, ...]:
    """The lead, what applies to this GP, the passages found, then both sides, what followed and who can advise.

    What is not settled has its place after those, where there is room or the question is after it. Who can advise is
    folded where the question is answered, and open where that is the answer.
    """
    applying = {section: why for section in article.sections if (why := _why(section, circumstances, look))}
    middle = [section for section in article.sections[1:] if section.kind not in (*_ALWAYS, SectionKind.ADVICE)]
    scores = {hit.passage: hit.passage_score for hit in look.result.hits}
    nearness = {section: scores.get(article.passage_id(section), 0.0) for section in (article.lead, *middle)}
    ranked = sorted(middle, key=lambda section: (section not in applying, -nearness[section]))
    shown = {*_within(article, ranked, applying, budget), *_nearest(nearness, applying)}
    if alone:
        shown.update(_next(nearness, middle))
    parts = [_part(article, article.lead)]
    found = (section for section in _in_turn(ranked, shown, article) if section.kind not in _FOLLOWING)
    parts += [_part(article, section, why=applying.get(section, "")) for section in found]
    following = (section for kind in _FOLLOWING for section in article.of_kind(kind))
    parts += [_part(article, section) for section in following if section.kind in _ALWAYS or section in shown]
    folded = [section for section in middle if section not in shown]
    answered = article.standing is not Standing.NOT_KNOWN
    advice = article.of_kind(SectionKind.ADVICE)
    parts += [_part(article, section) for section in advice if not answered]
    parts += [_part(article, section, folded=True) for section in (*folded, *(advice if answered else ()))]
    return tuple(parts)


def _in_turn(ranked: list[Section], shown: Collection[Section], article: Article) -> Iterator[Section]:
    """The passages shown, best first, but branches in the article's order: virtual, partial, full."""
    branches = iter([section for section in article.sections if section in shown and _is_branch(section)])
    return (next(branches) if _is_branch(section) else section for section in ranked if section in shown)


def _within(article: Article, ranked: list[Section], applying: dict[Section, str], budget: int) -> tuple[Section, ...]:
    """The passages that are shown open: all of a short article, else the best within the budget and all that apply."""
    if sum(_words(section) for section in article.sections) <= budget and not _branches(ranked, budget):
        return tuple(ranked)
    left = budget - sum(_words(section) for section in (article.lead, *article.of_kind(*_ALWAYS)))
    shown: list[Section] = []
    for section in ranked:
        if section in applying or (_words(section) <= left and not (applying and _is_branch(section))):
            shown.append(section)
            left -= _words(section)
    return tuple(shown)


def _nearest(nearness: Mapping[Section, float], applying: Mapping[Section, str]) -> tuple[Section, ...]:
    """The passage nearest to the question, shown even if it is long; no branch where others are known to apply."""
    best = max(nearness, key=nearness.__getitem__)
    return () if applying and _is_branch(best) else (best,)


def _next(nearness: Mapping[Section, float], middle: Sequence[Section]) -> tuple[Section, ...]:
    """The passage beside the lead that is nearest to the question, where it is short and near enough. A lead is near by
    the article's question already, so that what was asked for may well stand in the next."""
    if not middle:
        return ()
    nearest = max(middle, key=nearness.__getitem__)
    near = nearness[nearest] >= NEXT_SHARE * max(nearness.values())
    return (nearest,) if near and _words(nearest) <= NEXT_WORDS and not _is_branch(nearest) else ()


def _branches(sections: list[Section], budget: int) -> bool:
    """Whether these are branches of which only some apply, too long to show them all."""
    return sum(_is_branch(section) for section in sections) > 1 and sum(map(_words, sections)) > budget // 2


def _is_branch(section: Section) -> bool:
    return section.kind in (SectionKind.LEVEL, SectionKind.CIRCUMSTANCE, SectionKind.MODEL)


def _why(section: Section, circumstances: Circumstances, look: Look) -> str:
    """Why a section that is only for some applies here; "" when nothing says so."""
    if section.kind is SectionKind.LEVEL and section.value == circumstances.level:
        asked = look.question.level == section.value
        return "because you asked about this level" if asked else "because you chose this level"
    if section.kind is SectionKind.LEVEL and look.question.compares and section.value in look.question.levels:
        return "because you named this level"
    if section.kind is SectionKind.MODEL and section.value in look.question.models:
        return "because you named this model"
    if section.kind is SectionKind.CIRCUMSTANCE:
        said = {value.lower(): value for _, value in circumstances.items()}
        if section.value.lower() in said:
            return f"because you said {_said(section.value)}"
    return ""


_SAID = {"own": "you own the premises", "lease": "you lease the premises", "NHSPS": "NHS Property Services owns them"}


def _said(value: str) -> str:
    return _SAID.get(value, value)


def _part(article: Article, section: Section, *, folded: bool = False, why: str = "") -> Part:
    return Part(section.heading, section.kind, section.items, article.passage_id(section), folded, why)


def _others(library: Library, first: Article, look: Look, most: int, budget: int) -> tuple[Part, ...]:
    """What up to so many of the next best articles say, as far as there is room."""
    parts: tuple[Part, ...] = ()
    shown = 0
    for article, section in _next_best(library, first, look):
        more = _see_also(article, section)
        if shown < most and _shown_words(parts + more) <= budget:
            parts, shown = parts + more, shown + 1
    return parts


def _next_best(library: Library, first: Article, look: Look) -> list[tuple[Article, Section]]:
    """The runners-up that are nearly as good, each with the passage found in it."""
    best = look.result.hits[0].score
    found: dict[str, tuple[Article, Section]] = {}
    for hit in look.result.hits:
        article = library.article(hit.article)
        close = hit.score >= best * NEARLY_AS_GOOD and not article.compare
        if article is not first and close and article.id not in found:
            section = next(each for each in article.sections if article.passage_id(each) == hit.passage)
            found[article.id] = (article, article.lead if section.kind in _BEHIND else section)
    return list(found.values())


def _see_also(article: Article, section: Section) -> tuple[Part, ...]:
    """One passage of another article under its question, with what followed: what was true then never stands alone."""
    since = tuple(each for each in article.of_kind(SectionKind.SINCE) if each is not section)
    sections = (section, *since)
    heading = f"See also: {article.question}"
    return tuple(
        replace(_part(article, each), heading=heading if each is section else each.heading) for each in sections
    )


def _shown_words(parts: tuple[Part, ...]) -> int:
    return sum(len(item.text.split()) + _LABEL_WORDS for part in parts if not part.folded for item in part.items)


def _words(section: Section) -> int:
    """The words of a section as shown, with its heading and its statements' source labels."""
    return len(section.heading.split()) + sum(len(item.text.split()) + _LABEL_WORDS for item in section.items)


def _suggestions(library: Library, articles: tuple[ArticleRef, ...]) -> tuple[Suggestion, ...]:
    shown = {ref.id for ref in articles}
    related = dict.fromkeys(target for ref in articles for target in library.article(ref.id).related)
    asks = [library.article(target).question for target in related if target not in shown and library.has(target)]
    return tuple(Suggestion(question, question) for question in asks[:3])


def _choices(library: Library, draft: Draft) -> tuple[Suggestion, ...]:
    """Questions that would settle what the message leaves open; empty when nothing hangs on it."""
    return tuple(choice for look in draft.looks for choice in _open_terms(library, look))


def _open_terms(library: Library, look: Look) -> tuple[Suggestion, ...]:
    """A name with two meanings, each offered as the same question with the meaning written out."""
    by_name: dict[str, list[str]] = {}
    for mention in library.release.book.mentions(look.question.search):
        by_name.setdefault(mention.name, []).append(mention.term)
    choices: list[Suggestion] = []
    for name, terms in by_name.items():
        if len(set(terms)) > 1:
            for term in dict.fromkeys(terms):
                entry = library.release.book.term(term)
                long = next((each for each in entry.names if " " in each), term) if entry else term
                question = re.sub(rf"\b{re.escape(name)}\b", long, look.question.text, count=1, flags=re.IGNORECASE)
                choices.append(Suggestion(long, question))
    return tuple(choices)
