"""The compiled counts agree with the slow ones, also by the dimensions that only the maps and ways need."""

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.activity import ORACLE
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_ed_waits import departments
from tests.oracle.test_flow import hospitals

VISITS, STAYS = Bench("v_ed_visit"), Bench("v_discharge")
GRAIN = st.sampled_from(["day", "week", "month", "quarter", "year"])
WAYS = ["", "facility_id", "unit_id", "weekday", "los_band", "first_unit_id", "first_unit_type", "unit_type"]


def test_every_count_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "activity"}


@settings(max_examples=examples(40), deadline=None)
@given(departments(), st.sampled_from(["", "facility_id", "unit_id", "arrival_hour", "weekday"]), GRAIN)
def test_two_implementations_agree_on_visits(department, by, grain):
    VISITS.compare({"ed_visits_count": ORACLE["ed_visits_count"]}, department, by, grain)


@settings(max_examples=examples(60), deadline=None)
@given(hospitals(), st.sampled_from(WAYS), GRAIN)
def test_two_implementations_agree_on_discharges(hospital, by, grain):
    # Newborns stay in the table for others; with them a place may show a count of 0, which the slow way leaves out.
    unsaid = {"discharge_order_ts": None, "discharge_ready_ts": None, "drg_gmlos": None}
    hospital["encounter"] = [unsaid | e for e in hospital["encounter"] if not e["is_newborn"]]
    known = {e["encounter_id"] for e in hospital["encounter"]}
    hospital["encounter_location"] = [s for s in hospital["encounter_location"] if s["encounter_id"] in known]
    hospital["expected_value"] = []
    STAYS.compare({"discharges_count": ORACLE["discharges_count"]}, hospital, by, grain)


@settings(max_examples=examples(30), deadline=None)
@given(hospitals(), st.sampled_from(["", "facility_id", "unit_id"]), GRAIN)
def test_two_implementations_agree_on_discharges_with_newborns(hospital, by, grain):
    name = "discharges_count_incl_newborn"
    STAYS.compare({name: ORACLE[name]}, hospital, by, grain)
