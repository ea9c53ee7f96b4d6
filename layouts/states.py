"""What stands where there is nothing to draw: why, and the way on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dash import html

from data.language import mark, say
from layouts import wording
from layouts.filters import write
from layouts.page import View
from metrics.known import unheard_of
from metrics.kpi import Kpi
from metrics.question import Series
from metrics.spans import coarser

TOO_SMALL = mark("Every number here rests on too few people or events to be shown.")


def _way(words: str, href: str) -> html.A:
    return html.A(words, href=href, className="way-on")


def empty(words: str, *ways: Any) -> html.Div:
    """One sentence and the ways on."""
    return html.Div([html.P(words), html.P([part for way in ways for part in (way, " ")])], className="empty")


def without(view: View, **fields: Any) -> str:
    """The address of this page without some of its filters."""
    return view.path + write(replace(view.filters, **fields))


def outside(view: View, series: Series, kpi: Kpi) -> html.Div:
    """The place has values, and none of them lies in the chosen time."""
    grain = view.grain_of(kpi.id)
    first, last = (wording.period(series.points[at].period, grain) for at in (0, -1))
    return empty(
        say(
            "No value in the chosen time. This indicator has values from {first} to {last}.",
            first=first,
            last=last,
        ),
        _way(say("Show everything"), without(view, since=None, until=None, period="all")),
        _way(say("Show the usual period"), without(view, since=None, until=None, period="")),
    )


def undrawn(view: View, series: Series, kpi: Kpi) -> html.Div | None:
    """What stands where there is no line: every number is too small to be shown, or one is known; else nothing."""
    points = view.trim(series).points
    known = [point for point in points if point.value is not None]
    if not known and any(point.hidden for point in points):
        return empty(say(TOO_SMALL), *_larger(view, kpi))
    if len(known) != 1 or series.forecast:
        return None
    (one,) = known
    ways = []
    if sum(point.value is not None for point in series.points) > 1:
        ways.append(_way(say("Show everything"), without(view, since=None, until=None, period="all")))
    return empty(
        say(
            "One value is known in this time: {amount}, {period}. A chart needs two.",
            amount=wording.amount(kpi, one.value, view.currency),
            period=wording.period(one.period, view.grain_of(kpi.id)),
        ),
        *ways,
    )


def has_value(view: View, series: Iterable[Series]) -> bool:
    """Whether any of them has a value in the time of the page."""
    return any(point.value is not None for one in series for point in view.trim(one).points)


def is_bare(view: View) -> bool:
    """Whether no indicator of this page has a value for its place, time and filters."""
    known = [one for one in _shown_on(view) if one not in view.dark]
    return not has_value(view, view.ask(*known).series if known else ())


def bare(view: View, kpis: Sequence[str]) -> html.Div:
    """A page without any value says so once, instead of every part of it: `.bare` takes the others away."""
    ways, words = [], nothing_left(view)
    asked = view.ask(*kpis).series if kpis else ()
    if small := [s for s in asked if any(point.hidden for point in view.trim(s).points)]:
        return html.Div(empty(say(TOO_SMALL), *_larger(view, view.kpi(small[0].kpi_id))), className="bare")
    if view.filters.until:
        found = next((s for kpi_id in kpis if (s := _at_any_time(view, view.kpi(kpi_id)))), None)
        if found:
            grain = view.grain_of(found.kpi_id)
            words = say(
                "There are no values here in this time. There are values from {first} to {last}.",
                first=wording.period(found.points[0].period, grain),
                last=wording.period(found.points[-1].period, grain),
            )
        ways.append(_way(say("Show the usual period"), without(view, since=None, until=None, period="")))
    if view.filters.only:
        ways.append(_unfiltered(view))
    if view.filters.scope[0] != "network":
        ways.append(_way(say("Show the whole network"), without(view, facility_id="", unit_id="")))
    return html.Div(empty(words, *ways or [_way(say("What has been loaded"), "/data")]), className="bare")


def unlit_page(view: View) -> html.Div | None:
    """A page none of whose indicators has data, or may be seen, says so once and why; nothing where one is lit."""
    known = _shown_on(view)
    if not known or any(one not in view.dark for one in known):
        return None
    catalogue = _way(say("What each of them needs, in the catalogue"), f"/catalogue#{known[0]}")
    if all(one in view.denied for one in known):
        reasons = list(dict.fromkeys(view.denied[one] for one in known))
        words = say("None of these indicators is permitted to the role {role}.", role=view.access.role)
        return html.Div(empty(reasons[0] if len(reasons) == 1 else words, catalogue), className="bare")
    words = say("No indicator of this page has data yet: what they are made of has not been loaded.")
    return html.Div(empty(words, _way(say("What has been loaded"), "/data"), catalogue), className="bare")


def _shown_on(view: View) -> list[str]:
    """The indicators that this market lists on the page."""
    page = view.page
    mine = [kpi.id for kpi in view.kpis if page and kpi.number.startswith(page.numbers)]
    shown = [kpi_id for block in (page.blocks if page else ()) for kpi_id in block.kpis]
    return [one for one in dict.fromkeys((*mine, *view.market.counted(*shown))) if view.is_listed(one)]


def _at_any_time(view: View, kpi: Kpi) -> Series | None:
    """The series of an indicator whose values all lie behind the end of the chosen time."""
    if not view.filters.until:
        return None
    answer = view.engine.answer(replace(view.question(kpi.id), since=None, until=None), view.access)
    return next((series for series in answer.series if not series.group and series.points), None)


def filtered(view: View) -> str:
    """The filters of the address in words."""
    conditions = [wording.condition(name, values) for name, values in view.filters.only]
    if len(conditions) < 2:
        return "".join(conditions)
    first = ", ".join(conditions[:-1])
    return say("{first} and {last}", first=first, last=conditions[-1])


def _unheard_of(view: View) -> str:
    """The filters that name what the data do not know."""
    return " ".join(unheard_of(view.unknown.items()))


def _unfiltered(view: View) -> html.A:
    """To the page without its filters, or without those that name what nobody knows."""
    kept = tuple(pair for pair in view.filters.only if view.unknown and pair[0] not in view.unknown)
    return _way(say("Remove the filter"), without(view, only=kept))


def nothing_left(view: View, kpi_id: str = "") -> str:
    """Why no indicator of a page shows a value, or this one does not, and the way on, in words alone."""
    kpi = view.kpi(kpi_id)
    if kpi and (lacking := [n for n, _ in view.filters.only if n not in ("facility_id", "unit_id", *kpi.by)]):
        by = wording.dimension(lacking[0])
        return say("{title} cannot be filtered by {dimension}.", title=say(kpi.title), dimension=by)
    if view.unknown:
        return f"{_unheard_of(view)} " + say("Remove that filter above to see every value.")
    if view.filters.only:
        return say(
            "Nothing is left under the filter {filters}. Remove it above to see every value.",
            filters=filtered(view),
        )
    if view.filters.until:
        return say("There are no values here in this time. Choose another one above.")
    if view.filters.scope[0] == "network":
        if not view.access.sees_every_row:
            return say("There are no values here in what you may see.")
        return say("There are no values here yet.")
    return say(
        "{place} has no values here. Choose another place above.",
        place=view.place_name(view.filters.scope[1]),
    )


def nothing_to_split(view: View) -> str:
    """Why a breakdown has no group."""
    if view.filters.only:
        return nothing_left(view)
    return say("Nothing to split here: choose another breakdown.")


def hidden(view: View, kpi: Kpi) -> html.P | None:
    """The ways out of a small number, in a line."""
    ways = _larger(view, kpi)
    return html.P([part for way in ways for part in (way, " ")], className="block-text") if ways else None


def _larger(view: View, kpi: Kpi) -> list[html.A]:
    """A longer grain, no filter, or the place around this one: each has more behind its numbers."""
    ways = []
    longer = coarser(kpi, view.grain_of(kpi.id))
    if longer:
        ways.append(
            _way(say("Show it by {grain}", grain=say(longer)), without(view, grain=longer, period=""))
        )
    if view.filters.only:
        ways.append(_way(say("Remove the filter"), without(view, only=())))
    if view.filters.scope[0] != "network":
        ways.append(_way(say("Show the whole network"), without(view, facility_id="", unit_id="")))
    return ways


def nothing(view: View, kpi: Kpi) -> html.Div:
    """An indicator that shows nothing here: without data at all, under this filter, or at this place."""
    if reason := view.denied.get(kpi.id):
        asked = say("The owner to ask is: {owner}.", owner=say(kpi.owner))
        return empty(
            f"{reason} {asked}", _way(say("What it counts, in the catalogue"), f"/catalogue#{kpi.id}")
        )
    if reason := view.dark.get(kpi.id):
        return empty(
            say("No data yet. {reason}", reason=reason),
            _way(say("What feeds it, in the catalogue"), f"/catalogue#{kpi.id}"),
            _way(say("What has been loaded"), "/data"),
        )
    if series := _at_any_time(view, kpi):
        return outside(view, series, kpi)
    if view.filters.only:
        left = say("Nothing is left under the filter {filters}.", filters=filtered(view))
        return empty(_unheard_of(view) or left, _unfiltered(view))
    if view.filters.scope[0] == "network" and not view.access.sees_every_row:
        return empty(say("There are no values for this indicator in what you may see."))
    if view.filters.scope[0] == "network":
        return empty(
            say("There are no values for this indicator yet."), _way(say("What has been loaded"), "/data")
        )
    return empty(
        say("{place} has no values for this indicator.", place=view.place_name(view.filters.scope[1])),
        _way(say("Show the whole network"), without(view, facility_id="", unit_id="")),
    )
