"""Gaps between groups of patients or staff: who does worse, by how much, how sure that is, and whether it closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.language import localized, say
from metrics.certainty import certainty
from metrics.equity import UNKNOWN, Equity, Group, equity
from metrics.intervals import difference
from metrics.judging import rests_on, shown_n
from metrics.kpi import Direction, Kpi
from metrics.numbers import format_change
from metrics.question import Series
from metrics.standard import is_aged, same_ages
from metrics.verdict import judge
from metrics.window import Window, Windows

# Every group there is, from the most to the least deprived.
ORDERED = {"deprivation_quintile": ("1", "2", "3", "4", "5")}
# Where no group is the natural one to be like, the largest is what the others are held against.
BY_SIZE = {"ethnicity", "race", "preferred_language", "language"}


@dataclass(frozen=True)
class GapPoint:
    """The gap between the worst placed group and the reference in one quarter, judged like any other series."""

    period: date
    gap: float
    centre: float | None
    lower: float | None
    upper: float | None
    variation: str
    is_judged: bool


@dataclass(frozen=True)
class Gaps:
    """The gap of one KPI by one dimension over [since, until), with its trend by quarter.

    `found` is None with fewer than two groups that are large enough; `left_out` names the groups that are not in it,
    each with the reason. `aged_sentence` says what is left of the gap when every group has the ages of all.
    """

    kpi_id: str
    by: str
    since: date
    until: date
    found: Equity | None
    labels: Mapping[str, str]
    left_out: Mapping[str, str]
    sentence: str
    trend: tuple[GapPoint, ...] = ()
    trend_sentence: str = ""
    load_id: int = 0
    aged_sentence: str = ""


def gaps(windows: Windows, window: Window, quarters: Sequence[Series], market: str, currency: str) -> Gaps:
    """Gap, ratio and intervals over one window; `quarters` are the told series of the same groups by quarter."""
    kpi, by = window.kpi, windows.question.by
    sure = certainty(windows, window)
    left_out, groups = {}, []
    for one in window.groups:
        if one.hidden or one.value.value is None:
            left_out[one.group] = one.hidden or "no value"
        elif (rests_on(kpi, one.value, one.is_unit) or 0) < kpi.min_rag:
            left_out[one.group] = f"n<{kpi.min_rag:g}"
        elif one.group not in sure:
            left_out[one.group] = "no interval"
        else:
            n = shown_n(kpi, one.value, one.is_unit) or 0
            groups.append(Group(one.group, sure[one.group], n, one.value.num, one.value.den))
    found = equity(groups, kpi.kind, _is_higher_better(kpi), _reference(by, groups), ORDERED.get(by, ()))
    labels = {one.group: one.label for one in window.groups}
    number = windows.stored.generation.number
    said = _sentence(kpi, found, labels, currency)
    if found is None:
        return Gaps(kpi.id, by, *window.span, None, labels, left_out, said, load_id=number)
    trend, trend_said = _trend(kpi, found, quarters, market, currency)
    aged = _at_the_same_ages(windows, window, found, labels, currency)
    return Gaps(kpi.id, by, *window.span, found, labels, left_out, said, trend, trend_said, number, aged)


def _at_the_same_ages(
    windows: Windows, window: Window, found: Equity, labels: Mapping[str, str], currency: str
) -> str:
    """The gap between the same two groups, both with the ages of all patients; nothing where age is no matter."""
    kpi = window.kpi
    if not is_aged(kpi, windows.question.by):
        return ""
    told = same_ages(windows, window.span, (found.worst, found.reference))
    if not told:
        return say(
            "Their ages cannot be made equal here without telling small numbers: compare within age bands."
        )
    worst, held = told[found.worst], told[found.reference]
    gap = difference(worst, held)

    def moved(part: float) -> str:
        return format_change(held.value + part, held.value, kpi.unit, currency, kpi.decimals)

    values = {
        "worst": labels.get(found.worst, found.worst), "held": labels.get(found.reference, found.reference),
        "gap": moved(gap.value), "low": moved(gap.low), "high": moved(gap.high),
    }  # fmt: skip
    if gap.low > 0 or gap.high < 0:
        return say(
            "With the ages of all patients in both groups, {worst} against {held}: {gap} (95 % interval {low} to {high}), "
            "more than chance explains.",
            **values,
        )
    return say(
        "With the ages of all patients in both groups, {worst} against {held}: {gap} (95 % interval {low} to {high}), "
        "within what chance allows.",
        **values,
    )


def _is_higher_better(kpi: Kpi) -> bool | None:
    if kpi.direction not in (Direction.HIGHER, Direction.LOWER):
        return None
    return kpi.direction is Direction.HIGHER


def _reference(by: str, groups: Sequence[Group]) -> str:
    """The group to be like: the least deprived, the largest, or nobody in advance."""
    known = [group for group in groups if group.group != UNKNOWN]
    if by in BY_SIZE and known:
        return max(known, key=lambda group: group.n).group
    return ORDERED[by][-1] if by in ORDERED else ""


def _sentence(kpi: Kpi, found: Equity | None, labels: Mapping[str, str], currency: str) -> str:
    if found is None:
        return say("No gap can be shown: fewer than two groups are large enough.")
    base = next(one.interval.value for one in found.strata if one.is_reference)

    def moved(part: float) -> str:
        return format_change(base + part, base, kpi.unit, currency, kpi.decimals)

    gap = moved(found.gap.value)
    if found.ratio is not None:
        gap = say("{gap}, {ratio} times", gap=gap, ratio=localized(f"{found.ratio.value:.2f}"))
    values = {
        "worst": labels.get(found.worst, found.worst),
        "reference": labels.get(found.reference, found.reference),
        "gap": gap,
        "low": moved(found.gap.low),
        "high": moved(found.gap.high),
    }
    if found.is_beyond_chance:
        return say(
            "{worst} against {reference}: {gap} (95 % interval {low} to {high}), more than chance explains.",
            **values,
        )
    return say(
        "{worst} against {reference}: {gap} (95 % interval {low} to {high}), within what chance allows.",
        **values,
    )


def _trend(
    kpi: Kpi, found: Equity, quarters: Sequence[Series], market: str, currency: str
) -> tuple[tuple[GapPoint, ...], str]:
    """The size of the gap between the same two groups, quarter by quarter, on an individuals chart."""
    by_group = {one.group: {point.period: point for point in one.points} for one in quarters}
    worst, held = (by_group.get(group, {}) for group in (found.worst, found.reference))
    sign = 1 if found.gap.value >= 0 else -1
    rows: list[tuple[date, float, int, str]] = []
    for period in sorted(set(worst) & set(held)):
        one, other = worst[period], held[period]
        if one.value is not None and other.value is not None:
            status = "final" if one.status == other.status == "final" else "provisional"
            rows.append((period, sign * (one.value - other.value), min(one.n or 0, other.n or 0), status))
    if not rows:
        return (), ""
    periods, values, ns, statuses = (list(column) for column in zip(*rows, strict=True))
    unit = "points" if kpi.unit == "%" else kpi.unit
    measure = replace(
        kpi, title=say("Gap of {title}", title=say(kpi.title)), unit=unit, direction=Direction.LOWER, chart="xmr", chart_in=(),
        judged_by="", bounds=(None, None), target_band=None,
    )  # fmt: skip
    nothing: list[Any] = [None] * len(rows)
    judged = judge(
        measure, periods, values, nothing, nothing, ns, nothing, statuses,
        grain="quarter", market=market, currency=currency,
    )  # fmt: skip
    points = tuple(
        GapPoint(
            row["period_start"],
            row["value"],
            row["centre"],
            row["lower"],
            row["upper"],
            row["variation"],
            row["is_judged"],
        )
        for row in judged.points
    )
    latest = [row for row in judged.points if row["is_latest"]]
    return points, latest[0]["sentence"] if latest else ""
