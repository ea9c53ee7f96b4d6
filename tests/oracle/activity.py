"""Who came and who left: visit by visit, and every stay walked from its first ward to its last."""

from __future__ import annotations

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.ed_waits import visits
from tests.oracle.flow import PASSING, units
from tests.oracle.hospital import grouped, local, seconds
from tests.oracle.stays import left
from tests.oracle.volumes import leaving


def came(tables: Tables) -> list[Row]:
    """Emergency visits with the hour of their arrival."""
    arrivals = {visit["encounter_id"]: visit["arrival_ts"] for visit in tables["ed_visit"]}
    return [
        visit | {"arrival_hour": local(visit, arrivals[visit["encounter_id"]]).hour}
        for visit in visits(tables)
    ]


def first_ward(tables: Tables, stay: Row) -> str:
    """The first bedded place of a stay that lasted; the last one where none is known."""
    places = units(tables)
    path = [
        step
        for step in tables["encounter_location"]
        if step["encounter_id"] == stay["encounter_id"]
        and places[step["unit_id"]]["is_inpatient_bedded"]
        and places[step["unit_id"]]["unit_type"] not in PASSING
        and (step["out_ts"] is None or seconds(step["in_ts"], step["out_ts"]) >= 15 * 60)
    ]
    if not path:
        return stay["unit_id"]
    return min(
        path, key=lambda s: (s["in_ts"], s["out_ts"] is None, s["out_ts"] or s["in_ts"], s["stay_id"])
    )["unit_id"]


def band(days: int | None) -> str:
    if days is None:
        return "unknown"
    return str(days) if days < 15 else "15-20" if days < 21 else "21-30" if days < 31 else "31+"


def gone(tables: Tables) -> list[Row]:
    """Finished stays with their way through the house."""
    rows = []
    for stay in left(tables):
        first = first_ward(tables, stay)
        rows.append(
            stay
            | {
                "weekday": stay["day"].isoweekday(),
                "los_band": band(stay["los"]),
                "first_unit_id": first,
                "first_unit_type": units(tables).get(first, {}).get("unit_type", "other"),
            }
        )
    return rows


def count(rows: list[Row], by: str, grain: str) -> Values:
    return {key: float(len(group)) for key, group in grouped(rows, by, grain).items()}


ORACLE = {
    "ed_visits_count": lambda tables, by, grain: count(came(tables), by, grain),
    "discharges_count": lambda tables, by, grain: count(gone(tables), by, grain),
    "discharges_count_incl_newborn": lambda tables, by, grain: count(leaving(tables), by, grain),
}
