"""How sure a figure is: confidence intervals by kind of statistic (kpis.md 6.3). Pure functions, 95 % unless said.

Limits are fractions, counts or values as they were given; `scaled` brings them to a KPI's unit. Overlapping intervals
are not a test: two figures are compared by the interval of their difference or ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, inf, log, sqrt
from typing import NamedTuple

import numpy as np
from scipy import special
from scipy.optimize import brentq

LEVEL = 0.95
FEWEST_FOR_BYAR = 10
DRAWS, SEED = 2000, 20260101


class Interval(NamedTuple):
    """A figure between its limits, and the method that gave them."""

    value: float
    low: float
    high: float
    method: str

    def scaled(self, factor: float) -> Interval:
        """The same in another unit; `factor` is above 0."""
        return Interval(self.value * factor, self.low * factor, self.high * factor, self.method)


def z_of(level: float = LEVEL) -> float:
    """The normal deviate that leaves half of 1 - level beyond it: 1.959964 for 95 %."""
    return float(special.ndtri(0.5 + level / 2))


def t_of(freedom: float, level: float = LEVEL) -> float:
    """The same of Student's t with this many degrees of freedom."""
    return float(special.stdtrit(freedom, 0.5 + level / 2))


def wilson(x: float, n: float, level: float = LEVEL) -> Interval:
    """A proportion x / n by Wilson's score interval; stays inside 0 and 1 and needs no special case for 0."""
    z, p = z_of(level), x / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    low = 0.0 if x == 0 else max(centre - half, 0.0)
    return Interval(p, low, 1.0 if x == n else min(centre + half, 1.0), "Wilson")


def clopper_pearson(x: float, n: float, level: float = LEVEL) -> Interval:
    """A proportion by the exact binomial tails: never too short, often too long."""
    tail = (1 - level) / 2
    low = 0.0 if x == 0 else float(special.betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(special.betaincinv(x + 1, n - x, 1 - tail))
    return Interval(x / n, low, high, "Clopper-Pearson")


def mid_p_proportion(x: int, n: int, level: float = LEVEL) -> Interval:
    """A proportion by binomial tails that count half of what was seen: as long as it says, on average."""
    tail = (1 - level) / 2

    def below(p: float) -> float:
        return float(special.bdtr(x, n, p) + (special.bdtr(x - 1, n, p) if x else 0.0)) / 2

    low = 0.0 if x == 0 else _root(lambda p: below(p) - (1 - tail), 0.0, x / n)
    high = 1.0 if x == n else _root(lambda p: below(p) - tail, x / n, 1.0)
    return Interval(x / n, low, high, "mid-P")


def byar(count: float, level: float = LEVEL) -> Interval:
    """A count by Byar's approximation, good from about 10 on."""
    z = z_of(level)
    low = count * max(1 - 1 / (9 * count) - z / (3 * sqrt(count)), 0.0) ** 3 if count else 0.0
    more = count + 1
    return Interval(count, low, more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3, "Byar")


def exact_count(count: float, level: float = LEVEL) -> Interval:
    """A count by the exact Poisson tails."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(special.gammaincinv(count, tail))
    return Interval(count, low, float(special.gammaincinv(count + 1, 1 - tail)), "exact Poisson")


def mid_p_count(count: int, level: float = LEVEL) -> Interval:
    """A count by Poisson tails that count half of what was seen."""
    tail = (1 - level) / 2

    def below(mean: float) -> float:
        return float(special.pdtr(count, mean) + (special.pdtr(count - 1, mean) if count else 0.0)) / 2

    low = 0.0 if count == 0 else _root(lambda m: below(m) - (1 - tail), 0.0, float(count))
    ceiling = exact_count(count, level).high
    return Interval(count, low, _root(lambda m: below(m) - tail, float(count), ceiling), "mid-P")


def rate(count: float, exposure: float, level: float = LEVEL) -> Interval:
    """A count per exposure, or observed per expected: Byar from 10 on, exact below."""
    found = byar(count, level) if count >= FEWEST_FOR_BYAR else exact_count(count, level)
    return found.scaled(1 / exposure)


def mean_of(values: Sequence[float], level: float = LEVEL) -> Interval:
    """A mean by Student's t; for skewed money and stays `bootstrap` is the honest one."""
    values = np.asarray(values, float)
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return Interval(mean, -inf, inf, "t")
    half = t_of(n - 1, level) * float(np.std(values, ddof=1)) / sqrt(n)
    return Interval(mean, mean - half, mean + half, "t")


def bootstrap(
    values: Sequence[float],
    statistic: Callable[..., np.ndarray] = np.median,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Any statistic by resampling its values; the same values always give the same interval."""
    values = np.sort(np.asarray(values, float))
    generator = np.random.default_rng(seed)
    found = np.empty(draws)
    # In parts, so that a long series does not need draws times its length of memory at once.
    step = max(1, 2_000_000 // len(values))
    for first in range(0, draws, step):
        size = (min(step, draws - first), len(values))
        found[first : first + size[0]] = statistic(values[generator.integers(0, size[1], size)], axis=1)
    low, high = np.quantile(found, [(1 - level) / 2, 0.5 + level / 2])
    return Interval(float(statistic(values, axis=0)), float(low), float(high), "bootstrap")


def quantile_ranks(n: int, q: float = 0.5, level: float = LEVEL) -> tuple[int, int] | None:
    """Which of n sorted values (counted from 1) enclose their q-quantile; None when so few values cannot tell."""
    tail = (1 - level) / 2
    below = special.bdtr(np.arange(n), n, q)
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    return (low, high) if low >= 1 and high <= n else None


def quantile_of(values: Sequence[float], q: float = 0.5, level: float = LEVEL) -> Interval | None:
    """A median or percentile by order statistics: two of the values themselves."""
    values = np.sort(np.asarray(values, float))
    ranks = quantile_ranks(len(values), q, level)
    if ranks is None:
        return None
    low, high = (float(values[rank - 1]) for rank in ranks)
    return Interval(float(np.quantile(values, q)), low, high, "order statistics")


def difference(one: Interval, other: Interval) -> Interval:
    """`one` - `other` from their own intervals by square-and-add; with two Wilson intervals this is Newcombe's."""
    gap = one.value - other.value
    low = gap - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = gap + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    name = "Newcombe" if one.method == other.method == "Wilson" else "square-and-add"
    return Interval(gap, low, high, name)


def newcombe(x: float, n: float, other_x: float, other_n: float, level: float = LEVEL) -> Interval:
    """The difference of two proportions."""
    return difference(wilson(x, n, level), wilson(other_x, other_n, level))


def ratio_of_proportions(
    x: float, n: float, other_x: float, other_n: float, level: float = LEVEL
) -> Interval | None:
    """x / n over other_x / other_n on the log scale; None where one of them is 0."""
    if x == 0 or other_x == 0:
        return None
    return _on_log((x / n) / (other_x / other_n), 1 / x - 1 / n + 1 / other_x - 1 / other_n, level)


def ratio_of_rates(
    x: float, exposure: float, other_x: float, other_exposure: float, level: float = LEVEL
) -> Interval | None:
    """x / exposure over the other: log scale from 10 events each, else exact given their sum; None over no event."""
    if other_x == 0:
        return None
    found = (x / exposure) / (other_x / other_exposure)
    if min(x, other_x) >= FEWEST_FOR_BYAR:
        return _on_log(found, 1 / x + 1 / other_x, level)
    share = clopper_pearson(x, x + other_x, level)
    odds = [
        end / (1 - end) * other_exposure / exposure if end < 1 else inf for end in (share.low, share.high)
    ]
    return Interval(found, odds[0], odds[1], "exact conditional")


def ratio_of(one: Interval, other: Interval) -> Interval | None:
    """`one` / `other` from their own intervals, square-and-add on the log scale; None where something is not above 0."""
    if min(one.low, other.low, one.value, other.value) <= 0:
        return None
    logs = [Interval(log(i.value), log(i.low), log(i.high), "log") for i in (one, other)]
    gap = difference(*logs)
    return Interval(exp(gap.value), exp(gap.low), exp(gap.high), "square-and-add")


def standardised(
    counts: Sequence[float], exposures: Sequence[float], standard: Sequence[float], level: float = LEVEL
) -> Interval:
    """A rate directly standardised to the weights of a standard population, by Dobson's method."""
    o, n, w = (np.asarray(a, float) for a in (counts, exposures, standard))
    weight = w / w.sum()
    value, variance = float(np.sum(weight * o / n)), float(np.sum(weight**2 * o / n**2))
    total = float(o.sum())
    if total == 0:
        return Interval(0.0, 0.0, float(np.max(weight / n)) * exact_count(0, level).high, "Dobson")
    whole = byar(total, level) if total >= FEWEST_FOR_BYAR else exact_count(total, level)
    per = sqrt(variance / total)
    return Interval(value, value + per * (whole.low - total), value + per * (whole.high - total), "Dobson")


def net_promoter(promoters: int, detractors: int, n: int, level: float = LEVEL) -> Interval:
    """Share of promoters minus share of detractors, as a fraction."""
    up, down = promoters / n, detractors / n
    half = z_of(level) * sqrt(max(up + down - (up - down) ** 2, 0.0) / n)
    return Interval(up - down, up - down - half, up - down + half, "normal")


def _on_log(value: float, variance: float, level: float) -> Interval:
    half = z_of(level) * sqrt(variance)
    return Interval(value, value * exp(-half), value * exp(half), "log")


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-14, rtol=1e-14))
