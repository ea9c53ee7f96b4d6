"""Which histories carry a forecast, and the words for those that do not (forecast.md 9.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.language import say, say_count
from metrics.dates import count_of

LEAST_POINTS, FULL_POINTS = 6, 24
MAX_MISSING_SHARE = 0.4
YEAR = 12
FULL_HORIZON, PROVISIONAL_HORIZON = 12, 3


@dataclass(frozen=True)
class Gate:
    """How far a history may be carried forward; horizon 0 = not at all, and `message` says why."""

    state: str
    horizon: int
    n_points: int
    message: str = ""


def gate(values: np.ndarray) -> Gate:
    """Judge one history of monthly values, NaN where there is none."""
    seen = ~np.isnan(values)
    n = int(seen.sum())
    if n < LEAST_POINTS:
        return Gate("refused", 0, n, too_short(n))
    recent = seen[max(int(np.argmax(seen)), len(seen) - YEAR) :]
    missing = int((~recent).sum())
    if missing > MAX_MISSING_SHARE * len(recent):
        return Gate("refused", 0, n, too_empty(missing, len(recent)))
    if n < FULL_POINTS:
        return Gate("provisional", PROVISIONAL_HORIZON, n)
    return Gate("full", FULL_HORIZON, n)


def too_short(n: int) -> str:
    """A history that is refused for its length."""
    return say_count(
        n,
        "No forecast: {n} month of history, at least 6 are needed.",
        "No forecast: {n} months of history, at least 6 are needed.",
    )


def too_empty(missing: int, of: int) -> str:
    """A history that is refused for what it lacks."""
    return say(
        "No forecast: {n} of the last {months} have no value.", n=missing, months=count_of(of, "month")
    )
