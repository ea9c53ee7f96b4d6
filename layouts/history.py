"""What became of the figure: versions of its definition, values that were restated, and how it looked at earlier loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import unified_diff
from itertools import pairwise
from typing import Any

from dash import html

from data.language import mark, say, say_count
from layouts import analysis, measured, tables, wording
from layouts.blocks import heading
from layouts.filters import write
from layouts.marks import Mark
from layouts.page import View
from metrics.kpi import Kpi
from metrics.past import Past, Version
from metrics.question import QuestionError
from metrics.restating import Restated

TITLE = mark("History of the figure")
LOADS = 6
DIFFERENCE = "#definition-and-history"  # the section of the page that holds this block


def ask(view: View, kpi_id: str) -> Past | None:
    """The history of a KPI, or nothing where it cannot be told."""
    try:
        return view.engine.past(analysis.question(view, kpi_id, ""), view.access)  # type: ignore[no-any-return]
    except QuestionError:
        return None


def marks(view: View, kpi_id: str) -> list[Mark]:
    """Where the definition changed, for the chart: on the day since which it holds, else on that of the load."""
    versions = view.engine.versions(kpi_id) if view.filters.asof is None else ()
    return [found for one in versions if (found := _changed(one))]


def _changed(one: Version) -> Mark | None:
    if one.effective:
        words = say(
            "definition v{version} holds from here; the values before are computed by it too",
            version=one.version,
        )
        return Mark(one.effective, words, DIFFERENCE)
    words = say(
        "the definition became v{version}; the values before were computed again by it", version=one.version
    )
    day = wording.date_of(one.since) if one.since else None
    return Mark(day, words, DIFFERENCE) if day else None


def history(view: View) -> Any:
    """Which definition was in force, what later data changed, and the figures as published at earlier loads."""
    kpi = view.kpi(view.params["kpi_id"])
    found = None if kpi.id in view.dark else ask(view, kpi.id)
    if found is None:
        return []
    return html.Div(
        [
            *heading(say(TITLE)),
            *_versions(found.versions),
            *_restated(view, kpi, found.restated),
            *_loads(view, found),
        ],
        className="history",
    )


def _versions(versions: Sequence[Version]) -> list[Any]:
    """Newest first; between two of them what changed, in words and in the statement."""
    listed: list[Any] = []
    for one, before in [*pairwise(versions), (versions[-1], None)]:
        listed.append(
            html.Div(
                [
                    html.Dt(say("Definition v{version}", version=one.version)),
                    html.Dd([_since(one), _difference(one, before)]),
                ]
            )
        )
    return [html.Dl(listed, className="facts")]


def _since(one: Version) -> str:
    """Since which day a version holds, where it says so, and since which load figures are computed by it."""
    moment = wording.instant(one.since) if one.since else ""
    if one.effective and moment:
        return say(
            "holds since {day}; computed since load {load}, {moment}",
            day=wording.day(one.effective),
            load=one.since_load,
            moment=moment,
        )
    if one.effective:
        return say("holds since {day}; computed since the first load", day=wording.day(one.effective))
    if moment:
        return say("since load {load}, {moment}", load=one.since_load, moment=moment)
    return say("since the first load")


def _difference(one: Version, before: Version | None) -> Any:
    if before is None or not (one.statement and before.statement):
        return None
    lines = list(unified_diff(before.statement.splitlines(), one.statement.splitlines(), lineterm="", n=1))[
        2:
    ]
    parts: list[Any] = []
    if one.formula != before.formula:
        parts += [
            html.P(say("Was: {formula}", formula=say(before.formula))),
            html.P(say("Is: {formula}", formula=say(one.formula))),
        ]
    if lines:
        parts.append(
            html.Details([html.Summary(say("Show the lines that changed")), html.Pre("\n".join(lines))])
        )
    return html.Div(parts) if parts else None


def _restated(view: View, kpi: Kpi, rows: Sequence[Restated]) -> list[Any]:
    """Final values that a later load changed, with the reason."""
    if not rows:
        return [
            html.P(
                say("No final value of this place has been changed after it was published."),
                className="block-note",
            )
        ]
    grain = view.grain_of(kpi.id)

    def value(row: Restated, shown: float | None) -> Any:
        if row.hidden:
            return measured.too_few(row.hidden)
        return wording.amount(kpi, shown, view.currency)

    lines = [
        [
            wording.period(row.period, grain, short=True),
            value(row, row.old),
            value(row, row.new),
            html.Span(
                [
                    row.reason,
                    html.Span(
                        f" {say('load {load}', load=row.load_id)}",
                        className="when",
                        **{"data-head": say("Load")},
                    ),
                ]
            ),
        ]
        for row in rows
    ]
    said = say_count(
        len(rows),
        "{n} final value changed after it was published:",
        "{n} final values changed after they were published:",
    )
    table = tables.plain(
        (say("Period"), say("Was"), say("Is"), say("Why")), lines, say("Restated values"), numeric=(1, 2)
    )
    return [html.P(said, className="block-note"), table]


def _loads(view: View, found: Past) -> list[Any]:
    """Links that freeze the page at a load: what it shows then stays as it was published, whatever comes later."""
    now = view.stamp.load_id if view.stamp else 0
    loads = [(load, when) for load, when in found.loads if load <= now][:LOADS]
    links = [
        html.A(
            say("load {load}, {moment}", load=load, moment=wording.instant(when)),
            href=view.path + write(replace(view.filters, asof=load, by="", only=())),
            **({"aria-current": "true"} if load == view.filters.asof else {}),
        )
        for load, when in loads
    ]
    return [
        html.Nav(
            [html.Span(say("As published in")), *links],
            className="chooser",
            **{"aria-label": say("Earlier figures")},
        )
    ]
