"""One KPI: is it real, since when, where, and what exactly is counted?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from dash import html

from data.language import grouped, mark, say
from layouts import (
    aims,
    blocks,
    clinicians,
    comparing,
    defined,
    figures,
    history,
    icons,
    ledger,
    listed,
    marks,
    menus,
    periods,
    staleness,
    states,
    tables,
    wording,
)
from layouts.acted import actions_of
from layouts.balancing import balance, has_pair
from layouts.breakdown import breakdown
from layouts.commented import comments_of
from layouts.equity import equity, strata
from layouts.filters import address
from layouts.funnel import compare
from layouts.happened import events_of, told_events
from layouts.page import Block, Page, View
from layouts.rare import rare
from layouts.season import has_season, season
from layouts.sections import folded
from layouts.splits import expected_rows
from layouts.todate import adds_up, to_date
from layouts.why import why
from layouts.wording import last_point
from metrics.kpi import Kpi
from metrics.ledger import has_lines
from metrics.question import Series
from metrics.rare import is_rare_harm

CHART = 400
STATES = {
    "trial": mark("Trial limits: fewer than 12 points."),
    "provisional": mark("Limits still move with each period: fewer than 20 points."),
    "locked": mark("Limits locked on the first 20 points."),
    "none": mark("Fewer than 8 points: no limits yet."),
}
CHART_WORDS = {
    "xmr": mark("XmR chart"),
    "p": mark("p chart"),
    "p_prime": mark("p′ chart"),
    "u": mark("u chart"),
    "u_prime": mark("u′ chart"),
    "run": mark("run chart with median"),
    "line": mark("line only"),
}


def whole(view: View) -> Series | None:
    """The unsplit series of the page's KPI, or nothing when the place has no values."""
    answer = view.ask(view.params["kpi_id"])
    return next((s for s in answer.series if not s.group and s.points), None)


def verdict(view: View) -> Any:
    """The sentence comes first; the value it speaks of stands beside it."""
    kpi = view.kpi(view.params["kpi_id"])
    facts = [
        view.place_name(view.filters.scope[1]),
        wording.names(kpi),
        say("owner {owner}", owner=say(kpi.owner)),
        say("definition v{version}", version=kpi.version),
    ]
    over = html.P(" · ".join(facts), className="overline")
    series = whole(view)
    if series is None:
        return html.Div([over, states.nothing(view, kpi)])
    said = series.verdict
    now = last_point(series)
    delta = comparing.said(view, series, kpi)
    context = [wording.period(now.period, view.grain_of(kpi.id))] if now else []
    if now and now.n is not None:
        context.append(f"n = {grouped(now.n)}")
    if delta:
        context.append(delta)
    if now and now.coverage is not None and now.coverage < 0.9:
        context.append(say("{coverage} of records usable", coverage=f"{now.coverage:.0%}"))
    return html.Div(
        [
            over,
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(tables.shown_value(series, kpi, view.currency), className="hero-value"),
                            html.Div(
                                [" · ".join(context), staleness.mark(view, kpi)], className="tile-context"
                            ),
                        ],
                        className="hero-number",
                    ),
                    html.Div(
                        [
                            html.Div(
                                [icons.variation(said.variation, said.side, ""), html.Span(said.head)],
                                className=f"said said-head said-{said.variation}",
                            ),
                            html.P(wording.without_head(said.head, said.sentence), className="verdict"),
                            states.hidden(view, kpi) if (now.hidden if now else said.hidden) else None,
                        ],
                        className="hero-words",
                    ),
                ],
                className="hero",
            ),
        ]
    )


def chart(view: View) -> Any:
    """The control chart with its forecast, and one line that says how far to trust either."""
    kpi = view.kpi(view.params["kpi_id"])
    series = whole(view)
    if series is None:
        return None
    trimmed = view.trim(series)
    if not trimmed.points:
        return html.Div([*blocks.heading(say("Over time")), states.outside(view, series, kpi)])
    if (undrawn := states.undrawn(view, series, kpi)) is not None:
        return html.Div([*blocks.heading(say("Over time")), *blocks.notes(view.ask(kpi.id)), undrawn])
    said = series.verdict
    basis = [say(CHART_WORDS.get(said.chart, said.chart))]
    if said.chart not in ("run", "line"):
        basis += [say("Making Data Count rules"), say(STATES.get(said.point_state, ""))]
    figure = figures.spc(trimmed, kpi, view.grain_of(kpi.id), view.currency, CHART)
    answer = view.ask(kpi.id)
    notes = [*blocks.notes(answer), *blocks.likes(answer)]
    happened = _happened(view, kpi, trimmed)
    figure = marks.onto(figure, happened)
    return html.Div(
        [
            *blocks.heading(
                say("Over time"), menu=menus.of_kpi(view, kpi.id, say(kpi.title), quiet=False, has_link=True)
            ),
            *notes,
            figures.graph(figure, f"spc-{kpi.id}", said.sentence, CHART),
            marks.listed(happened),
            html.P(" · ".join(part for part in basis if part), className="chart-note"),
            html.P(
                [
                    say("Forecast: {forecast}", forecast=series.forecast_message),
                    " ",
                    html.A(say("The months ahead"), href=address(f"/plan/{kpi.id}", view.filters)),
                ],
                className="chart-note",
            )
            if series.forecast_message
            else None,
        ],
        **{"data-figure": say(kpi.title)},
    )


def _happened(view: View, kpi: Kpi, series: Series) -> list[marks.Mark]:
    """What happened in the time that the chart shows: changes of the definition, and what people wrote down."""
    if not series.points:
        return []
    known = [*history.marks(view, kpi.id), *told_events(view, kpi.id)]
    end = max(series.points[-1].period, (view.stamp and view.stamp.data_through) or date.min)
    return marks.inside(known, series.points[0].period, end)


def _shows(view: View) -> bool:
    """Whether the page has a value, or one too small to be shown, for its place and time."""
    series = whole(view)
    return series is not None and bool(view.trim(series).points)


def _of_values(draw: Callable[[View], Any]) -> Callable[[View], Any]:
    """A block that has nothing to say where there is no value: the verdict said so."""

    @wraps(draw)
    def drawn(view: View) -> Any:
        return draw(view) if view.params["kpi_id"] in view.dark or _shows(view) else []

    return drawn


def where(view: View) -> Any:
    return breakdown(view, view.params["kpi_id"], "", "", 14)


def values(view: View) -> Any:
    kpi = view.kpi(view.params["kpi_id"])
    series = whole(view)
    if series is None:
        return None
    return [
        *blocks.heading(say("Numbers"), menu=menus.of_table(view, say("Numbers"))),
        periods.numbers(view, series, kpi),
    ]


def _lit(view: View) -> Kpi | None:
    """The KPI of the page, if it has data."""
    kpi = view.kpi(view.params["kpi_id"])
    return None if kpi is None or kpi.id in view.dark else kpi


def _if(height: int, *fits: Any) -> Any:
    """The height of a block that is on the page of a KPI which every one of `fits` takes, else none."""

    def expected(view: View) -> int:
        kpi = _lit(view)
        return height if kpi is not None and all(fit(kpi) for fit in fits) else 0

    return expected


def _door(view: View) -> int:
    kpi = _lit(view)
    return 130 if kpi is not None and listed.is_offered(view, kpi) else 0


def _clinicians(view: View) -> int:
    kpi = _lit(view)
    return 430 if kpi is not None and clinicians.is_offered(view, kpi) else 0


def _title(view: View) -> str:
    return say(view.kpi(view.params["kpi_id"]).title)


def _is_known(view: View) -> bool:
    return view.kpi(view.params["kpi_id"]) is not None


page = Page(
    title="Indicator",
    path="/kpi/<kpi_id>",
    order=200,
    css="detail",
    has_breakdown=True,
    can_look_back=True,
    is_known=_is_known,
    title_of=_title,
    blocks=(
        Block(verdict, height=132, css="span"),
        Block(_of_values(to_date), height=_if(34, adds_up), css="span close"),
        Block(_of_values(balance), height=_if(26, has_pair), css="span close"),
        Block(chart, height=CHART + 96, css="span"),
        Block(values, height=560, css="most numbers"),
        Block(_of_values(why), height=_if(520), css="rest"),
        Block(_of_values(where), height=lambda view: 96 + 43 * min(14, expected_rows(view)), css="span"),
        Block(ledger.lines, height=_if(520, has_lines), css="span", title=ledger.TITLE),
        Block(_of_values(listed.door), height=_door, css="span records"),
        *folded(
            "Compared, and for whom",
            Block(compare, height=_if(430), css="half"),
            Block(_of_values(clinicians.here), height=_clinicians, css="half"),
            Block(equity, height=_if(430, strata), css="half"),
            Block(rare, height=_if(430, is_rare_harm), css="half"),
            Block(season, height=_if(520, has_season), css="span"),
            note=mark("places beside each other, groups of people"),
        ),
        *folded(
            "Actions, events and comments",
            Block(actions_of, height=130, css="span"),
            Block(events_of, height=260, css="half"),
            Block(comments_of, height=160, css="half"),
        ),
        *folded(
            "Definition and history",
            Block(defined.definition, height=420, css="half"),
            Block(history.history, height=_if(300), css="half"),
            note=mark("what exactly is counted, and what changed in it"),
            holds=menus.STATEMENT,
        ),
        *folded("Targets and limits", Block(aims.aims, height=420, css="span")),
    ),
)
