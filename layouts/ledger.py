"""The end of the way down from a bridge: the ledger lines that a figure of money is the sum of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, mark, say
from layouts import analysis, menus, tables, wording
from layouts.blocks import heading
from layouts.filters import address, crossing
from layouts.page import View
from metrics.kpi import Kpi
from metrics.ledger import Ledger, Line, has_lines
from metrics.names import spoken
from metrics.question import QuestionError

TITLE = mark("Ledger lines")


def lines(view: View) -> Any:
    """Every account of every cost centre behind the last finished period of the page."""
    kpi = view.kpi(view.params["kpi_id"])
    if kpi.id in view.dark or not has_lines(kpi):
        return []
    series = next((one for one in view.ask(kpi.id).series if not one.group), None)
    now = wording.last_point(view.trim(series)) if series else None
    if now is None or now.value is None:
        return []
    asked = replace(view.question(kpi.id), grain=view.grain_of(kpi.id), since=now.period, until=None)
    try:
        found = view.engine.ledger(asked, view.access)
    except QuestionError as error:
        return analysis.silent(say(TITLE), str(error))
    head = (
        capital(wording.dimension("cost_centre_id")),
        say("Account"),
        say("Kind of account"),
        say("Actual"),
        say("Budget"),
        say("Adjusted for activity"),
        say("Part of the figure"),
    )
    listed = [_line(view, line) for line in found.lines]
    table = tables.plain(head, listed, say(TITLE), numeric=(3, 4, 5, 6))
    return [
        *heading(say(TITLE), _note(view, kpi, found), menus.of_table(view, say(TITLE))),
        table,
    ]


def _line(view: View, line: Line) -> list[Any]:
    def money(value: float, is_signed: bool = False) -> str:
        return wording.quantity(value, "currency", view.currency, is_signed)

    centre = line.cost_centre_id
    link = address(view.path, view.filters, only=_only(view, centre))
    return [
        html.A(line.cost_centre, href=link, className="door", **crossing("cost_centre_id", centre)),
        line.account,
        spoken(line.account_class),
        money(line.actual),
        money(line.budget),
        money(line.flexed_budget),
        money(line.part, is_signed=True),
    ]


def _only(view: View, cost_centre: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    others = tuple(pair for pair in view.filters.only if pair[0] != "cost_centre_id")
    return (*others, ("cost_centre_id", (cost_centre,)))


def _note(view: View, kpi: Kpi, found: Ledger) -> str:
    """For which time, how many there are, and what they come to."""
    amount = wording.quantity(found.whole, "currency", view.currency)
    span = wording.span(found.since, found.until - timedelta(days=1))
    if len(found.lines) == found.total:
        return say(
            "{span}: {n} lines, together {amount}.", span=span, n=wording.count(found.total), amount=amount
        )
    rest = wording.quantity(found.rest, "currency", view.currency)
    return say(
        "{span}: the {n} of {total} lines that pull hardest; all come to {amount}, those not shown to {rest}.",
        span=span,
        n=len(found.lines),
        total=wording.count(found.total),
        amount=amount,
        rest=rest,
    )
