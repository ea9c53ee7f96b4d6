"""How wide a forecast must be: what earlier forecasts of the whole family missed by, pooled and scaled.

A single series has too few misses to know its tails; its siblings lend theirs (forecast.md 8.1). A history of less
than two years has not seen its season: no miss can tell what is coming, so its own spread is the least width.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from metrics.forecast.link import ROOM
from metrics.forecast.smoothing import nan_median

LEVELS = np.array([0.025, 0.10, 0.90, 0.975])
MIN_POOL = 30
SEASONED, MIN_ORIGINS = 24, 8
# Mean absolute miss to standard deviation, for a bell curve.
TO_SD = 1.2533


def band_ends(
    misses: np.ndarray, known: np.ndarray, history: np.ndarray, weights: np.ndarray | None
) -> np.ndarray:
    """Distances from the point to the four band ends, (4, series, horizon).

    `misses` (origin, series, horizon) are those of the back-test, `known` (origin, series) how many months each was
    made from, `history` (series, time) what is known now.
    """
    is_seasoned = known >= SEASONED
    if np.any(is_seasoned & ~np.isnan(misses[..., 0]), axis=1).sum() >= MIN_ORIGINS:
        misses = np.where(is_seasoned[..., None], misses, np.nan)
    scale = scales(misses, weights)
    seen = ~np.isnan(history)
    n = seen.sum(axis=1)
    mean = np.where(seen, history, 0).sum(axis=1) / np.maximum(n, 1)
    squares = (np.where(seen, history - mean[:, None], 0) ** 2).sum(axis=1)
    spread = np.sqrt(squares / np.maximum(n - 1, 1))
    wide = stdtrit(np.maximum(n - 1, 1)[:, None], LEVELS).T * np.maximum(scale * TO_SD, spread)
    wide = np.broadcast_to(wide[..., None], (*wide.shape, misses.shape[2]))
    pooled = _offsets(misses, scale)
    if pooled is None:
        return wide
    return np.where((n < SEASONED)[:, None], wide, pooled[:, None] * scale[:, None])


def scales(misses: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Typical miss of each series over `misses` (origin, series, horizon), half its own, half its family's."""
    seen = ~np.isnan(misses)
    n = seen.sum(axis=(0, 2))
    own = np.abs(np.where(seen, misses, 0)).sum(axis=(0, 2)) / np.maximum(n, 1)
    is_known = (n > 0) & (own > 0)
    if not is_known.any():
        return np.zeros(len(own))
    logs = np.log(np.where(is_known, own, 1))
    family = np.full(len(own), np.median(logs[is_known]))
    if weights is not None and is_known.sum() >= 10:
        volume = np.log(np.maximum(weights, 1e-9))
        terms = np.vander(volume, 3)
        curve = terms @ np.linalg.lstsq(terms[is_known], logs[is_known], rcond=None)[0]
        # Far outside the volumes it was fitted to, a parabola runs away; nobody's miss is that unlike its siblings'.
        family = np.clip(curve, logs[is_known].min() - ROOM, logs[is_known].max() + ROOM)
    mixed = np.exp(np.where(is_known, (logs + family) / 2, family))
    # A series that never moved keeps a band of no width.
    return np.where((n > 0) & (own == 0), 0.0, mixed)


def _offsets(misses: np.ndarray, scale: np.ndarray) -> np.ndarray | None:
    """Scaled distances from the point to the four band ends, (4, horizon); None without any miss to learn from."""
    horizon = misses.shape[2]
    by_horizon = _scaled(misses, scale).reshape(-1, horizon)
    if np.isnan(by_horizon).all():
        return None
    pools = _near(by_horizon, 1)
    ends = _quantiles(pools, LEVELS) - nan_median(pools.T)
    n = np.sum(~np.isnan(pools), axis=0)
    for ahead in np.flatnonzero(n < MIN_POOL):
        ends[:, ahead] = _wider(by_horizon, ahead, len(misses))
    # Farther never means surer.
    ends[:2] = np.minimum.accumulate(ends[:2], axis=1)
    ends[2:] = np.maximum.accumulate(ends[2:], axis=1)
    return ends


def _scaled(misses: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Misses in multiples of their series' scale; NaN for a series that never moved."""
    moves = scale > 0
    with np.errstate(over="ignore"):
        scaled = misses / np.where(moves, scale, 1)[:, None]
    # A scale next to zero beside a huge miss: what cannot be told as a multiple tells nothing.
    return np.where(moves[:, None] & np.isfinite(scaled), scaled, np.nan)


def _wider(by_horizon: np.ndarray, ahead: int, n_origins: int) -> np.ndarray:
    """The four band ends of one horizon from as many neighbours as it takes."""
    horizon = by_horizon.shape[1]
    pool = np.empty(0)
    for reach in range(1, horizon + 1):
        part = by_horizon[:, max(ahead - reach, 0) : ahead + reach + 1]
        pool = part[~np.isnan(part)]
        if len(pool) >= MIN_POOL:
            return _quantiles(pool[:, None], LEVELS)[:, 0] - np.median(pool)
    # Too few for quantiles. Misses of one origin hang together, so only origins count as independent.
    return stdtrit(max(n_origins - 1, 1), LEVELS) * np.sqrt(np.mean(pool**2))


def _near(by_horizon: np.ndarray, reach: int) -> np.ndarray:
    """Each horizon's misses with those of its neighbours below it, (rows, horizon), NaN where there is none."""
    padded = np.pad(by_horizon, ((0, 0), (reach, reach)), constant_values=np.nan)
    horizon = by_horizon.shape[1]
    return np.concatenate([padded[:, lag : lag + horizon] for lag in range(2 * reach + 1)])


def _quantiles(pools: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Quantiles of every column without its NaN, linear between neighbours; much faster than one call a column."""
    ordered = np.sort(pools, axis=0)
    last = np.maximum(np.sum(~np.isnan(pools), axis=0) - 1, 0)
    place = levels[:, None] * last
    below = np.floor(place).astype(int)
    low, high = (np.take_along_axis(ordered, at, axis=0) for at in (below, np.minimum(below + 1, last)))
    share, step = place - below, high - low
    return np.where(share < 0.5, low + step * share, high - step * (1 - share))
