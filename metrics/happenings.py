"""What happened where: events that people wrote down, as far as a reader may see their place.

Events are read live from the store, not frozen at refresh as targets are. They decide no number and no verdict, so
nothing that was published would change by them; and who writes one down wants to see it at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.places import Places
from metrics.question import Access, Question


@dataclass(frozen=True)
class Happening:
    """One event. `place` is its name; `kpi_id` is empty for one that matters to every KPI."""

    on: date
    sentence: str
    place: str
    kpi_id: str
    event_id: int = 0
    scope_type: str = "network"
    scope_id: str = "*"
    written_by: str = ""


def happenings(
    rows: Iterable[Mapping[str, Any]], places: Places, question: Question | None, access: Access
) -> tuple[Happening, ...]:
    """The events that a chart of `question` shows, by day; without a question all that may be seen.

    A place shows its own events and those of the places around it; the network and a facility also show those of the
    places inside, since they move its numbers too.
    """
    seen = {(place.scope_type, place.scope_id) for place in places.seen_by(access)}
    found = []
    for row in rows:
        if (row["scope_type"], row["scope_id"]) not in seen:
            continue
        if question is not None and not _matters(row, question, places):
            continue
        found.append(
            Happening(
                row["event_date"],
                row["sentence"],
                places.name(row["scope_type"], row["scope_id"]),
                row["kpi_id"] or "",
                row["event_id"],
                row["scope_type"],
                row["scope_id"],
                row["written_by"],
            )
        )
    return tuple(sorted(found, key=lambda one: (one.on, one.event_id)))


def _matters(row: Mapping[str, Any], question: Question, places: Places) -> bool:
    if row["kpi_id"] and row["kpi_id"] not in question.kpis:
        return False
    if (question.since and row["event_date"] < question.since) or (
        question.until and row["event_date"] >= question.until
    ):
        return False
    if row["scope_type"] == "network" or question.scope_type == "network":
        return True
    if row["scope_type"] == question.scope_type:
        return bool(row["scope_id"] == question.scope_id)
    around = places.facility_id(question.scope_type, question.scope_id)
    return places.facility_id(row["scope_type"], row["scope_id"]) == around
