"""The pages that lead through the articles: side by side, the timeline, terms, the way back, the search."""

import csv
import io
import re

import pytest
from browsing.gp import Gp


def test_levels_stand_side_by_side_with_their_sources_and_what_followed(gp: Gp) -> None:
    page = gp.visit("/compare")
    assert [each.text for each in page.all("th") if each["scope"] == "col"] == ["Virtual", "Partial", "Full"]
    assert "You keep your contract and add an alliance agreement" in page.text
    assert "GPonline, about January 2018" in page.text
    assert "Our sources do not say." in page.text
    assert "In February 2019 regulations named the integrated care provider contract." in page.text


def test_both_sides_of_a_disagreement_stand_under_their_row(gp: Gp) -> None:
    page = gp.visit("/compare")
    assert "partners would become employees" in page.text
    assert "partners could also be owners" in page.text


def test_the_columns_can_be_chosen(gp: Gp) -> None:
    page = gp.visit("/compare?by=models&only=IHO&only=MCP&only=nothing")
    assert [each.text for each in page.all("th") if each["scope"] == "col"] == ["MCP", "IHO"]


def test_the_comparison_is_a_spreadsheet_too(gp: Gp) -> None:
    response = gp.client.get("/compare.csv?by=models&only=MCP&only=IHO")
    assert response.mimetype == "text/csv"
    header, row = csv.reader(io.StringIO(response.text.removeprefix("\ufeff")))
    assert re.fullmatch(r"[,\r\n]*", re.sub('"[^"]*"', "", response.text.removeprefix("\ufeff")))
    assert header == ["", "MCP", "IHO", "Beside this", "Article"]
    assert row[:3] == [
        "Pension",
        "Open in February 2018. [law firm on Lexology, about February 2018]",
        "Our sources do not say.",
    ]


def test_the_timeline_goes_year_by_year(gp: Gp) -> None:
    page = gp.visit("/timeline")
    assert [each.text for each in page.all("h2")] == ["2018", "2019"]
    assert "Suspension becomes law." in page.text


def test_both_meanings_of_a_name_are_told_apart(gp: Gp) -> None:
    page = gp.visit("/terms")
    assert "ICP (provider) 2018-2019" in page.text
    assert "Not to be confused with ICP (partnership)" in page.text
    assert {"term-icp-provider", "term-icp-partnership"} <= set(page.ids)


def test_a_step_says_how_sure_it_is_shows_both_sides_and_what_followed(gp: Gp) -> None:
    page = gp.visit("/right-to-return")
    assert "Disputed: our sources or the sides disagree" in page.text
    assert "GPonline named three levels." in page.text
    assert "A law firm named two." in page.text
    assert "In 2019 the regulations named neither." in page.text
    assert "Not known: our sources do not say all of it" in page.text
    assert "Is this an ICP contract?" in page.text


def test_a_search_marks_what_it_found(gp: Gp) -> None:
    page = gp.visit("/search?q=pension+scheme")
    assert "2 articles" in page.title or "1 article" in page.title
    assert page.value("q") == "pension scheme"
    assert {each.text.lower() for each in page.all("mark")} <= {"pension", "pensions", "scheme"}


def test_a_search_can_be_narrowed_and_widened_again(gp: Gp) -> None:
    assert "2 articles for “contract”" in gp.visit("/search?q=contract").text
    narrow = gp.visit("/search?q=contract&standing=settled")
    assert "No article for" in narrow.title or "No articles for" in narrow.title
    assert any(each["href"] == "/search?q=contract" for each in narrow.of_class("gpe-chip"))


def test_a_search_under_another_name_says_so(gp: Gp) -> None:
    page = gp.visit("/search?q=integrated+care+provider+contract")
    assert "You searched for “integrated care provider”, also known as ICP." in page.text
    assert "The ACO contract, renamed." in page.text


def test_a_search_that_finds_nothing_offers_to_ask(gp: Gp) -> None:
    assert "No article was found" in gp.visit("/search?q=elephants").text


def test_what_was_searched_for_is_never_markup(gp: Gp) -> None:
    page = gp.visit("/search?q=%3Cscript%3Ealert(1)%3C/script%3E+contract")
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("query", ["?q=contract", "?q=a%26b"])
def test_the_old_address_of_the_search_leads_to_the_new_one(gp: Gp, query: str) -> None:
    response = gp.client.get(f"/faq{query}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/search{query}"
