"""What everything here is about is taken out of a text before its meaning is compared."""

from __future__ import annotations

import pytest

from knowledge.subject import beside_the_subject


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Are GPs forced to join ACOs?", "Are we forced to join it?"),
        ("Must GP practices sign a lease with the new integrated care provider?", "Must we sign a lease with it?"),
        ("Can practices leave early?", "Can we leave early?"),
        ("What are accountable care organisations?", "What are ACOs?"),
    ],
)
def test_gps_are_read_as_we_and_the_organisation_as_it(said: str, read: str) -> None:
    assert beside_the_subject(said) == read


@pytest.mark.parametrize(
    "question", ["What is an ACO?", "What are ICPs?", "Who are GPs?", "What about my pension?", ""]
)
def test_where_little_else_is_said_the_subject_stays(question: str) -> None:
    assert beside_the_subject(question) == question
