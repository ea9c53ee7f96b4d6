"""Filters by dimension: which a page has, the groups that each lets through with how many stand behind them, as chips."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import inf
from typing import Any

from dash import html
from flask import Flask, Response, jsonify, request

from data.language import capital, say
from data.settings import Settings
from layouts import icons, wording
from layouts.filters import write
from layouts.page import Page, View, find
from layouts.viewing import view_of
from metrics.comparing import Comparison, Member
from metrics.cutting import may_cut
from metrics.kpi import Kpi
from metrics.question import Access, Question, QuestionError

UNITS = "unit_id"
PLACES = ("facility_id", UNITS)


def own_kpis(view: View, page: Page) -> list[Kpi]:
    """The indicators of a page that have data: the one it is about, else those of its tiles and of its numbers."""
    if "kpi_id" in view.params:
        found = [view.kpi(view.params["kpi_id"])]
    else:
        shown = shown_kpis(view, page)
        mine = [kpi.id for kpi in view.kpis if page.numbers and kpi.number.startswith(page.numbers)]
        found = [view.kpi(kpi_id) for kpi_id in dict.fromkeys((*shown, *mine))]
    return [kpi for kpi in found if kpi is not None and kpi.id not in view.dark]


def shown_kpis(view: View, page: Page) -> list[str]:
    """The indicator that a page is about, else those of its tiles."""
    if "kpi_id" in view.params:
        return [view.params["kpi_id"]]
    return [kpi_id for block in page.blocks for kpi_id in block.kpis]


def dimensions(view: View, page: Page) -> dict[str, Kpi]:
    """The dimensions by which a page can be filtered, each with the indicator whose groups are offered: those that
    most of its indicators have come first, and places only where the reader may see more than one."""
    if not (page.has_filters and page.has_narrowing):
        return {}
    kpis = own_kpis(view, page)
    count: dict[str, int] = {}
    whose: dict[str, Kpi] = {}
    for kpi in kpis:
        for name in (*kpi.by, *PLACES):
            if _may(view, kpi, name):
                count[name] = count.get(name, 0) + 1
                whose.setdefault(name, kpi)
    scope_type, scope_id = view.filters.scope
    for kind, around in (("facility", ("network",)), ("unit", ("network", "facility"))):
        inside = [p for p in view.places if p.scope_type == kind and scope_id in ("*", p.parent_id)]
        if scope_type not in around or len(inside) < 2:
            whose.pop(f"{kind}_id", None)
    order = sorted(whose, key=lambda name: (name in PLACES, -count[name], wording.dimension(name)))
    return {name: whose[name] for name in order}


def _may(view: View, kpi: Kpi, name: str) -> bool:
    return may_cut(kpi, Question((kpi.id,), by=name), view.access, [], is_alone=False)


def groups(view: View, kpi: Kpi, name: str) -> Comparison | None:
    """Every group of a dimension under the other filters of the page, over its time or the last twelve months."""
    filters = replace(view.filters, only=tuple(pair for pair in view.filters.only if pair[0] != name))
    through = view.stamp.data_through if view.stamp else None
    is_chosen = bool(filters.period or filters.since or filters.until)
    since, until = filters.window(through) if is_chosen else (None, None)
    asked = replace(filters.question((kpi.id,), name), grain="month", since=since, until=until, asof=None)
    try:
        return view.engine.compare(asked, view.access)  # type: ignore[no-any-return]
    except QuestionError:
        return None


def behind(found: Comparison | None, values: tuple[str, ...]) -> str:
    """How many stand behind the chosen groups; nothing can be added up once one of them is hidden."""
    chosen = [one for one in found.members if one.group in values] if found else []
    if not chosen:
        return ""
    if any(one.hidden or one.n is None for one in chosen):
        return say("n hidden")
    return f"n = {wording.count(sum(one.n or 0 for one in chosen))}"


def chips(view: View, page: Page) -> list[Any]:
    """Each filter as a chip: its words change it, the cross takes it away."""
    whose = dimensions(view, page)
    made = []
    for name, values in view.filters.only:
        found = groups(view, whose[name], name) if name in whose else None
        labels = {one.group: one.label for one in found.members} if found else {}
        words = wording.condition(name, values)
        if any(value in labels for value in values):
            words = f"{wording.dimension(name)}: {', '.join(labels.get(value, value) for value in values)}"
        n = behind(found, values)
        gone = view.path + write(
            replace(view.filters, only=tuple(o for o in view.filters.only if o[0] != name))
        )
        strange = view.unknown.get(name, ())
        change = html.Button(
            [words, html.Span(n, className="chip-n") if n else None, *_unheard_of(values, strange)],
            className="chip-words",
            title=_about(found, whose.get(name)),
            **{"data-narrow": name, "aria-haspopup": "dialog"},
        )
        cross = html.A(
            html.Span("×", **{"aria-hidden": "true"}),
            href=gone,
            className="chip-gone",
            **{"aria-label": say("Remove the filter {dimension}", dimension=wording.dimension(name))},
        )
        made.append(html.Span([change, cross], className="chip chip-strange" if strange else "chip"))
    return made


def _unheard_of(values: tuple[str, ...], strange: tuple[str, ...]) -> list[Any]:
    """What a filter names that the data do not know, beside its words."""
    if not strange:
        return []
    named = say("not in the data: {values}", values=", ".join(strange))
    said = say("not in the data") if len(strange) == len(values) else named
    return [html.Span([icons.line("warning"), said], className="chip-n chip-unheard")]


def _about(found: Comparison | None, kpi: Kpi | None) -> str | None:
    """Of what the numbers behind a filter are."""
    if found is None or kpi is None:
        return None
    last = found.until - timedelta(days=1)
    return say("{indicator}, {span}", indicator=say(kpi.title), span=wording.span(found.since, last))


def adder(view: View, page: Page) -> html.Button | None:
    """The button that offers every dimension the indicators of the page have."""
    names = dimensions(view, page)
    if not names:
        return None
    offered = [[name, capital(wording.dimension(name))] for name in names]
    return html.Button(
        [html.Span("+ ", **{"aria-hidden": "true"}), say("Filter")],
        className="quiet-link add-filter",
        **{
            "data-narrow": "",
            "data-dimensions": json.dumps(offered, ensure_ascii=False),
            "aria-haspopup": "dialog",
            "aria-label": say("Add a filter"),
        },
    )


def units_chosen(view: View) -> tuple[str, ...]:
    """The units that the address joins into one place."""
    return next((values for name, values in view.filters.only if name == UNITS), ())


def _row(one: Member, chosen: set[str]) -> dict[str, Any]:
    n = say("hidden") if one.hidden else wording.count(one.n) if one.n is not None else ""
    return {"value": one.group, "label": one.label, "n": n, "is_chosen": one.group in chosen}


def _under_facilities(view: View, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Units in the order of the organisation, each with the facility under which it stands."""
    names = {p.scope_id: p.name for p in view.places if p.scope_type == "facility"}
    homes = {p.scope_id: names.get(p.parent_id, "") for p in view.places if p.scope_type == "unit"}
    order = {name: at for at, name in enumerate(names.values())}
    placed = [row | {"under": homes.get(row["value"], "")} for row in rows]
    return sorted(placed, key=lambda row: (order.get(row["under"], len(order)), row["label"]))


def _place(one: Member) -> tuple[bool, float, str]:
    """Days and bands in their order, names by the alphabet, what is not known last."""
    number = re.match(r"\d+", one.group)
    return one.group == "unknown", float(number[0]) if number else inf, one.label


def offer(view: View, page: Page, name: str) -> dict[str, Any]:
    """The groups of a dimension as they may be shown, with which of them are chosen."""
    kpi = dimensions(view, page).get(name)
    found = groups(view, kpi, name) if kpi else None
    chosen = {value for one, values in view.filters.only if one == name for value in values}
    if found is None:
        return {
            "title": capital(wording.dimension(name)),
            "rows": [],
            "note": say("Nothing to choose from here."),
        }
    hidden = sum(bool(one.hidden) for one in found.members)
    rows = [_row(one, chosen) for one in sorted(found.members, key=_place)]
    note = [say("n of {about}.", about=_about(found, kpi))]
    note += [say("Small numbers are hidden; their groups can be chosen all the same.")] if hidden else []
    return {
        "title": capital(wording.dimension(name)),
        "rows": _under_facilities(view, rows) if name == UNITS else rows,
        "note": " ".join(note),
    }


def register(
    server: Flask, engine: Any, settings: Settings, access: Callable[[], Access], store: Any = None
) -> None:
    @server.get("/groups.json")
    def groups_of_a_dimension() -> Response:
        path = request.args.get("path", "/")
        view, _ = view_of(engine, settings, path, request.args.get("search", ""), access(), store)
        found = find(path)
        if found is None or view.stamp is None:
            return jsonify({"title": "", "rows": [], "note": say("There are no data yet.")})
        return jsonify(offer(replace(view, params=found[1]), found[0], request.args.get("by", "")[:60]))
