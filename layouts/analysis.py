"""What every block of analysis starts from: the breakdown in force, its choice as links, and a plain word where it has nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dash import html

from data.language import mark, say
from layouts import menus, wording
from layouts.blocks import heading
from layouts.filters import write
from layouts.page import View
from metrics.kpi import Kpi
from metrics.question import Question

PLACES = ("facility_id", "unit_id")
FROZEN = mark(
    "Of earlier data the figures of places are kept, not what lies behind them. Go back to "
    "today's figures to see why they changed, how groups compare and how equal they are."
)


def splits(view: View, kpi: Kpi) -> list[str]:
    """The ways in which a KPI can be taken apart where one stands: the places below first, then its own dimensions."""
    scope_type, scope_id = view.filters.scope
    found = []
    if scope_type == "network" and sum(p.scope_type == "facility" for p in view.places) > 1:
        found.append("facility_id")
    units = [p for p in view.places if p.scope_type == "unit" and scope_id in ("*", p.parent_id)]
    if scope_type != "unit" and len(units) > 1:
        found.append("unit_id")
    return found + [name for name in kpi.by if name not in PLACES]


def chosen(view: View, dimensions: Sequence[str]) -> str:
    """The breakdown of the address where it is one of these, else the first that is not filtered already."""
    if view.filters.by in dimensions:
        return view.filters.by
    filtered = {name for name, _ in view.filters.only}
    return next((name for name in dimensions if name not in filtered), dimensions[0])


def question(view: View, kpi_id: str, by: str) -> Question:
    """The question of a block of analysis, at the grain of the page."""
    through = view.stamp.data_through if view.stamp else None
    asked = view.filters.question((kpi_id,), by, through)
    since, until = view.filters.since, view.filters.until
    return replace(asked, since=since, until=until)


def chooser(view: View, dimensions: Iterable[str], current: str) -> html.Nav | None:
    """The breakdowns as links: each is the same page with another `by` in its address."""
    links = [
        html.A(
            wording.dimension(name),
            href=view.path + write(replace(view.filters, by=name)),
            **({"aria-current": "true"} if name == current else {}),
        )
        for name in dimensions
    ]
    if len(links) < 2:
        return None
    return html.Nav([html.Span(say("By")), *links], className="chooser", **{"aria-label": say("Breakdown")})


def titled(view: View, title: str) -> list[Any]:
    """The heading of a block whose table and picture can be taken away as they are shown."""
    return heading(title, menu=menus.of_figure(view, title))


def silent(title: str, words: str) -> html.Div:
    """A block that has nothing to show says why."""
    return html.Div([*heading(title), html.P(words, className="muted")])


def told(words: str) -> str:
    """A reason of the engine as a sentence."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


LEFT_OUT = {"no interval": mark("without an interval"), "no value": mark("without a value")}


def reason(code: str) -> str:
    """Why a group is not shown, from the code the engine gives: `<11` or `n<30`."""
    if code.startswith("<"):
        return say("hidden for the few people behind it")
    if code.startswith("n<"):
        return say("fewer than {n} to rest on", n=code[2:])
    return say(LEFT_OUT.get(code, code))


def segment(split: str, group: str, only: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, Any]:
    """What changes in the address when one goes into a group."""
    if split in PLACES:
        return {"facility_id": "", "unit_id": "", split: group, "only": only}
    return {"only": (*(pair for pair in only if pair[0] != split), (split, (group,)))}


def is_place_without_name(group: str) -> bool:
    """Rows that no unit of the master list names: there is no page to go to."""
    return group.startswith("?:")


def named(view: View, by: str, group: str, label: str) -> str:
    """A group by a name that means one thing: units that share theirs, or have none, are told with their facility."""
    if by != "unit_id":
        return label
    if is_place_without_name(group):
        return f"{label}, {view.place_name(group[2:])}"
    place = next((p for p in view.places if p.scope_id == group), None)
    alike = [p for p in view.places if p.scope_type == "unit" and p.name == label]
    return f"{label}, {view.place_name(place.parent_id)}" if place and len(alike) > 1 else label
