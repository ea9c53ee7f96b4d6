"""Runs around a centre line: how long, how many, and how many there would be by chance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from math import comb, log2
from typing import NamedTuple

import numpy as np

Stretch = tuple[int, int, int]
FEWEST_FOR_RUNS = 10


class Runs(NamedTuple):
    """Anhoej's run tests around a centre line: values, their critical values, and whether one is passed."""

    n_useful: int
    longest: int
    longest_limit: int
    crossings: int
    crossings_min: int
    is_signal: bool


def sign(a: float, b: float) -> int:
    """On which side of b lies a; values that differ by rounding error only are equal."""
    gap = a - b
    if -(edge := 1e-12 * (abs(a) + abs(b))) <= gap <= edge:
        return 0
    return 1 if gap > 0 else -1


def anhoej(y: Sequence[float], centre: float) -> Runs:
    """Too long a run or too few crossings of the centre line; points on the line do not count."""
    y = np.asarray(y, float)
    return run_tests([sign(value, centre) for value in y[~np.isnan(y)].tolist()])


def run_tests(sides: Sequence[int]) -> Runs:
    """The same for sides that are known already; 0 = on the line."""
    useful = [side for side in sides if side]
    n = len(useful)
    longest = max((last - first + 1 for first, last, _ in stretches(useful)), default=0)
    crossings = sum(a != b for a, b in itertools.pairwise(useful))
    limit = round(log2(n)) + 3 if n else 0
    least = _least_crossings(n - 1) if n else 0
    return Runs(n, longest, limit, crossings, least, longest > limit or crossings < least)


def stretches(signs: Sequence[int]) -> list[Stretch]:
    """(first, last, sign) of every stretch of equal non-zero signs."""
    found, first = [], 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[first]:
            if signs[first]:
                found.append((first, i - 1, signs[first]))
            first = i
    return found


@lru_cache(maxsize=512)
def _least_crossings(n: int) -> int:
    """The 5 % quantile of a fair coin thrown n times."""
    total = 0
    for k in range(n + 1):
        total += comb(n, k)
        if 20 * total >= 2**n:
            break
    return k


@lru_cache(maxsize=512)
def runs_limits(n: int) -> tuple[int, int] | None:
    """The fewest and most runs among n points around their median that are still usual; None below 10 points.

    The table of the run charts, computed: in 2.5 % of all orders at most there are fewer, in 2.5 % at most more.
    """
    if n < FEWEST_FOR_RUNS:
        return None
    orders = [0, 0, *(_orders(runs, n // 2, n - n // 2) for runs in range(2, n + 1))]
    everything = comb(n, n // 2)
    low, seen = 2, orders[2]
    while 40 * seen <= everything:
        low += 1
        seen += orders[low]
    high, seen = n, orders[n]
    while 40 * seen <= everything:
        high -= 1
        seen += orders[high]
    return low, high


def _orders(runs: int, above: int, below: int) -> int:
    """In how many orders `above` points and `below` points make this many runs."""
    half, odd = divmod(runs, 2)
    if not odd:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
        below - 1, half
    )
