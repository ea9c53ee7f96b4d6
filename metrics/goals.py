"""The target in force in a period: one figure, a band, or a step of a trajectory from one figure to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from metrics.kpi import Direction, Kpi

Goal = tuple[float, float]
Scope = tuple[str, str]
MOST_MONTHS = 24
MORE_MONTHS = {"quarter": 2, "year": 11}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
LEVELS = ("network", "facility", "unit")


def chain(scope_type: str, scope_id: str, facility_id: str) -> tuple[Scope, ...]:
    """A place and those around it, the nearest first."""
    return tuple(dict.fromkeys(((scope_type, scope_id), ("facility", facility_id), ("network", "*"))))


def places_of(kpi: Kpi, scope_type: str, scope_id: str, facility_id: str) -> tuple[Scope, ...]:
    """The places whose targets hold at one, the nearest first.

    Of an amount only its own: half a network is not to have all of its patients.
    """
    places = chain(scope_type, scope_id, facility_id)
    return places[:1] if kpi.is_amount else places


def in_force(
    rows: Sequence[Mapping[str, Any]], period: date, grain: str = "month"
) -> Mapping[str, Any] | None:
    """The row that holds when `period` begins: that of the nearest place, of several there the one that began last.

    A quarter or year is held against the row of its last month that has one, as `step_of` is.
    """
    more = MORE_MONTHS.get(grain, 0)
    if more:
        rows_of_months = (in_force(rows, month) for month in reversed(_months(period, more + 1)))
        return next(filter(None, rows_of_months), None)
    found = [
        row
        for row in rows
        if row["valid_from"] <= period and (row.get("valid_to") is None or period <= row["valid_to"])
    ]
    return max(found, key=lambda row: (LEVELS.index(row["scope_type"]), row["valid_from"]), default=None)


def step_of(row: Mapping[str, Any], period: date, grain: str = "month") -> float:
    """The target of a row in a period. A trajectory moves in equal steps by month, the same at every grain.

    Its first month has `target`, the month of `valid_to` has `to_target`; a quarter or year is held against the step of
    its last month, since that is what was promised by its end.
    """
    start, to, end = float(row["target"]), row.get("to_target"), row.get("valid_to")
    if to is None or end is None:
        return start
    first, last = _month(row["valid_from"]), _month(end)
    at = min(max(_month(period) + MORE_MONTHS.get(grain, 0), first), last)
    return start + (float(to) - start) * (at - first) / (last - first) if last > first else float(to)


def goal_of(kpi: Kpi, rows: Sequence[Mapping[str, Any]], period: date, grain: str = "month") -> Goal | None:
    """The target in force, as a band; both ends are equal for a one-sided target.

    That of a total is for a month. A quarter or year is held against those of all its months together; a day or week has
    none, since nobody said how much of a month it is.
    """
    if not kpi.is_total:
        return _goal(kpi, rows, period, grain)
    found = [_goal(kpi, rows, month, "month") for month in _months(period, MONTHS.get(grain, 0))]
    given = [goal for goal in found if goal]
    if not found or len(given) < len(found):
        return None
    return sum(low for low, _ in given), sum(high for _, high in given)


def _goal(kpi: Kpi, rows: Sequence[Mapping[str, Any]], period: date, grain: str) -> Goal | None:
    row = in_force(rows, period, grain) if rows else None
    if row is None:
        return kpi.target_band if kpi.direction is Direction.TARGET else None
    low, upper = step_of(row, period, grain), row.get("upper_target")
    return low, low if upper is None else float(upper)


def kept_goal(kpi: Kpi, verdict: Mapping[str, Any], grain: str) -> dict[str, Any]:
    """The target that a stored verdict was held against, as a row that `goal_of` finds for its period and no other."""
    months = _months(verdict["period_start"], MONTHS.get(grain, 1))
    return {
        "scope_type": LEVELS[0],
        "valid_from": verdict["period_start"],
        "valid_to": verdict["period_start"] if grain not in MORE_MONTHS else months[-1],
        "target": verdict["target"] / (len(months) if kpi.is_total else 1),
    }


def goals_ahead(
    kpi: Kpi, rows: Sequence[Mapping[str, Any]], last: date, forecast: Sequence[date]
) -> tuple[tuple[date, float], ...]:
    """The targets of the months after `last`, to the end of the forecast and of any trajectory, two years at most."""
    ends = [row["valid_to"] for row in rows if row.get("to_target") is not None and row["valid_to"]]
    through = min(max(map(_month, [last, *forecast, *ends])), _month(last) + MOST_MONTHS)
    months = _months(last, through - _month(last) + 1)[1:]
    found = [(month, goal_of(kpi, rows, month)) for month in months]
    return tuple((month, goal[0]) for month, goal in found if goal)


def _months(day: date, n: int) -> list[date]:
    """The first days of `n` months, from that of `day` on."""
    first = _month(day)
    return [date((m - 1) // 12, (m - 1) % 12 + 1, 1) for m in range(first, first + n)]


def _month(day: date) -> int:
    return day.year * 12 + day.month
