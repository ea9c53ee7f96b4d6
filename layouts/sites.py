"""Site by site: the same indicators for every facility in one table, each cell with its own verdict and a door.

Like for like each site that was open in both times also says how far it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html

from data.language import say
from layouts import comparing, icons, measured, menus, tables, wording
from layouts.blocks import heading, likes, notes
from layouts.filters import address
from layouts.page import Block, View
from layouts.states import has_value
from metrics.kpi import Kpi
from metrics.question import Answer, Series

MOST_SITES = 8


def sites(title: str, *kpis: str) -> Block:
    """These indicators by facility. Facilities are not ranked: each is judged against its own past."""

    def draw(view: View) -> Any:
        if view.filters.scope[0] != "network":
            words = say("Sites stand beside each other where the whole network is shown.")
            return [*heading(say(title)), html.P(words, className="muted")]
        known = [k for k in kpis if view.is_listed(k) and k not in view.dark]
        answer = view.ask(*known, by="facility_id")
        found = {(s.kpi_id, s.group): s for s in answer.series if s.group and has_value(view, [s])}
        places = _places(view, found)
        if len(places) < 2:
            return []
        whole = view.ask(*known) if view.filters.alike else None
        left = _left_out(whole)
        rows = [_row(view, k, places, found, left) for k in known if any((k, p) in found for p in places)]
        head = (say("Indicator"), *places.values())
        note = say("Each site is judged against its own past. An empty cell: the site has no such figure.")
        if view.filters.alike:
            against = say(comparing.WORDS[view.filters.compared])
            note += " " + say(
                "In small print: the change {against}, of sites open in both times.", against=against
            )
        table = tables.plain(head, rows, say(title), numeric=range(1, len(head)))
        bar = heading(say(title), note, menus.of_table(view, say(title)))
        said = [*notes(answer), *(likes(whole) if whole else ())]
        return html.Div([*bar, *said, table], className="sites")

    return Block(draw, height=lambda view: 120 + 40 * sum(view.is_listed(k) for k in kpis), title=title)


def _places(view: View, found: dict[tuple[str, str], Series]) -> dict[str, str]:
    """The facilities with the most of these indicators, in the order in which they are listed elsewhere."""
    known = {p.scope_id: p.name for p in view.places if p.scope_type == "facility"}
    count = {place: sum(group == place for _, group in found) for place in known}
    most = sorted(known, key=lambda place: -count[place])[:MOST_SITES]
    return {place: name for place, name in known.items() if place in most and count[place]}


def _left_out(whole: Answer | None) -> dict[str, set[str]]:
    """By indicator the sites that were not open in both times."""
    every = whole.series if whole else ()
    return {one.kpi_id: {place.scope_id for place in one.alike.left} for one in every if one.alike}


def _row(
    view: View,
    kpi_id: str,
    places: dict[str, str],
    found: dict[tuple[str, str], Series],
    left: Mapping[str, set[str]],
) -> list[Any]:
    kpi = view.kpi(kpi_id)
    cells: list[Any] = [html.A(wording.column(say(kpi.title), kpi), href=view.door(kpi_id), className="door")]
    for place in places:
        one = found.get((kpi_id, place))
        if one is None:
            cells.append("")
            continue
        link = address(f"/kpi/{kpi_id}", view.filters, facility_id=place)
        verdict = one.verdict
        drawn = icons.variation(verdict.variation, verdict.side) if verdict.variation != "none" else None
        value = _value(view, one, kpi, place)
        door = html.A([drawn, " ", value], href=link, className="door quiet-door")
        moved = say("left out") if place in left.get(kpi_id, ()) else _moved(view, one, kpi, place)
        cells.append([door, html.Span(moved, className="when")] if moved else door)
    return cells


def _moved(view: View, one: Series, kpi: Kpi, place: str) -> str:
    """How far a site has come, where the page compares like for like."""
    if not view.filters.alike:
        return ""
    there = replace(view, filters=replace(view.filters, facility_id=place))
    return " ".join(filter(None, comparing.difference(there, one, kpi)))


def _value(view: View, one: Series, kpi: Kpi, place: str) -> Any:
    now = wording.last_point(one)
    if now is not None and now.hidden:
        return measured.too_few(now.hidden)
    money = view.engine.currency("facility", place, view.access)
    return wording.cell(kpi, now.value if now else None, money)
