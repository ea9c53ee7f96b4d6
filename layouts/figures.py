"""Answers in, figures out: plain dictionaries whose colours are names, so that one figure serves both themes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dash import dcc, html

from data.language import grouped, mark, say
from layouts import goal_line, spans, theme, wording
from layouts import labels as labels_of
from layouts.spark import reach
from layouts.theme import SIGNAL_COLOUR, var
from metrics.kpi import Kpi
from metrics.question import ForecastPoint, Point, Series

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}
_SYMBOL = {
    ("improvement", "high"): "triangle-up",
    ("improvement", "low"): "triangle-down",
    ("concern", "high"): "diamond",
    ("concern", "low"): "diamond",
    ("change", "high"): "square",
    ("change", "low"): "square",
}
_RULES = {
    "outside": mark("outside the limits"),
    "trend": mark("seven points in one direction"),
    "two_in_three": mark("two of three close to a limit"),
    "shift": mark("seven points on one side of the mean"),
}


FAN = mark("forecast, 80 % and 95 %")
CUT = mark("goes on beyond the chart")


def graph(figure: dict[str, Any], name: str, sentence: str, height: int) -> html.Figure:
    """The only way the product makes a graph: named, described, its height kept free, nothing sent anywhere."""
    return html.Figure(
        [
            dcc.Store(id={"figure": name, "part": "data"}, data=figure),
            dcc.Graph(
                id={"figure": name, "part": "drawing"},
                config=CONFIG | wording.months_of_axes(),
                style={"height": height},
                figure={"layout": {"height": height}},
            ),
            html.Figcaption(sentence, className="visually-hidden"),
        ],
        role="group",
        tabIndex=0,
        className="graph",
        style={"height": height},
        **{"aria-label": f"{sentence} {say('Arrow keys read the points, T leads to the table.')}"},
    )


def symbol(point: Point) -> str:
    """The shape of a point; `-open` = not whole or not final."""
    name = _SYMBOL.get((point.variation, point.side or "high"), "circle")
    return f"{name}-open" if point.status != "final" else name


def colour(point: Point) -> str:
    return var(SIGNAL_COLOUR.get(point.variation, "common"))


def _round(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def hover(kpi: Kpi, point: Point, grain: str, currency: str) -> str:
    """What a point says when asked: value, n, both sides, and why it is or is not judged."""
    lines = [
        f"<b>{wording.period(point.period, grain)}</b>",
        f"<b>{wording.amount(kpi, point.value, currency)}</b>",
    ]
    if point.num is not None and point.den is not None:
        lines.append(
            say("{num} of {den}", num=wording.count(point.num), den=wording.count(point.den))
            if kpi.unit == "%"
            else f"{wording.count(point.num)} / {wording.count(point.den)}"
        )
    elif point.n is not None:
        lines.append(f"n = {grouped(point.n)}")
    if rule := _RULES.get(point.rule):
        lines.append(say(rule))
    if note := wording.state(point):
        lines.append(note)
    return "<br>".join(lines) + "<extra></extra>"


def line(
    points: Sequence[Point],
    attribute: str,
    colour_: str,
    width: float,
    dash: str = "solid",
    shape: str = "linear",
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [p.period.isoformat() for p in points],
        "y": [_round(getattr(p, attribute)) for p in points],
        "line": {"color": colour_, "width": width, "dash": dash, "shape": shape},
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def end_labels(
    entries: list[tuple[float, str, str]], low: float, high: float, height: int
) -> list[dict[str, Any]]:
    """Direct labels at the right end, pushed apart so that none covers another."""
    gap = (high - low) * 15 / max(height - 46, 1)
    placed: list[dict[str, Any]] = []
    last = None
    for value, words, colour_ in sorted(entries):
        at = value if last is None else max(value, last + gap)
        last = at
        placed.append(
            {
                "xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "y": at, "yanchor": "middle", "text": words,
                "showarrow": False, "font": {"size": 12, "color": colour_}, "align": "left",
            }
        )  # fmt: skip
    return placed


def fan(forecast: Sequence[ForecastPoint], last: Point | None) -> list[dict[str, Any]]:
    """Two bands and a dotted middle, starting at the last final point."""
    x = [f.target.isoformat() for f in forecast]
    start = [last.period.isoformat()] if last and last.value is not None else []
    value = [last.value] if start else []

    def band(low: str, high: str, fill: str) -> dict[str, Any]:
        up = [*value, *(getattr(f, high) for f in forecast)]
        down = [*value, *(getattr(f, low) for f in forecast)]
        return {
            "type": "scatter", "mode": "lines", "x": [*start, *x, *reversed(x), *start],
            "y": [_round(v) for v in [*up, *reversed(down)]], "fill": "toself", "fillcolor": fill,
            "line": {"width": 0, "color": "rgba(0,0,0,0)"}, "hoverinfo": "skip",
        }  # fmt: skip

    middle = {
        "type": "scatter", "mode": "lines", "x": [*start, *x],
        "y": [_round(v) for v in [*value, *(f.point for f in forecast)]],
        "line": {"color": var("ink-3"), "width": 1.5, "dash": "dot"}, "hoverinfo": "skip",
    }  # fmt: skip
    return [band("lo95", "hi95", var("band")), band("lo80", "hi80", var("band-strong")), middle]


def spc(
    series: Series,
    kpi: Kpi,
    grain: str = "month",
    currency: str = "USD",
    height: int = 380,
    with_forecast: bool = True,
) -> dict[str, Any]:
    """The control chart: mean, limits, target and forecast named at the right end, each point by colour and shape."""
    points = series.points
    shown = [p for p in points if p.value is not None]
    if not shown:
        return {"data": [], "layout": theme.layout(height)}
    target = series.verdict.target
    forecast = series.forecast if with_forecast else ()
    low, high = reach(points, target) or (0.0, 1.0)
    moving = goal_line.steps(series)
    if moving:
        low, high = goal_line.room(moving, low, high)
        target = next(value for _, value in reversed(moving) if value is not None)
    (low, high), is_cut = spans.with_forecast((low, high), forecast)
    if forecast and min(p.value for p in shown) >= 0:
        low = max(low, 0)
    final = [p for p in shown if p.status == "final"]
    judged = [p for p in points if p.centre is not None]
    traces = fan(forecast, final[-1] if final else None) if forecast else []
    for bound in ("lower", "upper"):
        traces.append(line(points, bound, var("limit"), 1, "dash", "linear"))
    traces.append(line(points, "centre", var("mean"), 1))
    drawn = line([p for p in points if p.status == "final"], "value", var("common"), 1.5)
    traces.append(drawn)
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [p.period.isoformat() for p in shown],
            "y": [_round(p.value) for p in shown],
            "marker": {
                "color": [colour(p) for p in shown],
                "symbol": [symbol(p) for p in shown],
                "opacity": 1,
                "size": [7 if p.variation in ("common", "none") else 10 for p in shown],
                "line": {
                    "width": [1.5 if p.status != "final" else 0 for p in shown],
                    "color": [colour(p) for p in shown],
                },
            },
            "hovertemplate": [hover(kpi, p, grain, currency) for p in shown],
        }
    )
    labels = []
    if judged:
        end = judged[-1]
        amount = lambda value: wording.cell(kpi, value, currency)  # noqa: E731 - three short uses right below
        middle = mark("median {amount}") if series.verdict.chart == "run" else mark("mean {amount}")
        labels.append((end.centre, say(middle, amount=amount(end.centre)), var("mean")))
        labels += [
            (bound, say(words, amount=amount(bound)), var("ink-3"))
            for bound, words in ((end.upper, mark("upper {amount}")), (end.lower, mark("lower {amount}")))
            if bound is not None and low <= bound <= high
        ]
    shapes = []
    if target is not None and low <= target <= high:
        labels.append(
            (target, say("target {amount}", amount=wording.cell(kpi, target, currency)), var("target"))
        )
    if moving:
        traces.append(goal_line.trace(moving))
    elif target is not None and low <= target <= high:
        shapes.append(
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target, "layer": "above",
                "line": {"color": var("target"), "width": 1.25, "dash": "dash"},
            }
        )  # fmt: skip
    shapes += [
        {
            "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": p.period.isoformat(), "x1": p.period.isoformat(),
            "line": {"color": var("rule-strong"), "width": 1, "dash": "dot"},
        }
        for before, p in pairwise(judged)
        if before.segment_start != p.segment_start
    ]  # fmt: skip
    annotations = end_labels(labels, low, high, height)
    if kpi.unit not in wording.SHORT_UNITS:
        annotations.append(labels_of.unit(say(kpi.unit)))
    if forecast:
        annotations += labels_of.forecast(say(FAN), say(CUT) if is_cut else "")
    values = {"ticksuffix": {"%": " %"}.get(kpi.unit, ""), "nticks": 6}
    margin = labels_of.room(labels)
    if kpi.unit == "currency":
        values, left = labels_of.money(kpi, low, high, currency)
        margin |= left
    return {
        "data": traces,
        "layout": theme.layout(
            height,
            margin=margin,
            yaxis={"range": [low, high], **values},
            xaxis={
                "range": (ends := spans.span(shown, forecast, moving)),
                **spans.steps(grain, ends),
                "hoverformat": "%b %Y",
                "tickformat": spans.ticks(grain, shown),
            },
            meta={"narrow": spans.narrow(shown, forecast, moving)},
            shapes=shapes,
            annotations=annotations,
        ),
    }
