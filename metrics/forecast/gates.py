"""Which histories carry a forecast, and the words for those that do not (forecast.md 9.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.words import count_of

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
        return Gate(
            "refused", 0, n, f"No forecast: {count_of(n, 'month')} of history, at least 6 are needed."
        )
    recent = seen[max(int(np.argmax(seen)), len(seen) - YEAR) :]
    missing = int((~recent).sum())
    if missing > MAX_MISSING_SHARE * len(recent):
        return Gate(
            "refused",
            0,
            n,
            f"No forecast: {missing} of the last {count_of(len(recent), 'month')} have no value.",
        )
    if n < FULL_POINTS:
        return Gate("provisional", PROVISIONAL_HORIZON, n)
    return Gate("full", FULL_HORIZON, n)
