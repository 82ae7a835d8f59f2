"""Answers, and what was found for them, as JSON text and back, exactly.

A field that a later version added is passed over; one that an earlier version lacked gets its default.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from assistant.model import Answer, ArticleRef, Block, Found, Part, Status, Suggestion
from assistant.store.engine import check_text
from knowledge.model import Citation, Gap, Item, Notice, SectionKind, Statement

_ITEMS: Mapping[str, type[Item]] = {"statement": Statement, "gap": Gap, "notice": Notice}
_ITEM_NAMES = {kind: name for name, kind in _ITEMS.items()}


def answer_to_json(answer: Answer) -> str:
    """The answer as JSON text. Raises Unreadable for NUL and lone surrogates anywhere in it."""
    return _to_json(answer)


def answer_from_json(text: str) -> Answer:
    """The answer that `answer_to_json` was given."""
    return _answer(json.loads(text))


def topics_and_articles(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics of an answer and the articles it names, without making the rest of it: for long readings."""
    kept = json.loads(text)
    named = [block["article"] for block in kept["blocks"] if block.get("article")] + kept.get("articles", [])
    return tuple(kept.get("topics", ())), tuple(dict.fromkeys(article["id"] for article in named))


def found_to_json(found: Found) -> str:
    """What was found as JSON text. Raises Unreadable as for an answer."""
    return _to_json(found)


def found_from_json(text: str) -> Found:
    """What `found_to_json` was given."""
    known = _known(Found, json.loads(text))
    passages = tuple((passage, score) for passage, score in known.pop("passages", ()))
    return Found(passages=passages, terms=tuple(known.pop("terms", ())), **known)


def names_to_json(names: tuple[str, ...]) -> str:
    """A list of words as JSON text."""
    return _to_json(names)


def names_from_json(text: str) -> tuple[str, ...]:
    """What `names_to_json` was given."""
    return tuple(json.loads(text))


def articles_shown(answer: Answer) -> frozenset[str]:
    """The ids of the articles that an answer names or takes words from."""
    named = {ref.id for ref in answer.articles} | {block.article.id for block in answer.blocks if block.article}
    taken = {part.passage.partition("#")[0] for part in answer.parts() if part.passage}
    return frozenset(named | taken)


def statements_shown(answer: Answer) -> frozenset[str]:
    """The hashes of the statements in an answer, folded ones too."""
    return frozenset(statement_hash(statement.text) for statement in answer.statements(folded=True))


def statement_hash(text: str) -> str:
    """The first 128 bits of the SHA-256 of a statement's text, to find who was shown it."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _to_json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, str):
        check_text("answer", value)
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if is_dataclass(value):
        return dict(_plain_fields(value))
    return value


def _plain_fields(value: Any) -> Iterator[tuple[str, object]]:
    if name := _ITEM_NAMES.get(type(value)):
        yield "item", name
    for field in fields(value):
        yield field.name, _plain(getattr(value, field.name))


def _known(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this version knows; JSON's lists as tuples."""
    names = {field.name for field in fields(kind)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in names}


def _each(read: Any, data: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(read(member) for member in data.get(name, ()))


def _answer(data: Mapping[str, Any]) -> Answer:
    known = _known(Answer, data) | {
        "status": Status(data["status"]),
        "blocks": _each(_block, data, "blocks"),
        "articles": _each(_ref, data, "articles"),
        "suggestions": _each(_suggestion, data, "suggestions"),
        "choices": _each(_suggestion, data, "choices"),
    }
    return Answer(**known)


def _block(data: Mapping[str, Any]) -> Block:
    known = _known(Block, data) | {
        "status": Status(data["status"]),
        "parts": _each(_part, data, "parts"),
        "article": _ref(data["article"]) if data.get("article") else None,
    }
    return Block(**known)


def _part(data: Mapping[str, Any]) -> Part:
    return Part(**_known(Part, data) | {"kind": SectionKind(data["kind"]), "items": _each(_item, data, "items")})


def _item(data: Mapping[str, Any]) -> Item:
    kind = _ITEMS[data["item"]]
    known = _known(kind, data)
    if kind is Statement:
        known["citations"] = _each(_citation, data, "citations")
    return kind(**known)


def _citation(data: Mapping[str, Any]) -> Citation:
    return Citation(**_known(Citation, data))


def _ref(data: Mapping[str, Any]) -> ArticleRef:
    return ArticleRef(**_known(ArticleRef, data))


def _suggestion(data: Mapping[str, Any]) -> Suggestion:
    return Suggestion(**_known(Suggestion, data))
