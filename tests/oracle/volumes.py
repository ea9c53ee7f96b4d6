"""Volumes, counted one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.clinic_waits import appointments
from tests.oracle.ed_waits import visits
from tests.oracle.flow import bed_days, covered, encounters, units
from tests.oracle.hospital import ZONES, grouped, local, valued
from tests.oracle.theatre_lists import cases


def leaving(tables: Tables) -> list[Row]:
    """Every inpatient who left, newborns too: they give a day its place and do not count."""
    return [
        {
            "facility_id": stay["facility_id"],
            "unit_id": stay["discharge_unit_id"] or f"?:{stay['facility_id']}",
            "day": local(stay, stay["discharge_ts"]).date(),
            "is_newborn": stay["is_newborn"],
        }
        for stay in encounters(tables).values()
        if stay["encounter_class"] == "inpatient" and stay["discharge_ts"] is not None
    ]


def per_day(rows_of, counts=lambda row: True):
    """The rows of a group that count, by the days of the period between the first and the last row of all."""

    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = list(rows_of(tables))
        return {
            key: float(Fraction(sum(map(counts, group)), covered(rows, key[0], grain)))
            for key, group in grouped(rows, by, grain).items()
        }

    return oracle


def counted(rows_of, counts):
    """How many rows of a group count, in every period that has rows."""
    return lambda tables, by, grain: valued(
        rows_of(tables), by, grain, lambda group: sum(counts(row) for row in group)
    )


def observed(tables: Tables, beds: list[Row]) -> list[Row]:
    """Every date on which an observation patient lay in a unit, with the seconds, as far as there is a census."""
    real, places, found = encounters(tables), units(tables), []
    for stay in tables["encounter_location"]:
        unit = places[stay["unit_id"]]
        days = [row["day"] for row in beds if row["facility_id"] == unit["facility_id"]]
        is_other = stay["patient_class"] != "observation" or unit["unit_type"] == "nursery"
        if is_other or stay["encounter_id"] not in real or not days:
            continue
        out = stay["out_ts"] or real[stay["encounter_id"]]["discharge_ts"]
        for number in range((max(days) - min(days)).days + 1):
            day = min(days) + timedelta(days=number)
            begins, ends = midnight(unit, day), midnight(unit, day + timedelta(days=1))
            lasted = (min(out or ends, ends) - max(stay["in_ts"], begins)).total_seconds()
            if lasted >= 0 and (out is None or out > stay["in_ts"]):
                row = {name: unit[name] for name in ("facility_id", "unit_id")}
                found.append(row | {"day": day, "patients": Fraction(int(lasted), 86400)})
    return found


def midnight(place: Row, day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(ZONES[place["facility_id"]])).astimezone(UTC)


def with_observation(tables: Tables, by: str, grain: str) -> Values:
    beds = bed_days(tables)
    rows = [*beds, *observed(tables, beds)]
    return {
        key: float(sum(Fraction(row["patients"]) for row in group) / covered(rows, key[0], grain))
        for key, group in grouped(rows, by, grain).items()
    }


ORACLES = {
    "departments": {"ed_visits_per_day": per_day(visits)},
    "hospitals": {
        "discharges_per_day": per_day(leaving, lambda row: not row["is_newborn"]),
        "discharges_per_day_incl_newborn": per_day(leaving),
    },
    "beds": {"average_daily_census_incl_obs": with_observation},
    "clinics": {"clinic_visits": counted(appointments, lambda row: row["status"] == "completed")},
    "theatres": {"operations_done": counted(cases, lambda row: row["is_done"])},
}
