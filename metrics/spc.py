"""Control limits and the rules that tell a signal from noise: pure functions, nothing here knows a KPI.

Limits are raw: a lower limit below 0 or an upper one above 100 % stays as computed, because the assurance test needs
it. What a chart shows may be clipped, what a verdict compares may not.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, lgamma, log2
from typing import NamedTuple

import numpy as np

TRIAL_POINTS, PROVISIONAL_POINTS, LOCKED_POINTS = 8, 12, 20
PRIMED = {"p_prime": "p", "u_prime": "u"}


@dataclass(frozen=True)
class Limits:
    """Centre and limits at every point, from the baseline points; `sigma` is sigma_z on primed charts."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    sigma: float
    n_points: int


class Signal(NamedTuple):
    """The rule that flags a point, its side, and the first and last point of the pattern."""

    rule: str
    side: str
    first: int
    last: int


class Runs(NamedTuple):
    """Anhoej's run tests around a centre line: values, their critical values, and whether one is passed."""

    n_useful: int
    longest: int
    longest_limit: int
    crossings: int
    crossings_min: int
    is_signal: bool


def point_state(n_points: int) -> str:
    """How far the points of a segment carry: none, trial, provisional or locked (kpis.md 5.3)."""
    if n_points < TRIAL_POINTS:
        return "none"
    if n_points < PROVISIONAL_POINTS:
        return "trial"
    return "provisional" if n_points < LOCKED_POINTS else "locked"


def choose_chart(wanted: str, n_points: int, market: str = "generic") -> str:
    """The chart for a series: house style of the market, and no primed chart on fewer than 12 points."""
    if market == "nhs_trust" and wanted not in ("line", "run"):
        return "xmr"
    return wanted if n_points >= PROVISIONAL_POINTS else PRIMED.get(wanted, wanted)


def mean_moving_range(y: np.ndarray, screen: bool = True) -> float:
    """Mean absolute step between neighbours; `screen` drops once the steps at or beyond 3.267 times that mean."""
    steps = np.abs(np.diff(y))
    if not len(steps):
        return float("nan")
    mean = steps.mean()
    if screen:
        kept = steps[steps < 3.267 * mean]
        mean = kept.mean() if len(kept) else mean
    return float(mean)


def xmr(y: np.ndarray, base: int | None = None, screen: bool = True, median: bool = False) -> Limits:
    """Individuals chart. `median` takes the median step instead of the mean one, for heavy outliers."""
    y = np.asarray(y, float)
    first = y[:base]
    if median:
        half = 3.145 * float(np.median(np.abs(np.diff(first))))
        sigma = half / 3
    else:
        step = mean_moving_range(first, screen)
        half, sigma = 2.66 * step, step / 1.128
    return _level(len(y), first.mean(), half, sigma, len(first))


def moving_range(y: np.ndarray, base: int | None = None) -> Limits:
    """Moving-range chart; its first point has no range."""
    y = np.asarray(y, float)
    first = y[:base]
    step = mean_moving_range(first, screen=False)
    centre = np.full(len(y), step)
    return Limits(centre, np.zeros(len(y)), centre * 3.267, step / 1.128, len(first))


def p(
    x: np.ndarray, n: np.ndarray, base: int | None = None, prime: bool = False, screen: bool = True
) -> Limits:
    """Proportion x / n. `prime` is Laney's p': the limits follow the spread that is really there."""
    share = _pooled(x, n, base)
    return _attribute(x, n, share, share * (1 - share), base, prime, screen)


def u(
    x: np.ndarray, n: np.ndarray, base: int | None = None, prime: bool = False, screen: bool = True
) -> Limits:
    """Count per exposure x / n; `prime` as for `p`."""
    rate = _pooled(x, n, base)
    return _attribute(x, n, rate, rate, base, prime, screen)


def c(x: np.ndarray, base: int | None = None) -> Limits:
    """Counts over equal exposure."""
    x = np.asarray(x, float)
    mean = x[:base].mean()
    return _level(len(x), mean, 3 * mean**0.5, mean**0.5, len(x[:base]))


def g(gaps: np.ndarray, base: int | None = None) -> Limits:
    """Opportunities between rare events: the median is drawn, the limits stand around the mean."""
    gaps = np.asarray(gaps, float)
    first = gaps[:base]
    mean = first.mean()
    half = 3 * (mean * (mean + 1)) ** 0.5
    line = np.ones(len(gaps))
    return Limits(line * np.median(first), line * (mean - half), line * (mean + half), half / 3, len(first))


def t(times: np.ndarray, base: int | None = None, screen: bool = True) -> Limits:
    """Time between rare events (above 0): an XmR chart of the 3.6th root, carried back."""
    inner = xmr(np.asarray(times, float) ** (1 / 3.6), base, screen)
    back = [np.maximum(line, 0) ** 3.6 for line in (inner.centre, inner.lower, inner.upper)]
    return Limits(*back, inner.sigma, inner.n_points)


def xbar_s(mean: np.ndarray, sd: np.ndarray, n: np.ndarray) -> tuple[Limits, Limits]:
    """Means and standard deviations of subgroups of n values. A subgroup of one value has no limits."""
    mean, sd, n = (np.asarray(a, float) for a in (mean, sd, n))
    seen = n > 0
    grand = float(np.sum((mean * n)[seen]) / np.sum(n[seen]))
    usable = n > 1
    if np.ptp(n[seen]) == 0:
        spread = float(sd[usable].mean())
    else:
        spread = float(np.sqrt(np.sum(((n - 1) * sd**2)[usable]) / np.sum((n - 1)[usable])))
    c4 = np.full(len(n), np.nan)
    c4[usable] = [_c4(k) for k in n[usable]]
    with np.errstate(invalid="ignore", divide="ignore"):
        half = 3 / (c4 * np.sqrt(n)) * spread
        width = 3 * np.sqrt(1 - c4**2) / c4
    line = np.ones(len(n))
    used = int(seen.sum())
    means = Limits(line * grand, grand - half, grand + half, spread, used)
    return means, Limits(line * spread, (1 - width) * spread, (1 + width) * spread, spread, used)


def of_chart(
    chart: str, y: np.ndarray, x: np.ndarray | None, n: np.ndarray | None, base: int | None
) -> Limits:
    """Limits of a published chart type in units of x / n for attribute charts, of y for the others."""
    if chart in ("p", "p_prime"):
        return p(x, n, base, prime=chart == "p_prime")
    if chart in ("u", "u_prime"):
        return u(x, n, base, prime=chart == "u_prime")
    return xmr(y, base)


def mdc(
    y: Sequence[float],
    centre: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    shift_n: int = 7,
    trend_n: int = 7,
) -> list[Signal | None]:
    """The Making Data Count rules on one segment, the first that fits a point wins (kpis.md 5.2).

    A value that differs from a line only by rounding error counts as on the line.
    """
    y, centre, lower, upper = (np.asarray(line, float) for line in (y, centre, lower, upper))
    sides = _signs(y, centre)
    outs = np.maximum(_signs(y, upper), 0) + np.minimum(_signs(y, lower), 0)
    edge = centre + (np.where(sides > 0, upper, lower) - centre) * 2 / 3
    nears = np.where((outs == 0) & (sides * _signs(y, edge) > 0), sides, 0)
    side = sides.tolist()
    found: list[Signal | None] = [None] * len(y)
    _flag_runs(found, "shift", side, shift_n)
    _flag_close(found, side, nears.tolist())
    _flag_trends(found, _signs(y[1:], y[:-1]).tolist(), trend_n)
    _flag_runs(found, "outside", outs.tolist(), 1)
    return found


def anhoej(y: Sequence[float], centre: float) -> Runs:
    """Too long a run or too few crossings of the centre line; points on the line do not count."""
    y = np.asarray(y, float)
    sides = [s for s in _signs(y[~np.isnan(y)], centre).tolist() if s]
    n = len(sides)
    longest = max((last - first + 1 for first, last, _ in _runs(sides)), default=0)
    crossings = sum(a != b for a, b in itertools.pairwise(sides))
    limit = round(log2(n)) + 3 if n else 0
    least = _least_crossings(n - 1) if n else 0
    return Runs(n, longest, limit, crossings, least, longest > limit or crossings < least)


def _pooled(x: np.ndarray, n: np.ndarray, base: int | None) -> float:
    return float(np.sum(np.asarray(x, float)[:base]) / np.sum(np.asarray(n, float)[:base]))


def _attribute(x, n, centre: float, variance: float, base: int | None, prime: bool, screen: bool) -> Limits:
    x, n = np.asarray(x, float), np.asarray(n, float)
    sigma = np.sqrt(max(variance, 0) / n)
    scale = 1.0
    if prime and variance > 0:
        scale = mean_moving_range(((x / n - centre) / sigma)[:base], screen) / 1.128
    line = np.full(len(x), centre)
    half = 3 * sigma * scale
    return Limits(line, line - half, line + half, scale, len(x[:base]))


def _level(n: int, centre: float, half: float, sigma: float, used: int) -> Limits:
    line = np.ones(n)
    return Limits(line * centre, line * (centre - half), line * (centre + half), float(sigma), used)


def _c4(n: float) -> float:
    return float((2 / (n - 1)) ** 0.5 * np.exp(lgamma(n / 2) - lgamma((n - 1) / 2)))


def _signs(a: np.ndarray, b: np.ndarray | float) -> np.ndarray:
    gap = a - b
    return np.where(np.abs(gap) <= 1e-12 * (np.abs(a) + np.abs(b)), 0, np.sign(gap)).astype(int)


def _runs(signs: Sequence[int]) -> list[tuple[int, int, int]]:
    """(first, last, sign) of every stretch of equal non-zero signs."""
    runs, first = [], 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[first]:
            if signs[first]:
                runs.append((first, i - 1, signs[first]))
            first = i
    return runs


def _flag_runs(found: list[Signal | None], rule: str, signs: Sequence[int], least: int) -> None:
    for first, last, sign in _runs(signs):
        if last - first + 1 >= least:
            signal = Signal(rule, "high" if sign > 0 else "low", first, last)
            found[first : last + 1] = [signal] * (last - first + 1)


def _flag_trends(found: list[Signal | None], steps: Sequence[int], least: int) -> None:
    # In time order, so that a turning point takes the later of its two trends.
    for first, last, sign in _runs(steps):
        if last - first + 2 >= least:
            signal = Signal("trend", "high" if sign > 0 else "low", first, last + 1)
            found[first : last + 2] = [signal] * (last - first + 2)


def _flag_close(found: list[Signal | None], side: Sequence[int], near: Sequence[int]) -> None:
    pairs = itertools.pairwise([k for k, sign in enumerate(near) if sign])
    flagged: set[int] = set()
    for a, b in pairs:
        # Two close points need a third on their side: the one between them, or a neighbour of the pair.
        thirds = {1: (a - 1, b + 1), 2: (a + 1,)}.get(b - a, ())
        if side[a] == side[b] and any(0 <= k < len(side) and side[k] == side[a] for k in thirds):
            flagged |= {a, b}
    hits = sorted(flagged)
    start = 0
    for i in range(1, len(hits) + 1):
        if i == len(hits) or hits[i] - hits[i - 1] > 2 or side[hits[i]] != side[hits[i - 1]]:
            block = hits[start:i]
            signal = Signal("two_in_three", "high" if side[block[0]] > 0 else "low", block[0], block[-1])
            for k in block:
                found[k] = signal
            start = i


def _least_crossings(n: int) -> int:
    """The 5 % quantile of a fair coin thrown n times."""
    total = 0
    for k in range(n + 1):
        total += comb(n, k)
        if 20 * total >= 2**n:
            break
    return k
