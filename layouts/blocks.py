"""The blocks that pages are made of: tiles, a chart per group, a ranking. Each asks one question and draws one answer."""

from __future__ import annotations

from typing import Any

from dash import html

from layouts import icons, tables, wording
from layouts.filters import address
from layouts.page import Block, View
from layouts.spark import mark, reach, small
from layouts.svg import Svg, drawing, tag
from metrics.kpi import Direction, Kpi
from metrics.question import Series


def heading(title: str, note: str = "") -> list[Any]:
    return [html.H2(title, className="block-title"), html.P(note, className="block-note") if note else None]


def notes(answer: Any) -> list[Any]:
    """Sentences the engine wants said with an answer."""
    return [html.P(note, className="block-note") for note in answer.notes]


def ends(points: Any, grain: str) -> tuple[str, str]:
    if not points:
        return "", ""
    return wording.period(points[0].period, grain, short=True), wording.period(
        points[-1].period, grain, short=True
    )


def tile(view: View, series: Series) -> html.Article:
    """One KPI at a glance: value, sentence, small chart; the whole tile is one link."""
    kpi, verdict, currency = view.kpi(series.kpi_id), series.verdict, view.currency
    points = view.trim(series).points
    now = tables.last_point(series)
    delta = tables.comparison(series, kpi, view.filters, currency)
    compared = {"ly": "last year", "prev": "previous"}.get(view.filters.compare, "")
    context = " · ".join(
        part
        for part in (
            wording.period(now.period, view.filters.grain, short=True) if now else "",
            f"{delta} on {compared}" if delta and compared else "",
        )
        if part
    )
    chart = small(
        points,
        verdict.target,
        label=lambda v: wording.amount(kpi, v, currency),
        ends=ends(points, view.filters.grain),
    )
    return html.Article(
        [
            html.H3(
                html.A(kpi.title, href=address(f"/kpi/{kpi.id}", view.filters), className="door tile-door")
            ),
            html.Div(
                [
                    html.Span(tables.shown_value(series, kpi, currency), className="tile-value"),
                    icons.variation(verdict.variation, verdict.side),
                    icons.assurance(verdict.assurance) if verdict.assurance else None,
                ],
                className="tile-line",
            ),
            html.Div(context, className="tile-context"),
            Svg(chart, verdict.sentence, "tile-chart"),
        ],
        className=f"tile tile-{verdict.variation}",
    )


def dark_tile(view: View, kpi_id: str, reason: str) -> html.Article:
    """A KPI that the data cannot feed: its name and what would light it."""
    return html.Article(
        [
            html.H3(
                html.A(
                    view.kpi(kpi_id).title,
                    href=address(f"/kpi/{kpi_id}", view.filters),
                    className="door tile-door",
                )
            ),
            html.P(["No data yet. ", reason], className="tile-dark"),
        ],
        className="tile tile-unlit",
    )


def tiles(title: str, *kpis: str, note: str = "") -> Block:
    """A titled row of KPIs, in the given order; those without data come last and say what is missing."""

    def draw(view: View) -> list[Any]:
        answer = view.ask(*(k for k in kpis if k not in view.dark))
        found = {s.kpi_id: s for s in answer.series if not s.group}
        lit = [tile(view, found[k]) for k in kpis if k in found]
        reasons = {
            k: view.dark.get(k) or answer.dark.get(k) or "There are no values for this place." for k in kpis
        }
        unlit = [dark_tile(view, k, reasons[k]) for k in kpis if k not in found]
        return [*heading(title, note), *notes(answer), html.Div([*lit, *unlit], className="tiles")]

    rows = -(-len(kpis) // 3)
    return Block(draw, height=60 + rows * 268)


def _default_split(view: View) -> str:
    if view.filters.by:
        return view.filters.by
    return "facility_id" if view.filters.scope[0] == "network" else "unit_id"


def split_series(view: View, kpi_id: str, by: str = "") -> tuple[str, list[Series], Any]:
    """The series of a KPI by the breakdown of the page, worst first for a KPI with a good direction."""
    by = by or _default_split(view)
    kpi = view.kpi(kpi_id)
    if by not in kpi.by and by not in ("facility_id", "unit_id"):
        by = kpi.by[0] if kpi.by else "facility_id"
    answer = view.ask(kpi_id, by=by)
    series = [s for s in answer.series if s.group]
    is_up_good = kpi.direction == Direction.HIGHER

    def worst(series_: Series) -> tuple[bool, float]:
        point = tables.last_point(series_)
        value = point.value if point else None
        return value is None, (value or 0) * (1 if is_up_good else -1)

    return by, sorted(series, key=worst), answer


def dots(kpi: Kpi, series: list[Series], whole: Series | None, currency: str) -> list[str]:
    """One row of a dot plot per series: its value on the common scale, its own limits behind it."""
    points = [p for p in (tables.last_point(s) for s in series) if p]
    reference = tables.last_point(whole) if whole else None
    extent = reach([*points, *([reference] if reference else [])])
    width, height = 260, 26
    rows = []
    for one in series:
        point = tables.last_point(one)
        content = tag("path", d=f"M2 13H{width - 2}", class_="track")
        if extent and point:
            span = extent[1] - extent[0] or 1

            def x(value: float, low: float = extent[0], span: float = span) -> float:
                return 8 + (width - 16) * (min(max(value, low), low + span) - low) / span

            if point.lower is not None and point.upper is not None:
                left, right = x(point.lower), x(point.upper)
                content += tag("path", d=f"M{left:.1f} 13H{right:.1f}", class_="range")
            if reference and reference.value is not None:
                content += tag("path", d=f"M{x(reference.value):.1f} 3V23", class_="reference")
            if point.value is not None:
                content += mark(x(point.value), 13, one.verdict.variation, one.verdict.side, 4.4)
        rows.append(drawing(width, height, content, class_="dot", width=width, height=height))
    return rows


def ranking(kpi_id: str, title: str = "", by: str = "", show: int = 14) -> Block:
    """Where it is worst: one row per place or group, on a common scale, each judged against its own past."""

    def draw(view: View) -> list[Any]:
        return breakdown(view, kpi_id, by, title, show)

    return Block(draw, height=380)


def breakdown(view: View, kpi_id: str, by: str, title: str, show: int) -> list[Any]:
    if kpi_id in view.dark:
        return [*heading(title or view.kpi(kpi_id).title), html.P(view.dark[kpi_id], className="muted")]
    kpi = view.kpi(kpi_id)
    split, series, answer = split_series(view, kpi_id, by)
    whole = next(iter(s for s in view.ask(kpi_id).series if not s.group), None)
    title = title or f"{kpi.title} by {wording.dimension(split)}"
    if not series:
        return [
            *heading(title),
            *notes(answer),
            html.P("Nothing to split here: choose another breakdown.", className="muted"),
        ]
    reference = tables.last_point(whole) if whole else None
    said = f"{wording.amount(kpi, reference.value, view.currency)} overall" if reference else ""
    shown, rest = series[:show], series[show:]
    drawings = dots(kpi, shown, whole, view.currency)
    rows = []
    for one, drawn in zip(shown, drawings, strict=True):
        point = tables.last_point(one)
        kept = {"facility_id": "facility_id", "unit_id": "unit_id"}.get(split)
        if kept:
            changes = {"facility_id": "", "unit_id": "", kept: one.group}
        else:
            changes = {"only": (*(o for o in view.filters.only if o[0] != split), (split, (one.group,)))}
        rows.append(
            [
                html.A(
                    one.group_label, href=address(f"/kpi/{kpi_id}", view.filters, **changes), className="door"
                ),
                tables.shown_value(one, kpi, view.currency),
                Svg(drawn, f"{one.group_label}: {one.verdict.sentence}", "dot-cell"),
                html.Span(
                    [
                        icons.variation(one.verdict.variation, one.verdict.side, ""),
                        icons.variation_words(one.verdict.variation, one.verdict.side),
                    ],
                    className=f"said said-{one.verdict.variation}",
                ),
                wording.count(point.n if point else None),
            ]
        )
    head = (wording.dimension(split).capitalize(), "Value", said, "Change", "n")
    parts = [*heading(title), *notes(answer), tables.plain(head, rows, title, numeric=(1, 4))]
    if rest:
        parts.append(html.P(f"and {len(rest)} more, all better than these", className="muted"))
    return [html.Div(parts, className="ranking")]


def multiples(kpi_id: str, title: str = "", by: str = "", show: int = 9) -> Block:
    """The same chart for every place, on one scale, so that shapes can be compared at a glance."""

    def draw(view: View) -> list[Any]:
        kpi = view.kpi(kpi_id)
        if kpi_id in view.dark:
            return [*heading(title or kpi.title), html.P(view.dark[kpi_id], className="muted")]
        split, series, answer = split_series(view, kpi_id, by)
        trimmed = [view.trim(s) for s in series[:show]]
        extents = [e for e in (reach(s.points, s.verdict.target) for s in trimmed) if e]
        extent = (min(e[0] for e in extents), max(e[1] for e in extents)) if extents else None
        cells = [
            html.Div(
                [
                    html.H3(
                        [s.group_label, icons.variation(s.verdict.variation, s.verdict.side)],
                        className="multiple-title",
                    ),
                    Svg(
                        small(
                            s.points,
                            s.verdict.target,
                            extent,
                            lambda v: wording.amount(kpi, v, view.currency),
                            ends(s.points, view.filters.grain),
                        ),
                        f"{s.group_label}: {s.verdict.sentence}",
                        "tile-chart",
                    ),
                ],
                className="multiple",
            )
            for s in trimmed
        ]
        name = title or f"{kpi.title} by {wording.dimension(split)}"
        return [
            *heading(name, "One scale for all; each line is judged against its own past."),
            *notes(answer),
            html.Div(cells, className="tiles"),
        ]

    return Block(draw, height=460)
