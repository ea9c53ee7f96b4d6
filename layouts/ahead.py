"""Drawings of what is to come: the large fan of one indicator, the small one of a row, and a band with what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from data.language import say
from layouts import goal_line, theme, wording
from layouts.figures import end_labels, fan
from layouts.spark import Scale
from layouts.svg import drawing, tag
from layouts.theme import var
from metrics.forecast.backtest import Checked
from metrics.kpi import Kpi
from metrics.question import Point, Series

ROW = (220, 40)
CHECK = (260, 24)


def _extent(series: Series, points: Sequence[Point], with_target: bool) -> tuple[float, float]:
    values = [p.value for p in points if p.value is not None]
    values += [end for f in series.forecast for end in (f.lo95, f.hi95)]
    target = series.verdict.target
    low, high = min(values), max(values)
    if with_target and target is not None and low - (high - low) <= target <= high + (high - low):
        low, high = min(low, target), max(high, target)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1
    return (max(low - room, 0) if low >= 0 else low - room), high + room


def known(series: Series, most: int = 24) -> list[Point]:
    """The last final months of a series, on which the forecast rests."""
    return [p for p in series.points if p.status == "final" and p.value is not None][-most:]


def years_before(series: Series, months: Sequence[date]) -> dict[date, float]:
    """The value of the same month a year earlier, where there is a final one."""
    found = {p.period: p.value for p in series.points if p.status == "final" and p.value is not None}
    return {m: found[m.replace(year=m.year - 1)] for m in months if m.replace(year=m.year - 1) in found}


def figure(series: Series, kpi: Kpi, currency: str, height: int) -> dict[str, Any]:
    """The forecast with what it rests on: two bands, the expected middle, last year's line, and the target."""
    points, forecast, target = known(series), series.forecast, series.verdict.target
    low, high = _extent(series, points, with_target=True)

    def amount(value: float) -> str:
        return wording.amount(kpi, value, currency)

    def bold(value: float) -> str:
        return f"<b>{amount(value)}</b>"

    last_year = years_before(series, [f.target for f in forecast])
    # The bands are what this chart is about: they take the colour of the middle, the wider one paler.
    bands = fan(forecast, points[-1] if points else None)[:2]
    traces = [
        band | {"fillcolor": var("accent"), "opacity": shade}
        for band, shade in zip(bands, (0.1, 0.18), strict=True)
    ]
    traces += [
        {
            "type": "scatter", "mode": "lines", "x": [m.isoformat() for m in last_year], "y": list(last_year.values()),
            "line": {"color": var("ink-3"), "width": 1, "dash": "dot"}, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines+markers", "x": [p.period.isoformat() for p in points],
            "y": [p.value for p in points], "line": {"color": var("ink-2"), "width": 1.6},
            "marker": {"color": var("ink-2"), "size": 5, "symbol": "circle"},
            "hovertemplate": [f"<b>{wording.period(p.period, 'month')}</b><br>{amount(p.value)}<extra></extra>" for p in points],
        },
        {
            "type": "scatter", "mode": "lines+markers",
            "x": [p.period.isoformat() for p in points[-1:]] + [f.target.isoformat() for f in forecast],
            "y": [p.value for p in points[-1:]] + [f.point for f in forecast],
            "line": {"color": var("accent"), "width": 2},
            "marker": {"color": var("accent"), "size": [0] * len(points[-1:]) + [7] * len(forecast), "symbol": "circle-open",
                       "line": {"width": 1.6}},
            "hovertemplate": ["<extra></extra>"] * len(points[-1:]) + [
                f"<b>{wording.period(f.target, 'month')}</b><br>{say('{amount} expected', amount=bold(f.point))}<br>"
                f"80 %: {wording.band(kpi, f.lo80, f.hi80, currency)}<br>95 %: {wording.band(kpi, f.lo95, f.hi95, currency)}"
                "<extra></extra>"
                for f in forecast
            ],
        },
    ]  # fmt: skip
    end = forecast[-1]
    short = lambda value: wording.compact(kpi, value, currency)  # noqa: E731 - four short uses below
    labels = [
        (end.point, say("expected {amount}", amount=short(end.point)), var("accent")),
        (end.hi95, f"95 % {short(end.hi95)}", var("ink-3")),
        (end.lo95, f"95 % {short(end.lo95)}", var("ink-3")),
    ]
    shapes = [
        {
            "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": points[-1].period.isoformat(),
            "x1": points[-1].period.isoformat(), "line": {"color": var("rule-strong"), "width": 1, "dash": "dot"},
        }
    ] if points else []  # fmt: skip
    moving = goal_line.steps(replace(series, points=tuple(points)))
    if moving:
        traces.append(goal_line.trace(moving))
        target = next(value for _, value in reversed(moving) if value is not None)
    if target is not None and low <= target <= high:
        labels.append((target, say("target {amount}", amount=short(target)), var("target")))
    if target is not None and low <= target <= high and not moving:
        shapes.append(
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target,
                "line": {"color": var("target"), "width": 1.25, "dash": "dash"},
            }
        )  # fmt: skip
    words = say("expected, with the 80 % and 95 % band")
    words += f" · {say('dotted: a year before')}" if last_year else ""
    title = {
        "xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 1, "yanchor": "bottom",
        "text": words, "showarrow": False, "font": {"size": 12, "color": var("ink-3")},
    }  # fmt: skip
    first = points[0].period if points else forecast[0].target
    air = timedelta(days=12)
    return {
        "data": traces,
        "layout": theme.layout(
            height,
            yaxis={"range": [low, high], "ticksuffix": " %" if kpi.unit == "%" else "", "nticks": 6},
            xaxis={
                "range": [(first - air).isoformat(), (end.target + air).isoformat()],
                "nticks": 9,
                "tickformat": "%b %Y",
                "hoverformat": "%b %Y",
            },
            shapes=shapes,
            annotations=[*end_labels(labels, low, high, height), title],
        ),
    }


def small(series: Series) -> str:
    """One row's fan: the last year, then the band and the middle of what is expected."""
    width, height = ROW
    points, forecast = known(series, 13), series.forecast
    low, high = _extent(series, points, with_target=False)
    first = points[0].period if points else forecast[0].target
    scale = Scale(first, forecast[-1].target, low, high, 3, width - 3, 3, height - 3)
    start = [(points[-1].period, points[-1].value)] if points else []

    def line(steps: Sequence[tuple[date, float | None]]) -> str:
        return "M" + "L".join(f"{scale.x(day):.1f} {scale.y(value or 0):.1f}" for day, value in steps)

    content = ""
    for lower, upper, css in (("lo95", "hi95", "fan-wide"), ("lo80", "hi80", "fan-near")):
        ups = [*start, *((f.target, getattr(f, upper)) for f in forecast)]
        downs = [*((f.target, getattr(f, lower)) for f in reversed(forecast)), *start]
        content += tag("path", d=f"{line([*ups, *downs])}Z", class_=css)
    content += tag("path", d=line([(p.period, p.value) for p in points]), class_="line") if points else ""
    content += tag("path", d=line([*start, *((f.target, f.point) for f in forecast)]), class_="fan-middle")
    return drawing(width, height, content, is_fixed=True, class_="fan")


def check(one: Checked, low: float, high: float) -> str:
    """One month looked back at: the band that was forecast, its middle, and what came; outside is a diamond."""
    width, height = CHECK

    def x(value: float) -> float:
        return 7 + (width - 14) * ((value - low) / (high - low) if high > low else 0.5)

    content = tag("path", d=f"M2 12H{width - 2}", class_="track")
    content += tag("path", d=f"M{x(one.lo80):.1f} 12H{x(one.hi80):.1f}", class_="range")
    content += tag("path", d=f"M{x(one.point):.1f} 6V18", class_="fan-tick")
    at = x(one.actual)
    if one.is_held:
        content += tag("circle", cx=f"{at:.1f}", cy="12", r="4", class_="mark full mark-common")
    else:
        content += tag("path", d=f"M{at:.1f} 6.5l5.5 5.5l-5.5 5.5l-5.5 -5.5Z", class_="mark full mark-change")
    return drawing(width, height, content, is_fixed=True, class_="dot")
