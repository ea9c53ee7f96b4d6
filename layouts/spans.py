"""How far the axes of a large chart reach: what was, what is expected, and what a phone has room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from metrics.question import ForecastPoint, Point

# What a chart shows on a phone (product.md 3.7).
LAST, AHEAD = 13, 6
NAMES = 9

Goals = Sequence[tuple[date, float | None]]


def span(
    points: Sequence[Point], forecast: Sequence[ForecastPoint], goals: Goals = (), marks: int = 60
) -> list[str]:
    """First and last day of the axis, with the air of one of `marks` marks, so that no label decides how wide the chart is."""
    ends = [points[-1].period, *(f.target for f in forecast[-1:]), *(day for day, _ in goals[-1:])]
    first, last = points[0].period, max(ends)
    air = max((last - first) // marks, timedelta(days=1))
    return [(first - air).isoformat(), (last + air).isoformat()]


def narrow(points: Sequence[Point], forecast: Sequence[ForecastPoint], goals: Goals = ()) -> list[str]:
    """The same for a phone: the last points and the first months of what is expected."""
    return span(
        points[-LAST:], forecast[:AHEAD], [goal for goal in goals if goal[0] <= points[-1].period], 25
    )


def ticks(grain: str, points: Sequence[Point]) -> str:
    """How an axis writes a day: without its year where all of them lie within one, without its number else."""
    is_short = points[-1].period - points[0].period <= timedelta(days=366)
    return "%-d %b" if grain == "day" and is_short else "%b %Y"


def steps(grain: str, ends: Sequence[str]) -> dict[str, Any]:
    """How far apart the names on an axis stand: a short axis of months names each of them once."""
    first, last = (date.fromisoformat(end) for end in ends)
    if grain == "month" and last - first < timedelta(days=31 * NAMES):
        return {"dtick": "M1"}
    return {"nticks": NAMES}


def with_forecast(
    ends: tuple[float, float], forecast: Sequence[ForecastPoint]
) -> tuple[tuple[float, float], bool]:
    """The ends of the values with room for what is expected, and whether its widest band is cut there.

    A wide band would press what was into a line: it gets no more room on either side than the values themselves have.
    """
    if not forecast:
        return ends, False
    low, high = ends
    room = high - low or abs(high) or 1.0
    lowest, highest = min(f.lo95 for f in forecast), max(f.hi95 for f in forecast)
    bottom, top = max(low - room, min(low, lowest)), min(high + room, max(high, highest))
    return (bottom, top), lowest < bottom or highest > top
