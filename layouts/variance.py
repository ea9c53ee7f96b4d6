"""Actual against budget and the year before, in the notation of management reports: solid, light, outlined.

Actual is solid dark, the year before light, the budget outlined; a variance is blue where it is favourable and orange
where it is not, as a bar in money and as a pin in percent (IBCS).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from data.language import capital, mark, say, say_count
from layouts import menus, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.breakdown import narrower
from layouts.filters import address
from layouts.page import Block, View
from layouts.svg import Svg, drawing, tag
from metrics.question import Answer, Point, Series

ACTUAL, PLAN = "operating_expense_amount", "operating_budget_amount"
AMOUNT, SHARE = "budget_variance_amount", "budget_variance_static_pct"
KPIS = (ACTUAL, PLAN, AMOUNT, SHARE)
SHOWN = 12
NOTE = mark(
    "AC actual, solid; BU budget, outlined; PY the year before, light. Against budget: blue and plus is less spent than "
    "planned, orange and minus is more."
)
BARS, DELTA, PIN, TALL = 150, 90, 70, 34


@dataclass(frozen=True)
class Line:
    """One cost centre in one period, as far as it is known."""

    group: str
    label: str
    actual: Point
    plan: float | None
    before: float | None
    amount: float | None
    share: float | None


def variances(title: str, by: str = "cost_centre_id") -> Block:
    """The table of cost centres, the largest overspending first."""

    def draw(view: View) -> Any:
        if any(view.kpi(kpi) is None for kpi in KPIS):
            return []
        if reasons := {kpi: view.dark[kpi] for kpi in KPIS if kpi in view.dark}:
            return [*heading(say(title)), unlit(view, reasons)]
        answer = view.ask(*KPIS, by=by)
        lines = _lines(view, answer)
        if not lines:
            nothing = html.P(say("There is no finished month with a budget here."), className="muted")
            return [*heading(say(title)), nothing]
        return _drawn(view, say(title), by, lines, answer)

    return Block(draw, height=150 + 43 * SHOWN, title=title)


def _lines(view: View, answer: Answer) -> list[Line]:
    """One line per cost centre with a final value, the worst variance in money first."""
    last = _last_period(answer)
    by_kpi: dict[str, dict[str, Series]] = {
        kpi: {s.group: s for s in answer.of(kpi) if s.group} for kpi in KPIS
    }
    lines = []
    for group, series in by_kpi[ACTUAL].items():
        point = _at(series, last)
        if last is None or point is None or point.value is None:
            continue
        earlier = wording.earlier(last, view.grain_of(ACTUAL), "ly")
        others = [_value(by_kpi[kpi].get(group), last) for kpi in (PLAN, AMOUNT, SHARE)]
        lines.append(
            Line(group, series.group_label, point, others[0], _value(series, earlier), others[1], others[2])
        )
    return sorted(lines, key=lambda line: (line.amount is None, line.amount or 0.0))


def _last_period(answer: Answer) -> Any:
    finals = [
        p.period for s in answer.of(ACTUAL) for p in s.points if p.status == "final" and p.value is not None
    ]
    return max(finals, default=None)


def _at(series: Series | None, period: Any) -> Point | None:
    return next((p for p in series.points if p.period == period), None) if series else None


def _value(series: Series | None, period: Any) -> float | None:
    point = _at(series, period)
    return point.value if point else None


def _drawn(view: View, title: str, by: str, lines: list[Line], answer: Answer) -> html.Div:
    kpi = view.kpi(ACTUAL)
    most = max(
        [v for line in lines for v in (line.actual.value, line.plan, line.before) if v is not None],
        default=1.0,
    )
    widest = max([abs(line.amount) for line in lines if line.amount is not None], default=1.0) or 1.0
    farthest = (
        max([min(abs(line.share), 100) for line in lines if line.share is not None], default=1.0) or 1.0
    )

    def row(line: Line) -> list[Any]:
        link = address(f"/kpi/{AMOUNT}", view.filters, **narrower(view, by, line.group))
        name, _, number = line.label.rpartition(", ")
        place = html.Span(number, className="when", **{"data-head": say("Number")}) if name else None
        money = [
            wording.amount(kpi, value, view.currency) for value in (line.actual.value, line.plan, line.before)
        ]
        told = wording.quantity(line.amount, "currency", view.currency, is_signed=True)
        part = wording.quantity(line.share, "%", is_signed=True)
        return [
            [html.A(name or number, href=link, className="door"), place],
            money[0],
            money[1],
            money[2],
            Svg(
                _levels(line, most),
                say(
                    "actual {actual}, budget {budget}, year before {before}",
                    actual=money[0],
                    budget=money[1],
                    before=money[2],
                ),
                "dot-cell ibcs",
            ),
            told,
            Svg(_delta(line.amount, widest), _tone(line.amount), "ibcs"),
            part,
            Svg(_pin(line.share, farthest), "", "ibcs"),
        ]

    head = (
        capital(wording.dimension(by)),
        say("AC"),
        say("BU"),
        say("PY"),
        say("Size"),
        say("Against budget"),
        say("Variance"),
        "%",
        say("Pin"),
    )
    table = tables.plain(head, [row(line) for line in lines[:SHOWN]], title, (1, 2, 3, 5, 7), is_drawn=True)
    parts = [*heading(title, _note(view, lines), menus.of_figure(view, title)), *notes(answer)[:1], table]
    if rest := lines[SHOWN:]:
        more = tables.plain(head, [row(line) for line in rest], title, (1, 2, 3, 5, 7), is_drawn=True)
        parts.append(
            html.Details(
                [html.Summary(say("Show {n} more, all nearer to budget or under it", n=len(rest))), more]
            )
        )
    return html.Div(parts, className="variance", **{"data-figure": title})


def _note(view: View, lines: list[Line]) -> str:
    when = wording.period(lines[0].actual.period, view.grain_of(ACTUAL))
    over = sum((line.amount or 0.0) < 0 for line in lines)
    said = say_count(
        len(lines),
        "{period}: {over} of {n} line above budget.",
        "{period}: {over} of {n} lines above budget.",
        period=when,
        over=over,
    )
    return f"{said} {say(NOTE)}"


def _tone(amount: float | None) -> str:
    if not amount:
        return say("on budget")
    return say("favourable") if amount > 0 else say("unfavourable")


def _rect(x: float, y: float, width: float, height: float, css: str) -> str:
    return tag(
        "rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{max(width, 1):.1f}", height=f"{height:g}", class_=css
    )


def _levels(line: Line, most: float) -> str:
    """The year before light behind, the budget outlined around, the actual solid in front."""
    per = (BARS - 6) / most

    def long(value: float | None) -> float:
        return max((value or 0.0) * per, 0.0)

    content = _rect(1, 3, long(line.before), 10, "bar bar-before") if line.before is not None else ""
    content += _rect(1, 9, long(line.actual.value), 14, "bar bar-actual")
    content += _rect(1, 6.5, long(line.plan), 19, "bar-outline") if line.plan is not None else ""
    return drawing(BARS, TALL, content, is_fixed=True)


def _delta(amount: float | None, widest: float) -> str:
    """Favourable to the left of the line because less was spent, unfavourable to the right."""
    middle = DELTA / 2
    content = tag("path", d=f"M{middle} 3V{TALL - 3}", class_="axis-line")
    if amount:
        length = abs(amount) / widest * (middle - 6)
        css = "bar bar-better" if amount > 0 else "bar bar-worse"
        content += _rect(middle - length if amount > 0 else middle, 10, length, 14, css)
    return drawing(DELTA, TALL, content, is_fixed=True)


def _pin(share: float | None, farthest: float) -> str:
    """A pin: a thin stem and a head, for what is relative."""
    middle = PIN / 2
    content = tag("path", d=f"M{middle} 3V{TALL - 3}", class_="axis-line")
    if share:
        reach = min(abs(share), farthest) / farthest * (middle - 8) * (-1 if share > 0 else 1)
        css = "better" if share > 0 else "worse"
        content += tag("path", d=f"M{middle} 17h{reach:.1f}", class_=f"stem stem-{css}")
        content += _rect(middle + reach - 3.5, 13.5, 7, 7, f"bar bar-{css}")
    return drawing(PIN, TALL, content, is_fixed=True)
