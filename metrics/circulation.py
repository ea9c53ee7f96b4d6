"""Which cells of a two-way table must go so that no sum beside them tells a small count (kpis.md 6.1).

A table with its sums is a circulation: from all to the rows, through the cells to the columns, and back. Whoever sees
the shown numbers knows those edges exactly; a hidden count can only be something else by moving it around a circle of
hidden edges. How far it can move is the greatest flow around it, which is the exact answer of the linear programs of
reliability.md appendix B, for whole numbers as for others. A table is safe when every small count that is hidden can
be moved down to 1 and up to the largest count that is hidden, even by somebody who knows every sum that is shown
anywhere exactly, and that no hidden cell is 0. (Of a sum it is then known that it is no smaller than the number of
its cells; the threshold above it stays open.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import inf

from metrics.complement import Cell

Node = tuple[str, str]
Edge = tuple[Node, Node]
Room = tuple[float, float]
_NONE = ((0.0, 0.0),)
ALL_ROWS: Node = ("all", "rows")
ALL_COLUMNS: Node = ("all", "columns")
TOTAL: Edge = (ALL_COLUMNS, ALL_ROWS)


def of_cell(row: str, column: str) -> Edge:
    return ("row", row), ("column", column)


def of_row(row: str) -> Edge:
    """The sum of a row."""
    return ALL_ROWS, ("row", row)


def of_column(column: str) -> Edge:
    """The sum of a column."""
    return ("column", column), ALL_COLUMNS


def is_sum(edge: Edge) -> bool:
    return ALL_ROWS in edge or ALL_COLUMNS in edge


def protect(
    table: Mapping[Edge, Cell], secret: Iterable[Edge], loose: Mapping[Edge, Sequence[Room]] | None = None
) -> set[Edge]:
    """The edges to hide: those of `secret` and the cells that keep them; sums are never hidden here.

    `loose` says of hidden edges how far each of their counts must be able to grow and to shrink at least, although it
    is not small: something else that is shown would tell a small count by them. Raises `ValueError` where no choice of
    cells is safe.
    """
    hidden, needed = {edge for edge in secret if table[edge].size}, loose or {}
    graph = _Graph(table, hidden)
    for edge in sorted(hidden, key=lambda edge: (table[edge].size, edge)):
        cell = table[edge]
        least = _parts(edge, table) if is_sum(edge) else 1
        for which, count in enumerate(cell.counts):
            up, down = needed.get(edge, _NONE * len(cell.counts))[which]
            if 0 < (count or 0) <= cell.up_to:
                up, down = max(up, cell.up_to - (count or 0)), max(down, (count or 0) - 1)
            graph.free(edge, which, up, is_up=True)
            graph.free(edge, which, max(min(down, (count or 0) - least), 0.0), is_up=False)
    return graph.hidden


def room(counts: Sequence[float | None], up_to: float) -> Room:
    """How far a sum must be able to move so that its hidden small months may be anything that is hidden."""
    small = [count for count in counts if count and count <= up_to]
    return (up_to - min(small), max(small) - 1) if small else (0.0, 0.0)


def _parts(edge: Edge, table: Mapping[Edge, Cell]) -> int:
    """How many cells of a sum are no zeros: as zeros are shown, that much is known of it."""
    return sum(
        cell.size > 0 and not is_sum(other) and (edge == TOTAL or bool({*edge} & {*other}))
        for other, cell in table.items()
    )


class _Graph:
    """The hidden edges so far, and ways to move a count around them; a way over a shown cell hides it."""

    def __init__(self, table: Mapping[Edge, Cell], hidden: set[Edge]) -> None:
        self.table, self.hidden = table, set(hidden)
        self.beside: dict[Node, list[tuple[Edge, Node, bool]]] = {}
        for edge, cell in table.items():
            # What is 0 is shown as such, and what hides nothing by its own rule is known from elsewhere.
            if edge in hidden or (cell.size and cell.up_to and not is_sum(edge)):
                self.beside.setdefault(edge[0], []).append((edge, edge[1], True))
                self.beside.setdefault(edge[1], []).append((edge, edge[0], False))

    def free(self, edge: Edge, which: int, need: float, is_up: bool) -> None:
        """Hide cells until a count of `edge` can move by `need`: what it gains must leave elsewhere, in a circle."""
        start, end = (edge[1], edge[0]) if is_up else edge
        moved: dict[Edge, float] = {}
        while need > 0:
            way = self._cheapest(start, end, edge, which, moved)
            if way is None:
                raise ValueError("no choice of cells is safe")
            amount = min(need, *(self._room(one, which, moved, forward) for one, forward in way))
            for one, forward in way:
                moved[one] = moved.get(one, 0.0) + (amount if forward else -amount)
                self.hidden.add(one)
            need -= amount

    def _room(self, edge: Edge, which: int, moved: Mapping[Edge, float], forward: bool) -> float:
        """How much more an edge can take, or how much less it can carry: a hidden cell is known to be no 0."""
        if forward:
            return inf
        cell = self.table[edge]
        count = cell.counts[which] or 0
        return max(count + moved.get(edge, 0.0) - (count == cell.size), 0.0)

    def _cheapest(
        self, start: Node, end: Node, without: Edge, which: int, moved: Mapping[Edge, float]
    ) -> list[tuple[Edge, bool]] | None:
        """The way on which the fewest people are newly hidden."""
        best: dict[Node, float] = {start: 0.0}
        came: dict[Node, tuple[Node, Edge, bool]] = {}
        queue: list[tuple[float, Node]] = [(0.0, start)]
        while queue:
            cost, node = heappop(queue)
            if node == end:
                break
            if cost > best[node]:
                continue
            for edge, other, forward in self.beside.get(node, ()):
                if edge == without or self._room(edge, which, moved, forward) <= 0:
                    continue
                further = cost + (0.0 if edge in self.hidden else self.table[edge].size)
                if further < best.get(other, inf):
                    best[other] = further
                    came[other] = (node, edge, forward)
                    heappush(queue, (further, other))
        if end not in came:
            return None
        way, node = [], end
        while node != start:
            node, edge, forward = came[node]
            way.append((edge, forward))
        return way
