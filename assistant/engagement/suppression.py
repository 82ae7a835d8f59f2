"""Hides numbers under 5 in a table, and as many others as keep them from being worked out.

A table is published with the totals of its rows and columns, so one hidden number of a row is the total less the rest.
Others are hidden beside it until at least two tables fit what is shown, for every number under 5. Which to hide is a
shortest way through the cells: to raise one hidden number and keep every total, another of its column goes down,
another of that one's row goes up, and so on, until the row of the first is even again (the cycles of Gusfield 1988,
"A graph theoretic approach to statistical data security", SIAM Journal on Computing 17(3); here no number may fall
below 1, because a 0 is shown and so is known not to be among the hidden ones).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

LEAST = 5
"""The smallest number that is shown; 0 tells of nobody and is shown too."""

Cell = tuple[int, int]
Line = tuple[str, int]
Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column. Raises ValueError for counts that do not fit the names or are below 0."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Grid

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError("A table needs a count for every row and column.")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("A count cannot be below 0.")

    @property
    def with_totals(self) -> Grid:
        """The counts with each row's total at its end and the columns' totals as the last row."""
        rows = [(*row, sum(row)) for row in self.counts]
        return (*rows, tuple(sum(row[at] for row in rows) for at in range(len(self.columns) + 1)))


@dataclass(frozen=True, slots=True)
class Published:
    """A table fit to be shown: `cells` with totals as last column and row, None where a number is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is hidden."""
        return all(cell is not None for row in self.cells for cell in row)


def publish(table: Table) -> Published:
    """The table with its totals, without any number from 1 to 4 and without what would give one away."""
    grid = table.with_totals
    hidden = _Hidden(grid).all()
    cells = tuple(
        tuple(None if (row, column) in hidden else count for column, count in enumerate(counts))
        for row, counts in enumerate(grid)
    )
    return Published(table.rows, table.columns, cells)


class _Hidden:
    """The cells of one table that are not to be shown."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._last = (len(grid) - 1, len(grid[0]) - 1)
        self._small = [cell for cell in self._cells() if 0 < self._count(cell) < LEAST]
        self._cells_hidden = set(self._small)

    def all(self) -> set[Cell]:
        """Every hidden cell: the small numbers, and those that leave each of them a second possible value.

        To hide more never takes away what could have stood elsewhere, so one pass is enough.
        """
        for cell in self._small:
            ways = [way for step in (1, -1) if (way := self._cheapest_way(cell, step))]
            self._cells_hidden |= set(min(ways, key=lambda way: sum(map(self._price, way))))
        return self._cells_hidden

    def _cheapest_way(self, cell: Cell, step: int) -> tuple[Cell, ...]:
        """The cells that change when this one does by `step` and all totals stay true; empty where none can.

        Every cell could go up by 1 with its totals, so one of the two steps is always possible.
        """
        if not self._can(cell, step):
            return ()
        start: Line = ("column", cell[1])
        aim: Line = ("row", cell[0])
        waiting: list[tuple[int, int, Line, tuple[Cell, ...]]] = [(0, 0, start, (cell,))]
        seen: set[Line] = set()
        while waiting:
            price, length, line, way = heapq.heappop(waiting)
            if line == aim:
                return way
            if line in seen:
                continue
            seen.add(line)
            # Leaving a column evens it out by a change the other way; leaving a row, by one the same way.
            turn = -step if line[0] == "column" else step
            for crossing, other in self._cells_of(other_than=cell, line=line):
                if crossing not in seen and self._can(other, turn):
                    heapq.heappush(waiting, (price + self._price(other), length + 1, crossing, (*way, other)))
        return ()

    def _cells_of(self, other_than: Cell, line: Line) -> Iterator[tuple[Line, Cell]]:
        kind, at = line
        for across in range(len(self._grid) if kind == "column" else len(self._grid[0])):
            cell = (across, at) if kind == "column" else (at, across)
            if cell != other_than:
                yield ("row" if kind == "column" else "column", across), cell

    def _can(self, cell: Cell, step: int) -> bool:
        """Whether the cell may change so. A total counts against its line: where it rises, the line's sum falls."""
        return self._count(cell) > 0 and self._count(cell) + step * self._sign(cell) > 0

    def _sign(self, cell: Cell) -> int:
        return -1 if (cell[0] == self._last[0]) != (cell[1] == self._last[1]) else 1

    def _price(self, cell: Cell) -> int:
        """What it costs to hide a cell: nothing when it is hidden; small numbers first, totals last."""
        if cell in self._cells_hidden:
            return 0
        total = cell[0] == self._last[0] or cell[1] == self._last[1]
        return self._count(cell) + (self._count(self._last) if total else 0) + 1

    def _count(self, cell: Cell) -> int:
        return self._grid[cell[0]][cell[1]]

    def _cells(self) -> Iterator[Cell]:
        return ((row, column) for row in range(len(self._grid)) for column in range(len(self._grid[0])))
