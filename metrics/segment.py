"""The points of a series that share one set of limits: which chart, how far it carries, what it flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from metrics import spc

ATTRIBUTE = {"p", "p_prime", "u", "u_prime"}
NOT_NEGATIVE = {"c", "g", "t"}
AROUND_MEDIAN = {"run", "g"}
SCREENED = {"xmr", "p_prime", "u_prime", "t"}

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
    is_never_judged: bool = False

    @property
    def centre_name(self) -> str:
        return "median" if self.chart in AROUND_MEDIAN else "mean"

    @property
    def is_judged(self) -> bool:
        return self.state in ("provisional", "locked") and not self.is_rare

    def n_flagged(self, signal: spc.Signal) -> int:
        """Points of a pattern: an outlier in it carries another label, a point on the line of a long run carries none."""
        inside = self.signals[signal.first : signal.last + 1]
        if signal.rule == "shift":
            return sum(other is not None and other.side != "both" for other in inside)
        return sum(other == signal for other in inside)

    def flagged_since(self, signal: spc.Signal, k: int) -> int:
        """The first point of the unbroken run of signals on the side of `signal` that point `k` ends."""
        first = min(signal.first, k)
        while first > 0 and (before := self.signals[first - 1]) is not None and before.side == signal.side:
            first = min(first - 1, before.first)
        return first


def draw_segment(
    wanted: str,
    start: date,
    periods: Sequence[date],
    values: Sequence[float],
    nums: Sequence[Any],
    dens: Sequence[Any],
    market: str,
    rules: str = "mdc",
) -> Segment:
    """Judge the final, well-covered points of one segment. `wanted` is the KPI's chart; "line" is never judged."""
    n = len(values)
    state = spc.point_state(n)
    if state == "none" or wanted == "line":
        return Segment(start, "line", "none", n, periods, is_never_judged=wanted == "line")
    y = np.array(values)
    chart = spc.choose_chart(wanted, n, market)
    x = den = None
    per = 1.0
    if chart in ATTRIBUTE and (sides := _sides(chart, y, nums, dens)):
        x, den, per = sides
    elif chart in ATTRIBUTE or (chart in NOT_NEGATIVE and y.min() < 0):
        chart = "xmr"
    counted = (y, np.ones(n)) if chart == "c" else (x, den)
    if chart in spc.FEWEST_EVENTS and spc.is_sparse(chart, *counted):
        # Limits of a handful of events mislead; kpis.md 5.6 sends the reader to a longer period.
        return rare(start, state, periods, y)
    found = spc.of_chart(chart, y, x, den, spc.LOCKED_POINTS if state == "locked" else None)
    if chart == "xmr" and found.sigma == 0 and y.min() < y.max():
        # Limits without width would call every stir a change: the period is too short for what is measured.
        return rare(start, state, periods, y)
    centre, lower, upper = ((part * per).tolist() for part in (found.centre, found.lower, found.upper))
    signals: list[spc.Signal | None] = [None] * n
    if state == "trial":
        chart, centre = "run", [float(np.median(y))] * n
    else:
        signals = spc.signals(rules, y.tolist(), centre, lower, upper)
    has_limits = lower[0] == lower[0]
    lines = list(zip(centre, *((lower, upper) if has_limits else ([None] * n,) * 2), strict=True))
    is_level = x is None or lines.count(lines[0]) == n
    level = lines[0] if is_level else NO_LINE
    shown = level if is_level else (centre[0], None, None)
    sigma = found.sigma if has_limits else None
    row = row_of(start, chart, shown, sigma, found.n_points, state == "locked")
    return Segment(start, chart, state, n, periods, lines, signals, level, row)


def rare(start: date, state: str, periods: Sequence[date], y: np.ndarray) -> Segment:
    """A line at the median, without limits and without a judgement."""
    n, line = len(y), (float(np.median(y)), None, None)
    row = row_of(start, "run", line, None, n, False)
    return Segment(start, "run", state, n, periods, [line] * n, [None] * n, line, row, is_rare=True)


def row_of(start: date, chart: str, line: Line, sigma: float | None, n: int, locked: bool) -> dict[str, Any]:
    """The row of spc_limit of a segment."""
    return {
        "segment_start": start,
        "chart": chart,
        "centre": line[0],
        "lower": line[1],
        "upper": line[2],
        "sigma": sigma,
        "n_points": n,
        "screened": sigma is not None and (chart in SCREENED or chart == "run"),
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
