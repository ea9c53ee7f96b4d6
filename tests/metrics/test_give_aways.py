"""A hidden count stays hidden when everything that is shown beside it is put into one system of equations."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from metrics.changes import GRAINS, Loads, changed, untold
from metrics.complement import Cell, Key, give_aways
from tests.metrics.attack import Shown, bounds, narrowed
from tests.oracle.effort import EFFORT

MONTHS = [date(2025, month, 1) for month in range(1, 7)]
UP_TO = 10
STARTS: dict[str, Callable[[date], date]] = {
    "month": lambda day: day,
    "quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "year": lambda day: date(day.year, 1, 1),
}
Cells = dict[Key, Cell]


def random_cells(seed: int, groups: int, parents: int) -> Cells:
    """Groups of very different sizes over a year; with `parents`, each group belongs to one."""
    rng = random.Random(seed)
    cells: Cells = {}
    for group in range(groups):
        level = rng.choice([1, 4, 9, 12, 30, 80])
        for month in MONTHS:
            den = rng.randint(0, 2 * level)
            num = rng.randint(0, den) if rng.random() < 0.5 else round(den * rng.random() * 0.2)
            parent = f"P{group % parents}" if parents else ""
            cells[f"G{group}", month] = Cell((float(den), float(num), float(den - num)), UP_TO, parent)
    return cells


def views(cells: Cells) -> dict[str, tuple[str, dict[Key, list[Key]], Cells]]:
    """Every table that a reader can ask for: grain, which base cells each of its cells adds up, and the sums."""
    found = {}
    for grain, start in STARTS.items():
        for level in ("group", "parent", "total"):
            members: dict[Key, list[Key]] = {}
            sums: Cells = {}
            for (group, month), cell in cells.items():
                name = {"group": group, "parent": cell.parent, "total": ""}[level]
                key = (name, start(month))
                members.setdefault(key, []).append((group, month))
                before = sums[key].counts if key in sums else (0.0, 0.0, 0.0)
                counts = tuple(a + (b or 0) for a, b in zip(before, cell.counts, strict=True))
                sums[key] = Cell(counts, UP_TO, cell.parent if level == "group" else "")
            found[f"{grain} by {level}"] = (grain, members, sums)
    return found


def learnt(
    cells: Cells, hide: Callable[[Cells, str], set[Key]]
) -> list[tuple[Key, int, tuple[float, float]]]:
    """The small counts of which an attacker knows more than that they are 1 to 10."""
    keys = list(cells)
    number = {key: i for i, key in enumerate(keys)}
    tables = [(members, sums, hide(sums, grain)) for grain, members, sums in views(cells).values()]
    found = []
    for which in range(3):
        shown = [
            Shown(tuple(number[key] for key in members[at]), sums[at].counts[which], sums[at].counts[which])
            for members, sums, hidden in tables
            for at in sums
            if at not in hidden
        ]
        small = [number[key] for key, cell in cells.items() if 0 < cell.counts[which] <= UP_TO]
        found += [
            (keys[i], which, bounds(i, len(keys), shown)) for i in narrowed(small, len(keys), shown, UP_TO)
        ]
    return found


@pytest.mark.parametrize("seed", range(2500 if EFFORT >= 1 else 60))
def test_nothing_is_learnt_of_a_small_count_from_half_a_year_of_tables(seed):
    """Months, quarters and the year, by group, by parent and in total: every hidden count may still be 1 to 10."""
    cells = random_cells(seed, groups=5 + seed % 2, parents=2 if seed % 3 == 0 else 0)
    assert learnt(cells, give_aways) == []


def later(then: Cells, seed: int) -> Cells:
    """The same tables one load later: late cases in a fifth of the cells, few or many."""
    rng = random.Random(-seed)
    now = {}
    for key, cell in then.items():
        den = rng.choice([1, 3, 8, 15, 40]) if rng.random() < 0.2 else 0
        num = rng.randint(0, den)
        more = (den, num, den - num)
        counts = tuple((a or 0) + b for a, b in zip(cell.counts, more, strict=True))
        now[key] = Cell(counts, UP_TO, cell.parent)
    return now


def hidden_before(then: Cells, now: Cells) -> dict[str, set[Key]]:
    """What the earlier of two loads hides in every view, beside what it and the later one hide by themselves."""
    tables = [views(then), views(now)]
    kinds = {"unit": "group", "facility": "parent", "network": "total"}

    @cache
    def look(kind: str, grain: str) -> Loads:
        cells = [table[f"{grain} by {kinds[kind]}"][2] for table in tables]
        return Loads(*cells, *(give_aways(sums, grain) for sums in cells))

    changes = changed({key: [then[key], now[key]] for key in then})
    found = {}
    for i, kind in enumerate(kinds):
        for k, grain in enumerate(GRAINS):
            gone = untold(changes, list(kinds)[: i + 1], GRAINS[: k + 1], look)
            found[f"{grain} by {kinds[kind]}"] = gone
    return found


def learnt_of_two(then: Cells, now: Cells, before: dict[str, set[Key]]) -> list[tuple[object, ...]]:
    """The small counts of two loads, and the few cases between them, that somebody knows more closely than to the
    threshold who has seen both and even knows which cells the later load did not touch.

    `before` is what the earlier load hides in every view.
    """
    keys, found = list(then), []
    for which in range(3):
        count = lambda table, key, i=which: table[key].counts[i]  # noqa: E731 - one line for both tables
        moved = [key for key in keys if count(now, key) != count(then, key)]
        number = {key: i for i, key in enumerate(keys)}
        more = {key: len(keys) + i for i, key in enumerate(moved)}
        cells = {key: tuple(n[key] for n in (number, more) if key in n) for key in keys}
        shown = []
        for (name, (grain, members, sums)), (_, _, sums_now) in zip(
            views(then).items(), views(now).values(), strict=True
        ):
            hidden_now = give_aways(sums_now, grain)
            for at, base in members.items():
                if at not in before[name]:
                    shown.append(Shown(tuple(number[k] for k in base), *[count(sums, at)] * 2))
                if at not in hidden_now:
                    shown.append(Shown(tuple(i for k in base for i in cells[k]), *[count(sums_now, at)] * 2))
        secrets = [(number[key],) for key in keys if 0 < count(then, key) <= UP_TO]
        secrets += [cells[key] for key in keys if 0 < count(now, key) <= UP_TO]
        secrets += [(more[key],) for key in moved if count(now, key) - count(then, key) <= UP_TO]
        for secret in dict.fromkeys(secrets):
            low, high = bounds(secret, len(keys) + len(moved), shown)
            if high - low < UP_TO - 1 - 1e-6:
                found.append((secret, which, low, high))
    return found


# What the later load shows leaves too little of then: a group that has not changed, or has changed by a few alone.
KNOWN_NOW = (43, 265, 406)


@pytest.mark.parametrize("seed", range(500) if EFFORT >= 1 else (*range(9), *KNOWN_NOW))
def test_nothing_is_learnt_of_a_small_count_from_the_load_before(seed):
    """Each table as it was and as it is: neither a hidden count nor the few late cases are told by the two together."""
    then = random_cells(seed, groups=5 + seed % 2, parents=2 if seed % 3 == 0 else 0)
    now = later(then, seed)
    assert learnt_of_two(then, now, hidden_before(then, now)) == []


def test_two_loads_that_are_guarded_one_by_one_tell_the_cases_between_them():
    then = random_cells(3, groups=5, parents=2)
    alone = {name: give_aways(sums, grain) for name, (grain, _, sums) in views(then).items()}
    assert learnt_of_two(then, later(then, 3), alone)


def test_hiding_only_what_is_small_tells_it_by_subtraction():
    """The attacker of these tests finds what primary suppression alone leaves open, so that it can find a fault."""
    cells = random_cells(3, groups=5, parents=0)
    assert learnt(cells, lambda table, _: {key for key, cell in table.items() if cell.is_small})


def test_no_more_goes_than_has_to():
    """One small group among large ones takes the two smallest with it; other months stay whole."""
    sizes = {"A": 5, "B": 40, "C": 200, "D": 90}
    month, other = MONTHS[0], date(2024, 1, 1)
    cells = {(g, month): Cell((float(n),), UP_TO) for g, n in sizes.items()}
    cells |= {(g, other): Cell((float(n + 50),), UP_TO) for g, n in sizes.items()}
    assert give_aways(cells, "week") == {("A", month), ("B", month), ("D", month)}


LANGUAGES = {"English": 42.0, "Spanish": 12.0, "Vietnamese": 4.0}


@pytest.mark.parametrize("up_to", [10, 7])
def test_of_three_groups_with_a_small_one_all_go(up_to):
    """Two would do for a table that stands alone; the months of this one are shown beside it."""
    cells = {(group, MONTHS[0]): Cell((n,), up_to) for group, n in LANGUAGES.items()}
    for grain in ("month", "window"):
        assert give_aways(cells, grain) == set(cells)


def test_rounded_neighbours_and_a_rounded_total_narrow_a_hidden_count():
    """What rounding to five leaves open of 42, 12 and their total of 58, less one another."""
    shown = [Shown((0,), 38, 42), Shown((1,), 8, 12), Shown((0, 1, 2), 58, 62)]
    low, _ = bounds(2, 3, shown)
    assert low == pytest.approx(4)
    assert narrowed([2], 3, shown, 7) == [2]


def test_a_zero_is_shown_and_protects_nobody():
    month = MONTHS[0]
    cells = {(g, month): Cell((float(n),), UP_TO) for g, n in {"A": 5, "B": 0, "C": 50, "D": 60}.items()}
    assert give_aways(cells, "week") == {("A", month), ("C", month), ("D", month)}


def test_a_group_that_hides_nothing_is_never_taken():
    month = MONTHS[0]
    cells = {
        ("A", month): Cell((5.0,), UP_TO),
        ("B", month): Cell((20.0,), 0),
        ("C", month): Cell((90.0,), UP_TO),
    }
    assert give_aways(cells, "week") == {("A", month), ("C", month)}
