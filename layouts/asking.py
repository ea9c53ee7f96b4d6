"""The reading commands of the terminal: what the engine answers, what it knows, and how a number comes about."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import timedelta
from typing import Any

from layouts import terminal, wording
from layouts.command_line import DONE, EMPTY, WRONG, Told, meant
from metrics.catalogue import FAMILY, SITE
from metrics.engine import Engine
from metrics.kpi import Kpi
from metrics.question import Access, Question
from metrics.to_date import Wanted

PLACES = {"facility": "facility_id", "unit": "unit_id"}
NO_DATA = "there are no data yet: `wardboard load PATH…` or `wardboard demo`"


def answer(args: argparse.Namespace, engine: Engine) -> int:
    """Print value, n, limits, verdict and data stamp."""
    kpi = kpi_of(args.kpi, engine)
    if engine.stamp() is None:
        raise Told(EMPTY, NO_DATA)
    by = _by(args.by, kpi)
    until = args.until + timedelta(days=1) if args.until else None
    scope = scope_of(args.unit, engine, args.access)
    if args.over:
        wanted = Wanted(args.over, args.against, args.per, args.like)
        terminal.print_to_date(
            engine.to_date(Question((kpi.id,), "month", *scope), wanted, args.access), args.json
        )
        return DONE
    found = engine.answer(
        Question(
            (kpi.id,),
            args.grain,
            *scope,
            by=by,
            since=args.since,
            until=until,
            asof=args.asof,
            like=args.against if args.like else "",
        ),
        args.access,
    )
    terminal.print_answer(found, engine.kpis(), args.json, is_whole=bool(args.since or args.until))
    return EMPTY if found.dark or found.denied else DONE


def restated(args: argparse.Namespace, engine: Engine) -> int:
    """Print which final values changed after they were published."""
    kpis = engine.kpis()
    rows = [
        {
            "kpi": one.kpi_id,
            "period": wording.period(one.period, args.grain),
            "place": one.place,
            "was": one.hidden or wording.amount(kpis[one.kpi_id], one.old),
            "is": one.hidden or wording.amount(kpis[one.kpi_id], one.new),
            "why": one.reason,
            "data": one.load_id,
            "published": one.published[:16],
        }
        for one in engine.restated(args.grain, access=args.access)
    ]
    names = ("kpi", "period", "place", "was", "is", "why", "data", "published")
    terminal.print_table(rows, names, args.json, "No final value was changed.")
    return DONE


def listing(args: argparse.Namespace, engine: Engine) -> int:
    """Print every KPI and whether the data light it."""
    dark, denied = engine.dark(), engine.denied(args.access)
    has_data = engine.stamp() is not None
    rows: list[dict[str, Any]] = [
        {
            "number": kpi.number,
            "id": kpi.id,
            "title": kpi.title,
            "unit": kpi.unit,
            "family": FAMILY.get(kpi.id, SITE),
            "state": "not permitted"
            if kpi.id in denied
            else "no data yet"
            if not has_data
            else "dark"
            if kpi.id in dark
            else "lit",
            "reason": denied.get(kpi.id) or dark.get(kpi.id, ""),
        }
        for kpi in engine.kpis().values()
    ]
    terminal.print_table(rows, tuple(rows[0]), args.json)
    return DONE


def explain(args: argparse.Namespace, engine: Engine) -> int:
    """Print a definition, its statement, the rows of each step and the verdict; with `--by` why it changed."""
    kpi = kpi_of(args.kpi, engine)
    grain = "month" if "month" in kpi.grains else kpi.grains[0]
    since, until = args.period or (None, None)
    question = Question((kpi.id,), grain, *scope_of(args.unit, engine, args.access), since=since, until=until)
    if args.by:
        if engine.stamp() is None:
            raise Told(EMPTY, NO_DATA)
        question = replace(question, by=_by(args.by, kpi), since=None, until=None)
        terminal.print_why(engine.why(question, after=since, access=args.access), args.json)
        return DONE
    terminal.print_definition(engine.explain(question, args.access), args.json)
    return DONE


def _by(name: str, kpi: Kpi) -> str:
    """The dimension that `--by` names."""
    by = PLACES.get(name, name)
    known = dict.fromkeys((*PLACES, *(own for own in kpi.by if own not in PLACES.values())))
    if by and by not in (*PLACES.values(), *kpi.by):
        raise Told(WRONG, f"{kpi.id} cannot be split by {name!r}; it can by {', '.join(known)}")
    return by


def kpi_of(name: str, engine: Engine) -> Kpi:
    """A KPI by its id or its number in the catalogue."""
    kpis = engine.kpis()
    found = kpis.get(name) or next((kpi for kpi in kpis.values() if kpi.number == name), None)
    if found is None:
        raise Told(WRONG, f"there is no KPI {name!r}{meant(name, kpis)}; `wardboard list` shows all")
    return found


def scope_of(unit: str | None, engine: Engine, access: Access = Access()) -> tuple[str, str]:  # noqa: B008
    """The place that `--unit` names; without it the whole network."""
    if not unit:
        return ("network", "*")
    if engine.stamp() is None:
        raise Told(EMPTY, NO_DATA)
    places = {place.scope_id: place.scope_type for place in engine.places(access)}
    if unit not in places:
        raise Told(WRONG, f"there is no unit or facility {unit!r}{meant(unit, places)}")
    return (places[unit], unit)


COMMANDS = {"answer": answer, "explain": explain, "list": listing, "restated": restated}
