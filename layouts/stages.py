"""Where the time of a visit goes: its stages one after the other, each with its median, its slowest tenth and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from data.language import mark, say
from layouts import menus, rows, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.page import Block, View
from layouts.wording import last_point
from metrics.question import Point, Series

NOTE = mark(
    "Bars are medians, each begins where the stage before it ended; the thin line reaches to the "
    "slowest tenth. Medians of stages do not add up to the median stay."
)


@dataclass(frozen=True)
class Stage:
    """One stage: the KPI of its median, the KPI of its slowest tenth, and the stage that it follows."""

    median: str
    slowest: str
    after: str = ""


def stages(title: str, *path: Stage) -> Block:
    """The stages of a visit as an interval waterfall; each name is the door to its KPI."""

    def draw(view: View) -> Any:
        every = [kpi for stage in path for kpi in (stage.median, stage.slowest)]
        known = [kpi for kpi in every if view.kpi(kpi) is not None]
        reasons = {kpi: view.dark[kpi] for kpi in known if kpi in view.dark}
        answer = (
            view.ask(*(kpi for kpi in known if kpi not in reasons)) if len(reasons) < len(known) else None
        )
        found = {s.kpi_id: s for s in answer.series if not s.group} if answer else {}
        shown = [stage for stage in path if stage.median in found and _now(found[stage.median]) is not None]
        waiting = unlit(view, reasons)
        if not shown:
            left_out = notes(answer) if answer else []
            return [*heading(say(title)), *left_out, waiting] if left_out or waiting else []
        starts = _starts(shown, found)
        ends = [starts[s.median] + _value(found.get(kpi)) for s in shown for kpi in (s.median, s.slowest)]
        scale = rows.axis(ends)
        lines = [_line(view, stage, found, starts[stage.median], scale) for stage in shown]
        head = (say("Stage"), say("Median"), say("From arrival on"), say("Change"), say("Slowest tenth"), "n")
        after = [*notes(answer), waiting] if answer else [waiting]
        return rows.picture(
            say(title), head, lines, (1, 4, 5), menus.of_figure(view, say(title)), say(NOTE), after, "stages"
        )

    return Block(draw, height=110 + 43 * len(path), title=title)


def _now(series: Series) -> Point | None:
    """The last final point, unless it has nothing to show."""
    point = last_point(series)
    return point if point is not None and (point.value is not None or point.hidden) else None


def _value(series: Series | None) -> float:
    point = last_point(series) if series else None
    return point.value if point and point.value is not None else 0.0


def _starts(shown: list[Stage], found: dict[str, Series]) -> dict[str, float]:
    """Where the bar of each stage begins: at the end of the one before, as far as that one can be shown."""
    starts: dict[str, float] = {}
    for stage in shown:
        before = stage.after
        starts[stage.median] = starts[before] + _value(found.get(before)) if before in starts else 0.0
    return starts


def _line(view: View, stage: Stage, found: dict[str, Series], start: float, scale: rows.Axis) -> list[Any]:
    series, slowest = found[stage.median], found.get(stage.slowest)
    kpi, verdict, point = view.kpi(stage.median), series.verdict, last_point(series)
    drawn = ""
    if slowest and _value(slowest):
        drawn += rows.whisker(scale, start, start + _value(slowest))
    if point and point.value is not None:
        drawn += rows.bar(scale, start, start + point.value, f"bar bar-{rows.colour(verdict)}")
    late = tables.shown_value(slowest, view.kpi(stage.slowest), view.currency) if slowest else "–"
    tail = slowest.verdict if slowest else None
    told = f" {say('Slowest tenth: {sentence}', sentence=tail.sentence)}" if tail else ""
    icon = rows.icon(tail) if tail and tail.variation not in ("common", "none") else None
    period = wording.period(point.period, view.grain_of(kpi.id), short=True) if point else ""
    return [
        [
            html.A(say(kpi.title), href=view.door(kpi.id), className="door"),
            html.Span(period, className="when", **{"data-head": say("Period")}),
        ],
        tables.shown_value(series, kpi, view.currency),
        rows.cell(drawn, f"{say(kpi.title)}: {verdict.sentence}{told}"),
        rows.signal(verdict),
        html.A([icon, late], href=view.door(stage.slowest), className="door quiet-door"),
        wording.count(point.n if point else None),
    ]
