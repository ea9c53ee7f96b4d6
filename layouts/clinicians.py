"""Clinicians beside each other, shown to those who may see them and to nobody else.

Within what chance allows, in the order of their names; without a way on, a rank, a filter or a file: their page would
be one about a person, and its address would tell who.
"""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import analysis, funnel, wording
from layouts.blocks import heading
from layouts.page import Block, View
from metrics.individuals import may_see
from metrics.kpi import Kpi
from metrics.question import QuestionError

CAUTION = mark(
    "Clinicians see different patients, and share them: a dot outside the limits is a reason to ask, not an answer."
)


def is_offered(view: View, kpi: Kpi) -> bool:
    """Whether clinicians stand behind a KPI and the reader may compare them, as the data are now."""
    return bool(kpi.individual) and may_see(view.access) and view.filters.asof is None


def clinicians(kpi_id: str, twin: str = "") -> Block:
    """The clinicians behind a KPI; `twin` is its form for markets that do not list it."""

    def chosen(view: View) -> Kpi | None:
        return view.kpi(twin if twin and not view.is_listed(kpi_id) else kpi_id)

    def draw(view: View) -> Any:
        kpi = chosen(view)
        return _drawn(view, kpi) if kpi is not None else []

    def height(view: View) -> int:
        kpi = chosen(view)
        return 430 if kpi is not None and kpi.id not in view.dark and is_offered(view, kpi) else 0

    return Block(draw, height=height, css="half")


def here(view: View) -> Any:
    """The clinicians behind the KPI of the page."""
    return _drawn(view, view.kpi(view.params["kpi_id"]))


def _drawn(view: View, kpi: Kpi) -> Any:
    if kpi.id in view.dark or not is_offered(view, kpi):
        return []
    title = funnel.title_of(kpi.individual)
    if "kpi_id" not in view.params:
        of = wording.dimension(kpi.individual)
        title = say("{indicator} by {dimension}", indicator=say(kpi.title), dimension=of)
    try:
        found = view.engine.individuals(analysis.question(view, kpi.id, ""), view.access)
    except QuestionError as error:
        return analysis.silent(title, analysis.told(str(error)))
    if sum(one.value is not None for one in found.members) < 2:
        return analysis.silent(
            title, say("There is nothing to compare: fewer than two of them have enough behind a figure.")
        )
    return funnel.drawn(view, kpi, found, heading(title), html.P(say(CAUTION), className="block-note"))
