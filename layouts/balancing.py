"""The balancing measure of an indicator, always in view beside it: what could be paid for an improvement here."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import say
from layouts import icons, tables, wording
from layouts.leading import pair_of
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import QuestionError


def has_pair(kpi: Kpi) -> bool:
    return bool(kpi.pair)


def balance(view: View) -> Any:
    """One line: name, value and verdict of the measure that must not pay for this one."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark:
        return []
    try:
        series = next((one for one in view.ask(kpi.id).series if not one.group), None)
        pair = pair_of(view, series) if series else None
    except QuestionError:
        return []
    if pair is None:
        return []
    other, said = view.kpi(pair.kpi_id), pair.verdict
    now = wording.last_point(pair)
    period = wording.period(now.period, view.grain_of(other.id)) if now else ""
    words = icons.variation_words(said.variation, said.side)
    return html.Div(
        html.Div(
            [
                html.Span(say("To be seen with it"), className="to-date-name"),
                html.A(say(other.title), href=view.door(other.id), className="door"),
                html.B(tables.shown_value(pair, other, view.currency), className="to-date-value"),
                html.Span(period, className="to-date-name"),
                html.Span(
                    [icons.variation(said.variation, said.side, ""), words],
                    className=f"said said-{said.variation}",
                ),
            ],
            className="to-date-item",
        ),
        className="to-date balance",
    )
