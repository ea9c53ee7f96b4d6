"""The scale a KPI is forecast on: shares and times as they are, counts and money by their logarithm (forecast.md 8.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metrics.kpi import Count, Kpi, Level, Sum

# On a log scale a band may reach this far beyond everything seen: a factor of twenty.
ROOM = np.log(20)


@dataclass(frozen=True)
class Link:
    """Forward to the scale of the model and back to the KPI's unit."""

    forward: Callable[[np.ndarray], np.ndarray]
    back: Callable[[np.ndarray], np.ndarray]


IDENTITY = Link(lambda values: values, lambda values: values)


def link_for(kpi: Kpi, values: np.ndarray) -> Link:
    """The link of a KPI; a series that reaches zero or below falls back to one that can hold it."""
    is_count = isinstance(kpi.value, (Count, Sum, Level)) and kpi.unit != "%"
    lowest, highest = np.nanmin(values), np.nanmax(values)
    if not (is_count or kpi.unit == "currency") or lowest < 0 or highest <= 0:
        return IDENTITY
    shift = 1.0 if lowest == 0 else 0.0
    floor = np.log(max(lowest + shift, 1e-300)) - ROOM
    ceiling = np.log(highest + shift) + ROOM
    return Link(
        lambda given: np.log(given + shift),
        lambda given: np.exp(np.clip(given, floor, ceiling)) - shift,
    )
