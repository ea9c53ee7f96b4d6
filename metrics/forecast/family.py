"""Forecast of one KPI over all its scopes at once: gates, link, back-test, bands, and the line that owns up to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from metrics.forecast.backtest import CHECKED_MONTHS, Backtest, backtest, held, trained_on
from metrics.forecast.bands import band_ends
from metrics.forecast.gates import FULL_HORIZON, Gate, gate
from metrics.forecast.link import link_for
from metrics.forecast.smoothing import SEASON, known_at, project
from metrics.forecast.words import checked_line
from metrics.judging import Value
from metrics.kpi import Kpi

MODEL = "eb"

Row = tuple[date, int, float, float, float, float, float]


@dataclass(frozen=True)
class SeriesForecast:
    """`rows` are (month, months ahead, point, lo80, hi80, lo95, hi95); a refused series has none and says why."""

    state: str
    message: str
    rows: list[Row] = field(default_factory=list)
    model: str = MODEL
    n_points: int = 0
    n_origins: int = 0
    typical_error: float | None = None
    naive_error: float | None = None
    held80: int = 0
    checked80: int = 0


def family_matrix(family: Sequence[Sequence[Value]]) -> tuple[list[date], np.ndarray, list[float]]:
    """Every month between the first and the last final one, final values (series x month), and the typical n of each.

    All rests on final months alone, so that a month that fills up from day to day moves no forecast.
    """
    months = _months(v.period for values in family for v in values if v.status == "final")
    column = {month: i for i, month in enumerate(months)}
    matrix = np.full((len(family), len(months)), np.nan)
    for row, values in enumerate(family):
        for v in values:
            if v.status == "final" and v.value is not None:
                matrix[row, column[v.period]] = v.value
    finals = ([v.n_valid for v in values if v.status == "final"] for values in family)
    return months, matrix, [float(np.mean(n)) if n else 0.0 for n in finals]


def _months(periods: Iterable[date]) -> list[date]:
    """Every month from the first to the last of `periods`."""
    found = sorted(set(periods))
    if not found:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (found[0], found[-1]))
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def forecast_family(
    kpi: Kpi,
    months: Sequence[date],
    matrix: np.ndarray,
    *,
    weights: Sequence[float] | None = None,
    currency: str = "USD",
) -> list[SeriesForecast]:
    """Forecast final monthly values (series x month, NaN for none) of one KPI over its scopes.

    `months` are consecutive; `weights` (typical n of each series) only help to guess how much a small series varies.
    """
    matrix = np.asarray(matrix, float)
    gates = [gate(row) for row in matrix]
    kept = np.array([i for i, found in enumerate(gates) if found.horizon], int)
    results = [SeriesForecast("refused", found.message, n_points=found.n_points) for found in gates]
    if not len(kept):
        return results
    link = link_for(kpi, matrix[kept])
    x = link.forward(matrix[kept])
    phase = months[0].month - 1
    test = backtest(x, phase, trained_on([gates[i].state for i in kept]))
    last = np.array([len(months) - 1])
    points = project(known_at(x, last), last, FULL_HORIZON, phase)[0]
    heavy = None if weights is None else np.asarray(weights, float)[kept]
    ends = band_ends(test.misses, test.known, x, heavy)
    low, high = kpi.bounds
    bands = np.clip(link.back(points + ends), low, high)
    middle = np.clip(link.back(points), low, high)
    n_held, n_checked = held(test, x, heavy)
    typical, naive, skill = _errors(test, matrix[kept], link)
    for k, i in enumerate(kept):
        found = gates[i]
        results[i] = SeriesForecast(
            found.state,
            checked_line(
                kpi, found, typical[k], naive[k], int(n_held[k]), int(n_checked[k]), skill[k], currency
            ),
            _rows(months[-1], found, middle[k], bands[:, k]),
            MODEL,
            found.n_points,
            int(np.any(~np.isnan(test.misses[:, k]), axis=1).sum()),
            typical[k],
            naive[k],
            int(n_held[k]),
            int(n_checked[k]),
        )
    return results


def _errors(test: Backtest, values: np.ndarray, link) -> tuple[list, list, np.ndarray]:
    """Mean miss one month ahead over the last year, that of last year's same month, and the shrunk skill."""
    recent = slice(max(len(test.ends) - CHECKED_MONTHS, 0), None)
    targets = test.ends[recent] + 1
    seen = ~np.isnan(test.misses[recent, :, 0])
    actual = values[:, targets].T
    miss = np.abs(link.back(test.forecasts[recent, :, 0]) - actual)
    before = np.where(targets[:, None] >= SEASON, values[:, np.maximum(targets - SEASON, 0)].T, np.nan)
    naive = np.abs(before - actual)
    both = seen & ~np.isnan(naive)
    own, other = _sum(miss, both), _sum(naive, both)
    family = np.array([own.sum(), other.sum()])
    ratios = [_ratio(own, other), np.full(len(own), _ratio(family[:1], family[1:])[0])]
    skill = np.where(both.any(axis=0), 1 - np.mean(ratios, axis=0), np.nan)
    return _means(miss, seen), _means(naive, both), skill


def _sum(values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return np.where(seen, values, 0).sum(axis=0)


def _means(values: np.ndarray, seen: np.ndarray) -> list[float | None]:
    n = seen.sum(axis=0)
    return [float(total / k) if k else None for total, k in zip(_sum(values, seen), n, strict=True)]


def _ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.where(b > 0, a / np.where(b > 0, b, 1), np.where(a > 0, 2.0, 1.0))


def _rows(last: date, found: Gate, points: np.ndarray, bands: np.ndarray) -> list[Row]:
    rows = []
    for ahead in range(1, found.horizon + 1):
        month = last.month - 1 + ahead
        start = date(last.year + month // 12, month % 12 + 1, 1)
        lo95, lo80, hi80, hi95 = (float(end) for end in bands[:, ahead - 1])
        rows.append((start, ahead, float(points[ahead - 1]), lo80, hi80, lo95, hi95))
    return rows
