"""Forecast and plan: what is coming, how sure that is, and which targets will be reached."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import ahead, figures, menus, tables, wording
from layouts.blocks import heading
from layouts.expecting import chosen, every, outlook, sentence, targets, volumes, where
from layouts.filters import address
from layouts.grids import behind, table
from layouts.page import Block, Page, View
from layouts.sections import folded
from layouts.states import filtered
from layouts.svg import Svg
from metrics.kpi import Kpi
from metrics.question import Series

CHART = 400


def _left_out(view: View) -> str:
    """What the address asks for and a forecast cannot honour."""
    parts = []
    if view.filters.only:
        filters = filtered(view)
        parts.append(
            say(
                "The filter {filters} is left out here: forecasts are made for whole places.", filters=filters
            )
        )
    if view.filters.grain != "month":
        parts.append(say("Forecasts are made by month."))
    return " ".join(parts)


def lead(view: View) -> Any:
    """Which indicator, what is expected of it next, and whether it gets to its target."""
    found, kpi = outlook(view), view.kpi(chosen(view)) if chosen(view) else None
    links = [
        html.Li(
            html.A(
                say(view.kpi(one).title),
                href=where(view, one),
                className="choice",
                **({"aria-current": "true"} if kpi and one == kpi.id else {}),
            )
        )
        for one in dict.fromkeys([*volumes(view), *([kpi.id] if kpi else [])])
    ]
    choices = html.Ul(links, className="choices", **{"aria-label": say("Indicator")})
    note = _left_out(view)
    notes = [html.P(note, className="block-note")] if note else []
    if kpi is None:
        words = (
            say("No indicator that you may see has months of data.")
            if view.denied
            else say("No indicator with months has data yet.")
        )
        return html.Div([choices, html.P(words, className="lead-sentence lead-small")])
    if found is None or not found.series.forecast:
        reason = view.dark.get(kpi.id) or (
            found.message if found else say("There are no values for this place by month.")
        )
        return html.Div(
            [choices, html.P(f"{say(kpi.title)}: {reason}", className="lead-sentence lead-small"), *notes]
        )
    return html.Div(
        [choices, html.P(sentence(view, found, kpi), className="lead-sentence lead-small"), *notes]
    )


def fan(view: View) -> Any:
    """The chart of the forecast, with the line that owns up to its errors."""
    found = outlook(view)
    if found is None or not found.series.forecast:
        return None
    kpi = view.kpi(chosen(view))
    drawn = ahead.figure(found.series, kpi, view.currency, CHART)
    menu = menus.of_kpi(
        view, kpi.id, say("{indicator}, forecast", indicator=say(kpi.title)), quiet=False, has_link=True
    )
    return html.Div(
        [
            *heading(say("Expected"), menu=menu),
            figures.graph(drawn, f"fan-{kpi.id}", sentence(view, found, kpi), CHART),
            behind(table(*_months(view, found.series, kpi), say("Month by month"))),
            html.P(
                [
                    say(
                        "A forecast carries on what was: season, level and a quarter of the trend. It knows nothing "
                        "of a new ward, a closed one or a strike."
                    ),
                    " ",
                    html.A(say("Is it real, and why?"), href=address(f"/kpi/{kpi.id}", view.filters)),
                ],
                className="chart-note",
            ),
        ],
        **{"data-figure": say("{indicator}, forecast", indicator=say(kpi.title))},
    )


def months(view: View) -> Any:
    """The next months as numbers, beside the same months a year before."""
    found = outlook(view)
    if found is None or not found.series.forecast:
        return None
    kpi = view.kpi(chosen(view))
    note = say(
        "In 8 of 10 months the value should lie inside the 80 % band, in 19 of 20 inside the 95 % band."
    )
    title = say("Month by month")
    drawn = tables.plain(*_months(view, found.series, kpi), title, numeric=range(1, 6))
    return [*heading(title, note, menus.of_table(view, title)), drawn]


def _months(view: View, series: Series, kpi: Kpi) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Head and rows of what is expected of each month."""
    forecast = series.forecast
    before = ahead.years_before(series, [f.target for f in forecast])
    head = (
        say("Month"),
        wording.column(say("Expected"), kpi),
        "80 %",
        "95 %",
        say("A year before"),
        say("Change"),
    )
    rows = [
        [
            wording.period(f.target, "month"),
            html.Span(wording.cell(kpi, f.point, view.currency), className="strong"),
            wording.cells(kpi, f.lo80, f.hi80, view.currency),
            wording.cells(kpi, f.lo95, f.hi95, view.currency),
            wording.cell(kpi, before.get(f.target), view.currency),
            wording.change(kpi, f.point, before.get(f.target), view.currency) or "–",
        ]
        for f in forecast
    ]
    return head, rows


def honesty(view: View) -> Any:
    """How good these forecasts were: counts, and every month of the last year looked back at."""
    found = outlook(view)
    if found is None or not found.series.forecast:
        return None
    kpi, title = view.kpi(chosen(view)), say("How good the forecasts were")
    looked = view.engine.checked(kpi.id, *view.filters.scope, view.access)
    said = [html.P(found.message, className="block-text")]
    if not looked:
        return [*heading(title), *said]
    n = sum(one.is_held for one in looked)
    first = say_count(
        len(looked),
        "One month ahead: {held} of the last {n} month came inside the 80 % band.",
        "One month ahead: {held} of the last {n} months came inside the 80 % band.",
        held=n,
    )
    said.append(html.P(first, className="block-text"))
    ends = [end for one in looked for end in (one.lo80, one.hi80, one.actual)]
    head = (
        say("Month"),
        wording.column(say("Said a month before"), kpi),
        "80 %",
        say("Band and what came"),
        say("Came"),
        say("Miss"),
        "",
    )
    rows = [
        [
            wording.period(one.month, "month"),
            wording.cell(kpi, one.point, view.currency),
            wording.cells(kpi, one.lo80, one.hi80, view.currency),
            Svg(
                ahead.check(one, min(ends), max(ends)),
                say("inside") if one.is_held else say("outside"),
                "dot-cell",
            ),
            wording.cell(kpi, one.actual, view.currency),
            wording.change(kpi, one.actual, one.point, view.currency),
            "" if one.is_held else html.Span(say("outside"), className="said said-change"),
        ]
        for one in reversed(looked)
    ]
    drawn = tables.plain(head, rows, title, numeric=(1, 2, 4, 5))
    return [
        *heading(title, menu=menus.of_table(view, title)),
        *said,
        html.Div(drawn, className="looked-back"),
    ]


def _can_be_planned(view: View) -> bool:
    kpi = view.kpi(view.params["kpi_id"])
    return kpi is not None and "month" in kpi.grains


def _title(view: View) -> str:
    return say("{indicator}, forecast", indicator=say(view.kpi(view.params["kpi_id"]).title))


LEAD = mark(
    "What the coming months will probably bring, how often such forecasts were right, and which "
    "targets they reach."
)
ONLY_NOW = (
    "Forecasts are made anew with each data load, and earlier ones are not kept. How often they were right stands on "
    "this page."
)
FIRST = (Block(lead, height=150), Block(fan, height=CHART + 130))
BEHIND = folded(
    "Behind this forecast",
    Block(months, height=560),
    Block(honesty, height=620),
    note=mark("month by month, and how good such forecasts were"),
)
TARGETS = Block(targets, height=900)
OTHERS = Block(every, height=480, tells=volumes)

page = Page(
    title="Forecast and plan",
    path="/plan",
    order=20,
    group="Plan",
    icon="plan",
    lead=LEAD,
    only_now=ONLY_NOW,
    css="plan",
    blocks=(
        *FIRST,
        TARGETS,
        *BEHIND,
        *folded("Every volume", OTHERS, note=mark("visits, beds, operations: what is expected of each")),
    ),
)

of_one = Page(
    title="Forecast and plan",
    path="/plan/<kpi_id>",
    order=201,
    css="plan",
    lead=LEAD,
    only_now=ONLY_NOW,
    is_known=_can_be_planned,
    title_of=_title,
    blocks=(
        *FIRST,
        *BEHIND,
        *folded(
            "Other forecasts",
            OTHERS,
            TARGETS,
            note=mark("volumes, and targets that will be reached or missed"),
        ),
    ),
)
