"""Many segments at once: those of one length and chart are drawn as the rows of a matrix, the others one by one.

What comes out is what `draw_segment` gives for each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from metrics import spc
from metrics.segment import ATTRIBUTE, NO_LINE, Segment, draw_segment, rare, row_of
from metrics.spc import many

FEWEST_TOGETHER = 4


class Task(NamedTuple):
    """The arguments of `draw_segment`."""

    wanted: str
    start: date
    periods: Sequence[date]
    values: Sequence[float]
    nums: Sequence[Any]
    dens: Sequence[Any]
    market: str
    rules: str = "mdc"


def draw_segments(tasks: Sequence[Task]) -> list[Segment]:
    """The segments of the tasks, in their order."""
    found: list[Segment | None] = [None] * len(tasks)
    alike: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for i, task in enumerate(tasks):
        n = len(task.values)
        chart = spc.choose_chart(task.wanted, n, task.market)
        if n >= spc.PROVISIONAL_POINTS and chart in ("xmr", *ATTRIBUTE):
            alike[chart, n, task.rules].append(i)
    for (chart, _, rules), rows in alike.items():
        if len(rows) >= FEWEST_TOGETHER:
            draw = _levels if chart == "xmr" else _bands
            drawn = draw(chart, rules, [tasks[i] for i in rows])
            for i, segment in zip(rows, drawn, strict=True):
                found[i] = segment
    return [
        draw_segment(*task) if segment is None else segment
        for task, segment in zip(tasks, found, strict=True)
    ]


def _state(n: int) -> tuple[str, int | None]:
    state = spc.point_state(n)
    return state, spc.LOCKED_POINTS if state == "locked" else None


def _levels(chart: str, rules: str, tasks: Sequence[Task]) -> list[Segment]:
    """XmR charts: one level per series."""
    y = np.array([task.values for task in tasks], float)
    n = y.shape[1]
    state, base = _state(n)
    found = many.xmr(y, base)
    lines = [np.repeat(line[:, None], n, axis=1) for line in found[:3]]
    told = many.signals(rules, y, *lines)
    is_flat = (found.sigma == 0) & (y.min(axis=1) < y.max(axis=1))
    drawn = []
    for i, (task, centre, lower, upper, sigma, signals) in enumerate(
        zip(tasks, *(line.tolist() for line in found), told, strict=True)
    ):
        if is_flat[i]:
            drawn.append(rare(task.start, state, task.periods, y[i]))
            continue
        line = (centre, lower, upper)
        row = row_of(task.start, chart, line, sigma, n if base is None else base, state == "locked")
        drawn.append(Segment(task.start, chart, state, n, task.periods, [line] * n, signals, line, row))
    return drawn


def _bands(chart: str, rules: str, tasks: Sequence[Task]) -> list[Segment | None]:
    """p and u charts whose sides carry them; None for a series that needs another chart."""
    drawn: list[Segment | None] = [None] * len(tasks)
    whole = [i for i, task in enumerate(tasks) if None not in task.nums and None not in task.dens]
    if len(whole) < FEWEST_TOGETHER:
        return drawn
    y, x, den = (
        np.array([getattr(tasks[i], name) for i in whole], float) for name in ("values", "nums", "dens")
    )
    n = y.shape[1]
    state, base = _state(n)
    fits, per = _sides(chart, y, x, den)
    kept = np.flatnonzero(fits)
    if len(kept) < FEWEST_TOGETHER:
        return drawn
    y, x, den, per = y[kept], x[kept], den[kept], per[kept]
    is_rare = np.median(den, axis=1) * x.sum(axis=1) / den.sum(axis=1) < spc.FEWEST_EVENTS[chart]
    found = many.attribute(x, den, chart.startswith("p"), chart.endswith("_prime"), base)
    centre = np.repeat((found.centre * per)[:, None], n, axis=1)
    lower, upper = found.lower * per[:, None], found.upper * per[:, None]
    told = many.signals(rules, y, centre, lower, upper)
    for k, (middles, lows, highs, scale, signals) in enumerate(
        zip(centre.tolist(), lower.tolist(), upper.tolist(), found.scale.tolist(), told, strict=True)
    ):
        i = whole[kept[k]]
        task = tasks[i]
        if is_rare[k]:
            drawn[i] = rare(task.start, state, task.periods, y[k])
            continue
        lines = list(zip(middles, lows, highs, strict=True))
        level = lines[0] if lines.count(lines[0]) == n else NO_LINE
        shown = (middles[0], None, None) if level is NO_LINE else level
        row = row_of(task.start, chart, shown, scale, n if base is None else base, state == "locked")
        drawn[i] = Segment(task.start, chart, state, n, task.periods, lines, signals, level, row)
    return drawn


def _sides(chart: str, y: np.ndarray, x: np.ndarray, den: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which series can carry an attribute chart, and what their values multiply numerator / denominator by."""
    fits = (den.min(axis=1) > 0) & (x.min(axis=1) >= 0)
    if chart.startswith("p"):
        fits &= ~(x > den).any(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = x / den
        per = np.where((share != 0).any(axis=1), y.sum(axis=1) / share.sum(axis=1), 1.0)
        fits &= (np.abs(y - per[:, None] * share) <= 1e-6 * np.abs(y)).all(axis=1)
    return fits, per


__all__ = ["Task", "draw_segments"]
