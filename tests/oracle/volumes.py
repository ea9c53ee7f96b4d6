"""Volumes, counted one by one."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.clinic_waits import appointments
from tests.oracle.ed_waits import visits
from tests.oracle.flow import covered, encounters
from tests.oracle.hospital import grouped, local, valued
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


ORACLES = {
    "departments": {"ed_visits_per_day": per_day(visits)},
    "hospitals": {"discharges_per_day": per_day(leaving, lambda row: not row["is_newborn"])},
    "clinics": {"clinic_visits": counted(appointments, lambda row: row["status"] == "completed")},
    "theatres": {"operations_done": counted(cases, lambda row: row["is_done"])},
}
