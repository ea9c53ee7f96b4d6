"""The compiled boarding and return KPIs agree with the slow ones on departments that nobody thought of."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.ed_boarding import BOARDING, COUNTED, RETURNS, WAITING
from tests.oracle.effort import examples
from tests.oracle.test_ed_waits import departments

BENCH = Bench("v_ed_visit", "v_ed_return")
DAYS = Bench("v_boarder_day")
AGAIN = st.sampled_from([1, 60, 4319, 4320, 4321, 9000])
BY = st.sampled_from(["", "facility_id", "unit_id"])
GRAIN = st.sampled_from(["day", "week", "month", "quarter", "year"])


@st.composite
def busy_departments(draw) -> dict:
    """Departments of the waiting tests, with ambulances, and with patients who come back around the third day."""
    department = draw(departments())
    visits, encounters = department["ed_visit"], department["encounter"]
    for visit in visits:
        minutes = draw(st.sampled_from([None, -1, 0, 14, 15, 16]))
        visit["arrival_mode"] = draw(st.sampled_from([None, "walk_in", "ambulance", "ambulance"]))
        visit["handover_ts"] = None if minutes is None else visit["arrival_ts"] + timedelta(minutes=minutes)
        if draw(st.booleans()):
            stay = draw(st.sampled_from([240, 241, 254, 255, 256]))
            visit["departure_ts"] = visit["arrival_ts"] + timedelta(minutes=stay)
    known = {e["encounter_id"]: e for e in encounters}
    for visit in list(visits):
        if visit["departure_ts"] and visit["encounter_id"] in known and draw(st.booleans()):
            number = f"R{len(visits)}"
            came = visit["departure_ts"] + timedelta(minutes=draw(AGAIN))
            visits.append(
                visit
                | {
                    "encounter_id": number,
                    "arrival_ts": came,
                    "departure_ts": came + timedelta(minutes=draw(st.sampled_from([0, 60, 241, 5000]))),
                    "disposition": draw(st.sampled_from(["admitted", "discharged", "dead_on_arrival"])),
                }
            )
            encounters.append(known[visit["encounter_id"]] | {"encounter_id": number})
    for visit in visits:
        visit["unit_id"] = f"{visit['facility_id']}1"
    return department


def test_every_boarding_and_return_kpi_has_a_second_implementation():
    assert {*BOARDING, *COUNTED, *WAITING} == {k for k, family in FAMILY.items() if family == "ed_boarding"}
    assert set(RETURNS) == {k for k, family in FAMILY.items() if family == "ed_returns"}


@settings(max_examples=examples(30), deadline=None)
@given(busy_departments(), BY, GRAIN)
def test_two_implementations_agree_on_visits(department, by, grain):
    BENCH.compare(BOARDING | RETURNS, department, by, grain)
    # Asked alone, a count says 0 wherever its own table has rows.
    BENCH.compare(COUNTED, department, by, grain)


@settings(max_examples=examples(30), deadline=None)
@given(busy_departments(), BY, GRAIN)
def test_two_implementations_agree_on_who_waits_for_a_bed(department, by, grain):
    DAYS.compare(WAITING, department, by, grain)
