"""The target on a control chart: flat where it never moves, else each period's own, as far as it is promised."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import isclose
from typing import Any

from layouts.theme import var
from metrics.question import Series

Steps = list[tuple[date, float | None]]


def steps(series: Series) -> Steps:
    """The target of every shown period and of the months ahead; empty where it never moves."""
    found = [(point.period, point.target) for point in series.points]
    found += [step for step in series.goals_ahead if not found or step[0] > found[-1][0]]
    moves = len({value for _, value in found}) > 1
    return found if moves and any(value is not None for _, value in found) else []


def room(found: Steps, low: float, high: float) -> tuple[float, float]:
    """The range of the axis with every step of the target inside, unless that would flatten what is measured."""
    values = [value for _, value in found if value is not None]
    near = [value for value in values if low - (high - low) <= value <= high + (high - low)]
    margin = (high - low) * 0.04
    return min(low, *(value - margin for value in near)), max(high, *(value + margin for value in near))


def trace(found: Steps) -> dict[str, Any]:
    """The dashed line through the steps. A single jump breaks it: a target that changes at once has no slope."""
    days: list[str] = []
    values: list[float | None] = []
    moves = [None if a[1] is None or b[1] is None else b[1] - a[1] for a, b in pairwise(found)]
    for index, (day, value) in enumerate(found):
        days.append(day.isoformat())
        values.append(None if value is None else float(f"{value:.6g}"))
        if index < len(moves) and _is_jump(moves, index):
            days.append(found[index + 1][0].isoformat())
            values.append(None)
    return {
        "type": "scatter", "mode": "lines", "x": days, "y": values, "connectgaps": False, "hoverinfo": "skip",
        "line": {"color": var("target"), "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _is_jump(moves: list[float | None], index: int) -> bool:
    move = moves[index]
    if not move:
        return False
    around = [moves[i] for i in (index - 1, index + 1) if 0 <= i < len(moves)]
    return not any(other is not None and isclose(other, move, rel_tol=0.01) for other in around)
