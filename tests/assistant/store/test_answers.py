"""Answers as JSON text."""

from __future__ import annotations

import json

import pytest
from conversation_strategies import answers, found
from conversations import an_answer
from hypothesis import given, settings

from assistant.errors import Unreadable
from assistant.store.answers import (
    answer_from_json,
    answer_to_json,
    articles_shown,
    found_from_json,
    found_to_json,
    statement_hash,
    statements_shown,
)


@settings(deadline=None, max_examples=60)
@given(answers)
def test_an_answer_reads_back_exactly(answer):
    assert answer_from_json(answer_to_json(answer)) == answer


@given(found)
def test_what_was_found_reads_back_exactly(looked_at):
    assert found_from_json(found_to_json(looked_at)) == looked_at


def with_later_fields(value):
    if isinstance(value, dict):
        return {"later": {"more": [1]}} | {name: with_later_fields(member) for name, member in value.items()}
    return [with_later_fields(member) for member in value] if isinstance(value, list) else value


@settings(deadline=None, max_examples=60)
@given(answers)
def test_fields_of_a_later_version_are_passed_over(answer):
    later = with_later_fields(json.loads(answer_to_json(answer)))
    assert answer_from_json(json.dumps(later)) == answer


def test_fields_that_an_earlier_version_lacked_get_their_defaults():
    answer = answer_from_json('{"status": "chat", "blocks": []}')
    assert answer.suggestions == ()
    assert answer.reply == ""


@pytest.mark.parametrize("text", ["a\0b", "\udc00"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(Unreadable):
        answer_to_json(an_answer(text))


def test_what_was_shown_can_be_found_by_article_and_statement():
    answer = an_answer("GMS contracts stay in force.")
    assert articles_shown(answer) == {"contract/gms"}
    assert statements_shown(answer) == {statement_hash("GMS contracts stay in force.")}
