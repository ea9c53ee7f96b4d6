"""The actions about one indicator, on its page, and the form that begins one."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import inside, mark, say
from layouts import blocks, effects
from layouts.filters import address
from layouts.form import opening
from layouts.forms import actions
from layouts.page import View
from metrics.acting import STAGES, Action

LEAD = mark(
    "What is being done about it, by whom, and what came of it. A signal ends in an action or in "
    "a reason not to act."
)


def actions_of(view: View) -> Any:
    """Every action about the page's indicator at the place that is shown or around it, open ones first."""
    kpi = view.kpi(view.params["kpi_id"])
    found = sorted(about(view, view.engine.actions(view.access), kpi.id), key=lambda one: not one.is_open)
    scope_type, scope_id = view.filters.scope
    form = opening(
        actions.add,
        view.desk,
        view.at,
        written={"place": f"{scope_type}:{scope_id}", "kpi_id": kpi.id},
        hide=("kpi_id", "place"),
    )
    if not found and form is None:
        return None
    lines = [
        html.Li(
            [
                html.A(one.title, href=address(f"/actions/{one.action_id}", view.filters), className="door"),
                effects.outcome(kpi, one),
                html.Span(
                    [f"{say(STAGES[one.stage])} · {one.owner} · {one.place} · ", effects.due(one)],
                    className="when",
                ),
            ]
        )
        for one in found
    ]
    listed = html.Ul(lines, className="acted") if lines else html.P(say("No action yet."), className="muted")
    return [*blocks.heading(say("Actions"), say(LEAD)), listed, form]


def entries(view: View) -> list[dict[str, str]]:
    """Actions as search finds them: by their title, and by the indicator that they are about."""
    return [
        {
            "title": title,
            "kind": say("Action, {stage}", stage=inside(say(STAGES[stage]))),
            "group": "action",
            "words": say(view.kpi(kpi_id).title),
            "href": address(f"/actions/{number}", view.filters),
        }
        for number, title, kpi_id, stage in view.engine.action_titles(view.access)
    ]


def about(view: View, found: tuple[Action, ...], kpi_id: str = "") -> list[Action]:
    """The actions about an indicator (all without one) at the place of the view, in it or around it."""
    scope_type, scope_id = view.filters.scope
    parents = {(p.scope_type, p.scope_id): p.parent_id for p in view.places}

    def facility(kind: str, place: str) -> str:
        return parents.get((kind, place), "") if kind == "unit" else place

    def is_near(one: Action) -> bool:
        if "network" in (scope_type, one.scope_type):
            return True
        if scope_type == one.scope_type:
            return one.scope_id == scope_id
        return facility(one.scope_type, one.scope_id) == facility(scope_type, scope_id)

    return [one for one in found if (not kpi_id or one.kpi_id == kpi_id) and is_near(one)]
