"""The blocks that pages are made of: tiles, a chart per group, a ranking. Each asks one question and draws one answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from layouts import icons, tables, wording
from layouts.filters import address
from layouts.page import Block, View
from layouts.spark import mark, reach, small
from layouts.svg import Svg, drawing, tag, text
from metrics.kpi import Direction
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
    delta = tables.comparison(view, series, kpi)
    compared = {"ly": "last year", "prev": "previous"}.get(view.filters.compare, "")
    context = " · ".join(
        part
        for part in (
            wording.period(now.period, view.grain_of(kpi.id), short=True) if now else "",
            f"{delta} on {compared}" if delta and compared else "",
        )
        if part
    )
    chart = small(
        points,
        verdict.target,
        label=lambda v: wording.amount(kpi, v, currency),
        ends=ends(points, view.grain_of(kpi.id)),
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
        known = [k for k in kpis if view.kpi(k) is not None]
        answer = view.ask(*(k for k in known if k not in view.dark))
        found = {s.kpi_id: s for s in answer.series if not s.group}
        lit = [tile(view, found[k]) for k in known if k in found]
        reasons = {
            k: view.dark.get(k) or answer.dark.get(k) or "There are no values for this place." for k in kpis
        }
        unlit = [dark_tile(view, k, reasons[k]) for k in known if k not in found]
        return [*heading(title, note), *notes(answer), html.Div([*lit, *unlit], className="tiles")]

    def height(view: View) -> int:
        return 46 + 277 * -(-sum(view.kpi(k) is not None for k in kpis) // 3)

    return Block(draw, height)


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


WIDE = 420


@dataclass(frozen=True)
class Plot:
    """The common scale of a dot plot: values to pixels, with room for a mark at both ends."""

    low: float
    high: float

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low or 1)
        return 8 + (WIDE - 16) * share


def dot(plot: Plot, one: Series, reference: float | None) -> str:
    """One row of a dot plot: the value, its own limits behind it, and the whole as a line."""
    point = tables.last_point(one)
    content = tag("path", d=f"M2 13H{WIDE - 2}", class_="track")
    if point and point.lower is not None and point.upper is not None:
        content += tag("path", d=f"M{plot.x(point.lower):.1f} 13H{plot.x(point.upper):.1f}", class_="range")
    if reference is not None:
        content += tag("path", d=f"M{plot.x(reference):.1f} 1V25", class_="reference")
    if point and point.value is not None:
        content += mark(plot.x(point.value), 13, one.verdict.variation, one.verdict.side, 4.4)
    return drawing(WIDE, 26, content, is_fixed=True, class_="dot")


def dot_head(plot: Plot, reference: float, words: str) -> str:
    """The name of the reference line, right above it."""
    x = plot.x(reference)
    anchor = "start" if x < 70 else ("end" if x > WIDE - 70 else "middle")
    return drawing(
        WIDE, 16, text(words, x, 12, class_="axis", text_anchor=anchor), is_fixed=True, class_="dot"
    )


def ranking(kpi_id: str, title: str = "", by: str = "", show: int = 14) -> Block:
    """Where it is worst: one row per place or group, on a common scale, each judged against its own past."""

    def draw(view: View) -> list[Any]:
        return breakdown(view, kpi_id, by, title, show)

    return Block(draw, height=lambda view: 96 + 43 * min(show, expected_rows(view, by)))


def expected_rows(view: View, by: str = "") -> int:
    """How many groups a breakdown will probably have."""
    by = by or _default_split(view)
    kind = by.removesuffix("_id")
    scope_id = view.filters.scope[1]
    if kind not in ("facility", "unit"):
        return 5
    return max(
        1, sum(p.scope_type == kind and scope_id in ("*", p.parent_id, p.scope_id) for p in view.places)
    )


def breakdown(view: View, kpi_id: str, by: str, title: str, show: int) -> list[Any]:
    if kpi_id in view.dark:
        return [*heading(title or view.kpi(kpi_id).title), html.P(view.dark[kpi_id], className="muted")]
    kpi = view.kpi(kpi_id)
    split, found, answer = split_series(view, kpi_id, by)
    series = [view.trim(s) for s in found]
    whole = next(iter(s for s in view.ask(kpi_id).series if not s.group), None)
    title = title or f"{kpi.title} by {wording.dimension(split)}"
    if not series:
        return [
            *heading(title),
            *notes(answer),
            html.P("Nothing to split here: choose another breakdown.", className="muted"),
        ]
    reference = tables.last_point(whole) if whole else None
    shown, rest = series[:show], series[show:]
    seen = [p for p in (tables.last_point(s) for s in shown) if p]
    plot = Plot(*(reach([*seen, *([reference] if reference else [])]) or (0.0, 1.0)))
    overall = reference.value if reference else None
    rows = []
    for one in shown:
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
                Svg(dot(plot, one, overall), f"{one.group_label}: {one.verdict.sentence}", "dot-cell"),
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
    said = f"{wording.amount(kpi, overall, view.currency)} overall" if overall is not None else ""
    scale = Svg(dot_head(plot, overall, said), said) if overall is not None else ""
    head = (wording.dimension(split).capitalize(), "Value", scale, "Change", "n")
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
                            ends(s.points, view.grain_of(kpi_id)),
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

    return Block(draw, height=lambda view: 70 + 205 * -(-min(show, expected_rows(view, by)) // 3))
