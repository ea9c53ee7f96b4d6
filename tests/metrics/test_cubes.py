"""Tables of three dimensions: a trait by place by month, with every face, edge and total of the cube beside it.

Five facilities, four groups, three months of a quarter. Cells of a trait at a place are rounded to five as the product
does it; everything else is shown exactly.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import pytest

from metrics.complement import Cell, give_aways, summed
from metrics.traits import Cut, Traits
from tests.metrics.attack import Shown, bounds, narrowed
from tests.oracle.effort import EFFORT

UP_TO = 10
FACILITIES = tuple("ABCDE")
GROUPS = ("1", "2", "3", "4")
MONTHS = tuple(date(2025, month, 1) for month in (1, 2, 3))


def random_cube(seed: int) -> dict[Cut, Cell]:
    dice = random.Random(seed)
    cells = {}
    for facility, group in product(FACILITIES, GROUPS):
        level = dice.choice([4, 9, 15, 40, 90, 200])
        for month in MONTHS:
            den = dice.randint(0, 2 * level)
            num = dice.randint(0, den) if dice.random() < 0.5 else round(den * dice.random() * 0.2)
            cells[facility, group, month] = Cell((float(den), float(num), float(den - num)), UP_TO)
    return cells


def near(count: float) -> float:
    return (count + 2.5) // 5 * 5


def shown_of(cube: dict[Cut, Cell]) -> tuple[list[list[Shown]], int, int]:
    """What every table lets somebody know of each of the three counts; how many cells are hidden, and of how many."""
    number = {key: i for i, key in enumerate(cube)}
    wholes = summed({key: (key[0], "", key[2]) for key in cube}, cube)
    base = Traits(
        cube, {(k[0], k[2]): cell for k, cell in wholes.items()}, "month", [dict.fromkeys(FACILITIES, "*")]
    )
    shown: list[list[Shown]] = [[], [], []]
    seen, hidden, every = set(), 0, 0

    def add(counts, members, off) -> None:
        for which, count in enumerate(counts):
            more = off * (1 + (which == 2))
            shown[which].append(Shown(members, count - more, count + more))

    def look(table: Traits, part_of: dict[Cut, Cut]) -> None:
        nonlocal hidden, every
        if (len(table.ups), table.grain) in seen:
            return
        seen.add((len(table.ups), table.grain))
        for key, cell in table.cells.items():
            every += 1
            den, num = (near(count) if table.ups else count for count in cell.counts[:2])
            if key in table.hidden or any(0 < count <= UP_TO for count in (den, num, den - num)):
                hidden += 1
                continue
            add(
                (den, num, den - num),
                tuple(number[k] for k in cube if part_of[k] == key),
                2 * bool(table.ups),
            )
        shut = give_aways(table.wholes, table.grain)
        for (place, period), cell in table.wholes.items():
            if (place, period) not in shut:
                inside = tuple(number[k] for k in cube if part_of[k][::2] == (place, period))
                add(cell.counts, inside, 0)
        for to, above in filter(None, (table.wider, table.longer)):
            look(above, {k: to[at] for k, at in part_of.items()})

    look(base, {key: key for key in cube})
    return shown, hidden, every


def learnt(cube: dict[Cut, Cell], shown: list[list[Shown]]) -> list[tuple[Cut, int, tuple[float, float]]]:
    found = []
    for which, lines in enumerate(shown):
        small = [i for i, cell in enumerate(cube.values()) if 0 < cell.counts[which] <= UP_TO]
        lines = sorted(set(lines), key=lambda one: (len(one.cells), one.cells, one.low))
        found += [
            ([*cube][i], which, bounds(i, len(cube), lines)) for i in narrowed(small, len(cube), lines, UP_TO)
        ]
    return found


@pytest.mark.parametrize("seed", range(500 if EFFORT >= 1 else 10))
def test_nothing_is_learnt_of_a_small_count_of_a_cube(seed):
    cube = random_cube(seed)
    shown, hidden, every = shown_of(cube)
    assert learnt(cube, shown) == []
    assert hidden < every


def shown_where_large(cube: dict[Cut, Cell]) -> list[list[Shown]]:
    number = {key: i for i, key in enumerate(cube)}
    shown: list[list[Shown]] = [[], [], []]
    for name in (*FACILITIES, "*"):
        to = {key: (name, *key[1:]) for key in cube if name in ("*", key[0])}
        cells = {at[1:]: cell for at, cell in summed(to, {key: cube[key] for key in to}).items()}
        for at, cell in cells.items():
            if not cell.is_small:
                inside = tuple(number[key] for key, part in to.items() if part[1:] == at)
                for which, count in enumerate(cell.counts):
                    shown[which].append(Shown(inside, count, count))
    return shown


def test_hiding_only_what_is_small_tells_it_by_the_faces_of_a_cube():
    """The attacker of these tests finds what that leaves open, so that it can find a fault."""
    cube = random_cube(0)
    assert learnt(cube, shown_where_large(cube))


def test_a_sum_is_hidden_where_only_one_of_its_places_hides_anything():
    """CITY shows 90 by its own rule: a sum of 95 beside it would tell the 5 of TOWN."""
    month, ups = MONTHS[0], [{"CITY": "*", "TOWN": "*", "HAMLET": "*"}]

    def sums_hidden(hamlet: float) -> set[Cut]:
        counts = {("CITY", "1"): 90.0, ("TOWN", "1"): 5.0, ("HAMLET", "1"): hamlet}
        counts |= {(place, group): 200.0 for place in ups[0] for group in "234"}
        cells = {
            (*at, month): Cell((count,), 0 if at[0] == "CITY" else UP_TO) for at, count in counts.items()
        }
        wholes = summed({key: (key[0], "", month) for key in cells}, cells)
        table = Traits(cells, {(key[0], month): cell for key, cell in wholes.items()}, "week", ups)
        assert table.wider
        return table.wider[1].hidden

    assert ("*", "1", month) in sums_hidden(0.0)
    assert not sums_hidden(40.0)
