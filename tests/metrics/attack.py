"""Somebody who wants to know: what can be solved for a hidden count from every number that was shown beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.optimize import linprog


@dataclass(frozen=True)
class Shown:
    """A sum of cells that somebody saw: it lies between `low` and `high`."""

    cells: tuple[int, ...]
    low: float
    high: float


def bounds(
    cell: int | tuple[int, ...], count: int, shown: Sequence[Shown], least: float | Sequence[float] = 0
) -> tuple[float, float]:
    """The least and the largest that cell number `cell` of `count`, or the sum of several, can be, given all that was
    shown; `least` is what every cell is known to hold at least, or each of them."""
    lows = [least] * count if isinstance(least, int | float) else least
    rows, limits = [], []
    for one in shown:
        row = [0.0] * count
        for i in one.cells:
            row[i] += 1
        rows += [row, [-x for x in row]]
        limits += [one.high, -one.low]
    found = []
    for sign in (1, -1):
        goal = [0.0] * count
        for i in (cell,) if isinstance(cell, int) else cell:
            goal[i] = sign
        within = [(low, None) for low in lows]
        solved = linprog(goal, A_ub=rows or None, b_ub=limits or None, bounds=within, method="highs")
        found.append(sign * solved.fun if solved.status == 0 else float("inf"))
    return found[0], found[1]


def narrowed(hidden: Iterable[int], count: int, shown: Sequence[Shown], up_to: float) -> list[int]:
    """The hidden cells of which the attacker knows more than that they are between 1 and `up_to`."""
    found = []
    for cell in hidden:
        low, high = bounds(cell, count, shown)
        if low > 1 + 1e-6 or high < up_to - 1e-6:
            found.append(cell)
    return found
