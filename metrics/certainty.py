"""The interval of every group's figure, by what the KPI is: a proportion, a rate, a count, a mean or a median."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import exp, sqrt

import numpy as np

from metrics import intervals
from metrics.calendars import Span
from metrics.compile import WINDOW, behind
from metrics.intervals import Interval
from metrics.kpi import Count, Exposure, Kpi, Quantile, Ratio, Sum
from metrics.question import Question
from metrics.sides import value_of
from metrics.window import Window, Windows

SHARES = ("%", "per million")
SKEWED = ("currency", "days")
# Of so many values the mean is as good as normal, and resampling them would only take time.
MOST_RESAMPLED = 2_000


def certainty(windows: Windows, window: Window) -> dict[str, Interval]:
    """Intervals by group, in the KPI's unit, of the groups that are shown; a group may have none."""
    kpi = window.kpi
    if isinstance(kpi.value, Quantile):
        found = _quantiles(windows, window)
    elif _is_mean(kpi):
        found = _means(windows, window)
        if kpi.unit in SKEWED:
            found |= _resampled(windows, window)
    else:
        found = {one.group: counted(kpi, one.value.num, one.value.den, one.is_unit) for one in window.groups}
    shown = {one.group for one in window.groups if not one.hidden and one.value.value is not None}
    return {group: interval for group, interval in found.items() if interval and group in shown}


def counted(kpi: Kpi, num: float | None, den: float | None, is_unit: bool = False) -> Interval | None:
    """The interval of a figure that is made of counts, in the KPI's unit; none for the others."""
    value = value_of(kpi, is_unit)
    if isinstance(value, Count):
        return None if num is None else intervals.rate(num, 1)
    if not isinstance(value, Ratio) or num is None or not den or den < 0 or num < 0:
        return None
    if (kpi.kind == "proportion" or _is_share(kpi, value)) and num <= den:
        return intervals.wilson(num, den).scaled(value.per)
    return intervals.rate(num, den).scaled(value.per) if kpi.kind == "rate" else None


def _is_share(kpi: Kpi, value: Ratio) -> bool:
    """Whether both sides are counts that the rows hold already, one a part of the other: defects of opportunities."""
    return (
        kpi.unit in SHARES
        and isinstance(value.num, Sum)
        and isinstance(value.den, Exposure)
        and value.num.table == value.den.table
    )


def _is_mean(kpi: Kpi) -> bool:
    """Whether the value is the mean of one number per row, or e to the power of it."""
    value = kpi.value
    return (
        isinstance(value, Ratio)
        and isinstance(value.num, Sum)
        and isinstance(value.den, Count)
        and (value.num.table, value.num.where) == (value.den.table, value.den.where)
    )


def _means(windows: Windows, window: Window) -> dict[str, Interval | None]:
    """Student's t from the sums of squares: one more statement, no single value leaves the database.

    A geometric mean has it on the logarithms; a score of +1, 0 and -1 counts its promoters and detractors by them.
    """
    value = window.kpi.value
    assert isinstance(value, Ratio)
    assert isinstance(value.num, Sum)
    number = value.num.expression
    squares = replace(
        value, num=Sum(f"({number}) * ({number})", value.num.table, value.num.where), per=1, is_log=False
    )
    kpi = replace(window.kpi, value=squares, unit_value=None)
    again = Windows(windows.stored, kpi, windows.question, windows.place, windows.access)
    squared = again.values(again.question, window.span)
    found: dict[str, Interval | None] = {}
    for one in window.groups:
        num, n, other = one.value.num, one.value.den, squared.get(one.group)
        if num is None or not n or n < 2 or other is None or other.value is None:
            continue
        mean = num / n
        if window.kpi.unit == "points":
            up, down = (n * (other.value + mean) / 2, n * (other.value - mean) / 2)
            found[one.group] = intervals.net_promoter(up, down, n).scaled(value.per)
            continue
        variance = max(other.value - mean**2, 0.0) * n / (n - 1)
        half = intervals.t_of(n - 1) * sqrt(variance / n)
        ends = (mean, mean - half, mean + half)
        found[one.group] = Interval(*map(exp, ends) if value.is_log else ends, "t").scaled(value.per)
    return found


def _resampled(windows: Windows, window: Window) -> dict[str, Interval | None]:
    """Bootstrap intervals of means that a few large values carry, such as money and stays."""
    value = window.kpi.value
    assert isinstance(value, Ratio)
    assert isinstance(value.num, Sum)
    single = Quantile(0.5, value.num.expression, value.num.table, value.num.where, value.per)
    kpi = replace(window.kpi, value=single, unit_value=None)
    statement = behind(kpi, _over(windows.question, window.span), windows.access)
    sql = (
        f"WITH ranked AS (\n{statement.steps[0][1]}\n) SELECT grp, list(value ORDER BY value) FROM ranked GROUP BY grp "
        f"HAVING count(*) BETWEEN 2 AND {MOST_RESAMPLED}"
    )
    shown = {one.group for one in window.groups if not one.hidden}
    return {
        group: intervals.bootstrap(values, np.mean)
        for group, values in windows.stored.generation.rows(sql, statement.params)
        if group in shown
    }


def _quantiles(windows: Windows, window: Window) -> dict[str, Interval | None]:
    """Order statistics: two of the values themselves, fetched by their ranks."""
    kpi = window.kpi
    assert isinstance(kpi.value, Quantile)
    asked = _over(windows.question, window.span)
    statement = behind(kpi, asked, windows.access)
    generation = windows.stored.generation
    sizes = dict(generation.rows(statement.sql, statement.params))
    ranks = {
        group: found for group, n in sizes.items() if (found := intervals.quantile_ranks(n, kpi.value.q))
    }
    if not ranks:
        return {}
    at = _at_ranks(generation, statement.steps[0][1], statement.params, ranks)
    return {
        one.group: Interval(
            one.value.value, *(at[one.group, rank] for rank in ranks[one.group]), "order statistics"
        )
        for one in window.groups
        if one.group in ranks and one.value.value is not None
    }


def _at_ranks(
    generation, step: str, params: Mapping[str, object], ranks: Mapping[str, tuple[int, int]]
) -> dict[tuple[str, int], float]:
    marks, more = [], dict(params)
    for i, (group, pair) in enumerate(ranks.items()):
        for k, rank in enumerate(pair):
            more[f"group_{i}"], more[f"rank_{i}_{k}"] = group, rank
            marks.append(f"(grp = $group_{i} AND place = $rank_{i}_{k})")
    sql = f"WITH ranked AS (\n{step}\n)\nSELECT grp, place, value FROM ranked WHERE {' OR '.join(marks)}"
    return {(group, place): value for group, place, value in generation.rows(sql, more)}


def _over(question: Question, span: Span) -> Question:
    return replace(question, grain=WINDOW, since=span[0], until=span[1])
