"""The compiled KPIs of training agree with the slow ones on hospitals that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.test_workforce import DAYS, HOSPITALS, ROLES
from tests.oracle.training import ORACLE

BENCH = Bench("v_staff_month", "v_staff_head", "v_training_month", "v_trained_month", "v_credential_month")
PEOPLE = st.integers(0, 4).map(lambda n: f"E{n}")
ENDS = st.sampled_from([date(2025, 12, 31), date(2026, 1, 31), date(2025, 6, 30)])
EXPIRY = st.builds(
    lambda end, n: end + timedelta(days=n), ENDS, st.sampled_from([-1, 0, 1, 30, 31, 60, 61, 90, 91])
)
EXPIRIES = st.none() | EXPIRY


@st.composite
def lists(draw) -> dict:
    passed = {}
    for _ in range(draw(st.integers(0, 8))):
        key = draw(PEOPLE), draw(st.sampled_from(["fire", "lifting"])), draw(DAYS)
        passed[key] = dict(zip(("employee_id", "course_id", "completed_date"), key, strict=True)) | {
            "expiry_date": draw(EXPIRIES),
            "result": draw(st.sampled_from(["pass", "pass", "pass", "fail", "attended"])),
        }
    needs = {
        (course, role): {
            "course_id": course,
            "job_role": role,
            "is_mandatory": draw(st.sampled_from([True, True, False])),
            "renewal_months": draw(st.sampled_from([None, 1, 6])),
            "grace_days": draw(st.sampled_from([0, 1, 20, 30])),
        }
        for course in ("fire", "lifting")
        for role in ("nurse", "clerk")
        if draw(st.booleans())
    }
    licences = [
        {
            "credential_id": f"C{number}",
            "employee_id": draw(PEOPLE),
            "credential_type": draw(st.sampled_from(["licence", "bls"])),
            "issued_date": draw(st.none() | DAYS),
            "expiry_date": draw(EXPIRY),
            "verified": draw(st.sampled_from([True, True, False])),
        }
        for number in range(draw(st.integers(0, 8)))
    ]
    roles = {(draw(ROLES), draw(st.sampled_from(["licence", "bls"]))) for _ in range(draw(st.integers(0, 3)))}
    return {
        "training_record": list(passed.values()),
        "training_requirement": list(needs.values()),
        "credential": licences,
        "credential_requirement": [{"job_role": r, "credential_type": c} for r, c in sorted(roles)],
    }


def test_every_kpi_of_training_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "training"}


@settings(max_examples=examples(30), deadline=None)
@given(
    HOSPITALS,
    lists(),
    st.sampled_from(["", "facility_id", "unit_id", "job_role"]),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_two_implementations_agree(hospital, more, by, grain):
    BENCH.compare(ORACLE, hospital | more, by, grain)
