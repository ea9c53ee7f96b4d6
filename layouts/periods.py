"""The periods of one indicator as a table: whole on a desk, three columns of it on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from data.language import say
from layouts import icons, wording
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import Point, Series


def numbers(view: View, series: Series, kpi: Kpi, rows: int = 13) -> html.Div:
    """The points as a table, newest first; the rest opens on demand. A phone shows period, value and what is said of it,
    and the other columns on demand."""
    points = [p for p in reversed(view.trim(series).points)]
    grain = view.grain_of(kpi.id)
    has_sides = any(p.num is not None and p.den is not None for p in points)  # a sum is its own numerator
    is_n_the_denominator = has_sides and all(p.den is None or p.den == p.n for p in points)
    has_limits = any(p.centre is not None for p in points)
    minor = [] if is_n_the_denominator else ["n"]
    minor += [say("Numerator"), say("Denominator")] if has_sides else []
    minor += [say("Lower"), say("Mean"), say("Upper")] if has_limits else []

    def line(point: Point) -> html.Tr:
        value = say("too few") if point.hidden else wording.number(kpi, point.value)
        counts = [] if is_n_the_denominator else [point.n]
        counts += [point.num, point.den] if has_sides else []
        limits = [point.lower, point.centre, point.upper] if has_limits else []
        is_signal = point.variation not in ("common", "none")
        note = say(point.variation.capitalize()) if is_signal else wording.state(point)
        icon = icons.variation(point.variation, point.side, "") if is_signal else None
        period = wording.period(point.period, grain, short=grain == "month")
        return html.Tr(
            [
                html.Th(period, scope="row", className="period"),
                html.Td(value, className="num strong"),
                *(html.Td(wording.count(v), className="num minor") for v in counts),
                *(html.Td(wording.number(kpi, v), className="num minor faint") for v in limits),
                html.Td(html.Span([icon, note], className=f"said said-{point.variation}")),
            ]
        )

    def table(part: Sequence[Point], name: str, **found_by: str) -> html.Div:
        columns = [
            html.Th(say("Period"), scope="col"),
            html.Th(say("Value"), scope="col", className="num"),
            *(html.Th(words, scope="col", className="num minor") for words in minor),
            html.Th(say("Note"), scope="col"),
        ]
        inner = html.Table(
            [html.Thead(html.Tr(columns)), html.Tbody([line(p) for p in part])],
            className="plain slim",
            **{"data-sheet": say(kpi.title)},
        )
        return html.Div(
            inner, className="scroll", tabIndex=0, role="region", **{"aria-label": name}, **found_by
        )

    if not points:
        return html.Div(html.P(say("No values."), className="muted"))
    shown = [
        _all_columns() if minor else None,
        table(points[:rows], say("Latest values"), **{"data-latest": "1"}),
    ]
    if len(points) > rows:
        more = html.Details(
            [
                html.Summary(say("Show {n} earlier", n=len(points) - rows)),
                table(points[rows:], say("Earlier values")),
            ]
        )
        shown.append(more)
    return html.Div(shown)


def _all_columns() -> html.Details:
    """What shows the other columns of the slim tables behind it on a phone."""
    closed = html.Span(say("Show all columns"), className="while-closed")
    words = [closed, html.Span(say("Show fewer columns"), className="while-open")]
    return html.Details(html.Summary(words), className="more-columns")
