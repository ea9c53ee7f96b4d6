"""Figures with their intervals on one scale, row by row in the order of names."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import capital, say
from layouts import analysis, tables, wording
from layouts.filters import address, crossing
from layouts.page import View
from layouts.scales import Axis
from layouts.spark import spot
from layouts.svg import Svg, drawing, tag
from metrics.comparing import Comparison, Member
from metrics.intervals import Interval
from metrics.kpi import Kpi

ROW = 200


def door(view: View, by: str, one: Member) -> str:
    """The address of the same page for one of the members."""
    return address(view.path, view.filters, **analysis.segment(by, one.group, view.filters.only))


def linked(view: View, found: Comparison, one: Member) -> Any:
    """The name of a member as a door, where there is something behind it."""
    label = analysis.named(view, found.by, one.group, one.label)
    if one.value is None or not has_door(found, one):
        return label
    return html.A(label, href=door(view, found.by, one), className="door", **crossing(found.by, one.group))


def has_door(found: Comparison, one: Member) -> bool:
    """Whether a page is about the member alone: none is about rows that no unit names, or about one clinician."""
    return not (found.is_of_individuals or analysis.is_place_without_name(one.group))


def caterpillar(view: View, kpi: Kpi, found: Comparison) -> Any:
    """One row per group in the order of names: value, interval, and the figure of all of them as a line."""
    shown = [one for one in found.members if one.value is not None]
    ends = [v for one in shown for v in _reach(one)] + ([found.centre] if found.centre is not None else [])
    margin = (max(ends) - min(ends)) * 0.04 or 1.0
    across = Axis(min(ends) - margin, max(ends) + margin, 6, ROW - 6)
    lines = [
        [linked(view, found, one), wording.compact(kpi, one.value, view.currency), _interval(kpi, one, across, found.centre, view.currency), wording.count(one.n)]
        for one in shown
    ]  # fmt: skip
    interval = (
        say("95 % interval")
        if found.centre is None
        else say(
            "95 % interval, line: {amount} together",
            amount=wording.compact(kpi, found.centre, view.currency),
        )
    )
    head = (
        capital(wording.dimension(found.by)),
        say("Value"),
        interval,
        "n",
    )
    return tables.plain(
        head, lines, say("Compared by {dimension}", dimension=wording.dimension(found.by)), numeric=(1, 3)
    )


def _reach(one: Member) -> tuple[float, ...]:
    if one.interval is None:
        return (one.value or 0.0,)
    return one.interval.low, one.interval.high


def _interval(kpi: Kpi, one: Member, across: Axis, centre: float | None, currency: str) -> Svg:
    said = wording.amount(kpi, one.value, currency)
    if one.interval:
        low, high = (wording.amount(kpi, end, currency) for end in (one.interval.low, one.interval.high))
        said = say("{low} to {high}", low=low, high=high)
    return Svg(whisker(across, one.value or 0.0, one.interval, centre), said, "dot-cell")


def whisker(
    across: Axis, value: float, interval: Interval | None, centre: float | None, look: str = "common"
) -> str:
    """A value with its interval on a common scale, and the line that it is held against."""
    wide = across.end + across.start
    content = tag("path", d=f"M2 12H{wide - 2:.0f}", class_="track")
    if centre is not None:
        content += tag("path", d=f"M{across.at(centre):.1f} 1V23", class_="reference")
    if interval:
        low, high = across.at(interval.low), across.at(interval.high)
        content += tag("path", d=f"M{low:.1f} 12H{high:.1f}M{low:.1f} 8V16M{high:.1f} 8V16", class_="whisker")
    content += spot(across.at(value), 12, look, "high", 4)
    return drawing(wide, 24, content, is_fixed=True, class_="dot")
