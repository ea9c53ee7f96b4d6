"""The season of a monthly series and the weekdays of a daily one, taken out (kpis.md 6.6).

Numbers only: what may be shown was settled before. A share near its ends is taken apart as log odds, a volume as its
logarithm, anything else as it is, so that what is left never leaves the scale of the indicator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

import numpy as np

from metrics.forecast.smoothing import seasonal_index, seasonal_strength
from metrics.kpi import Days, Kpi, Ratio

WEEK = 7
LEAST_MONTHS = 36
LEAST_DAYS, SAME_WEEKDAYS = 28, 8
LEAST_STRENGTH = 0.4
NEAR_AN_END = 10.0

Map = Callable[[float], float]


@dataclass(frozen=True)
class Season:
    """What is left of each value without its season, and the season itself.

    `strength` is from 0, none, to 1, nothing else. `effects` says by month of the year (1 to 12) or weekday (1 to 7) by how
    much it lifts a usual value, in the unit of the values; `shares` the same as a share of that value.
    """

    strength: float
    left: tuple[float, ...]
    effects: dict[int, float]
    shares: dict[int, float]

    @property
    def stands_out(self) -> bool:
        return self.strength >= LEAST_STRENGTH


def by_month(kpi: Kpi, months: Sequence[date], values: Sequence[float]) -> Season:
    """The season of months that follow each other, at least LEAST_MONTHS of them, as forecasts know it: the mean of each
    month around a moving year, pulled to nothing as far as it is noise."""
    if len(values) < LEAST_MONTHS:
        raise ValueError(f"a season needs {LEAST_MONTHS} months, not {len(values)}")
    to, back = _scale(kpi, values)
    x, first = np.array([[to(value) for value in values]]), months[0].month - 1
    index = seasonal_index(x, first)[0]
    strength = float(seasonal_strength(x, first)[0])
    return _season(
        values,
        [day.month for day in months],
        [float(index[day.month - 1]) for day in months],
        strength,
        to,
        back,
    )


def by_weekday(
    kpi: Kpi, days: Sequence[date], values: Sequence[float], holidays: frozenset[date] = frozenset()
) -> Season:
    """The weekdays of a daily series: the median of the last same weekdays, public holidays apart."""
    if len(values) < LEAST_DAYS:
        raise ValueError(f"weekdays need {LEAST_DAYS} days, not {len(values)}")
    to, back = _scale(kpi, values)
    scaled = [to(value) for value in values]
    usual = {
        weekday: median(own[-SAME_WEEKDAYS:])
        for weekday in range(1, WEEK + 1)
        if (
            own := [
                x
                for x, day in zip(scaled, days, strict=True)
                if day.isoweekday() == weekday and day not in holidays
            ]
        )
    }
    level = fmean(usual.values())
    parts = [usual.get(day.isoweekday(), level) - level for day in days]
    rest = [x - part for x, part in zip(scaled, parts, strict=True)]
    whole = _variance(scaled)
    strength = max(0.0, 1 - _variance(rest) / whole) if whole > 0 else 0.0
    return _season(values, [day.isoweekday() for day in days], parts, strength, to, back)


def _season(
    values: Sequence[float],
    places: Sequence[int],
    parts: Sequence[float],
    strength: float,
    to: Map,
    back: Map,
) -> Season:
    left = tuple(back(to(value) - part) for value, part in zip(values, parts, strict=True))
    usual = median(left)
    own = dict(zip(places, parts, strict=True))
    effects = {place: back(to(usual) + part) - usual for place, part in sorted(own.items())}
    shares = {place: effect / usual if usual else 0.0 for place, effect in effects.items()}
    return Season(strength, left, effects, shares)


def _scale(kpi: Kpi, values: Sequence[float]) -> tuple[Map, Map]:
    """To the scale on which a season adds up, and back."""
    if kpi.unit == "%" and all(0 < value < 100 for value in values):
        if min(values) < NEAR_AN_END or max(values) > 100 - NEAR_AN_END:
            return (
                lambda value: math.log(value / (100 - value)),
                lambda odds: 100 / (1 + math.exp(-odds)),
            )
        return float, float
    counted = kpi.is_total or (isinstance(kpi.value, Ratio) and isinstance(kpi.value.den, Days))
    if counted and all(value > 0 for value in values):
        return math.log, math.exp
    return float, float


def _variance(values: Sequence[float]) -> float:
    middle = fmean(values)
    return fmean((value - middle) ** 2 for value in values)
