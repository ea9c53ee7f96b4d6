"""The answer to a question by two dimensions at once, as it may be shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.language import mark, say
from metrics.fetching import PLACE_OF


@dataclass(frozen=True)
class Crossed:
    """One cell, or the sum of a line. Without a number it is hidden, and `hidden` says why (`<11`, `n<20`).

    `each` is the count on one such day, where one of the dimensions is the day of the week.
    """

    value: float | None
    n: int | None
    num: float | None = None
    den: float | None = None
    hidden: str = ""
    each: float | None = None


@dataclass(frozen=True)
class Line:
    """A row or a column: its group, what people call it, and the KPI of all its cells together."""

    group: str
    label: str
    total: Crossed


@dataclass(frozen=True)
class Cross:
    """One KPI by `by` (rows) and `across` (columns) over [since, until), lines in their natural order.

    `cells[i][j]` belongs to `rows[i]` and `columns[j]`. `total` is the KPI of everything together: the sum of the cells
    only where the KPI counts or adds (`is_additive`).
    """

    kpi_id: str
    by: str
    across: str
    since: date
    until: date
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[Crossed, ...], ...]
    total: Crossed
    is_additive: bool = False
    notes: tuple[str, ...] = ()
    load_id: int = 0

    def of(self, row: str, column: str) -> Crossed:
        """The cell of two groups; nothing where there is none."""
        rows = [line.group for line in self.rows]
        columns = [line.group for line in self.columns]
        if row not in rows or column not in columns:
            return NOTHING
        return self.cells[rows.index(row)][columns.index(column)]

    def share(self, row: int, *columns: int) -> float | None:
        """What these cells are of their row in percent, where a row is the sum of its cells and all of them are shown."""
        parts, whole = [self.cells[row][j].value for j in columns], self.rows[row].total.value
        if not self.is_additive or not whole or any(part is None for part in parts):
            return None
        return 100 * sum(part or 0 for part in parts) / whole

    def kept(self, rows: Collection[str], columns: Collection[str]) -> Cross:
        """The same table with every line that is not among these put together under `OTHER`, at the end.

        Only what is shown is added up: a hidden cell stays out of the sum, as it would for anybody who adds it by hand.
        """
        first, second = _places(self.rows, rows), _places(self.columns, columns)
        return replace(
            self,
            rows=tuple(_line([self.rows[i] for i in line]) for line in first),
            columns=tuple(_line([self.columns[j] for j in line]) for line in second),
            cells=tuple(
                tuple(_added([self.cells[i][j] for i in line for j in column]) for column in second)
                for line in first
            ),
        )


def _places(lines: Sequence[Line], kept: Collection[str]) -> list[list[int]]:
    found = [[i] for i, line in enumerate(lines) if line.group in kept]
    rest = [i for i, line in enumerate(lines) if line.group not in kept]
    return [*found, rest] if rest else found


def _line(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    return Line(OTHER, say(OTHER_NAME), _added([line.total for line in lines]))


def _added(cells: Sequence[Crossed]) -> Crossed:
    """One cell as it is; of several the sum of those that are shown."""
    shown = [cell for cell in cells if not cell.hidden and cell.value is not None]
    if len(cells) == 1 or not shown:
        return cells[0]
    value, n = sum(cell.value or 0 for cell in shown), sum(cell.n or 0 for cell in shown)
    return Crossed(value, n, value)


OTHER, OTHER_NAME = "other_small", mark("Others")
NOTHING = Crossed(None, 0)


def natural(group: str, label: str, by: str) -> tuple[bool, list[tuple[bool, float, str]]]:
    """The order of groups as people have it: numbers and bands by their numbers, places by name, unknown at the end."""
    words = re.split(r"(\d+)", label if by in PLACE_OF else group)
    parts = [(not word.isdigit(), float(word) if word.isdigit() else 0.0, word) for word in words if word]
    return group == "unknown", parts
