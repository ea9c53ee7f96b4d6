"""The year so far and the last twelve months, each beside the same time a year before: one line of figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dash import html

from data.language import mark, say
from layouts import analysis, wording
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import QuestionError
from metrics.to_date import ToDate, Wanted

DAY = timedelta(days=1)
STRETCHES = (("fiscal_year_to_date", mark("Year to date")), ("last_12_months", mark("Last 12 months")))


def adds_up(kpi: Kpi) -> bool:
    """Whether a figure over a year says something: stocks and rolling figures are what they are today."""
    return kpi.agg != "snapshot" and not kpi.judged_by


def to_date(view: View) -> Any:
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark or not adds_up(kpi) or view.filters.asof is not None:
        return []
    asked = analysis.question(view, kpi.id, "")
    items = []
    for stretch, words in STRETCHES:
        try:
            found: ToDate = view.engine.to_date(
                asked, Wanted(stretch, like=bool(view.filters.like)), view.access
            )
        except QuestionError:
            continue
        items.append(_item(view, kpi, say(words), found))
    shown = [item for item in items if item]
    return html.Div(shown, className="to-date") if shown else []


def _item(view: View, kpi: Kpi, words: str, found: ToDate) -> html.Div | None:
    now, then = found.now, found.then
    if now.value is None:
        return None
    show = lambda value: wording.amount(kpi, value, view.currency)  # noqa: E731 - two short uses right below
    parts: list[Any] = []
    if then.value is not None:
        moved, by = now.by_day(kpi, then)
        change = wording.change(kpi, *moved, view.currency)
        parts = [say("against {amount} a year before", amount=show(then.value)), " (", change]
        parts += [f", {say(by)}"] if by else []
        if found.is_chance is not None:
            parts += [", ", say("within chance") if found.is_chance else say("more than chance")]
        parts += [", ", say("like-for-like")] if found.left else []
        parts.append(")")
    span = wording.span(now.since, now.until - DAY)
    return html.Div(
        [
            html.Span(words, className="to-date-name", title=span),
            html.B(show(now.value), className="to-date-value"),
            html.Span("".join(parts), className="to-date-rest"),
        ],
        className="to-date-item",
    )
