"""Forecasts of the past: every series forecast again from earlier months, on what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.forecast.bands import SEASONED, band_ends
from metrics.forecast.gates import FULL_HORIZON, PROVISIONAL_HORIZON, gate
from metrics.forecast.link import link_for
from metrics.forecast.smoothing import known_at, project
from metrics.kpi import Kpi

MAX_ORIGINS = 24
CHECKED_MONTHS = 12
FULL_TRAIN, LEAST_TRAIN = 12, 3


@dataclass(frozen=True)
class Backtest:
    """Forecasts from every origin on the link's scale, and what they missed by: (origin, series, horizon).

    `known` (origin, series) counts the months each of them was made from.
    """

    ends: np.ndarray
    known: np.ndarray
    forecasts: np.ndarray
    misses: np.ndarray


@dataclass(frozen=True)
class Checked:
    """One past month: what was forecast for it the month before, in the KPI's unit, and what came."""

    month: date
    point: float
    lo80: float
    hi80: float
    actual: float

    @property
    def is_held(self) -> bool:
        """Whether what came lay inside the 80 % band; a band without width holds what differs by rounding error."""
        room = 1e-9 * max(1, abs(self.point))
        return self.lo80 - room <= self.actual <= self.hi80 + room


def backtest(x: np.ndarray, phase: int, trained: np.ndarray) -> Backtest:
    """Every series (series x month) forecast again from each of the last 24 months, on what was known then."""
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
    return Backtest(ends, known, forecasts, misses)


def _bands_then(
    test: Backtest, x: np.ndarray, weights: np.ndarray | None
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """The origins of the last year, each with its band ends and with which of its misses stay inside 80 %.

    A band is made only from what was known at its origin.
    """
    targets = test.ends[:, None] + 1 + np.arange(FULL_HORIZON)
    for origin in range(max(len(test.ends) - CHECKED_MONTHS, 0), len(test.ends)):
        was_known = targets[:origin] <= test.ends[origin]
        past = np.where(was_known[:, None], test.misses[:origin], np.nan)
        if not len(past):
            continue
        ends = band_ends(past, test.known[:origin], x[:, : test.ends[origin] + 1], weights)
        miss = test.misses[origin]
        yield origin, ends, (miss >= ends[1] - 1e-12) & (miss <= ends[2] + 1e-12)


def held(test: Backtest, x: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """How often the 80 % band held in the last year, and how often that could be checked, by series."""
    n_held, n_checked = np.zeros(len(x), int), np.zeros(len(x), int)
    for origin, _, inside in _bands_then(test, x, weights):
        ahead = np.where(test.known[origin] >= SEASONED, FULL_HORIZON, PROVISIONAL_HORIZON)
        seen = ~np.isnan(test.misses[origin]) & (np.arange(FULL_HORIZON) < ahead[:, None])
        n_held += np.sum(seen & inside, axis=1)
        n_checked += np.sum(seen, axis=1)
    return n_held, n_checked


def trained_on(states: Sequence[str]) -> np.ndarray:
    """From how many months on a series of each state (full or provisional) is tested."""
    return np.array([FULL_TRAIN if state == "full" else LEAST_TRAIN for state in states])


def checked_months(
    kpi: Kpi, months: Sequence[date], matrix: np.ndarray, row: int, weights: Sequence[float] | None = None
) -> list[Checked]:
    """The last year of one series (`row` of the family's matrix), month by month, as forecast one month ahead."""
    matrix = np.asarray(matrix, float)
    gates = [gate(values) for values in matrix]
    kept = [i for i, found in enumerate(gates) if found.horizon]
    if row not in kept:
        return []
    link = link_for(kpi, matrix[kept])
    x = link.forward(matrix[kept])
    test = backtest(x, months[0].month - 1, trained_on([gates[i].state for i in kept]))
    heavy = None if weights is None else np.asarray(weights, float)[kept]
    k, (low, high) = kept.index(row), kpi.bounds
    found = []
    for origin, ends, _ in _bands_then(test, x, heavy):
        if np.isnan(test.misses[origin, k, 0]):
            continue
        middle = test.forecasts[origin, k, 0]
        told = np.clip(link.back(middle + np.array([0, ends[1, k, 0], ends[2, k, 0]])), low, high)
        month = int(test.ends[origin]) + 1
        point, lo80, hi80 = (float(value) for value in told)
        found.append(Checked(months[month], point, lo80, hi80, float(matrix[row, month])))
    return found
