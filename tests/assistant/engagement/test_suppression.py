from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.engagement.suppression import LEAST, Published, Table, publish


def table(*counts: tuple[int, ...]) -> Table:
    return Table(
        tuple(f"row {at}" for at in range(len(counts))),
        tuple(f"column {at}" for at in range(len(counts[0]))),
        counts,
    )


def tables(most_lines: int, counts: st.SearchStrategy[int]) -> st.SearchStrategy[Table]:
    sizes = st.tuples(st.integers(1, most_lines), st.integers(1, most_lines))
    return sizes.flatmap(
        lambda size: st.tuples(*[st.tuples(*[counts] * size[1])] * size[0]).map(lambda rows: table(*rows))
    )


MIXED = st.one_of(st.integers(0, 6), st.integers(0, 400))


def equations(published: Published) -> tuple[list[tuple[int, int]], list[list[Fraction]]]:
    """What a reader knows of the hidden cells: each row and column, totals included, adds up."""
    height, width = len(published.cells), len(published.cells[0])
    hidden = [at for at in product(range(height), range(width)) if published.cells[at[0]][at[1]] is None]
    lines = [[(row, at) for at in range(width)] for row in range(height)]
    lines += [[(at, column) for at in range(height)] for column in range(width)]
    known = []
    for line in lines:
        signs = dict.fromkeys(line[:-1], 1) | {line[-1]: -1}
        known.append([Fraction(signs.get(cell, 0)) for cell in hidden])
    return hidden, known


def derivable(published: Published) -> set[tuple[int, int]]:
    """The hidden cells that some sum of the equations leaves alone on one side (Gauss and Jordan, exact)."""
    hidden, rows = equations(published)
    pivots, at = 0, 0
    while pivots < len(rows) and at < len(hidden):
        pivot = next((row for row in range(pivots, len(rows)) if rows[row][at]), None)
        if pivot is not None:
            rows[pivots], rows[pivot] = rows[pivot], rows[pivots]
            rows[pivots] = [value / rows[pivots][at] for value in rows[pivots]]
            for other in range(len(rows)):
                if other != pivots and rows[other][at]:
                    factor = rows[other][at]
                    rows[other] = [a - factor * b for a, b in zip(rows[other], rows[pivots], strict=True)]
            pivots += 1
        at += 1
    alone = [[place for place, value in enumerate(row) if value] for row in rows]
    return {hidden[places[0]] for places in alone if len(places) == 1}


def small(given_table: Table) -> set[tuple[int, int]]:
    grid = given_table.with_totals
    return {(r, c) for r, row in enumerate(grid) for c, count in enumerate(row) if 0 < count < LEAST}


@settings(deadline=None)
@given(tables(5, MIXED))
def test_no_number_under_five_is_shown_or_follows_from_the_totals(given_table: Table) -> None:
    published = publish(given_table)
    for row, column in small(given_table):
        assert published.cells[row][column] is None
    assert not small(given_table) & derivable(published)


@settings(deadline=None)
@given(tables(2, st.integers(0, 6)))
def test_every_number_under_five_could_have_been_another(given_table: Table) -> None:
    """Also for a reader who knows that what is hidden is at least 1, because a 0 is shown."""
    published = publish(given_table)
    inner = [range(1, 9) if cell is None else (cell,) for row in published.cells[:-1] for cell in row[:-1]]
    width = len(given_table.columns)
    possible = [
        grid
        for values in product(*inner)
        if fits(grid := table(*(values[at : at + width] for at in range(0, len(values), width))).with_totals, published)
    ]
    assert given_table.with_totals in possible
    for row, column in small(given_table):
        assert len({grid[row][column] for grid in possible}) > 1


def fits(grid: tuple[tuple[int, ...], ...], published: Published) -> bool:
    shown = zip(grid, published.cells, strict=True)
    return all(
        (cell is None and count > 0) or cell == count
        for counts, cells in shown
        for count, cell in zip(counts, cells, strict=True)
    )


@given(tables(4, st.one_of(st.just(0), st.integers(LEAST, 99))))
def test_a_table_without_small_numbers_is_shown_whole(given_table: Table) -> None:
    assert publish(given_table).complete


@given(tables(4, MIXED))
def test_what_is_shown_is_true_and_no_zero_is_hidden(given_table: Table) -> None:
    for counts, cells in zip(given_table.with_totals, publish(given_table).cells, strict=True):
        for count, cell in zip(counts, cells, strict=True):
            assert cell == count or (cell is None and count > 0)


def test_one_small_number_hides_the_cheapest_others_and_no_total() -> None:
    published = publish(table((3, 40, 50), (20, 60, 70), (30, 80, 90)))
    assert published.cells == (
        (None, None, 50, 93),
        (None, None, 70, 150),
        (30, 80, 90, 200),
        (53, 180, 210, 443),
    )


def test_a_lone_small_number_takes_its_totals_with_it() -> None:
    assert publish(table((1,))).cells == ((None, None), (None, None))


@pytest.mark.parametrize("counts", [((1, 2), (3,)), ((-1,),)])
def test_counts_that_make_no_table_are_refused(counts: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="count"):
        Table(tuple("r" for _ in counts), tuple("c" for _ in counts[0]), counts)
