"""A day in the operating rooms: a row per room, its operations in their order, and what lay between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from dash import html

from data.language import mark, say, say_count
from layouts import figures, measured, menus, states, wording
from layouts.blocks import heading, notes, unlit
from layouts.filters import write
from layouts.grids import behind, table
from layouts.markup import Markup
from layouts.page import Block, View
from layouts.theatre_bars import (
    ROW,
    TOP,
    WITHIN,
    clock,
    figure,
    gap_words,
    key,
    label,
    late_words,
    look,
    span,
)
from metrics import dates
from metrics.question import Question
from metrics.theatre_day import CASE, IDLE, OPEN, TURNOVER, Room, TheatreDay

TURNED, USED = "or_turnover_median", "or_room_utilisation_pct"
MOST_ROOMS = 24


def theatre_day(title: str) -> Block:
    """The day of the address, else the latest that is over, as far as single operations may be shown to the reader."""

    def draw(view: View) -> Any:
        if view.kpi(TURNED) is None:
            return []
        if TURNED in view.dark:
            return [*heading(say(title)), unlit(view, {TURNED: view.dark[TURNED]})]
        found = view.engine.theatre_day(*view.filters.scope, view.filters.day, view.access)
        if found.day is None:
            nothing = say("No operation has been recorded here.")
            return [*heading(say(title)), states.empty(nothing, _way(say("What has been loaded"), "/data"))]
        rooms = found.rooms if view.settings.records != "off" else ()
        parts = [_chart(view, found, rooms, say(title))] if any(room.of(CASE, OPEN) for room in rooms) else []
        said = _sentence(found, rooms) if parts else wording.day(found.day)
        used = _used(view, found, say("Use of each room"))
        menu = menus.of_table(view, say(title)) if used else None
        if parts:
            menu = menus.of_figure(view, say(title)) if used else menus.menu(say(title), [], pictures=True)
        return html.Div(
            [
                *heading(say(title), said, menu),
                _days(view, found),
                *(html.P(words, className="block-note") for words in _unsaid(view, found, rooms)),
                *parts,
                *used,
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=460, title=title)


def _way(words: str, href: str) -> html.A:
    return html.A(words, href=href, className="way-on")


def _days(view: View, found: TheatreDay) -> html.Div:
    """To the day before and after with operations, and any other by its date."""
    assert found.day is not None
    links = [
        html.A(
            [html.Span(sign, **{"aria-hidden": "true"}), " ", wording.day(day)] if sign == "‹" else [wording.day(day), " ", html.Span(sign, **{"aria-hidden": "true"})],
            href=view.path + write(replace(view.filters, day=day)),
            className="quiet-link",
            **{"aria-label": say(words, day=wording.day(day))},
        )
        for day, sign, words in (
            (found.earlier, "‹", mark("Operations of the day before, {day}")),
            (found.later, "›", mark("Operations of the day after, {day}")),
        )
        if day
    ]  # fmt: skip
    weekday = dates.weekday_name(found.day.isoweekday())
    day = html.Strong(f"{weekday}, {wording.day(found.day)}")
    return html.Div([day, *links, _chooser(view, found)], className="days")


def _chooser(view: View, found: TheatreDay) -> Markup:
    """Any day by its date: a form of the address, which keeps its other parts."""
    kept = parse_qsl(write(replace(view.filters, day=None)).lstrip("?"))
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in kept
    )
    return Markup(
        f'<form class="day-form" data-address action="{escape(view.path)}" method="get">{hidden}'
        f'<label for="theatre-day">{escape(say("Another day"))}</label> '
        f'<input id="theatre-day" type="date" name="day" value="{found.day}" min="{found.first}" max="{found.last}" '
        f'required> <button class="button" type="submit">{escape(say("Show"))}</button></form>'
    )


def _unsaid(view: View, found: TheatreDay, rooms: tuple[Room, ...]) -> list[str]:
    """What the day does not show, and why."""
    said = []
    if view.filters.only:
        said.append(say("A theatre day is shown whole: the filters of the page do not cut it."))
    if found.withheld:
        said.append(
            say(
                "Small numbers are hidden at {places}: a bar would be one patient, so only the use of its rooms is shown.",
                places=wording.listed(found.withheld),
            )
        )
    if view.settings.records == "off":
        said.append(
            say("Single records are switched off here (`records`), so only the use of the rooms is shown.")
        )
    elif not any(room.of(CASE, OPEN) for room in rooms) and not found.withheld:
        said.append(say("No operation was recorded on this day."))
    if len(rooms) > MOST_ROOMS:
        said.append(
            say(
                "The first {n} of {all} rooms are shown: choose a facility above.",
                n=MOST_ROOMS,
                all=len(rooms),
            )
        )
    return said


def _sentence(found: TheatreDay, rooms: tuple[Room, ...]) -> str:
    """The day in one line: how many operations, how they began, how the rooms turned over."""
    cases = [one for room in rooms for one in room.of(CASE)]
    first = [one for one in cases if one.late_minutes is not None]
    turned = [one for one in cases if one.gap == TURNOVER]
    idle = sum(one.gap == IDLE for one in cases)
    said = [
        say_count(
            len(cases), "{n} operation in {rooms} rooms", "{n} operations in {rooms} rooms", rooms=len(rooms)
        )
    ]
    if first:
        on_time = sum(bool(one.is_on_time) for one in first)
        said.append(say("{n} of {all} first cases on time", n=on_time, all=len(first)))
    if turned and found.target_minutes is not None:
        within = sum(look(found, one) == WITHIN for one in turned)
        target = f"{found.target_minutes:g}"
        said.append(
            say("{n} of {all} turnovers within {target} min", n=within, all=len(turned), target=target)
        )
    if idle:
        said.append(say_count(idle, "{n} idle gap over 90 minutes", "{n} idle gaps over 90 minutes"))
    if found.known_until is not None:
        said.append(say("the day is not over: known until {time}", time=clock(found.known_until)))
    return f"{'; '.join(said)}."


def _chart(view: View, found: TheatreDay, rooms: tuple[Room, ...], title: str) -> html.Div:
    shown = rooms[:MOST_ROOMS]
    said = _sentence(found, shown)
    height = TOP + ROW * len(shown)
    parts = [
        figures.graph(
            figure(found, shown), "theatre-day", f"{title}, {wording.day(found.day)}. {said}", height
        ),
        key(found, shown),
        behind(_table(found, rooms, title)),
    ]
    return html.Div(parts)


def _table(found: TheatreDay, rooms: tuple[Room, ...], title: str) -> html.Div:
    """Every bar as a row, room by room."""
    rows = [
        [
            label(room, rooms),
            span(one),
            "; ".join(part for part in (late_words(one), gap_words(found, one) if one.gap else "") if part),
        ]
        for room in rooms
        for one in room.of(CASE, OPEN)
    ]
    head = (say("Room"), say("Operation"), say("Before it"))
    note = html.P(
        say("Times to the nearest five minutes; turnover and delay as they are measured."),
        className="block-note",
    )
    return html.Div([note, table(head, rows, title, words=3)])


def _used(view: View, found: TheatreDay, title: str) -> list[Any]:
    """How much of its session each room was used that day: the indicator itself, as far as it may be shown."""
    kpi = view.kpi(USED)
    if kpi is None or USED in view.dark or found.day is None:
        return []
    asked = Question(
        (USED,), "day", *view.filters.scope, "room_id", (), found.day, found.day + timedelta(days=1)
    )
    answer = view.engine.answer(asked, view.access)
    rows = []
    for one in sorted(answer.series, key=lambda one: one.group_label):
        point = next((p for p in one.points if p.period == found.day), None)
        if point is not None:
            few = measured.too_few(point.hidden)
            rows.append([one.group_label, few if point.hidden else wording.amount(kpi, point.value)])
    if not rows:
        return []
    return [*notes(answer), behind(table((say("Room"), say(kpi.title)), rows, title), words=title)]
