"""Two indicators over the same time, one panel each: what moves together is seen, and no second axis can suggest it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from data.language import mark, say
from layouts import figures, menus, spans, theme, wording
from layouts.blocks import heading, notes, unlit
from layouts.grids import behind, table
from layouts.page import Block, View
from layouts.theme import var
from metrics.question import Series

HEIGHT = 440
# Where the panels stand, from the top; the gap holds the name of the second.
DOMAINS = ((0.57, 1.0), (0.0, 0.43))
NOTE = mark(
    "The same time in both panels, each on its own scale. That both move is a question to ask on the ward, not a proof."
)


def panels(title: str, above: str, below: str) -> Block:
    """Two control charts above each other, each judged against its own past."""

    def draw(view: View) -> Any:
        pair = [kpi for kpi in (above, below) if view.is_listed(kpi)]
        if len(pair) < len(DOMAINS):
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in pair if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        answer = view.ask(*pair)
        found = {s.kpi_id: view.trim(s) for s in answer.series if not s.group}
        shown = [one for kpi in pair if (one := found.get(kpi)) is not None and _is_line(one)]
        if len(shown) < len(DOMAINS):
            nothing = html.P(
                say("Both need two values in this time to be seen beside each other."), className="muted"
            )
            return [*heading(say(title)), *notes(answer), nothing]
        said = " ".join(f"{say(view.kpi(one.kpi_id).title)}: {one.verdict.sentence}" for one in shown)
        return html.Div(
            [
                *heading(say(title), say(NOTE), menus.of_figure(view, say(title))),
                *notes(answer),
                figures.graph(figure(view, shown), f"panels-{above}", said, HEIGHT),
                behind(_numbers(view, shown, say(title))),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=HEIGHT + 130, title=title)


def _is_line(series: Series) -> bool:
    return sum(point.value is not None for point in series.points) > 1


def figure(view: View, shown: Sequence[Series]) -> dict[str, Any]:
    """Both charts in one figure over one axis of time."""
    data, shapes, annotations, axes, right = [], [], [], {}, 0.0
    for at, (series, domain) in enumerate(zip(shown, DOMAINS, strict=True)):
        kpi = view.kpi(series.kpi_id)
        drawn = figures.spc(
            series, kpi, view.grain_of(kpi.id), view.currency, HEIGHT // 2, with_forecast=False
        )
        layout, axis = drawn["layout"], f"y{at + 1}" if at else "y"
        data += [{**trace, "yaxis": axis} for trace in drawn["data"]]
        shapes += [_placed(one, axis, domain) for one in layout.get("shapes", ())]
        annotations += [
            _placed(one, axis, domain) for one in layout["annotations"] if one.get("yref") != "paper"
        ]
        annotations.append(
            _name(say(kpi.title), "" if kpi.unit in wording.SHORT_UNITS else say(kpi.unit), domain[1])
        )
        axes["yaxis" if axis == "y" else f"yaxis{at + 1}"] = {
            **layout["yaxis"],
            "domain": list(domain),
            "nticks": 4,
        }
        right = max(right, layout["margin"]["r"])
    points = sorted((p for one in shown for p in one.points if p.value is not None), key=lambda p: p.period)
    grain = view.grain_of(shown[-1].kpi_id)
    return {
        "data": data,
        "layout": theme.layout(
            HEIGHT,
            margin={"r": right},
            xaxis={
                "range": (ends := spans.span(points, ())),
                **spans.steps(grain, ends),
                "hoverformat": "%b %Y",
                "tickformat": spans.ticks(grain, points),
                "anchor": "y2",
            },
            meta={"narrow": spans.narrow(points, ())},
            shapes=shapes,
            annotations=annotations,
            **axes,
        ),
    }


def _placed(part: dict[str, Any], axis: str, domain: tuple[float, float]) -> dict[str, Any]:
    """A shape or a label of a chart of its own in its panel."""
    if part.get("yref") != "paper":
        return {**part, "yref": axis}
    low, high = domain
    return {**part, **{key: low + part[key] * (high - low) for key in ("y0", "y1") if key in part}}


def _name(title: str, unit: str, top: float) -> dict[str, Any]:
    words = f"<b>{title}</b>, {unit}" if unit else f"<b>{title}</b>"
    return {
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": -40, "yref": "paper", "y": top, "yanchor": "bottom",
        "text": words, "showarrow": False, "font": {"size": 12.5, "color": var("ink-2")},
    }  # fmt: skip


def _numbers(view: View, shown: Sequence[Series], title: str) -> html.Div:
    """Both values of every period, newest first."""
    values = [{p.period: p for p in one.points} for one in shown]
    kpis = [view.kpi(one.kpi_id) for one in shown]
    rows = [
        [
            wording.period(period, view.grain_of(kpis[-1].id)),
            *(
                say("too few")
                if (p := of.get(period)) and p.hidden
                else wording.number(kpi, p.value if p else None)
                for kpi, of in zip(kpis, values, strict=True)
            ),
        ]
        for period in sorted({period for of in values for period in of}, reverse=True)
    ]
    return table((say("Period"), *(say(kpi.title) for kpi in kpis)), rows, title)
