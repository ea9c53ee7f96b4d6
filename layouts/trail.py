"""The audit trail as a table: who wrote what, where and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from data.language import capital, mark, say
from layouts import blocks, menus, tables, wording
from layouts.filters import read
from layouts.page import View
from metrics.question import Question

MOST = 200
NOTE = mark(
    "Every change that people make is kept with the name they were signed in with on this "
    "machine; no entry can be edited here."
)

COUNTS = ("shown", "total")

# What the store calls each change.
DONE = {
    "action added": mark("Action added"),
    "action changed": mark("Action changed"),
    "benchmark set": mark("Benchmark set"),
    "benchmark withdrawn": mark("Benchmark withdrawn"),
    "benchmarks imported": mark("Benchmarks imported"),
    "comment added": mark("Comment added"),
    "comment withdrawn": mark("Comment withdrawn"),
    "event added": mark("Event added"),
    "event withdrawn": mark("Event withdrawn"),
    "events imported": mark("Events imported"),
    "rebase approved": mark("Rebase approved"),
    "rebase withdrawn": mark("Rebase withdrawn"),
    "records opened": mark("Records opened"),
    "target set": mark("Target set"),
    "target withdrawn": mark("Target withdrawn"),
    "targets imported": mark("Targets imported"),
    "view deleted": mark("View deleted"),
    "view saved": mark("View saved"),
    "visit opened": mark("Visit opened"),
}


def trail(view: View) -> Any:
    """The newest changes; those about what the reader may not see are left out."""
    rows = view.store.audit(MOST) if view.store else []
    places = {f"{place.scope_type}:{place.scope_id}": place.name for place in view.places}
    lines = []
    for row in rows:
        detail = json.loads(row["detail"])
        if detail.get("scope", "network:*") not in places or not _may_see(view, detail):
            continue
        lines.append(
            (
                wording.instant(row["at_ts"]),
                row["written_by"] or say("unknown"),
                say(DONE[row["action"]]) if row["action"] in DONE else capital(row["action"]),
                _about(view, detail, places),
            )
        )
    head = blocks.heading(
        say("Who wrote what"), say(NOTE), menus.of_table(view, say("Who wrote what")) if lines else None
    )
    if not lines:
        return [*head, html.P(say("Nothing has been written yet."), className="muted")]
    return [
        *head,
        tables.plain((say("When"), say("Who"), say("What"), say("About")), lines, say("Who wrote what")),
    ]


def _may_see(view: View, detail: Mapping[str, Any]) -> bool:
    asked = _asked(detail)
    return asked is None or view.engine.may_ask(asked, view.access)


def _asked(detail: Mapping[str, Any]) -> Question | None:
    """What an entry is about, as a question; nothing where it names no indicator."""
    kpi_id = detail.get("kpi") or detail.get("kpi_id")
    if not kpi_id:
        return None
    scope_type, _, scope_id = detail.get("scope", "network:*").partition(":")
    only = read(detail.get("filters", ""))[0].only
    return Question((str(kpi_id),), "month", scope_type, scope_id, only=only)


def _about(view: View, detail: Mapping[str, Any], places: Mapping[str, str]) -> str:
    """The detail of an entry in words, without counts of rows that are not all the reader's."""
    said, asked = [], _asked(detail)
    is_whole = asked is None or view.engine.sees_all(asked, view.access)
    for name, value in detail.items():
        if name in COUNTS and not is_whole:
            continue
        if name in ("kpi", "kpi_id"):
            kpi = view.kpi(str(value))
            said.append((0, say(kpi.title) if kpi else str(value)))
        elif name == "scope":
            said.append((1, places[value]))
        else:
            said.append((2, f"{wording.dimension(name)} {_plainly(value)}"))
    return " · ".join(words for _, words in sorted(said, key=lambda part: part[0]))


def _plainly(value: Any) -> str:
    """A detail as people write it: a day, the names of fields, or the words themselves."""
    if isinstance(value, list):
        return ", ".join(wording.dimension(str(one)) for one in value)
    try:
        return wording.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
