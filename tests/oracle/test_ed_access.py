"""The compiled access failures agree with the slow ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.ed_access import ORACLE
from tests.oracle.effort import examples
from tests.oracle.test_ed_waits import BENCH, departments


def test_every_access_failure_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "ed_access"}


@settings(max_examples=examples(60), deadline=None)
@given(
    departments(),
    st.sampled_from(["", "facility_id", "access_group", "disposition"]),
    st.sampled_from(["day", "month", "year"]),
)
def test_two_implementations_agree(department, by, grain):
    BENCH.compare(ORACLE, department, by, grain)
