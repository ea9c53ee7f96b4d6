"""What the search palette knows: pages, indicators and places, each with the address it leads to, and whole questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask, Response, jsonify, request

from data.language import say
from data.settings import Settings
from layouts import acted, expecting, saved
from layouts.filters import FISCAL, Filters, address, write
from layouts.page import View, every_page
from layouts.viewing import view_of
from metrics.calendars import Calendar
from metrics.question import Access, Question, QuestionError
from metrics.sentence import NotUnderstood, Understood, World, read

Entry = dict[str, str]
LONGEST = 200


def pages(view: View) -> list[Entry]:
    return [
        {
            "title": say(p.title),
            "kind": say("Page"),
            "group": "page",
            "words": say(p.lead),
            "href": address(p.path, view.filters),
        }
        for p in every_page()
        if p.order < 100
    ]


def indicators(view: View) -> list[Entry]:
    return [
        {
            "title": say(kpi.title),
            "kind": say("Not permitted")
            if kpi.id in view.denied
            else say("No data yet")
            if kpi.id in view.engine.dark()
            else say("Indicator"),
            "group": "dark" if kpi.id in view.engine.dark() and kpi.id not in view.denied else "",
            "words": f"{kpi.number} {kpi.id} {say(kpi.means)}",
            "href": address(f"/kpi/{kpi.id}", view.filters),
        }
        for kpi in view.kpis
    ]


def places(view: View) -> list[Entry]:
    """A place narrows the page one is on."""
    found = []
    for place in view.places:
        key = {"facility": "facility_id", "unit": "unit_id"}.get(place.scope_type)
        chosen = {"facility_id": "", "unit_id": ""} | ({key: place.scope_id} if key else {})
        found.append(
            {
                "title": place.name,
                "kind": say("Place, in {place}", place=view.place_name(place.parent_id))
                if key == "unit_id"
                else say("Place"),
                "words": place.unit_type.replace("_", " "),
                "href": view.path + write(replace(view.filters, **chosen)),
            }
        )
    return found


# Who has more to be found by name adds a function here: a view in, entries out.
ON_EVERY_HOME: list[Callable[[View], list[Entry]]] = [pages]
WITH_DATA: list[Callable[[View], list[Entry]]] = [
    indicators, places, saved.entries, acted.entries, expecting.entries,
]  # fmt: skip


def entries(view: View) -> list[Entry]:
    """Everything that can be found by name."""
    kinds = ON_EVERY_HOME if view.stamp is None else [*ON_EVERY_HOME, *WITH_DATA]
    return [entry for kind in kinds for entry in kind(view)]


def world(view: View) -> World:
    """What a question may speak of at this home, for this asker. Needs data."""
    assert view.stamp is not None

    def values(kpi_id: str, name: str) -> list[tuple[str, str]]:
        # The groups that the breakdown of the page would show, at the grain with the fewest points.
        asked = Question((kpi_id,), view.engine.kpis()[kpi_id].grains[-1], by=name)
        try:
            answer = view.engine.answer(asked, view.access)
        except QuestionError:
            return []
        return [(s.group, s.group_label) for s in answer.series if s.group]

    named = {
        word: page.path
        for page in every_page()
        if page.order < 100
        for word in (page.title, say(page.title), *page.also)
    }
    through = view.stamp.data_through or view.stamp.as_of
    assert through is not None

    def calendar(scope: tuple[str, str] | None) -> Calendar:
        return view.engine.calendar(*(scope or view.filters.scope), view.access)  # type: ignore[no-any-return]

    return World(
        view.engine.kpis(), view.places, named, values, through, view.params.get("kpi_id", ""), calendar
    )


def leads_to(found: Understood, view: View) -> str:
    """The address of an understood question. It says everything itself; only a question that names neither an
    indicator nor a page changes the page that is open."""
    is_here = not (found.kpi_id or found.page)
    chosen: dict[str, Any] = {}
    if found.scope[0]:
        chosen |= {"facility_id": "", "unit_id": ""}
        if found.scope[0] != "network":
            chosen[f"{found.scope[0]}_id"] = found.scope[1]
    if found.since or found.until or found.is_everything:
        named = [key for key, name in FISCAL.items() if name == found.stretch]
        period = "all" if found.is_everything else "".join(named)
        dates = {"since": None, "until": None} if named else {"since": found.since, "until": found.until}
        chosen |= {**dates, "period": period}
    chosen |= {key: getattr(found, key) for key in ("grain", "compare", "by") if getattr(found, key)}
    if found.only:
        names = {name for name, _ in found.only}
        kept = [pair for pair in view.filters.only if pair[0] not in names] if is_here else []
        chosen["only"] = (*kept, *found.only)
    path = view.path if is_here else found.page or f"/kpi/{found.kpi_id}"
    return path + write(replace(view.filters if is_here else Filters(), **chosen))


def told(sentence: str, view: View) -> dict[str, Any]:
    """What was understood, as chips with the address, or why not, with what could have been meant."""
    try:
        found = read(sentence, world(view))
    except NotUnderstood as refusal:
        could = [{"title": title, "sentence": other} for title, other in refusal.could]
        return {"refused": str(refusal), "could": could}
    chips = [{"kind": say(part.kind), "words": part.words} for part in found.parts]
    if found.kpi_id and not found.scope[0]:
        chips.append({"kind": say("Place"), "words": view.place_name("*")})
    if not (found.kpi_id or found.page):
        chips.insert(0, {"kind": say("Page"), "words": say("this page")})
    dark = view.dark.get(found.kpi_id, "")
    return {
        "chips": chips,
        "href": leads_to(found, view),
        "note": say("No data yet: {reason}", reason=dark) if dark else "",
    }


def register(
    server: Flask, engine: Any, settings: Settings, access: Callable[[], Access], store: Any = None
) -> None:
    def here() -> View:
        """The view of the page that the palette was opened on."""
        path = request.args.get("path", "/")
        query = request.args.get("search", "")
        return view_of(engine, settings, path if path.startswith("/") else "/", query, access(), store)[0]

    @server.get("/palette.json")
    def palette() -> Response:
        return jsonify(entries(here()))

    @server.get("/sentence.json")
    def sentence() -> Response:
        view = here()
        if view.stamp is None:
            return jsonify({"refused": say("There are no data yet."), "could": []})
        return jsonify(told(request.args.get("q", "")[:LONGEST], view))
