"""The compiled KPIs of joiners agree with the slow ones on hospitals that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.joiners import ORACLE
from tests.oracle.test_workforce import DAYS, HOSPITALS, UNITS, people

BENCH = Bench("v_staff_month", "v_hire_month", "v_requisition")
LATE = st.dates(date(2023, 11, 1), date(2025, 3, 1))


@st.composite
def joiners(draw) -> list[dict]:
    """People who were hired while leavers are known, and left after days around the limits."""
    rows = {(row["employee_id"], row["hire_date"]): row for row in draw(people())}
    kinds = ["permanent_ft", "permanent_ft", "permanent_pt", "per_diem", "agency", "fixed_term"]
    for number in range(draw(st.integers(1, 6))):
        hired = draw(LATE)
        for _ in range(draw(st.integers(1, 2))):
            after = draw(st.sampled_from([None, 5, 89, 90, 91, 200, 364, 365, 366, 500]))
            left = None if after is None else hired + timedelta(days=after)
            unit = draw(st.sampled_from([*UNITS, "closed"]))
            row = {
                "employee_id": f"J{number}",
                "hire_date": hired,
                "termination_date": left,
                "termination_type": left
                and draw(st.sampled_from([None, "voluntary", "death", "end_of_contract"])),
                "employment_type": draw(st.sampled_from(kinds)),
                "staff_group": "rn",
                "job_role": "nurse",
                "unit_id": unit,
                "facility_id": UNITS.get(unit, "A"),
                "source_id": "hr",
                "contracted_fte": 1,
            }
            rows[row["employee_id"], hired] = row
            if left is None:
                break
            hired = left + timedelta(days=draw(st.sampled_from([1, 29, 30, 31, 32, 300])))
    first = {
        "employee_id": "first", "hire_date": date(2020, 1, 1), "termination_date": date(2023, 11, 20),
        "termination_type": "voluntary", "employment_type": "permanent_ft", "staff_group": "rn", "job_role": "nurse",
        "unit_id": "A1", "facility_id": "A", "source_id": "hr", "contracted_fte": 1,
    }  # fmt: skip
    return [first, *rows.values()]


@st.composite
def requisitions(draw) -> list[dict]:
    dates = st.none() | DAYS
    return [
        {
            "requisition_id": f"R{number}",
            "unit_id": draw(st.sampled_from(list(UNITS))),
            "job_role": "nurse",
            "staff_group": draw(st.sampled_from(["rn", "admin"])),
            "approved_date": draw(DAYS),
            "posted_date": draw(dates),
            "offer_accepted_date": draw(dates),
            "start_date": draw(dates),
            "cancelled_date": draw(st.sampled_from([None, None, None, date(2025, 7, 1)])),
            "is_evergreen": draw(st.sampled_from([False, False, False, True])),
        }
        for number in range(draw(st.integers(0, 6)))
    ]


def test_every_kpi_of_joiners_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "joiners"}


@settings(max_examples=examples(25), deadline=None)
@given(
    HOSPITALS,
    joiners(),
    requisitions(),
    st.sampled_from(["", "facility_id", "unit_id"]),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_two_implementations_agree(hospital, staff, vacancies, by, grain):
    shifts = [{"unit_id": "A1", "work_date": date(2026, 3, 31), "shift_kind": "worked", "hours": 8}]
    tables = hospital | {"employee": staff, "requisition": vacancies, "shift": shifts, "position": []}
    BENCH.compare(ORACLE, tables, by, grain)
