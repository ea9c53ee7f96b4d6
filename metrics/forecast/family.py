"""Forecast of one KPI over all its scopes at once: gates, link, back-test, bands, and the line that owns up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from metrics.forecast.bands import SEASONED, band_ends
from metrics.forecast.gates import FULL_HORIZON, PROVISIONAL_HORIZON, Gate, gate
from metrics.forecast.link import link_for
from metrics.forecast.smoothing import SEASON, known_at, project
from metrics.forecast.words import checked_line
from metrics.kpi import Kpi

MODEL = "eb"
MAX_ORIGINS = 24
CHECKED_MONTHS = 12
FULL_TRAIN, LEAST_TRAIN = 12, 3

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


@dataclass(frozen=True)
class _Backtest:
    """Forecasts from every origin on the link's scale, and what they missed by: (origin, series, horizon).

    `known` (origin, series) counts the months each of them was made from.
    """

    ends: np.ndarray
    known: np.ndarray
    forecasts: np.ndarray
    misses: np.ndarray


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
    trained = np.array([FULL_TRAIN if gates[i].state == "full" else LEAST_TRAIN for i in kept])
    test = _backtest(x, phase, trained)
    last = np.array([len(months) - 1])
    points = project(known_at(x, last), last, FULL_HORIZON, phase)[0]
    heavy = None if weights is None else np.asarray(weights, float)[kept]
    ends = band_ends(test.misses, test.known, x, heavy)
    low, high = kpi.bounds
    bands = np.clip(link.back(points + ends), low, high)
    middle = np.clip(link.back(points), low, high)
    held, checked = _held(test, x, heavy)
    typical, naive, skill = _errors(test, matrix[kept], link)
    for k, i in enumerate(kept):
        found = gates[i]
        results[i] = SeriesForecast(
            found.state,
            checked_line(kpi, found, typical[k], naive[k], int(held[k]), int(checked[k]), skill[k], currency),
            _rows(months[-1], found, middle[k], bands[:, k]),
            MODEL,
            found.n_points,
            int(np.any(~np.isnan(test.misses[:, k]), axis=1).sum()),
            typical[k],
            naive[k],
            int(held[k]),
            int(checked[k]),
        )
    return results


def _backtest(x: np.ndarray, phase: int, trained: np.ndarray) -> _Backtest:
    """Every series forecast again from each of the last 24 months, on what was known then."""
    length = x.shape[1]
    ends = np.arange(max(LEAST_TRAIN - 1, length - 1 - MAX_ORIGINS), length - 1)
    history = known_at(x, ends)
    forecasts = project(history, ends, FULL_HORIZON, phase)
    known = np.sum(~np.isnan(history), axis=-1)
    future = np.concatenate([x, np.full((len(x), FULL_HORIZON), np.nan)], axis=1)
    targets = ends[:, None] + 1 + np.arange(FULL_HORIZON)
    actual = np.moveaxis(future[:, targets], 0, 1)
    misses = actual - forecasts
    # A constant series misses by rounding error only, which must not become a band.
    misses = np.where(np.abs(misses) <= 1e-9 * np.abs(forecasts), 0, misses)
    misses = np.where((known >= trained)[..., None], misses, np.nan)
    return _Backtest(ends, known, forecasts, misses)


def _held(test: _Backtest, x: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """How often the 80 % band held in the last year, each band made only from what was known at its origin."""
    n_series = x.shape[0]
    held, checked = np.zeros(n_series, int), np.zeros(n_series, int)
    targets = test.ends[:, None] + 1 + np.arange(FULL_HORIZON)
    for origin in range(max(len(test.ends) - CHECKED_MONTHS, 0), len(test.ends)):
        was_known = targets[:origin] <= test.ends[origin]
        past = np.where(was_known[:, None], test.misses[:origin], np.nan)
        if not len(past):
            continue
        ends = band_ends(past, test.known[:origin], x[:, : test.ends[origin] + 1], weights)
        miss = test.misses[origin]
        ahead = np.where(test.known[origin] >= SEASONED, FULL_HORIZON, PROVISIONAL_HORIZON)
        seen = ~np.isnan(miss) & (np.arange(FULL_HORIZON) < ahead[:, None])
        inside = (miss >= ends[1] - 1e-12) & (miss <= ends[2] + 1e-12)
        held += np.sum(seen & inside, axis=1)
        checked += np.sum(seen, axis=1)
    return held, checked


def _errors(test: _Backtest, values: np.ndarray, link) -> tuple[list, list, np.ndarray]:
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
