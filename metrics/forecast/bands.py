"""How wide a forecast must be: what earlier forecasts of the whole family missed by, pooled and scaled.

A single series has too few misses to know its tails; its siblings lend theirs (forecast.md 8.1). A history of less
than two years has not seen its season: no miss can tell what is coming, so its own spread is the least width.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

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
        family = terms @ np.linalg.lstsq(terms[is_known], logs[is_known], rcond=None)[0]
    mixed = np.exp(np.where(is_known, (logs + family) / 2, family))
    # A series that never moved keeps a band of no width.
    return np.where((n > 0) & (own == 0), 0.0, mixed)


def _offsets(misses: np.ndarray, scale: np.ndarray) -> np.ndarray | None:
    """Scaled distances from the point to the four band ends, (4, horizon); None without any miss to learn from."""
    horizon = misses.shape[2]
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(scale[:, None] > 0, misses / scale[:, None], np.nan)
    by_horizon = [part[~np.isnan(part)] for part in np.moveaxis(scaled, 2, 0)]
    if not sum(map(len, by_horizon)):
        return None
    ends = np.empty((len(LEVELS), horizon))
    for ahead in range(horizon):
        reach = 1
        pool = _near(by_horizon, ahead, reach)
        while len(pool) < MIN_POOL and reach < horizon:
            reach += 1
            pool = _near(by_horizon, ahead, reach)
        if len(pool) >= MIN_POOL:
            ends[:, ahead] = np.quantile(pool, LEVELS) - np.median(pool)
        else:
            # Too few for quantiles. Misses of one origin hang together, so only origins count as independent.
            ends[:, ahead] = stdtrit(max(len(misses) - 1, 1), LEVELS) * np.sqrt(np.mean(pool**2))
    # Farther never means surer.
    ends[:2] = np.minimum.accumulate(ends[:2], axis=1)
    ends[2:] = np.maximum.accumulate(ends[2:], axis=1)
    return ends


def _near(by_horizon: list[np.ndarray], ahead: int, reach: int) -> np.ndarray:
    return np.concatenate(by_horizon[max(ahead - reach, 0) : ahead + reach + 1])
