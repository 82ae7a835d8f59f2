"""Somebody who would rather read: compares, searches, narrows, and follows a term, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_reader_compares_searches_and_narrows(visitor, width) -> None:
    page = visitor.page
    visitor.go("/")
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.get_by_role("rowheader", name="Contract")).to_be_visible()
    page.get_by_label("Virtual", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("only=virtual$"))
    expect(page.get_by_text("is suspended or ended while you work")).to_have_count(0)
    assert visitor.width() == width

    page.get_by_role("link", name="Articles", exact=True).click()
    page.get_by_label("Search the articles").fill("pension scheme")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("for “pension scheme”")
    page.get_by_text("How firm it is", exact=True).click()
    page.get_by_role("link", name="Not known", exact=True).click()
    expect(page).to_have_url(re.compile("standing=not-known"))
    page.get_by_role("link", name="Remove Not known").click()
    expect(page).to_have_url(re.compile(r"/search\?q=pension\+scheme$"))
    assert visitor.width() == width
    assert visitor.complaints == []


def test_a_comparison_keeps_its_rows_and_columns_for_a_screen_reader(visitor) -> None:
    visitor.go("/compare")
    for role, name in (("columnheader", "Partial"), ("rowheader", "Contract")):
        expect(visitor.page.get_by_role(role, name=name)).to_have_count(1)


@pytest.mark.parametrize("window", [(1280, True)])
def test_facets_and_choices_can_be_worked_by_keyboard(visitor) -> None:
    page = visitor.page
    visitor.go("/search?q=contract")
    page.get_by_text("Topic", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Contract", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("topic=contract"))
