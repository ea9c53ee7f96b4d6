"""Who joined, and who of them left again; how long it took to win them."""

from datetime import date, timedelta

import pytest

from tests.world import text_of

title = "Joiners"

SINCE = {"hire_date": "2020-01-01", "termination_date": "2024-01-20", "termination_type": "voluntary"}
KINDS = ("staff_group", "job_role", "unit_id", "employment_type")


def staff(*people: dict[str, object]) -> str:
    """People with the same job unless they say otherwise, and the first leaver whom the records know."""
    names = ["employee_id", "hire_date", "termination_date", "termination_type", *KINDS]
    usual = dict(zip(KINDS, ("rn", "nurse", "Ward-A", "permanent_ft"), strict=True))
    rows = [usual | {"employee_id": f"E{i}"} | person for i, person in enumerate((SINCE, *people))]
    return text_of([{name: row.get(name) for name in names} for row in rows])


def hired(day: str, after: int | None = None, why: str = "voluntary", **more: object) -> dict[str, object]:
    """Hired on a day, gone so many days later."""
    left = None if after is None else date.fromisoformat(day) + timedelta(days=after)
    return {"hire_date": day, "termination_date": left, "termination_type": left and why, **more}


def until(day: str) -> str:
    return f"work_date | unit_id \n {day} | Ward-A"


def the_cohort_of_example_w8() -> dict[str, str]:
    """Four hires a month of 2024; eleven go within a year, the last of them on day 365, one more on day 366."""
    gone = iter([10, 30, 60, 90, 120, 150, 200, 250, 300, 340, 365, 366])
    people = [
        hired(f"2024-{month:02}-{1 + 7 * week:02}", next(gone) if week == 0 else None)
        for month in range(1, 13)
        for week in range(4)
    ]
    return {"employee": staff(*people), "shift": until("2025-12-31")}


def test_first_year_turnover_follows_a_cohort_to_day_365(kpi_spec):
    """Example W8: 48 hired, 11 gone by day 365."""
    kpi_spec("first_year_turnover_pct", expected={"2025-12": 100 * 11 / 48}, **the_cohort_of_example_w8())
    kpi_spec("first_year_turnover_pct", digits=2, expected={"2025-12": 22.92}, **the_cohort_of_example_w8())


def test_the_cohort_of_a_quarter_is_the_one_hired_a_year_before(kpi_spec):
    kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="quarter",
        expected={"2025-Q1": 25.0, "2025-Q2": 25.0, "2025-Q3": 25.0, "2025-Q4": 100 * 2 / 12},
        **the_cohort_of_example_w8(),
    )


def test_cohorts_begin_where_leavers_are_known(kpi_spec):
    """Of those hired before the records begin only the survivors are listed: counting them would flatter."""
    kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="year",
        expected={"2025": 50.0},
        employee=staff(hired("2023-12-31"), hired("2024-01-01", 100), hired("2024-06-01")),
        shift=until("2025-12-31"),
    )


def test_day_90_is_within_90_days_and_day_91_is_not(kpi_spec):
    """Hires of March 2024 to February 2025 stand in May 2025, those of a month later in June."""
    found = kpi_spec(
        "leave_90d_pct",
        expected={"2025-03": 25.0, "2025-04": 25.0, "2025-05": 25.0},
        employee=staff(
            hired("2024-03-01", 90), hired("2024-12-01", 91), hired("2024-12-31"), hired("2024-06-15")
        ),
        shift=until("2025-05-31"),
    )
    assert found[date(2025, 5, 1)]["den"] == 4


@pytest.mark.parametrize(
    ("person", "left"),
    [
        (hired("2024-02-01", 30, "death"), 0),
        (hired("2024-02-01", 30, "end_of_contract"), 0),
        (hired("2024-02-01", 30, "retirement"), 1),
    ],
)
def test_deaths_and_ended_contracts_stay_in_the_cohort_and_are_no_leavers(kpi_spec, person, left):
    kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="year",
        expected={"2025": 50.0 * left},
        employee=staff(person, hired("2024-05-01")),
        shift=until("2025-12-31"),
    )


@pytest.mark.parametrize(("pause", "expected"), [(30, 100.0), (31, 50.0)])
def test_a_new_contract_within_30_days_continues_the_employment(kpi_spec, pause, expected):
    """One hire who leaves for good after the second contract; a day later it is two hires, one of whom has left."""
    again = date(2024, 3, 1) + timedelta(days=pause)
    found = kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="year",
        expected={"2025": expected},
        employee=staff(
            hired("2024-02-01", 29, employee_id="back"),
            hired(str(again), 300 if pause == 30 else None, employee_id="back"),
        ),
        shift=until("2025-12-31"),
    )
    (row,) = (row for row in found.values() if row["den"])
    assert row["den"] == (1 if pause == 30 else 2)


def test_who_moved_stays_with_the_ward_that_hired_them(kpi_spec):
    kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="year",
        by="unit_id",
        expected={("2025", "Ward-B"): 100.0},
        employee=staff(hired("2024-02-01", 200, employee_id="moves", unit_id="Ward-C")),
        employee_assignment="""
            employee_id | valid_from | valid_to   | unit_id
            moves       | 2024-02-01 | 2024-03-31 | Ward-B
            moves       | 2024-04-01 |            | Ward-C
        """,
        unit="unit_id | facility_id \n Ward-A | F \n Ward-B | F \n Ward-C | F",
        shift=until("2025-12-31"),
    )


def test_bank_and_agency_hires_are_no_cohort(kpi_spec):
    kpi_spec(
        "first_year_turnover_cohort_pct",
        grain="year",
        expected={"2025": 0.0},
        employee=staff(
            hired("2024-02-01", 20, employment_type="per_diem"),
            hired("2024-02-01", 20, employment_type="agency"),
            hired("2024-02-01", employment_type="permanent_pt"),
        ),
        shift=until("2025-12-31"),
    )


LEFT_2024 = (
    hired("2023-06-01", 365, employee_id="day-365"),
    hired("2023-06-01", 366, employee_id="anniversary"),
    hired("2010-01-01", 5300, employee_id="old-hand"),
    hired("2010-01-01", employee_id="stays"),
)


def test_the_share_of_leavers_in_their_first_year_ends_at_the_anniversary(kpi_spec):
    """2023-06-01 to 2024-05-31 is less than a year; 2024-06-01 is a full one."""
    found = kpi_spec(
        "first_year_share_of_leavers_pct",
        expected={"2024-12": 25.0},
        employee=staff(*LEFT_2024),
        shift=until("2024-12-31"),
    )
    assert found[date(2024, 12, 1)]["den"] == 4


def test_stability_is_who_has_a_year_of_service_over_the_heads_of_a_year_ago(kpi_spec):
    """Six were here at the end of 2023 and two still are; one of the two was hired on that very day."""
    found = kpi_spec(
        "stability_index_pct",
        expected={"2024-12": 100 * 2 / 6},
        employee=staff(
            *LEFT_2024, hired("2023-12-31", employee_id="new"), hired("2024-01-01", employee_id="newer")
        ),
        shift=until("2024-12-31"),
    )
    assert found[date(2024, 12, 1)]["num"] == 2


def test_turnover_by_contracted_time_weighs_a_part_time_leaver_less(kpi_spec):
    found = kpi_spec(
        "turnover_fte_monthly_pct",
        expected={"2026-03": 100 * 0.5 / 2.25, "2026-04": 0.0},
        employee="""
            employee_id | hire_date  | termination_date | contracted_fte | unit_id | employment_type
            whole       | 2020-01-01 |                  | 1              | Ward-A  | permanent_ft
            more        | 2020-01-01 |                  | 1              | Ward-A  | permanent_ft
            half        | 2020-01-01 | 2026-03-30       | 0.5            | Ward-A  | permanent_pt
        """,
        shift=until("2026-04-30"),
    )
    assert found[date(2026, 3, 1)]["num"] == 0.5


def test_a_year_of_turnover_by_contracted_time_needs_thirteen_month_ends(kpi_spec):
    kpi_spec(
        "turnover_fte_12m_pct",
        expected={"2026-04": 100 * 0.5 / ((2.5 + 12 * 2) / 13)},
        employee="""
            employee_id | hire_date  | termination_date | contracted_fte | unit_id | employment_type
            whole       | 2020-01-01 |                  | 1              | Ward-A  | permanent_ft
            more        | 2020-01-01 |                  | 1              | Ward-A  | permanent_ft
            half        | 2020-01-01 | 2025-05-20       | 0.5            | Ward-A  | permanent_pt
        """,
        shift=until("2026-04-30"),
    )


VACANCIES = """
    requisition_id | approved_date | posted_date | offer_accepted_date | start_date | cancelled_date | is_evergreen
    same-day       | 2026-03-02    | 2026-03-02  | 2026-03-02          | 2026-04-01 |                | false
    quick          | 2026-01-30    | 2026-02-10  | 2026-03-01          | 2026-04-01 |                | false
    slow           | 2025-12-01    |             | 2026-03-31          |            |                | false
    wrong          | 2026-04-01    | 2026-04-02  | 2026-03-20          | 2026-03-01 |                | false
    pool           | 2024-01-01    | 2024-01-01  | 2026-03-10          | 2026-04-01 |                | true
    called-off     | 2026-01-01    | 2026-01-01  | 2026-03-10          |            | 2026-03-11     | false
    open           | 2026-01-01    | 2026-01-01  |                     |            |                | false
"""


def test_time_to_fill_runs_from_approval_to_the_accepted_offer(kpi_spec):
    """0, 30 and 120 days; pool adverts, cancelled and open vacancies are out, an impossible order is not counted."""
    kpi_spec(
        "time_to_fill_days_median",
        expected={"2026-03": 30.0},
        expected_n={"2026-03": 3},
        expected_coverage={"2026-03": 3 / 4},
        requisition=VACANCIES,
    )


def test_the_mean_time_to_fill_feels_the_slow_one(kpi_spec):
    kpi_spec("time_to_fill_days_mean", expected={"2026-03": 50.0}, requisition=VACANCIES)


def test_time_from_the_advert_and_to_the_first_day_need_their_own_dates(kpi_spec):
    kpi_spec(
        "time_to_fill_posted_days_median",
        expected={"2026-03": (0 + 19) / 2},
        expected_coverage={"2026-03": 2 / 4},
        requisition=VACANCIES,
    )
    kpi_spec(
        "time_to_start_days_median",
        expected={"2026-03": (30 + 61) / 2},
        expected_coverage={"2026-03": 2 / 4},
        requisition=VACANCIES,
    )


def test_somebody_who_starts_on_the_day_counts_and_a_start_before_the_approval_does_not(kpi_spec):
    kpi_spec(
        "time_to_start_days_median",
        expected={"2026-03": 0},
        expected_n={"2026-03": 1},
        requisition="""
            approved_date | offer_accepted_date | start_date
            2026-03-02    | 2026-03-02          | 2026-03-02
            2026-03-03    | 2026-03-03          | 2026-03-02
        """,
    )
