"""The beds as they stood at the last midnight that the data know: how many of each unit were free, and who held one long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dash import html

from data.language import mark, say
from layouts import measured, menus, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.filters import address
from layouts.page import Block, View
from metrics.question import Point, Series

PATIENTS, BEDS = "average_daily_census", "staffed_beds_mean"
# What stands of a unit, with the heading of its column.
COLUMNS = (
    (PATIENTS, mark("Patients")),
    (BEDS, mark("Staffed beds")),
    ("long_stay_7d_count", mark("7 days or more")),
    ("long_stay_21d_count", mark("21 days or more")),
)
DOOR = "occupancy_midnight_pct"
BACK = (
    62  # days before the end of all data in which a midnight is looked for: beds may come later than the rest
)


def last_midnight(title: str) -> Block:
    """One line per unit, the fullest first. The data come by load: this is no screen of the present."""

    def draw(view: View) -> Any:
        through = view.stamp.data_through if view.stamp else None
        if through is None or any(view.kpi(kpi) is None for kpi in (PATIENTS, BEDS)):
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in (PATIENTS, BEDS) if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        known = [kpi for kpi, _ in COLUMNS if view.kpi(kpi) is not None and kpi not in view.dark]
        since = through - timedelta(days=BACK)
        asked = replace(view.question(*known, by="unit_id"), grain="day", since=since, until=None)
        answer = view.engine.answer(asked, view.access)
        day = max((p.period for s in answer.of(BEDS) for p in s.points if p.value is not None), default=None)
        by_unit = _by_unit(answer.series, day) if day else {}
        if day is None or not by_unit:
            words = say("No midnight of the last {n} days is known here.", n=BACK)
            return [*heading(say(title)), *notes(answer), html.P(words, className="muted")]
        free = {unit: _free(points) for unit, points in by_unit.items()}
        units = sorted(by_unit, key=lambda unit: (free[unit] is None, free[unit] or 0))
        labels = {s.group: s.group_label for s in answer.series}
        rows = [_row(view, unit, labels[unit], by_unit[unit], known, free[unit]) for unit in units]
        head = (say("Unit"), *(say(words) for kpi, words in COLUMNS if kpi in known), say("Free"))
        said = say(
            "{day}, 23:59: {full} of {n} units had no staffed bed free.",
            day=wording.day(day),
            full=sum(free[unit] == 0 for unit in units),
            n=len(units),
        )
        table = tables.plain(head, rows, say(title), numeric=range(1, len(head)))
        return [*heading(say(title), said, menus.of_table(view, say(title))), table]

    return Block(draw, height=lambda view: 460, title=title)


def _by_unit(series: tuple[Series, ...], day: date) -> dict[str, dict[str, Point]]:
    """The points of that day by unit and indicator, of units that have beds."""
    found: dict[str, dict[str, Point]] = {}
    for one in series:
        point = next((p for p in one.points if p.period == day), None)
        if one.group and point is not None:
            found.setdefault(one.group, {})[one.kpi_id] = point
    return {unit: points for unit, points in found.items() if BEDS in points}


def _free(points: dict[str, Point]) -> int | None:
    """Staffed beds without a patient; unknown where either number is not told."""
    patients, beds = (points.get(kpi_id) for kpi_id in (PATIENTS, BEDS))
    if patients is None or beds is None or patients.value is None or beds.value is None:
        return None
    return max(round(beds.value - patients.value), 0)


def _row(
    view: View, unit: str, label: str, points: dict[str, Point], known: list[str], free: int | None
) -> list[Any]:
    link = address(f"/kpi/{DOOR}", view.filters, facility_id="", unit_id=unit)
    return [
        html.A(label, href=link, className="door"),
        *(measured.counted(points.get(kpi_id)) for kpi_id in known),
        wording.count(free),
    ]
