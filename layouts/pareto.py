"""The vital few: groups by what they bring to a sum, one after the other, up to the line of four fifths."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dash import html

from data.language import capital, say
from layouts import menus, rows, wording
from layouts.blocks import heading, unlit
from layouts.breakdown import narrower
from layouts.filters import address, crossing
from layouts.page import Block, View
from metrics.kpi import Ratio
from metrics.pareto import REST, VITAL, Pareto
from metrics.question import QuestionError


def pareto(kpi_id: str, by: str, title: str, counted: str) -> Block:
    """The groups of a KPI, largest first; `counted` says what is counted, in the plural."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or by not in kpi.by:
            return []
        if kpi_id in view.dark:
            return [*heading(say(title)), unlit(view, {kpi_id: view.dark[kpi_id]})]
        try:
            found = view.engine.pareto(replace(view.question(kpi_id, by=by), since=None), view.access)
        except QuestionError as reason:
            return [*heading(say(title)), html.P(str(reason), className="muted")]
        if all(one.group == REST for one in found.slices):
            few = say("Every group is too small to be told apart.") if found.slices else found.sentence
            return [*heading(say(title)), html.P(few, className="muted")]
        return drawn(view, say(title), say(counted), found)

    return Block(draw, height=440, title=title)


def drawn(view: View, title: str, counted: str, found: Pareto) -> html.Div:
    kpi = view.kpi(found.kpi_id)
    unit = "" if isinstance(kpi.value, Ratio) or kpi.unit != "currency" else "currency"
    scale = rows.Axis(0.0, 100.0)
    lines, before = [], 0.0
    for one in found.slices:
        look = "bar bar-actual" if one.is_vital else "bar bar-light"
        content = rows.bar(scale, before, one.running_pct, look, 13) + rows.upright(scale, VITAL, "goal", 13)
        before = one.running_pct
        amount = wording.quantity(one.amount, unit, view.currency)
        running = wording.quantity(one.running_pct, "%")
        told = say(
            "{share} of all; {running} with those above",
            share=wording.quantity(one.share_pct, "%"),
            running=running,
        )
        said = f"{one.label}: {amount}, {told}"
        link = address(f"/kpi/{kpi.id}", view.filters, **narrower(view, found.by, one.group))
        name = (
            one.label
            if one.group == REST
            else html.A(one.label, href=link, className="door", **crossing(found.by, one.group))
        )
        lines.append([name, amount, rows.cell(content, said), wording.quantity(one.share_pct, "%"), running])
    head = (
        capital(wording.dimension(found.by)),
        capital(counted),
        rows.over(scale, VITAL, f"{VITAL:.0f} %"),
        say("Share"),
        say("Running"),
    )
    last = found.until - timedelta(days=1)
    note = f"{found.sentence} {wording.span(found.since, last)}."
    after = [html.P(said, className="block-note after-table") for said in found.notes]
    return rows.picture(title, head, lines, (1, 3, 4), menus.of_figure(view, title), note, after, "pareto")
