"""A hidden cell of a two-way table stays hidden when every sum around it is put into one system of equations."""

from __future__ import annotations

import random
from datetime import date

import pytest

from metrics.circulation import TOTAL, Edge, is_sum, of_cell, of_column, of_row, protect
from metrics.complement import Cell, give_aways
from tests.metrics.attack import Shown, bounds

UP_TO = 10
DAY = date(2026, 1, 1)
Cells = dict[tuple[str, str], Cell]


def random_cells(seed: int) -> Cells:
    """Rows and columns of very different sizes; counts of a share, or of events alone."""
    rng = random.Random(seed)
    cells: Cells = {}
    shape = rng.randint(2, 6), rng.randint(2, 6)
    levels = [[rng.choice([0.4, 1, 3, 6]) for _ in range(n)] for n in shape]
    for i, high in enumerate(levels[0]):
        for j, wide in enumerate(levels[1]):
            den = rng.randint(0, round(8 * high * wide))
            num = rng.randint(0, den) if rng.random() < 0.5 else round(den * rng.random() * 0.2)
            cells[f"r{i}", f"c{j}"] = Cell((float(den), float(num), float(den - num)), UP_TO)
    return cells


def added(cells: Cells) -> dict[Edge, Cell]:
    """The sums of rows, of columns and of everything."""
    found: dict[Edge, Cell] = {}
    for (row, column), cell in cells.items():
        for edge in (of_row(row), of_column(column), TOTAL):
            before = found[edge].counts if edge in found else (0.0, 0.0, 0.0)
            found[edge] = Cell(tuple(a + (b or 0) for a, b in zip(before, cell.counts, strict=True)), UP_TO)
    return found


def secrets(cells: Cells, sums: dict[Edge, Cell]) -> set[Edge]:
    """What the one-way tables hide, with its parts, and the small cells."""
    shut = {TOTAL} if sums[TOTAL].is_small else set()
    for of, which in ((of_row, 0), (of_column, 1)):
        line = {(key[which], DAY): sums[of(key[which])] for key in cells}
        shut |= {of(group) for group, _ in give_aways(line, "week")}
    parts = {of_cell(*k) for k in cells if {of_row(k[0]), of_column(k[1]), TOTAL} & shut}
    return shut | parts | {of_cell(*key) for key, cell in cells.items() if cell.is_small}


def learnt(cells: Cells, hidden: set[Edge]) -> list[tuple[Edge, int, tuple[float, float]]]:
    """The small counts of which somebody who sees all the rest, and knows that zeros are shown, learns more than 1 to 10."""
    sums, keys = added(cells), list(cells)
    number = {key: i for i, key in enumerate(keys)}
    inside = {of_cell(*key): (number[key],) for key in keys}
    for edge in sums:
        inside[edge] = tuple(number[k] for k in keys if edge in (of_row(k[0]), of_column(k[1]), TOTAL))
    table = {of_cell(*key): cell for key, cell in cells.items()} | sums
    found = []
    for which in range(3):
        exact = {edge: float(cell.counts[which] or 0) for edge, cell in table.items()}
        shown = [Shown(inside[e], exact[e], exact[e]) for e in table if e not in hidden]
        # Only the size of a hidden cell is known to be no zero; of its parts either may be.
        least = [float(which == 0 and of_cell(*key) in hidden and cells[key].size > 0) for key in keys]
        for edge in hidden:
            if 0 < exact[edge] <= UP_TO:
                low, high = bounds(inside[edge], len(keys), shown, least)
                # A sum of three cells that are no zeros is at least 3, whatever is hidden.
                known = max(1.0, sum(least[i] for i in inside[edge]))
                if low > known + 1e-6 or high < UP_TO - 1e-6:
                    found.append((edge, which, (low, high)))
    return found


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_learnt_of_a_small_count_from_all_that_is_shown(seed):
    """Cells, rows, columns and the whole, all known exactly: every hidden small count may still be 1 to 10."""
    cells = random_cells(seed)
    table = {of_cell(*key): cell for key, cell in cells.items()} | added(cells)
    try:
        hidden = protect(table, secrets(cells, added(cells)))
    except ValueError:
        return
    assert learnt(cells, hidden) == []


def test_most_tables_can_be_shown():
    """A table is refused where no choice of cells is safe: rarely, and then because there is almost nobody in it."""
    refused = 0
    for seed in range(60):
        cells = random_cells(seed)
        try:
            protect({of_cell(*k): c for k, c in cells.items()} | added(cells), secrets(cells, added(cells)))
        except ValueError:
            refused += 1
    assert refused < 12


def test_hiding_only_what_is_small_tells_it_by_subtraction():
    """The attacker of these tests finds what primary suppression alone leaves open, so that it can find a fault."""
    cells = {("a", "x"): 5, ("a", "y"): 60, ("b", "x"): 70, ("b", "y"): 80}
    told = {key: Cell((float(n), 0.0, float(n)), UP_TO) for key, n in cells.items()}
    assert learnt(told, {of_cell("a", "x")})


def grid(*rows: str) -> dict[Edge, Cell]:
    cells = {
        (f"r{i}", f"c{j}"): Cell((float(n),), UP_TO)
        for i, row in enumerate(rows)
        for j, n in enumerate(row.split())
    }
    sums: dict[Edge, Cell] = {}
    for (row, column), cell in cells.items():
        for edge in (of_row(row), of_column(column), TOTAL):
            before = sums[edge].counts[0] if edge in sums else 0.0
            sums[edge] = Cell((before + cell.counts[0],), UP_TO)
    return {of_cell(*key): cell for key, cell in cells.items()} | sums


def hid(table: dict[Edge, Cell]) -> list[str]:
    small = {edge for edge, cell in table.items() if cell.is_small}
    hidden = protect(table, small)
    return sorted(f"{edge[0][1]}{edge[1][1]}" for edge in hidden if not is_sum(edge))


def test_one_small_cell_takes_with_it_the_three_that_hide_the_fewest_people():
    """A circle through the 5: of all such rectangles, 90, 80 and 60 are the smallest."""
    assert hid(grid("5 200 90", "80 70 60", "400 300 200")) == ["r0c0", "r0c2", "r1c0", "r1c2"]


def test_what_hides_nothing_by_its_own_rule_is_never_taken():
    """The cells of an open facility are known from its own page: they protect nobody."""
    table = grid("5 200 90", "80 70 60", "400 300 200")
    table[of_cell("r1", "c0")] = Cell((80.0,), 0)
    assert hid(table) == ["r0c0", "r0c2", "r2c0", "r2c2"]


def test_a_table_with_nothing_to_hide_stays_whole():
    assert hid(grid("50 200", "0 70")) == []


def test_a_small_cell_that_nothing_can_hide_refuses_the_table():
    with pytest.raises(ValueError, match="no choice"):
        hid(grid("5 0", "0 70"))


def test_a_cell_whose_months_would_tell_can_move_as_far_as_they_need():
    """130 is not small; but less the months that are shown it would be the one hidden month, a 3."""
    table = grid("130 12 300", "12 12 200", "500 600 700")
    apart = of_cell("r0", "c0")
    hidden = protect(table, {apart}, {apart: [(7.0, 2.0)]})
    assert {apart} < hidden
    assert protect(table, {apart}) == {apart}
