"""The point forecast: shrunken seasonality, four fixed smoothings, a quarter of the drift (forecast.md 9.1).

Everything works on arrays of shape (…, series, time) with NaN for what is not known, so that all origins of a back-test
are fitted in one pass: an origin is the same history with its future masked.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import f as f_distribution

SEASON = 12
CHANCE = 0.005
CONSTANTS = np.array([0.1, 0.15, 0.2, 0.3])
MIN_GROUP = 5
SEASON_POINTS = 24
DRIFT_SHARE, DRIFT_WINDOW = 0.25, 48


def project(x: np.ndarray, ends: np.ndarray, horizon: int, phase: int) -> np.ndarray:
    """Forecasts (origin, series, horizon) of `x` (origin, series, time), known up to column `ends` of each origin.

    `phase` is the season of column 0.
    """
    season = seasonal_index(x, phase, ends)
    phases = (phase + np.arange(x.shape[-1])) % SEASON
    level, slope = _level(_clip(x - season[..., phases]), ends)
    is_long = np.sum(~np.isnan(x), axis=-1) >= SEASON_POINTS
    drift = np.where(is_long, DRIFT_SHARE * slope, 0)
    ahead = np.arange(1, horizon + 1)
    wanted = (phase + ends[:, None] + ahead) % SEASON
    ahead_season = np.take_along_axis(
        season, np.broadcast_to(wanted[:, None], (*level.shape, horizon)), axis=-1
    )
    return level[..., None] + drift[..., None] * ahead + ahead_season


def known_at(x: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The histories (origin, series, time) as they stood at each end: what came later is masked."""
    future = np.arange(x.shape[-1]) > ends[:, None]
    return np.where(future[:, None], np.nan, x)


def seasonal_index(x: np.ndarray, phase: int, ends: np.ndarray | None = None) -> np.ndarray:
    """Additive index per phase (…, series, 12): each series' own, pulled to its family's as far as it is noise.

    `ends` is the last known column of each origin; None = the last one.
    """
    count, mean, noise = _by_phase(x, phase, ends)
    has_year = np.all(count > 0, axis=-1)
    error = noise[..., None] / np.maximum(count, 1)
    group = _group(mean, error, has_year)
    deviation = mean - group
    expected = error.mean(axis=-1)
    signal = np.maximum(np.mean(deviation**2, axis=-1) - expected, 0)
    share = np.divide(signal, signal + expected, out=np.zeros_like(signal), where=signal > 0)
    own = np.where(has_year[..., None], deviation * share[..., None], 0)
    return group + own


def seasonal_strength(x: np.ndarray, phase: int) -> np.ndarray:
    """How much of what moves each series (…, series) around its trend is its own season: 0 none, 1 nothing else.

    What chance alone puts into twelve means is taken off first, and means that chance alone may well have made (an F test
    at CHANCE) are none: noise has no season.
    """
    count, mean, noise = _by_phase(x, phase, None)
    expected = (noise[..., None] / np.maximum(count, 1)).mean(axis=-1)
    signal = np.maximum(np.mean(mean**2, axis=-1) - expected, 0)
    whole = signal + noise
    freedom = np.maximum(np.maximum(count - 1, 0).sum(axis=-1), 1)
    between = (count * mean**2).sum(axis=-1) / (SEASON - 1)
    is_more = between > noise * f_distribution.isf(CHANCE, SEASON - 1, freedom)
    is_whole = np.all(count > 0, axis=-1) & (whole > 0) & is_more
    return np.where(is_whole, signal / np.where(whole > 0, whole, 1), 0)


def _by_phase(
    x: np.ndarray, phase: int, ends: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the detrended series: how many values each phase has, their mean, and the variance of one around it."""
    detrended = x - _centred_mean(x)
    if ends is not None:
        # Half a year before its end a history has no centred mean yet, and its masked future must not lend it one.
        is_centred = np.arange(x.shape[-1]) <= ends[:, None] - SEASON // 2
        detrended = np.where(is_centred[:, None], detrended, np.nan)
    phases = (phase + np.arange(x.shape[-1])) % SEASON
    shape = (*x.shape[:-1], SEASON)
    count, mean, squares = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for month in range(SEASON):
        part = detrended[..., phases == month]
        seen = ~np.isnan(part)
        count[..., month] = seen.sum(axis=-1)
        mean[..., month] = np.where(seen, part, 0).sum(axis=-1) / np.maximum(count[..., month], 1)
        squares[..., month] = (np.where(seen, part - mean[..., month, None], 0) ** 2).sum(axis=-1)
    mean -= mean.mean(axis=-1, keepdims=True)
    return count, mean, _noise(detrended, count, squares)


def _centred_mean(x: np.ndarray) -> np.ndarray:
    """2 x 12 moving mean; NaN near the ends and where more than a quarter of the window is missing."""
    length = x.shape[-1]
    trend = np.full(x.shape, np.nan)
    if length <= SEASON:
        return trend
    seen = ~np.isnan(x)
    weights = np.full(SEASON + 1, 1.0)
    weights[[0, -1]] = 0.5
    total, weight = 0.0, 0.0
    for lag, share in enumerate(weights):
        part = slice(lag, length - SEASON + lag)
        total = total + share * np.where(seen, x, 0)[..., part]
        weight = weight + share * seen[..., part]
    half = SEASON // 2
    usable = weight >= 0.75 * SEASON
    trend[..., half : length - half] = np.where(usable, total / np.where(usable, weight, 1), np.nan)
    return trend


def _noise(detrended: np.ndarray, count: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Variance of one detrended value around its season."""
    freedom = np.maximum(count - 1, 0).sum(axis=-1)
    repeated = squares.sum(axis=-1) / np.maximum(freedom, 1)
    # One year shows no repetition: neighbouring months stand in, which counts a steep season as noise.
    steps = np.diff(detrended, axis=-1)
    n_steps = np.sum(~np.isnan(steps), axis=-1)
    neighbours = np.nansum(steps**2, axis=-1) / np.maximum(n_steps, 1) / 2
    return np.where(freedom >= SEASON // 2, repeated, neighbours)


def _group(mean: np.ndarray, error: np.ndarray, has_year: np.ndarray) -> np.ndarray:
    """The family's index: precision-weighted over the series that have one; none for small families."""
    weight = np.where(has_year[..., None], 1 / np.maximum(error, 1e-12 + 1e-3 * error.mean()), 0)
    total = weight.sum(axis=-2, keepdims=True)
    group = (mean * weight).sum(axis=-2, keepdims=True) / np.where(total > 0, total, 1)
    enough = has_year.sum(axis=-1)[..., None, None] >= MIN_GROUP
    return np.where(enough, group, 0)


def _clip(x: np.ndarray) -> np.ndarray:
    """Pull single outliers to five robust sigma of the local five-point median."""
    length = x.shape[-1]
    edge = np.full((*x.shape[:-1], 2), np.nan)
    padded = np.concatenate([edge, x, edge], axis=-1)
    around = np.stack([padded[..., lag : lag + length] for lag in range(5)], axis=-1)
    middle = nan_median(around)
    gap = x - middle
    spread = 1.4826 * nan_median(np.abs(gap))[..., None]
    room = np.where(spread > 0, 5 * spread, np.inf)
    return middle + np.clip(gap, -room, room)


def nan_median(x: np.ndarray) -> np.ndarray:
    """Median over the last axis without NaN; far faster than numpy's own on many short rows."""
    ordered = np.sort(x, axis=-1)
    n = np.sum(~np.isnan(x), axis=-1)
    low = np.maximum((n - 1) // 2, 0)[..., None]
    high = np.minimum(n // 2, x.shape[-1] - 1)[..., None]
    ends = [np.take_along_axis(ordered, place, axis=-1)[..., 0] for place in (low, high)]
    return (ends[0] + ends[1]) / 2


def _level(x: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of four exponentially weighted means of what is known, and the slope of the last four years."""
    seen = ~np.isnan(x)
    value = np.where(seen, x, 0)
    age = np.cumsum(seen[..., ::-1], axis=-1)[..., ::-1] - 1
    level = 0.0
    for constant in CONSTANTS:
        weight = np.where(seen, (1 - constant) ** age, 0)
        total = weight.sum(axis=-1)
        level = level + (weight * value).sum(axis=-1) / np.where(total > 0, total, np.nan) / len(CONSTANTS)
    place = np.arange(x.shape[-1])
    seen &= (place > ends[:, None] - DRIFT_WINDOW)[:, None]
    n = np.maximum(seen.sum(axis=-1, keepdims=True), 1)
    centred = np.where(seen, place - (seen * place).sum(axis=-1, keepdims=True) / n, 0)
    spread = (centred**2).sum(axis=-1)
    return level, (centred * value).sum(axis=-1) / np.where(spread > 0, spread, 1)
