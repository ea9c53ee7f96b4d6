"""Whether a series deserves new limits: a proposal with its evidence. A person decides, nothing here does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from metrics.spc.limits import xmr
from metrics.spc.runs import sign, stretches

FEWEST_AFTER = 7


class Proposal(NamedTuple):
    """Where a new level seems to have begun, and what speaks for it. `first` is the first point of the new segment.

    `n_outside` of the new points lie beyond the old limits; `lower` and `upper` are what new limits would be now.
    """

    first: int
    side: str
    n_before: int
    n_after: int
    centre_before: float
    centre_after: float
    lower: float
    upper: float
    n_outside: int


def propose(
    y: Sequence[float],
    centre: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    rules: Sequence[str],
) -> Proposal | None:
    """The change of level that stands at the last point of one segment, if it is a shift of at least 7 points.

    `rules` are the rule words of the points, empty where nothing was flagged. A run that has ended proves nothing lasting; one that began with the segment has no old level to leave.
    """
    sides = [sign(value, middle) for value, middle in zip(y, centre, strict=True)]
    runs = stretches(sides)
    if not runs or runs[-1][1] != len(y) - 1:
        return None
    first, last, side = runs[-1]
    is_flagged = any(rule in ("shift", "outside") for rule in rules[first:])
    n_outside = sum(
        value > high or value < low
        for value, low, high in zip(y[first:], lower[first:], upper[first:], strict=True)
    )
    n_after = last - first + 1
    if first == 0 or n_after < FEWEST_AFTER or not is_flagged:
        return None
    fresh = xmr(np.asarray(y[first:], float))
    return Proposal(
        first,
        "high" if side > 0 else "low",
        first,
        n_after,
        float(np.mean(y[:first])),
        float(fresh.centre[0]),
        float(fresh.lower[0]),
        float(fresh.upper[0]),
        int(n_outside),
    )
