"""Side by side: rows, columns, cells, and what is not said."""

from pathlib import Path

import pytest
from fakes import content

from knowledge.comparing import comparison
from knowledge.folder import content_of
from knowledge.model import Gap, Statement
from knowledge.reader import read


def test_a_column_without_a_section_is_not_said() -> None:
    (row,) = comparison(content.ARTICLES, "levels").rows
    assert [bool(cell.items) for cell in row.cells] == [True, False, True]
    assert row.cells[0].passage == "contract/compare-levels-contract#virtual"


def test_both_sides_and_what_followed_stand_beside_the_row() -> None:
    (row,) = comparison(content.ARTICLES, "levels").rows
    assert [section.heading for section in row.beside] == ["Sources disagree", "Since then", "Not settled"]


def test_only_known_columns_can_be_chosen() -> None:
    assert comparison(content.ARTICLES, "models", ("IHO", "MCP", "XYZ")).columns == ("MCP", "IHO")
    assert len(comparison(content.ARTICLES, "models", ("XYZ",)).columns) == 8
    with pytest.raises(KeyError):
        comparison(content.ARTICLES, "nothing")


ASKED_OF_BOTH = {
    "Contract", "What you sign", "Employer", "Pay", "Premises", "Patient list", "Pension", "Indemnity", "VAT", "CQC",
    "Who may hold it", "List size", "Return", "Time to set up", "Status today",
}  # fmt: skip


@pytest.mark.parametrize("by", ["levels", "models"])
def test_nothing_a_gp_asks_of_both_levels_and_models_lacks_its_row(by: str) -> None:
    articles = read(content_of(Path(__file__).parents[2] / "faq")[0]).articles
    assert ASKED_OF_BOTH - {row.name for row in comparison(articles, by).rows} == set()


@pytest.mark.parametrize("by", ["levels", "models"])
def test_in_our_content_every_cell_is_cited_and_no_section_is_lost(by: str) -> None:
    articles = read(content_of(Path(__file__).parents[2] / "faq")[0]).articles
    found = comparison(articles, by)
    assert len(found.rows) >= 15
    items = [item for row in found.rows for cell in row.cells for item in cell.items]
    assert all(isinstance(item, Statement | Gap) for item in items)
    written = [each for row in found.rows for each in row.article.sections if each.value]
    assert len(written) == sum(bool(cell.items) for row in found.rows for cell in row.cells)


def test_the_disagreement_on_suspending_under_partial_integration_stands_in_its_cell() -> None:
    articles = read(content_of(Path(__file__).parents[2] / "faq")[0]).articles
    contract = next(row for row in comparison(articles, "levels").rows if row.name == "Contract")
    partial = contract.cells[1]
    cited = {each.source for item in partial.items if isinstance(item, Statement) for each in item.citations}
    assert {"pcc-gps-on-board", "lexology-models", "gponline-no-way-back"} <= cited
