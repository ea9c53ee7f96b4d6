"""Answers in, tables out: semantic HTML, so that a screen reader, a phone and a printer all can read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from layouts import icons, wording
from layouts.filters import COMPARE_SHORT, address
from layouts.page import View
from layouts.spark import spark
from layouts.svg import Svg
from metrics.kpi import Kpi
from metrics.question import Point, Series

# Worst first (kpis.md 5.2); within one group the order of the catalogue stays.
_ORDER = {
    ("concern", "fail"): 0, ("concern", "hit_or_miss"): 1, ("concern", "pass"): 2, ("concern", ""): 3,
    ("common", "fail"): 4, ("improvement", "fail"): 5, ("change", ""): 6, ("improvement", "hit_or_miss"): 7,
    ("improvement", "pass"): 8, ("improvement", ""): 9, ("common", "hit_or_miss"): 10, ("common", "pass"): 11,
    ("common", ""): 12,
}  # fmt: skip
GROUPS = (
    ("Needs attention", lambda v: v.variation == "concern"),
    ("Keeps missing its target", lambda v: v.variation == "common" and v.assurance == "fail"),
    ("Improved", lambda v: v.variation == "improvement"),
    ("Changed, with no good direction", lambda v: v.variation == "change"),
    ("No real change", lambda v: v.variation == "common"),
    ("Not judged yet", lambda v: True),
)


def rank(series: Series) -> int:
    """Place of a series in a list that starts with the worst."""
    verdict = series.verdict
    return _ORDER.get((verdict.variation, verdict.assurance), _ORDER.get((verdict.variation, ""), 20))


def last_point(series: Series) -> Point | None:
    """The point the verdict stands on, else the last one with a value."""
    named = [p for p in series.points if p.period == series.verdict.period]
    valued = [p for p in series.points if p.value is not None and p.status == "final"]
    return named[-1] if named else (valued[-1] if valued else (series.points[-1] if series.points else None))


def comparison(view: View, series: Series, kpi: Kpi) -> str:
    """How far the last value is from the period it is compared with."""
    now = last_point(series)
    then_day = wording.earlier(now.period, view.grain_of(kpi.id), view.filters.compare) if now else None
    then = next((p for p in series.points if p.period == then_day), None)
    return wording.change(kpi, now.value if now else None, then.value if then else None, view.currency)


SHORT_UNITS = ("%", "currency", "min", "days", "hours", "", "index", "ratio")


def shown_value(series: Series, kpi: Kpi, currency: str) -> Any:
    """The value of the last final period; a suppressed one says so and never looks like zero."""
    now = last_point(series)
    hidden = series.verdict.hidden or (now.hidden if now else "")
    if hidden:
        return html.Span("too few", className="hidden-cell", title=hidden)
    value = now.value if now else None
    if kpi.unit in SHORT_UNITS or value is None:
        return wording.amount(kpi, value, currency)
    return html.Span([wording.number(kpi, value, currency), html.Span(f" {kpi.unit}", className="unit")])


def grouped(series: Iterable[Series]) -> list[tuple[str, list[Series]]]:
    """Series under the heading that says what they need, worst heading first; empty headings are left out."""
    left = sorted(series, key=rank)
    found: list[tuple[str, list[Series]]] = []
    for heading, belongs in GROUPS:
        mine = [s for s in left if belongs(s.verdict)]
        left = [s for s in left if not belongs(s.verdict)]
        if mine:
            found.append((heading, mine))
    return found


QUIET = ("No real change", "Not judged yet")
LONG = 30


def exceptions(view: View, groups: Sequence[tuple[str, list[Series]]]) -> list[Any]:
    """The scorecard: a table per heading, each row a door. What needs nobody is folded when it is long."""
    parts: list[Any] = []
    for index, (heading, rows) in enumerate(groups):
        title = [heading, html.Span(str(len(rows)), className="group-count")]
        table = _scorecard(view, heading, rows, is_first=index == 0)
        if heading in QUIET and index and (len(rows) > LONG or heading == QUIET[1]):
            parts.append(
                html.Details([html.Summary(html.H3(title, className="group-title")), table], className="fold")
            )
        else:
            parts += [html.H3(title, className="group-title"), table]
    return parts


def _scorecard(view: View, heading: str, rows: list[Series], is_first: bool) -> html.Table:
    names = ("Indicator", "Now", COMPARE_SHORT[view.filters.compare], "Change", "Target", "Trend with limits")
    css = ("", "num", "num wide", "", "", "wide")
    head = [html.Th(words, scope="col", className=name) for words, name in zip(names, css, strict=True)]
    return html.Table(
        [
            html.Caption(heading, className="visually-hidden"),
            html.Colgroup([html.Col() for _ in names]),
            html.Thead(html.Tr(head), className="" if is_first else "visually-hidden"),
            html.Tbody([_row(view, series) for series in rows]),
        ],
        className="kpis",
    )


def _row(view: View, series: Series) -> html.Tr:
    kpi, verdict, currency = view.kpi(series.kpi_id), series.verdict, view.currency
    trimmed = view.trim(series)
    words = icons.variation_words(verdict.variation, verdict.side)
    promise = icons.assurance_words(verdict.assurance) if verdict.assurance else ""
    now = last_point(series)
    note = wording.period(now.period, view.grain_of(kpi.id), short=True) if now else ""
    return html.Tr(
        [
            html.Th(
                [
                    html.A(kpi.title, href=address(f"/kpi/{kpi.id}", view.filters), className="door"),
                    html.Span(kpi.owner, className="when"),
                ],
                scope="row",
            ),
            html.Td([shown_value(series, kpi, currency), html.Span(note, className="when")], className="num now"),
            html.Td(comparison(view, series, kpi), className="num wide delta"),
            html.Td(html.Span([icons.variation(verdict.variation, verdict.side, ""), words], className=f"said said-{verdict.variation}")),
            html.Td(
                html.Span([icons.assurance(verdict.assurance, ""), promise], className="said said-assure")
                if promise
                else html.Span("no target", className="faint")
            ),
            html.Td(Svg(spark(trimmed.points, verdict.target), verdict.sentence, "spark-cell"), className="wide"),
        ]
    )  # fmt: skip


def numbers(view: View, series: Series, kpi: Kpi, rows: int = 13) -> html.Div:
    """The points as a table, newest first; the rest opens on demand."""
    points = [p for p in reversed(view.trim(series).points)]
    grain = view.grain_of(kpi.id)
    has_sides = any(p.num is not None for p in points)
    has_limits = any(p.centre is not None for p in points)
    head = ["Period", "Value", "n"]
    head += ["Numerator", "Denominator"] if has_sides else []
    head += ["Lower", "Mean", "Upper"] if has_limits else []
    head.append("Note")

    def line(point: Point) -> html.Tr:
        value = "too few" if point.hidden else wording.number(kpi, point.value)
        cells = [html.Td(value, className="num strong"), html.Td(wording.count(point.n), className="num")]
        if has_sides:
            cells += [html.Td(wording.count(v), className="num") for v in (point.num, point.den)]
        if has_limits:
            cells += [
                html.Td(wording.number(kpi, v), className="num faint")
                for v in (point.lower, point.centre, point.upper)
            ]
        is_signal = point.variation not in ("common", "none")
        note = point.variation.capitalize() if is_signal else wording.state(point)
        icon = icons.variation(point.variation, point.side, "") if is_signal else None
        cells.append(html.Td(html.Span([icon, note], className=f"said said-{point.variation}")))
        period = wording.period(point.period, grain, short=grain == "month")
        return html.Tr([html.Th(period, scope="row", className="period"), *cells])

    def table(part: Sequence[Point], name: str) -> html.Div:
        columns = [html.Th(w, scope="col", className="" if w in ("Period", "Note") else "num") for w in head]
        inner = html.Table(
            [html.Thead(html.Tr(columns)), html.Tbody([line(p) for p in part])], className="plain"
        )
        return html.Div(inner, className="scroll", tabIndex=0, role="region", **{"aria-label": name})

    shown = [table(points[:rows], "Latest values")] if points else [html.P("No values.", className="muted")]
    if len(points) > rows:
        more = html.Details(
            [html.Summary(f"Show {len(points) - rows} earlier"), table(points[rows:], "Earlier values")]
        )
        shown.append(more)
    return html.Div(shown)


FOLD = 16


def plain(
    head: Sequence[str], rows: Iterable[Sequence[Any]], name: str, numeric: Sequence[int] = ()
) -> html.Div:
    """Any other table: words left, numbers right, scrolling inside itself when the screen is narrow, folded when long."""
    css = ["num" if index in numeric else "" for index in range(len(head))]
    columns = [html.Th(words, scope="col", className=name_) for words, name_ in zip(head, css, strict=True)]
    body = [
        html.Tr(
            [html.Th(row[0], scope="row")]
            + [html.Td(cell, className=name_) for cell, name_ in zip(row[1:], css[1:], strict=True)]
        )
        for row in rows
    ]

    def table(part: list[html.Tr], said: str) -> html.Div:
        inner = html.Table([html.Thead(html.Tr(columns)), html.Tbody(part)], className="plain")
        return html.Div(inner, className="scroll", tabIndex=0, role="region", **{"aria-label": said})

    if len(body) <= FOLD + 4:
        return table(body, name)
    more = html.Details(
        [html.Summary(f"Show {len(body) - FOLD} more"), table(body[FOLD:], f"{name}, continued")]
    )
    return html.Div([table(body[:FOLD], name), more])
