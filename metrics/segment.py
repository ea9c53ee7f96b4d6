"""The points of a series that share one set of limits: which chart, how far it carries, what it flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from metrics import spc

ATTRIBUTE = {"p", "p_prime", "u", "u_prime"}
MIN_EVENTS = {"p": 5, "p_prime": 5, "u": 2, "u_prime": 2}

Line = tuple[float | None, float | None, float | None]
NO_LINE: Line = (None, None, None)


@dataclass(frozen=True)
class Segment:
    """Limits and signals at the judged points, in their order. `level` is the line where it is the same at all."""

    start: date
    chart: str
    state: str
    n_points: int
    periods: Sequence[date] = ()
    lines: Sequence[Line] = ()
    signals: Sequence[spc.Signal | None] = ()
    level: Line = NO_LINE
    limits: dict[str, Any] | None = field(default=None)
    is_rare: bool = False

    @property
    def is_judged(self) -> bool:
        return self.state in ("provisional", "locked") and not self.is_rare

    def n_flagged(self, signal: spc.Signal) -> int:
        """Points under this very label: an outlier within a shift carries another."""
        return sum(other == signal for other in self.signals[signal.first : signal.last + 1])


def draw_segment(
    wanted: str,
    start: date,
    periods: Sequence[date],
    values: Sequence[float],
    nums: Sequence[Any],
    dens: Sequence[Any],
    market: str,
) -> Segment:
    """Judge the final, well-covered points of one segment. `wanted` is the KPI's chart; "line" is never judged."""
    n = len(values)
    state = spc.point_state(n)
    if state == "none" or wanted == "line":
        return Segment(start, "line", "none", n, periods)
    y = np.array(values)
    chart = spc.choose_chart(wanted, n, market)
    sides = _sides(chart, y, nums, dens) if chart in ATTRIBUTE else None
    if sides is None:
        chart = "xmr" if chart in ATTRIBUTE else chart
        x = den = None
        per = 1.0
    else:
        x, den, per = sides
        if np.median(den) * x.sum() / den.sum() < MIN_EVENTS[chart]:
            # Limits of a handful of events mislead; kpis.md 5.6 sends the reader to a longer period.
            return _rare(start, state, periods, y)
    found = spc.of_chart(chart, y, x, den, spc.LOCKED_POINTS if state == "locked" else None)
    if chart == "xmr" and found.sigma == 0 and y.min() < y.max():
        # Limits without width would call every stir a change: the period is too short for what is measured.
        return _rare(start, state, periods, y)
    centre, lower, upper = ((part * per).tolist() for part in (found.centre, found.lower, found.upper))
    signals: list[spc.Signal | None] = [None] * n
    if state == "trial":
        chart, centre = "run", [float(np.median(y))] * n
    else:
        signals = spc.mdc(y.tolist(), centre, lower, upper)
    lines = list(zip(centre, lower, upper, strict=True))
    is_level = sides is None or lines.count(lines[0]) == n
    level = lines[0] if is_level else NO_LINE
    shown = level if is_level else (centre[0], None, None)
    row = _row(start, chart, shown, found.sigma, found.n_points, state == "locked")
    return Segment(start, chart, state, n, periods, lines, signals, level, row)


def _rare(start: date, state: str, periods: Sequence[date], y: np.ndarray) -> Segment:
    """A line at the median, without limits and without a judgement."""
    n, line = len(y), (float(np.median(y)), None, None)
    row = _row(start, "run", line, None, n, False)
    return Segment(start, "run", state, n, periods, [line] * n, [None] * n, line, row, is_rare=True)


def _row(start: date, chart: str, line: Line, sigma: float | None, n: int, locked: bool) -> dict[str, Any]:
    return {
        "segment_start": start,
        "chart": chart,
        "centre": line[0],
        "lower": line[1],
        "upper": line[2],
        "sigma": sigma,
        "n_points": n,
        "screened": sigma is not None,
        "locked": locked,
    }


def _sides(chart: str, y: np.ndarray, nums: Sequence[Any], dens: Sequence[Any]) -> tuple | None:
    """Numerators, denominators and what the value multiplies them by; None where they cannot carry the chart."""
    if None in nums or None in dens:
        return None
    x, den = np.array(nums, float), np.array(dens, float)
    if den.min() <= 0 or x.min() < 0 or (chart.startswith("p") and np.any(x > den)):
        return None
    share = x / den
    per = float(y.sum() / share.sum()) if share.any() else 1.0
    return (x, den, per) if np.all(np.abs(y - per * share) <= 1e-6 * np.abs(y)) else None
