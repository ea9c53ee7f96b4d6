"""Limits and signals of many series of one length at once: what `limits` and `rules` say, row by row of a matrix.

Sums run along rows exactly as they do over a single series, so that not even the last digit differs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from metrics.spc.limits import mean_moving_range
from metrics.spc.rules import BEYOND, CLOSE, RULESETS, WIDE, Found, May, making_data_count, zone_of

RUN, TREND = 7, 6


class Levels(NamedTuple):
    """Per series: centre, lower and upper limit, sigma."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    sigma: np.ndarray


class Bands(NamedTuple):
    """Per series and point: lower and upper limit; centre and scale per series."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    scale: np.ndarray


def moving_ranges(y: np.ndarray) -> np.ndarray:
    """The screened mean moving range of every row."""
    steps = np.abs(np.diff(y, axis=1))
    mean = steps.sum(axis=1) / steps.shape[1]
    for i in np.flatnonzero((steps >= 3.267 * mean[:, None]).any(axis=1)):
        mean[i] = mean_moving_range(y[i])
    return mean


def xmr(y: np.ndarray, base: int | None) -> Levels:
    """Individuals charts."""
    first = y[:, :base]
    step = moving_ranges(first)
    centre, half = first.sum(axis=1) / first.shape[1], 2.66 * step
    return Levels(centre, centre - half, centre + half, step / 1.128)


def attribute(x: np.ndarray, n: np.ndarray, is_share: bool, prime: bool, base: int | None) -> Bands:
    """p and u charts, `prime` for those of Laney; every n is above 0."""
    centre = x[:, :base].sum(axis=1) / n[:, :base].sum(axis=1)
    variance = centre * (1 - centre) if is_share else centre
    sigma = np.sqrt(np.maximum(variance, 0)[:, None] / n)
    scale = np.ones(len(x))
    if prime:
        with np.errstate(invalid="ignore", divide="ignore"):
            z = ((x / n - centre[:, None]) / sigma)[:, :base]
        varied = np.flatnonzero(variance > 0)
        scale[varied] = moving_ranges(z[varied]) / 1.128
    half = 3 * sigma * scale[:, None]
    return Bands(centre, centre[:, None] - half, centre[:, None] + half, scale)


def signals(
    rules: str, y: np.ndarray, centre: np.ndarray, lower: np.ndarray, upper: np.ndarray
) -> list[Found]:
    """What a rule set flags in every row; all lines are as wide as `y`."""
    zone = _zones(y, centre, lower, upper)
    if rules != "mdc":
        told = RULESETS[rules]
        return [told(row, zones) for row, zones in zip(y.tolist(), zone.tolist(), strict=True)]
    may = _may_signal(y, zone)
    loud = np.flatnonzero(may.any(axis=1))
    found: list[Found] = [[None] * y.shape[1] for _ in range(len(y))]
    lists = (part[loud].tolist() for part in (y, zone, may))
    for i, row, zones, can in zip(loud.tolist(), *lists, strict=True):
        found[i] = making_data_count(row, zones, may=May(*can))
    return found


def _may_signal(y: np.ndarray, zone: np.ndarray) -> np.ndarray:
    """Per row, which rules of Making Data Count may find something, in the order of `May`."""
    far, side = np.abs(zone), np.sign(zone)
    near = np.where(far == BEYOND - 1, side, 0)
    before, after = y[:, :-1], y[:, 1:]
    gap = after - before
    steps = np.where(np.abs(gap) <= 1e-12 * (np.abs(after) + np.abs(before)), 0, np.sign(gap)).astype(int)
    is_close = (near[:, :-1] * near[:, 1:] > 0).any(axis=1) | (near[:, :-2] * near[:, 2:] > 0).any(axis=1)
    has_shift, has_trend = _has_run(side, RUN), _has_run(steps, TREND)
    return np.column_stack([has_shift, is_close, has_trend, (far == BEYOND).any(axis=1)])


def _has_run(signs: np.ndarray, length: int) -> np.ndarray:
    if signs.shape[1] < length:
        return np.zeros(len(signs), bool)
    sums = np.cumsum(np.pad(signs, ((0, 0), (1, 0))), axis=1)
    return (np.abs(sums[:, length:] - sums[:, :-length]) == length).any(axis=1)


def _zones(y: np.ndarray, centre: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """`rules.zones` of every row."""
    is_above = y > centre
    half = np.where(is_above, upper - centre, centre - lower)
    with np.errstate(invalid="ignore", divide="ignore"):
        thirds = 3 * np.where(is_above, y - centre, centre - y) / half
        rest = thirds % 1
        is_far = (half > WIDE * np.abs(centre)) & (rest > CLOSE) & (rest < 1 - CLOSE)
        zone = np.where(thirds < 3, np.trunc(thirds) + 1, BEYOND)
    found = np.where(is_far, np.where(is_above, zone, -zone), 0).astype(int)
    for i, k in np.argwhere(~is_far).tolist():
        found[i, k] = zone_of(float(y[i, k]), float(centre[i, k]), float(lower[i, k]), float(upper[i, k]))
    return found


__all__ = ["Bands", "Levels", "attribute", "moving_ranges", "signals", "xmr"]
