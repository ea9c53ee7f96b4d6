"""How long a vacancy takes: from its approval and its advert to an accepted offer and the first day at work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from data.language import mark, say
from layouts import menus, rows, tables, wording
from layouts.blocks import heading, notes, unlit
from layouts.page import Block, View
from layouts.states import TOO_SMALL
from layouts.wording import last_point
from metrics.question import GRAINS, Series

OFFER, ADVERT, START = (
    "time_to_fill_days_median",
    "time_to_fill_posted_days_median",
    "time_to_start_days_median",
)
LEAST = "quarter"  # a month has too few accepted offers for a median
STEPS = {
    OFFER: mark("Approved to accepted offer"),
    ADVERT: mark("Advert to accepted offer"),
    START: mark("Approved to first day"),
}
NOTE = mark(
    "Day 0 is the approval of the vacancy; the bar of the advert ends with the accepted offer. Medians of the offers "
    "accepted in the period."
)


def hiring(title: str) -> Block:
    """The steps of filling a post on one scale of days; each name is the door to its indicator."""

    def draw(view: View) -> Any:
        known = [kpi for kpi in STEPS if view.is_listed(kpi)]
        reasons = {kpi: view.dark[kpi] for kpi in known if kpi in view.dark}
        lit = [kpi for kpi in known if kpi not in reasons]
        grain = LEAST if GRAINS.index(view.filters.grain) < GRAINS.index(LEAST) else view.filters.grain
        asked = replace(view.question(*lit), grain=grain)
        answer = view.engine.answer(asked, view.access) if lit else None
        found = {s.kpi_id: view.trim(s) for s in answer.series if not s.group} if answer else {}
        days = {kpi: value for kpi, one in found.items() if (value := _value(one)) is not None}
        waiting = unlit(view, reasons)
        if not days:
            is_small = any(point.hidden for one in found.values() for point in one.points)
            words = say(TOO_SMALL) if is_small else say("No offer was accepted here in this time.")
            nothing = html.P(words, className="muted")
            return [*heading(say(title)), *(notes(answer) if answer else ()), waiting or nothing]
        scale = rows.axis(list(days.values()))
        lines = [_line(view, found[kpi], days, scale, grain) for kpi in STEPS if kpi in found]
        head = (say("Step"), say("Median"), say("Days since the approval"), say("Change"), "n")
        after = [*(notes(answer) if answer else ()), waiting]
        return rows.picture(
            say(title), head, lines, (1, 4), menus.of_figure(view, say(title)), say(NOTE), after, "stages"
        )

    return Block(draw, height=110 + 43 * len(STEPS), title=title)


def _value(series: Series) -> float | None:
    point = last_point(series)
    return point.value if point else None


def _line(view: View, series: Series, days: dict[str, float], scale: rows.Axis, grain: str) -> list[Any]:
    kpi, verdict, point = view.kpi(series.kpi_id), series.verdict, last_point(series)
    drawn = ""
    if (length := days.get(kpi.id)) is not None:
        begin = max(days.get(OFFER, length) - length, 0.0) if kpi.id == ADVERT else 0.0
        drawn = rows.bar(scale, begin, begin + length, f"bar bar-{rows.colour(verdict)}")
    period = wording.period(point.period, grain, short=True) if point else ""
    return [
        [
            html.A(say(STEPS[kpi.id]), href=view.door(kpi.id), className="door"),
            html.Span(period, className="when", **{"data-head": say("Period")}),
        ],
        tables.shown_value(series, kpi, view.currency),
        rows.cell(drawn, f"{say(kpi.title)}: {verdict.sentence}"),
        rows.signal(verdict),
        wording.count(point.n if point else None),
    ]
