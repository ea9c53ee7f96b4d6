"""One KPI: is it real, since when, where, and what exactly is counted?"""

from __future__ import annotations

from typing import Any

from dash import html

from layouts import blocks, exports, figures, icons, tables, wording
from layouts.filters import address
from layouts.page import Block, Page, View
from metrics.question import Series

CHART = 400
STATES = {
    "trial": "Trial limits: fewer than 12 points.",
    "provisional": "Limits still move with each period: fewer than 20 points.",
    "locked": "Limits locked on the first 20 points.",
    "none": "Fewer than 8 points: no limits yet.",
}
CHART_WORDS = {
    "xmr": "XmR chart",
    "p": "p chart",
    "p_prime": "p′ chart",
    "u": "u chart",
    "u_prime": "u′ chart",
    "run": "run chart with median",
    "line": "line only",
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
        f"owner {kpi.owner}",
        f"definition v{kpi.version}",
    ]
    over = html.P(" · ".join(facts), className="overline")
    series = whole(view)
    if series is None:
        reason = (
            view.dark.get(kpi.id)
            or "There are no values for this place and grain. Choose another place above."
        )
        return html.Div([over, html.P(reason, className="lead-sentence lead-small")])
    said = series.verdict
    now = tables.last_point(series)
    delta = tables.comparison(view, series, kpi)
    compared = {"ly": "on last year", "prev": "on the period before"}.get(view.filters.compare, "")
    context = [wording.period(now.period, view.grain_of(kpi.id))] if now else []
    if now and now.n is not None:
        context.append(f"n = {now.n:,}")
    if delta and compared:
        context.append(f"{delta} {compared}")
    if now and now.coverage is not None and now.coverage < 0.9:
        context.append(f"{now.coverage:.0%} of records usable")
    return html.Div(
        [
            over,
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(tables.shown_value(series, kpi, view.currency), className="hero-value"),
                            html.Div(" · ".join(context), className="tile-context"),
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
                        ],
                        className="hero-words",
                    ),
                ],
                className="hero",
            ),
        ]
    )


def menu(view: View, kpi_id: str) -> html.Details:
    """Everything one can take away from a chart."""
    links = [
        html.Li(html.A(words, href=exports.link(view, kpi_id, kind), download=""))
        for kind, words in (("xlsx", "Excel, with chart and definition"), ("csv", "CSV"))
        if kind in exports.PACKS
    ]
    pictures = [
        html.Li(html.Button(words, **{"data-picture": kind}))
        for kind, words in (("png", "Picture, PNG"), ("svg", "Picture, SVG"))
    ]
    copy = html.Li(html.Button("Copy link to this view", **{"data-copy-link": "1"}))
    return html.Details([html.Summary("Export"), html.Ul([*links, *pictures, copy])], className="menu")


def chart(view: View) -> Any:
    """The control chart with its forecast, and one line that says how far to trust either."""
    kpi = view.kpi(view.params["kpi_id"])
    series = whole(view)
    if series is None:
        return None
    trimmed = view.trim(series)
    said = series.verdict
    basis = [CHART_WORDS.get(said.chart, said.chart)]
    if said.chart not in ("run", "line"):
        basis += ["Making Data Count rules", STATES.get(said.point_state, "")]
    figure = figures.spc(trimmed, kpi, view.grain_of(kpi.id), view.currency, CHART)
    notes = blocks.notes(view.ask(kpi.id))
    return html.Div(
        [
            html.Div(
                [html.H2("Over time", className="block-title"), menu(view, kpi.id)], className="block-bar"
            ),
            *notes,
            figures.graph(figure, f"spc-{kpi.id}", said.sentence, CHART),
            html.P(" · ".join(part for part in basis if part), className="chart-note"),
            html.P(["Forecast: ", series.forecast_message], className="chart-note")
            if series.forecast_message
            else None,
        ]
    )


def where(view: View) -> Any:
    return blocks.breakdown(view, view.params["kpi_id"], "", "", 14)


def values(view: View) -> Any:
    kpi = view.kpi(view.params["kpi_id"])
    series = whole(view)
    if series is None:
        return None
    return html.Div([html.H2("Numbers", className="block-title"), tables.numbers(view, series, kpi)])


def definition(view: View) -> Any:
    """What is counted, by whom it is owned, and what to be careful about."""
    kpi = view.kpi(view.params["kpi_id"])
    pair = view.kpi(kpi.pair) if kpi.pair else None
    stamp = view.stamp
    rows = [
        ("Means", kpi.means),
        ("Why it matters", kpi.why),
        ("Formula", html.Code(kpi.formula)),
        ("Caution", kpi.caution),
        (
            "Balancing measure",
            html.A(pair.title, href=address(f"/kpi/{pair.id}", view.filters)) if pair else "",
        ),
        ("Unit and direction", f"{kpi.unit}, {wording.names(kpi)}"),
        (
            "Final after",
            f"{wording.plural(kpi.maturity_days, 'day')}; shown from n = {kpi.min_show:g}, judged from n = {kpi.min_rag:g}",
        ),
        ("Owner", kpi.owner),
        (
            "Version",
            f"{kpi.version}, reviewed {wording.day(kpi.reviewed)}, next review {wording.day(kpi.review_due)}",
        ),
        ("Catalogue", f"{kpi.number} · {kpi.id}"),
        (
            "Data",
            f"load {stamp.load_id}, loaded {wording.instant(stamp.loaded_at)}, data as at {wording.day(stamp.data_through)}",
        ),
    ]
    listed = [html.Div([html.Dt(name), html.Dd(words)]) for name, words in rows if words]
    return html.Div([html.H2("Definition", className="block-title"), html.Dl(listed, className="facts")])


def _title(view: View) -> str:
    return view.kpi(view.params["kpi_id"]).title


def _is_known(view: View) -> bool:
    return view.kpi(view.params["kpi_id"]) is not None


page = Page(
    title="Indicator",
    path="/kpi/<kpi_id>",
    order=200,
    css="detail",
    has_breakdown=True,
    is_known=_is_known,
    title_of=_title,
    blocks=(
        Block(verdict, height=132, css="span"),
        Block(chart, height=CHART + 96, css="span"),
        Block(where, height=lambda view: 96 + 43 * min(14, blocks.expected_rows(view)), css="span"),
        Block(values, height=560, css="numbers"),
        Block(definition, height=420, css="definition"),
    ),
)
