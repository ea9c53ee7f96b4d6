"""Beds taken against beds open: the census as an area, the staffed beds as its ceiling, and what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from data.language import say
from layouts import figures, menus, spans, theme, wording
from layouts.blocks import heading, notes, unlit
from layouts.grids import behind, table
from layouts.page import Block, View
from layouts.theme import var
from layouts.wording import last_point
from metrics.question import Point, Series

CENSUS, BEDS, SHARE = "average_daily_census", "staffed_beds_mean", "occupancy_midnight_pct"
HEIGHT = 320


def occupancy(title: str) -> Block:
    """The census of the place over time, under its staffed beds, with its forecast."""

    def draw(view: View) -> Any:
        if view.kpi(CENSUS) is None or view.kpi(BEDS) is None:
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in (CENSUS, BEDS) if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        answer = view.ask(CENSUS, BEDS)
        found = {s.kpi_id: view.trim(s) for s in answer.series if not s.group}
        census, beds = found.get(CENSUS), found.get(BEDS)
        if census is None or not any(p.value is not None for p in census.points):
            return [
                *heading(say(title)),
                *notes(answer),
                html.P(say("There is no census here."), className="muted"),
            ]
        said = _sentence(view, census, beds)
        known = [p for p in census.points if p.value is not None]
        if len(known) < 2 and not census.forecast:
            # One value is no line; the sentence holds it.
            return [*heading(say(title), said), *notes(answer)]
        return html.Div(
            [
                *heading(say(title), said, menus.of_kpi(view, CENSUS, say(title))),
                *notes(answer),
                figures.graph(figure(view, census, beds), "occupancy", said, HEIGHT),
                behind(_numbers(view, census, beds, say(title))),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=HEIGHT + 130, title=title)


def _numbers(view: View, census: Series, beds: Series | None, title: str) -> html.Div:
    """The table behind the chart, newest first."""
    open_ = {p.period: p.value for p in beds.points} if beds else {}
    rows = [
        [
            wording.period(p.period, view.grain_of(CENSUS)),
            wording.number(view.kpi(CENSUS), p.value),
            wording.number(view.kpi(BEDS), open_.get(p.period)),
            wording.state(p),
        ]
        for p in reversed(census.points)
    ]
    head = (say("Period"), say(view.kpi(CENSUS).title), say(view.kpi(BEDS).title), "")
    return table(head, rows, title)


def _sentence(view: View, census: Series, beds: Series | None) -> str:
    now, open_ = last_point(census), last_point(beds) if beds else None
    if now is None or now.value is None:
        return say("The last period is not final yet.")
    period = wording.period(now.period, view.grain_of(CENSUS))
    occupied = wording.amount(view.kpi(CENSUS), now.value)
    share = next((s for s in view.ask(SHARE).series if not s.group), None) if view.kpi(SHARE) else None
    full = last_point(share) if share else None
    if open_ is None or open_.value is None or open_.period != now.period:
        return say("{period}: {occupied} at midnight.", period=period, occupied=occupied)
    said = say(
        "{period}: {occupied} at midnight in {beds}",
        period=period,
        occupied=occupied,
        beds=wording.amount(view.kpi(BEDS), open_.value),
    )
    if full and full.value is not None and full.period == now.period:
        said += f", {say('{share} full', share=wording.amount(view.kpi(SHARE), full.value))}"
    ahead = census.forecast[-1] if census.forecast else None
    if ahead is None:
        return f"{said}."
    kpi = view.kpi(CENSUS)
    low, high = (wording.number(kpi, value) for value in (ahead.lo80, ahead.hi80))
    month = wording.period(ahead.target, "month")
    expected = say("{month} will probably bring {low} to {high}", month=month, low=low, high=high)
    return f"{said}; {expected}."


def figure(view: View, census: Series, beds: Series | None) -> dict[str, Any]:
    """Area, ceiling and fan; hollow points are not final."""
    grain = view.grain_of(CENSUS)
    points = [p for p in census.points if p.value is not None]
    final = [p for p in points if p.status == "final"]
    forecast = census.forecast if grain == "month" else ()
    ceiling = [p for p in beds.points if p.value is not None] if beds else []
    # Over the months of the forecast an area would hide it: what is not final stands there as points.
    is_split = bool(forecast and final)
    area = [p for p in points if not is_split or p.period <= final[-1].period]
    area_look = {"mode": "lines", "fill": "tozeroy", "fillcolor": var("band-strong")}
    traces = [_trace(view, area, **area_look, line={"color": var("ink-2"), "width": 1.8})]
    if forecast:
        traces += figures.fan(forecast, final[-1] if final else None)
    if later := points[len(area) :]:
        open_look = {"size": 8, "symbol": "circle-open", "color": var("ink-2"), "line": {"width": 1.8}}
        traces.append(_trace(view, later, mode="markers", marker=open_look))
    if ceiling:
        traces.append(figures.line(ceiling, "value", var("target"), 1.6))
    high = max([p.value for p in [*points, *ceiling] if p.value is not None] + [f.hi95 for f in forecast])
    labels = (
        [(points[-1].value, say("occupied"), var("ink-2"))]
        if not forecast
        else [(forecast[-1].point, say("forecast"), var("ink-3"))]
    )
    if ceiling:
        labels.append(
            (
                ceiling[-1].value,
                say("{n} beds", n=wording.number(view.kpi(BEDS), ceiling[-1].value)),
                var("target"),
            )
        )
    return {
        "data": traces,
        "layout": theme.layout(
            HEIGHT,
            yaxis={"range": [0, high * 1.08], "nticks": 5},
            xaxis={
                "range": (ends := spans.span(points, forecast)),
                **spans.steps(grain, ends),
                "tickformat": spans.ticks(grain, points),
            },
            meta={"narrow": spans.narrow(points, forecast)},
            annotations=figures.end_labels(labels, 0, high * 1.08, HEIGHT),
        ),
    }


def _trace(view: View, points: Sequence[Point], **look: Any) -> dict[str, Any]:
    """Points of the census that say what they are when they are asked."""
    kpi, grain = view.kpi(CENSUS), view.grain_of(CENSUS)
    return {
        "type": "scatter",
        "x": [p.period.isoformat() for p in points],
        "y": [p.value for p in points],
        "hovertemplate": [figures.hover(kpi, p, grain, view.currency) for p in points],
        **look,
    }
