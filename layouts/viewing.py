"""From an address to a view: what it names that does not exist here is left out and said in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.language import say
from data.settings import Settings
from layouts import comparing
from layouts.filters import FISCAL, Filters, read
from layouts.page import View, find
from layouts.states import filtered
from metrics.question import Access

PLACES = ("facility_id", "unit_id")


def view_of(
    engine: Any, settings: Settings, path: str, search: str, access: Access, store: Any = None
) -> tuple[View, tuple[str, ...]]:
    """The view of an address and the sentences that its reader must know, never an error page."""
    filters, notes = read(search)
    found = find(path)
    view = View(engine, settings, filters, access, found[1] if found else {}, path, store=store)
    if view.stamp is None:
        return view, ()
    scope_type, scope_id = filters.scope
    if scope_type != "network" and not any(
        p.scope_type == scope_type and p.scope_id == scope_id for p in view.places
    ):
        notes += (
            say("The address names a facility that does not exist here. The whole network is shown.")
            if scope_type == "facility"
            else say("The address names a unit that does not exist here. The whole network is shown."),
        )
        filters = replace(filters, facility_id="", unit_id="")
    elif filters.facility_id and filters.unit_id:
        if not any(p.scope_id == filters.unit_id and p.parent_id == filters.facility_id for p in view.places):
            notes += (
                say("The address names a unit and a facility that it is not part of. The unit is shown."),
            )
        filters = replace(filters, facility_id="")
    if filters.asof is not None and (sentence := _cannot_look_back(view, filters.asof)):
        notes += (sentence,)
        filters = replace(filters, asof=None)
    if filters.asof is not None:
        filters, left = _as_kept(view, filters)
        notes += left
    if filters.period in FISCAL:
        calendar = engine.calendar(*filters.scope, access)
        filters = filters.placed(calendar, view.stamp.data_through)
    known, whose = dimensions(view)
    if filters.by and filters.by not in known:
        notes += (
            say(
                "{indicator} cannot be broken down as the address asks. The usual breakdown is shown.",
                indicator=whose,
            ),
        )
        filters = replace(filters, by="")
    if strange := [name for name, _ in filters.only if name not in known]:
        notes += (
            say(
                "{indicator} cannot be filtered as the address asks. That filter is left out.",
                indicator=whose,
            ),
        )
        filters = replace(filters, only=tuple(pair for pair in filters.only if pair[0] not in strange))
    if filters.only and found and not found[0].has_narrowing:
        notes += (
            say(
                "The filter {filters} is left out here: these are figures of whole places.",
                filters=filtered(replace(view, filters=filters)),
            ),
        )
        filters = replace(filters, only=())
    if sentence := comparing.note(filters):
        notes += (sentence,)
    return replace(view, filters=filters, kept={}), notes


def _cannot_look_back(view: View, load: int) -> str:
    """Why an earlier data load cannot be shown, or nothing where it can."""
    found = find(view.path)
    if found is not None and found[0].only_now:
        return f"{say(found[0].only_now)} " + say("Here you see today's figures.")
    if found is None or not found[0].can_look_back:
        return say("Earlier figures are shown on the pages of indicators. Here you see today's.")
    known = view.engine.published()
    if load not in known:
        return say(
            "There is no data load {load} that could be shown again. You see today's figures.", load=load
        )
    if not view.engine.sees_all(view.filters.question(()), view.access):
        return say(
            "Earlier figures are kept of whole places, and you see a part of this one. You see today's."
        )
    return ""


def _as_kept(view: View, filters: Filters) -> tuple[Filters, tuple[str, ...]]:
    """The filters as far as figures of an earlier data load are kept for them, and what of them is left out."""
    notes: tuple[str, ...] = ()
    if filters.only:
        shown = filtered(replace(view, filters=filters))
        words = say(
            "The filter {filters} is left out: earlier figures are kept of whole places.", filters=shown
        )
        notes, filters = (words,), replace(filters, only=())
    if filters.like:
        words = say("Like-for-like is left out: earlier figures are kept of whole places.")
        notes, filters = (*notes, words), replace(filters, like="")
    if filters.grain == "day":
        notes += (say("Earlier figures of single days are not kept: months are shown."),)
        filters = replace(filters, grain="month", period="")
    return filters, notes


def dimensions(view: View) -> tuple[set[str], str]:
    """By what the indicators of a page can be split, and how those are called."""
    kpi = view.kpi(view.params["kpi_id"]) if "kpi_id" in view.params else None
    if kpi:
        return {*PLACES, *kpi.by}, say(kpi.title)
    return {*PLACES, *(name for kpi in view.kpis for name in kpi.by)}, say("The indicators here")
