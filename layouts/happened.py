"""The events of one KPI at the place that is shown, and the form that adds one."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import blocks, wording
from layouts.form import draw, opening
from layouts.forms import events
from layouts.marks import Mark
from layouts.page import View
from metrics.happenings import Happening
from metrics.question import Question

SHOWN = 8
LEAD = mark(
    "What people wrote down that may have moved these numbers. Events show on the chart; they "
    "decide no verdict."
)


def told_events(view: View, kpi_id: str) -> list[Mark]:
    """The same events for the chart; one at another place than the one that is shown says where it was."""
    asked = Question((kpi_id,), "month", *view.filters.scope)
    return [
        Mark(one.on, one.sentence if one.scope_id == asked.scope_id else f"{one.place}: {one.sentence}")
        for one in view.engine.happenings(asked, view.access)
    ]


def events_of(view: View) -> list[Any]:
    """What happened that matters to the page's KPI, newest first; older ones open on demand."""
    kpi_id = view.params["kpi_id"]
    found = list(
        reversed(view.engine.happenings(Question((kpi_id,), "month", *view.filters.scope), view.access))
    )
    scope_type, scope_id = view.filters.scope
    given = {"place": f"{scope_type}:{scope_id}", "kpi_id": kpi_id}
    form = opening(events.add, view.desk, view.at, written=given)
    if not found and form is None:
        return []
    more = html.Details(
        [html.Summary(say("Show {n} earlier", n=len(found) - SHOWN)), _list(view, found[SHOWN:])]
    )
    return [
        *blocks.heading(say("Events"), say(LEAD)),
        _list(view, found[:SHOWN]) if found else html.P(say("No events yet."), className="muted"),
        more if len(found) > SHOWN else None,
        form,
    ]


def _list(view: View, found: list[Happening]) -> html.Ul:
    return html.Ul([_line(view, one) for one in found], className="happened")


def _line(view: View, one: Happening) -> html.Li:
    about = [
        one.place,
        "" if one.kpi_id else say("every indicator"),
        say("by {name}", name=one.written_by) if one.written_by else "",
    ]
    withdraw = draw(
        events.withdraw,
        view.desk,
        view.at,
        written={"event_id": str(one.event_id)},
        css="form-line",
        about=one.sentence,
    )
    return html.Li(
        [
            html.B(wording.day(one.on)),
            html.Span(
                [one.sentence, html.Span(" · ".join(part for part in about if part), className="when")]
            ),
            withdraw,
        ]
    )
