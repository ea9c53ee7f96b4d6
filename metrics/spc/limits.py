"""Centre and control limits of every chart (kpis.md 5.1 and 5.5).

Limits are raw: a lower limit below 0 or an upper one above 100 % stays as computed, because the assurance test needs
it. What a chart shows may be clipped, what a verdict compares may not. A missing period is NaN (or a denominator of
0): it has no point, the moving range bridges it, and `base` counts points, not places.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma

import numpy as np

CHARTS = ("run", "xmr", "p", "p_prime", "u", "u_prime", "c", "g", "t")
SAME_TIME = 0.5  # of a time unit: what a time between events of 0 counts as


@dataclass(frozen=True)
class Limits:
    """Centre and limits at every point, from the baseline points; `sigma` is sigma_z on primed charts."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    sigma: float
    n_points: int


def mean_moving_range(y: np.ndarray, screen: bool = True) -> float:
    """Mean absolute step between neighbours; `screen` drops once the steps at or beyond 3.267 times that mean."""
    steps = np.abs(np.diff(y))
    if not len(steps):
        return float("nan")
    mean = steps.sum() / len(steps)
    if screen:
        kept = steps[steps < 3.267 * mean]
        mean = kept.sum() / len(kept) if len(kept) else mean
    return float(mean)


def run(y: np.ndarray, base: int | None = None) -> Limits:
    """Run chart: the median, and no limits at all."""
    first, n = _first(y, base)
    nothing = np.full(n, np.nan)
    return Limits(np.full(n, np.median(first)), nothing, nothing, float("nan"), len(first))


def xmr(y: np.ndarray, base: int | None = None, screen: bool = True, median: bool = False) -> Limits:
    """Individuals chart. `median` takes the median step instead of the mean one, for heavy outliers."""
    first, n = _first(y, base)
    if median:
        half = 3.145 * float(np.median(np.abs(np.diff(first))))
        sigma = half / 3
    else:
        step = mean_moving_range(first, screen)
        half, sigma = 2.66 * step, step / 1.128
    return _level(n, float(first.sum()) / len(first), half, sigma, len(first))


def moving_range(y: np.ndarray, base: int | None = None, median: bool = False) -> Limits:
    """Moving-range chart; its first point has no range."""
    first, n = _first(y, base)
    if median:
        step = float(np.median(np.abs(np.diff(first))))
        centre, factor, sigma = np.full(n, step), 3.865, step * 3.145 / 3
    else:
        step = mean_moving_range(first, screen=False)
        centre, factor, sigma = np.full(n, step), 3.267, step / 1.128
    return Limits(centre, np.zeros(n), centre * factor, sigma, len(first))


def p(
    x: np.ndarray, n: np.ndarray, base: int | None = None, prime: bool = False, screen: bool = True
) -> Limits:
    """Proportion x / n. `prime` is Laney's p': the limits follow the spread that is really there."""
    return _attribute(x, n, lambda share: share * (1 - share), base, prime, screen)


def u(
    x: np.ndarray, n: np.ndarray, base: int | None = None, prime: bool = False, screen: bool = True
) -> Limits:
    """Count per exposure x / n; `prime` as for `p`."""
    return _attribute(x, n, lambda rate: rate, base, prime, screen)


def c(x: np.ndarray, base: int | None = None) -> Limits:
    """Counts over equal exposure."""
    first, n = _first(x, base)
    mean = first.mean()
    return _level(n, mean, 3 * mean**0.5, mean**0.5, len(first))


def g(gaps: np.ndarray, base: int | None = None) -> Limits:
    """Opportunities between rare events: the median is drawn, the limits stand around the mean."""
    first, n = _first(gaps, base)
    mean = first.mean()
    half = 3 * (mean * (mean + 1)) ** 0.5
    line = np.ones(n)
    return Limits(line * np.median(first), line * (mean - half), line * (mean + half), half / 3, len(first))


def t(times: np.ndarray, base: int | None = None, screen: bool = True) -> Limits:
    """Time between rare events: an XmR chart of the 3.6th root, carried back. Events at one time: half a unit."""
    times = np.asarray(times, float)
    inner = xmr(np.where(times <= 0, SAME_TIME, times) ** (1 / 3.6), base, screen)
    back = [np.maximum(line, 0) ** 3.6 for line in (inner.centre, inner.lower, inner.upper)]
    return Limits(*back, inner.sigma, inner.n_points)


def xbar_s(mean: np.ndarray, sd: np.ndarray, n: np.ndarray, base: int | None = None) -> tuple[Limits, Limits]:
    """Means and standard deviations of subgroups of n values. A subgroup of one value has no limits."""
    mean, sd, n = (np.asarray(a, float) for a in (mean, sd, n))
    seen = n > 0
    used = seen & (np.cumsum(seen) <= (len(n) if base is None else base))
    grand = float(np.sum((mean * n)[used]) / np.sum(n[used]))
    usable = n > 1
    if np.ptp(n[used]) == 0:
        spread = float(sd[usable & used].mean())
    else:
        inside = usable & used
        spread = float(np.sqrt(np.sum(((n - 1) * sd**2)[inside]) / np.sum((n - 1)[inside])))
    c4 = np.full(len(n), np.nan)
    c4[usable] = [_c4(k) for k in n[usable]]
    with np.errstate(invalid="ignore", divide="ignore"):
        half = 3 / (c4 * np.sqrt(n)) * spread
        width = 3 * np.sqrt(1 - c4**2) / c4
    line = np.ones(len(n))
    count = int(used.sum())
    means = Limits(line * grand, grand - half, grand + half, spread, count)
    return means, Limits(line * spread, (1 - width) * spread, (1 + width) * spread, spread, count)


def of_chart(
    chart: str,
    y: np.ndarray,
    x: np.ndarray | None = None,
    n: np.ndarray | None = None,
    base: int | None = None,
    screen: bool = True,
) -> Limits:
    """Limits of a published chart type in units of x / n for attribute charts, of y for the others."""
    if chart in ("p", "p_prime"):
        return p(x, n, base, chart == "p_prime", screen)
    if chart in ("u", "u_prime"):
        return u(x, n, base, chart == "u_prime", screen)
    if chart == "t":
        return t(y, base, screen)
    if chart in ("run", "c", "g"):
        return {"run": run, "c": c, "g": g}[chart](y, base)
    return xmr(y, base, screen)


def _first(y: np.ndarray, base: int | None) -> tuple[np.ndarray, int]:
    """The points that make the limits, and over how many places they are drawn."""
    y = np.asarray(y, float)
    return y[~np.isnan(y)][:base], len(y)


def _attribute(x, n, variance_of, base: int | None, prime: bool, screen: bool) -> Limits:
    x, n = np.asarray(x, float), np.asarray(n, float)
    seen = (n > 0) & ~np.isnan(x)
    events, chances = x[seen], n[seen]
    centre = float(np.sum(events[:base]) / np.sum(chances[:base]))
    variance = variance_of(centre)
    sigma = np.sqrt(max(variance, 0) / chances)
    scale = 1.0
    if prime and variance > 0:
        scale = mean_moving_range(((events / chances - centre) / sigma)[:base], screen) / 1.128
    half = np.full(len(x), np.nan)
    half[seen] = 3 * sigma * scale
    line = np.full(len(x), centre)
    return Limits(line, line - half, line + half, scale, len(events[:base]))


def _level(n: int, centre: float, half: float, sigma: float, used: int) -> Limits:
    lines = (np.full(n, level) for level in (centre, centre - half, centre + half))
    return Limits(*lines, float(sigma), used)


def _c4(n: float) -> float:
    return (2 / (n - 1)) ** 0.5 * exp(lgamma(n / 2) - lgamma((n - 1) / 2))
