"""A day in the operating rooms says what its indicators count, and shows no single patient where numbers are hidden."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.settings import Settings
from data.warehouse import Warehouse, build
from metrics.catalogue import KPIS
from metrics.engine import Engine
from metrics.markets import outside
from metrics.permits import NotPermitted
from metrics.publish import publish
from metrics.question import Access
from metrics.theatre_day import BESIDE, BLOCK, CASE, IDLE, OPEN, OVERLAP, TURNOVER, Stretch
from pipelines.derive import derive
from tests.metrics.town import place
from tests.network import SYSTEM

MONDAY, TUESDAY = date(2026, 5, 4), date(2026, 5, 5)
KPI_IDS = ("or_turnover_median", "or_first_case_on_time_pct", "or_gap_excluded_n", "or_room_utilisation_pct")
# The day of the manual (kpis.md W12): room, class, planned, in, out.
CASES = (
    ("R1", "elective", "07:30", "07:34", "09:10"),
    ("R1", "elective", None, "09:38", "11:05"),
    ("R1", "elective", None, "12:50", "14:00"),
    ("R1", "elective", None, "14:25", "16:10"),
    ("R2", "elective", "07:30", "07:49", "10:00"),
    ("R2", "elective", None, "09:58", "11:00"),
    ("R2", "elective", None, "11:31", "15:15"),
    ("R2", "emergency", None, "15:50", "16:40"),
)


def instant(day: date, clock: str | None) -> str | None:
    return clock and f"{day} {clock} America/New_York"


def operate(con: duckdb.DuckDBPyConnection, facility: str, day: date, cases=CASES) -> None:
    """The cases of a day in rooms that bear the name of their facility, and a session of each room."""
    for at, (room, kind, planned, into, out) in enumerate(cases):
        con.execute(
            "INSERT INTO procedure_case BY NAME SELECT $id AS case_id, $id || 'p' AS patient_id, $f AS facility_id, $u AS "
            "unit_id, $room AS room_id, 'Ortho' AS service, $kind AS case_class, $first AS is_first_case, "
            "CAST($planned AS TIMESTAMPTZ) AS sched_start_ts, CAST($into AS TIMESTAMPTZ) AS patient_in_ts, "
            "CAST($out AS TIMESTAMPTZ) AS patient_out_ts, CASE WHEN $out IS NULL THEN 'scheduled' ELSE 'done' END AS "
            f"status, {SYSTEM}",
            {
                "id": f"{facility}{day}{at}", "f": facility, "u": f"{facility}-T", "room": f"{facility} {room}",
                "kind": kind, "first": planned is not None, "planned": instant(day, planned), "into": instant(day, into),
                "out": instant(day, out),
            },
        )  # fmt: skip
    for room in ("R1", "R2"):
        con.execute(
            "INSERT INTO or_block BY NAME SELECT $id AS block_id, $room AS room_id, $day AS block_date, 'allocated' AS "
            "block_kind, 'Ortho' AS owner_service, CAST($a AS TIMESTAMPTZ) AS block_start_ts, CAST($b AS TIMESTAMPTZ) AS "
            f"block_end_ts, {SYSTEM}",
            {
                "id": f"{facility}{day}{room}", "room": f"{facility} {room}", "day": day, "a": instant(day, "07:30"),
                "b": instant(day, "15:30"),
            },
        )  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """CITY hides nothing from those who work there, TOWN does; on Tuesday one operation of CITY is still to come."""
    home = tmp_path_factory.mktemp("theatres")
    settings = Settings(home=home, key_file=Path("/nonexistent/key"), market="us_hospital")
    with build(settings, "test") as candidate:
        con = candidate.con
        for facility, profile in (("CITY", "internal"), ("TOWN", "cms")):
            place(con, facility, "T", profile)
            operate(con, facility, MONDAY)
        operate(con, "CITY", TUESDAY, (*CASES[:2], ("R2", "elective", "13:00", None, None)))
        candidate.lock()
        derive(con, TUESDAY)
        publish(con, candidate.number, "run", TUESDAY, settings.market, kpis={k: KPIS[k] for k in KPI_IDS})
        candidate.publish({"as_of": TUESDAY.isoformat(), "is_demo": False})
    return Engine(Warehouse(settings), settings)


def test_each_gap_is_what_the_indicators_make_of_it(engine):
    found = engine.theatre_day("facility", "CITY", MONDAY)
    gaps = {room.name: [(one.gap, one.gap_minutes) for one in room.of(CASE)] for room in found.rooms}
    assert gaps == {
        "CITY R1": [("", None), (TURNOVER, 28), (IDLE, 105), (TURNOVER, 25)],
        "CITY R2": [("", None), (OVERLAP, -2), (TURNOVER, 31), (BESIDE, 35)],
    }


def test_first_cases_are_held_against_their_plan_and_sessions_stand_behind_them(engine):
    first = [room.of(CASE)[0] for room in engine.theatre_day("facility", "CITY", MONDAY).rooms]
    assert [(one.late_minutes, one.is_on_time) for one in first] == [(4, True), (19, False)]
    room = engine.theatre_day("facility", "CITY", MONDAY).rooms[0]
    assert [(one.start, one.end) for one in room.of(BLOCK)] == [(7.5 * 3600, 15.5 * 3600)]


def test_a_bar_is_a_room_in_use_and_no_record_of_a_patient(engine):
    """Nothing in it leads to a case, and its clock is told to five minutes."""
    assert {one.name for one in fields(Stretch)} == {
        "kind", "start", "end", "gap", "gap_minutes", "late_minutes", "is_on_time",
    }  # fmt: skip
    cases = [one for room in engine.theatre_day("facility", "CITY", MONDAY).rooms for one in room.of(CASE)]
    assert all(one.start % 300 == 0 and one.end % 300 == 0 for one in cases)
    assert cases[0].start == 7 * 3600 + 35 * 60


def test_where_small_numbers_are_hidden_no_single_operation_is_shown(engine):
    town = engine.theatre_day("facility", "TOWN", MONDAY)
    assert (town.rooms, town.withheld) == ((), ("town",))
    both = engine.theatre_day("network", "*", MONDAY)
    assert {room.facility for room in both.rooms} == {"city"}
    assert both.withheld == ("town",)


def test_what_leaves_the_house_holds_no_single_operation(engine):
    found = engine.theatre_day("facility", "CITY", MONDAY, outside(Access(), "us_hospital"))
    assert (found.rooms, found.withheld) == ((), ("city",))


def test_the_usual_day_is_the_latest_that_is_over(engine):
    usual = engine.theatre_day("facility", "CITY")
    assert (usual.day, usual.later, usual.known_until) == (MONDAY, TUESDAY, None)


def test_a_day_that_is_not_over_says_until_when_it_is_known(engine):
    today = engine.theatre_day("facility", "CITY", TUESDAY)
    assert today.known_until == 11 * 3600 + 5 * 60
    assert [one.start for room in today.rooms for one in room.of(OPEN)] == [13 * 3600]


def test_rights_hold_for_the_day_as_for_its_indicators(engine):
    with pytest.raises(NotPermitted):
        engine.theatre_day("network", "*", MONDAY, Access(classes=("finance",), role="money"))
    seen = engine.theatre_day("network", "*", MONDAY, Access(facilities=("TOWN",), role="town"))
    assert (seen.rooms, seen.withheld) == ((), ("town",))
    no_units = replace(Access(), units=(), role="none")
    assert engine.theatre_day("network", "*", MONDAY, no_units).day is None
