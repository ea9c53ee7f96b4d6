"""The compiled KPIs of absence agree with the slow ones on hospitals that nobody thought of."""

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.absence import ORACLE
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_workforce import HOSPITALS

BENCH = Bench("v_staff_month", "v_absence_month", "v_absence_reason", "v_shift")


def test_every_kpi_of_absence_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "absence"}


@settings(max_examples=examples(25), deadline=None)
@given(
    HOSPITALS, st.sampled_from(["", "facility_id", "unit_id"]), st.sampled_from(["month", "quarter", "year"])
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)


@settings(max_examples=examples(25), deadline=None)
@given(HOSPITALS, st.sampled_from(["month", "quarter", "year"]))
def test_they_agree_on_each_reason(hospital, grain):
    name = "sickness_by_reason_pct"
    BENCH.compare({name: ORACLE[name]}, hospital, "absence_reason", grain)
