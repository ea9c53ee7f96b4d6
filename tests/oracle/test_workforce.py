"""The compiled workforce KPIs agree with the slow ones on hospitals that nobody thought of."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle import posts
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.workforce import ORACLE

UNITS = {"A1": "A", "A2": "A", "B1": "B", "?:B": "B"}
BENCH = Bench("v_staff_month", "v_staff_head", "v_position_month", "v_shift")
EDGES = [date(2025, month, 1) for month in (1, 6, 7, 8, 12)] + [date(2026, 1, 1), date(2026, 3, 1)]
DAYS = st.sampled_from([day - timedelta(days=back) for day in EDGES for back in (0, 1, 2, 20)])
ROLES = st.sampled_from(["nurse", "clerk"])


@st.composite
def people(draw) -> list[dict]:
    """Spells that end and begin again, some within 30 days, some overlapping, some of other kinds of staff."""
    rows = {}
    for number in range(draw(st.integers(0, 5))):
        role = draw(ROLES)
        for _ in range(draw(st.integers(1, 2))):
            hired = draw(st.one_of(st.just(date(2020, 1, 1)), DAYS))
            left = draw(st.none() | DAYS.map(lambda d, h=hired: max(d, h)))
            unit = draw(st.sampled_from([*UNITS, "closed"]))
            rows[number, hired] = {
                "employee_id": f"E{number}",
                "hire_date": hired,
                "termination_date": left,
                "termination_type": left
                and draw(
                    st.sampled_from(
                        [None, "voluntary", "voluntary", "involuntary", "death", "end_of_contract"]
                    )
                ),
                "employment_type": draw(
                    st.sampled_from(["permanent_ft", "permanent_ft", "permanent_pt", "per_diem", "agency"])
                ),
                "staff_group": "rn" if role == "nurse" else "admin",
                "job_role": role,
                "unit_id": unit,
                "facility_id": UNITS.get(unit, "A"),
                "source_id": "hr-of-b" if number == 4 else "hr",
                "contracted_fte": draw(st.sampled_from([1, 0.5, 0.8])),
            }
    return list(rows.values())


@st.composite
def assignments(draw) -> list[dict]:
    rows = {}
    for _ in range(draw(st.integers(0, 5))):
        begins = draw(DAYS)
        row = {
            "employee_id": f"E{draw(st.integers(0, 4))}",
            "valid_from": begins,
            "valid_to": draw(st.none() | DAYS.map(lambda d, b=begins: max(d, b))),
            "unit_id": draw(st.sampled_from(list(UNITS))),
            "job_role": draw(ROLES),
            "contracted_fte": draw(st.sampled_from([1, 0.5, 0.8])),
        }
        rows[row["employee_id"], begins] = row
    return list(rows.values())


@st.composite
def absences(draw) -> list[dict]:
    """Spells of days and of months, some open, some of people who are not there."""
    rows = []
    for number in range(draw(st.integers(0, 6))):
        begins = draw(DAYS)
        length = draw(st.sampled_from([0, 3, 26, 27, 28, 29, 60, None]))
        rows.append(
            {
                "absence_id": f"A{number}",
                "employee_id": f"E{draw(st.integers(0, 5))}",
                "start_date": begins,
                "end_date": None if length is None else begins + timedelta(days=length),
                "reason_group": draw(st.sampled_from(["sickness", "sickness", "parental"])),
                "reason": draw(st.sampled_from([None, "back", "cold"])),
                "fte_lost_per_day": draw(st.sampled_from([1, 0.5])),
            }
        )
    return rows


@st.composite
def positions(draw) -> list[dict]:
    fte = st.sampled_from([0, 0.5, 1, 2.25, 3])
    rows = {}
    for _ in range(draw(st.integers(0, 6))):
        row = {
            "unit_id": draw(st.sampled_from(list(UNITS))),
            "job_role": draw(ROLES),
            "month": date(2026, draw(st.integers(1, 4)), 1),
            "budgeted_fte": draw(fte),
            "filled_fte": draw(fte),
            "frozen_fte": draw(fte),
        }
        rows[row["unit_id"], row["job_role"], row["month"]] = row
    return list(rows.values())


SHIFTS = st.lists(
    st.fixed_dictionaries(
        {
            "unit_id": st.sampled_from(list(UNITS)),
            "work_date": st.dates(date(2025, 12, 20), date(2026, 4, 5)),
            "pay_code": st.sampled_from(["regular", "overtime", "agency", "per_diem", "sick", "education"]),
            "staff_group": st.sampled_from(["rn", "admin"]),
            "shift_kind": st.sampled_from(["worked", "worked", "worked", "scheduled"]),
            "is_cancelled": st.sampled_from([False, False, False, True]),
            "hours": st.sampled_from([0, 7.5, 8, 12, -4]),
        }
    ),
    max_size=6,
)
HOSPITALS = st.fixed_dictionaries(
    {
        "employee": people(),
        "employee_assignment": assignments(),
        "absence": absences(),
        "position": positions(),
        "shift": SHIFTS,
        "unit": st.just([{"unit_id": unit, "facility_id": facility} for unit, facility in UNITS.items()]),
    }
)


def test_people_and_posts_have_a_second_implementation():
    assert set(posts.ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "posts"}


@settings(max_examples=examples(30), deadline=None)
@given(HOSPITALS, st.sampled_from(["", "facility_id"]), st.sampled_from(["month", "quarter", "year"]))
def test_people_and_posts_agree_with_the_slow_count(hospital, by, grain):
    BENCH.compare(posts.ORACLE, hospital, by, grain)


def test_every_workforce_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "workforce"}


@settings(max_examples=examples(60), deadline=None)
@given(
    HOSPITALS, st.sampled_from(["", "facility_id", "unit_id"]), st.sampled_from(["month", "quarter", "year"])
)
def test_two_implementations_agree(hospital, by, grain):
    BENCH.compare(ORACLE, hospital, by, grain)
