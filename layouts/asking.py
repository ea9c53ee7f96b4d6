"""From what was typed to a question, and from the catalogue to a list: the reading commands of the terminal."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from layouts.command_line import WRONG, Told, meant
from metrics.catalogue import FAMILY, KPIS
from metrics.kpi import Kpi
from metrics.question import Question

PLACES = {"facility": "facility_id", "unit": "unit_id"}


def kpi_of(name: str) -> Kpi:
    """A KPI by its id or its number in the catalogue."""
    found = KPIS.get(name) or next((kpi for kpi in KPIS.values() if kpi.number == name), None)
    if found is None:
        raise Told(WRONG, f"there is no KPI {name!r}{meant(name, KPIS)}; `wardboard list` shows all")
    return found


def question_of(args: argparse.Namespace, engine: Any) -> Question:
    """The question of `wardboard answer`, or the sentence that says which word of it is not known."""
    kpi = kpi_of(args.kpi)
    scope = ("network", "*")
    if args.unit:
        places = {place.scope_id: place.scope_type for place in engine.places()}
        if args.unit not in places:
            raise Told(WRONG, f"there is no unit or facility {args.unit!r}{meant(args.unit, places)}")
        scope = (places[args.unit], args.unit)
    by = PLACES.get(args.by, args.by)
    known = dict.fromkeys((*PLACES, *(name for name in kpi.by if name not in PLACES.values())))
    if by and by not in (*PLACES.values(), *kpi.by):
        raise Told(WRONG, f"{kpi.id} cannot be split by {args.by!r}; it can by {', '.join(known)}")
    until = args.until + timedelta(days=1) if args.until else None
    return Question((kpi.id,), args.grain, *scope, by=by, since=args.since, until=until)


def catalogue(engine: Any | None) -> list[dict[str, str]]:
    """Every KPI and whether the data light it; `engine` is None while there are no data."""
    dark = engine.dark() if engine else {}
    return [
        {
            "number": kpi.number,
            "id": kpi.id,
            "title": kpi.title,
            "unit": kpi.unit,
            "family": FAMILY[kpi.id],
            "state": "no data yet" if engine is None else "dark" if kpi.id in dark else "lit",
            "reason": dark.get(kpi.id, ""),
        }
        for kpi in KPIS.values()
    ]
