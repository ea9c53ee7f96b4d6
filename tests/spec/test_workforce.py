"""Who left, and out of how many."""

from datetime import date, timedelta
from itertools import count, pairwise

from tests.world import text_of

title = "Staff turnover"

MONTH_ENDS = (200, 202, 201, 198, 199, 203, 205, 204, 202, 200, 198, 197, 196)
LEAVERS = (2, 3, 3, 2, 1, 2, 3, 3, 3, 3, 2, 3)
SETTLED = "2020-01-01"


def the_year_of_example_w8() -> dict[str, str]:
    """Month ends, 30 permanent leavers of whom 22 left by choice, 4 agency ends and 6 moves between two wards."""
    numbers, staff, moves = count(1), [], []

    def hire(
        hired: str, ends: date | None = None, why: str = "", kind: str = "permanent_ft"
    ) -> dict[str, object]:
        person = {
            "employee_id": f"E{next(numbers)}",
            "hire_date": hired,
            "termination_date": ends,
            "termination_type": why or None,
            "employment_type": kind,
            "unit_id": "Ward-A",
        }
        staff.append(person)
        return person

    reasons = iter(["voluntary"] * 22 + ["involuntary"] * 4 + ["retirement"] * 4)
    for month, ((before, after), leavers) in enumerate(
        zip(pairwise(MONTH_ENDS), LEAVERS, strict=True), start=1
    ):
        for _ in range(leavers):
            hire(SETTLED, date(2025, month, 15), next(reasons))
        for _ in range(after - before + leavers):
            hire(f"2025-{month:02}-10")
    for _ in range(4):
        hire(SETTLED, date(2025, 6, 30), "end_of_contract", kind="agency")
    while (
        sum(1 for p in staff if p["hire_date"] == SETTLED and p["employment_type"] != "agency")
        < MONTH_ENDS[0]
    ):
        stays = hire(SETTLED)
        if len(moves) < 6:
            moves.append(
                {"employee_id": stays["employee_id"], "valid_from": "2025-03-11", "unit_id": "Ward-B"}
            )
    worked = "work_date | unit_id | hours \n 2025-12-31 | Ward-A | 8"
    return {"employee": text_of(staff), "employee_assignment": text_of(moves), "shift": worked}


def test_turnover_is_a_year_of_leavers_over_the_mean_of_thirteen_month_ends(kpi_spec):
    """Two-point averages would give 15.15 %; agency ends and moves between wards are not turnover."""
    kpi_spec("turnover_12m_pct", expected={"2025-12": 100 * 30 / (2605 / 13)}, **the_year_of_example_w8())


def test_turnover_of_the_worked_example_shows_as_14_97_percent(kpi_spec):
    kpi_spec("turnover_12m_pct", digits=2, expected={"2025-12": 14.97}, **the_year_of_example_w8())


def test_voluntary_turnover_counts_those_who_left_by_choice(kpi_spec):
    kpi_spec("turnover_voluntary_12m_pct", digits=2, expected={"2025-12": 10.98}, **the_year_of_example_w8())


def test_the_rolling_rate_needs_thirteen_month_ends(kpi_spec):
    """From January to November fewer are known, so there is no value, at any grain."""
    found = kpi_spec(
        "turnover_12m_pct", grain="quarter", digits=2, expected={"2025-Q4": 14.97}, **the_year_of_example_w8()
    )
    assert [row["value"] for row in found.values()][:3] == [None, None, None]


STEADY = """
    employee_id | hire_date  | termination_date | termination_type | employment_type | staff_group | unit_id
    stays-1     | 2020-01-01 |                  |                  | permanent_ft    | rn          | Ward-A
    stays-2     | 2020-01-01 |                  |                  | permanent_pt    | rn          | Ward-A
    stays-3     | 2020-01-01 |                  |                  | permanent_ft    | admin       | Ward-B
"""
UNTIL_APRIL = "work_date | unit_id \n 2026-04-30 | Ward-A"


def test_a_last_working_day_at_month_end_is_a_day_in_employment(kpi_spec):
    """The leaver is one of four heads at both ends of the month, and none of the next."""
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 25.0, "2026-04": 0.0},
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        shift=UNTIL_APRIL,
    )


def test_deaths_ended_contracts_and_other_kinds_of_staff_are_no_turnover(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 0.0, "2026-04": 0.0},
        employee=STEADY
        + """dies      | 2020-01-01 | 2026-03-10 | death           | permanent_ft | rn | Ward-A
             contract  | 2020-01-01 | 2026-03-10 | end_of_contract | permanent_ft | rn | Ward-A
             bank      | 2020-01-01 | 2026-03-10 | voluntary       | per_diem     | rn | Ward-A
             traveller | 2020-01-01 | 2026-03-10 | voluntary       | agency       | rn | Ward-A
             temporary | 2020-01-01 | 2026-03-10 | voluntary       | fixed_term   | rn | Ward-A
        """,
        shift=UNTIL_APRIL,
    )


def test_somebody_rehired_on_day_thirty_has_not_left_and_on_day_31_has(kpi_spec):
    for days, leavers in ((30, 0), (31, 1)):
        back = date(2026, 3, 10) + timedelta(days=days)
        found = kpi_spec(
            "turnover_monthly_pct",
            expected={"2026-03": 100 * leavers / 3.5, "2026-04": 0.0},
            employee=STEADY
            + f"""back | 2020-01-01 | 2026-03-10 | voluntary | permanent_ft | rn | Ward-A
                  back | {back}     |            |           | permanent_ft | rn | Ward-A
            """,
            shift=UNTIL_APRIL,
        )
        assert found[date(2026, 3, 1)]["num"] == leavers


def test_coming_back_through_an_agency_is_leaving(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 100 / 3.5, "2026-04": 0.0},
        employee=STEADY
        + """gone | 2020-01-01 | 2026-03-10 | voluntary | permanent_ft | rn | Ward-A
             gone | 2026-03-20 |            |           | agency       | rn | Ward-A
        """,
        shift=UNTIL_APRIL,
    )


def test_one_person_with_two_jobs_is_one_head(kpi_spec):
    found = kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 25.0, "2026-04": 0.0},
        employee=STEADY
        + """stays-1 | 2025-01-01 |            |           | permanent_pt | rn | Ward-B
             leaves  | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A
        """,
        shift=UNTIL_APRIL,
    )
    assert found[date(2026, 4, 1)]["den"] == 3.5


def test_a_notice_in_the_future_makes_no_future_month(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 20.0, "2026-04": 0.0},
        employee=STEADY
        + """leaves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A
             notice | 2020-01-01 | 2026-08-31 | voluntary | permanent_ft | rn | Ward-A
        """,
        shift=UNTIL_APRIL,
    )


def test_a_leaver_belongs_to_the_ward_worked_in_last(kpi_spec):
    """HR still lists the old home unit; the assignment knows better."""
    kpi_spec(
        "turnover_monthly_pct",
        by="unit_id",
        expected={
            ("2026-03", "Ward-A"): 0.0,
            ("2026-03", "Ward-B"): 50.0,
            ("2026-04", "Ward-A"): 0.0,
            ("2026-04", "Ward-B"): 0.0,
        },
        employee=STEADY + "moves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment="employee_id | valid_from | unit_id \n moves | 2026-01-10 | Ward-B",
        shift=UNTIL_APRIL,
    )


def test_after_a_spell_elsewhere_people_count_at_home_again(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        by="unit_id",
        expected={("2026-03", "Ward-A"): 100 / 3, ("2026-03", "Ward-B"): 0.0},
        employee=STEADY + "lent | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment="employee_id | valid_from | valid_to | unit_id \n lent | 2025-01-10 | 2025-06-30 | Ward-B",
        shift="work_date | unit_id \n 2026-03-30 | Ward-A",
    )


def test_registered_nurse_turnover_leaves_other_groups_out(kpi_spec):
    staff = (
        STEADY
        + """
        nurse | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn    | Ward-A
        clerk | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | admin | Ward-A
    """
    )
    expected = {"2026-03": 100 / 3, "2026-04": 0.0}
    kpi_spec("rn_turnover_monthly_pct", expected=expected, employee=staff, shift=UNTIL_APRIL)


def test_a_leaver_counts_for_twelve_months_and_not_for_thirteen(kpi_spec):
    """Gone on 31 May 2025: inside the year that ends in April 2026, outside the one that ends in May."""
    staff = (
        STEADY
        + """
        nurse | 2020-01-01 | 2025-05-31 | voluntary | permanent_ft | rn    | Ward-A
        clerk | 2020-01-01 | 2025-06-30 | voluntary | permanent_ft | admin | Ward-A
    """
    )
    kpi_spec(
        "rn_turnover_12m_pct",
        expected={"2026-04": 100 / (28 / 13), "2026-05": 0.0},
        employee=staff,
        shift="work_date | unit_id \n 2026-05-31 | Ward-A",
    )


def test_somebody_who_came_and_left_within_a_month_has_left(kpi_spec):
    """Their clinic never had a head at a month end; the network still lost somebody."""
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 100 / 3, "2026-04": 0.0},
        unit="unit_id | facility_id \n Ward-A | F \n Ward-B | F \n Desk | Clinic",
        employee=STEADY + "brief | 2026-03-02 | 2026-03-20 | voluntary | permanent_ft | rn | Desk",
        shift=UNTIL_APRIL,
    )


def test_monthly_voluntary_turnover_leaves_dismissals_out(kpi_spec):
    staff = (
        STEADY
        + """
        chose     | 2020-01-01 | 2026-03-31 | voluntary   | permanent_ft | rn | Ward-A
        dismissed | 2020-01-01 | 2026-03-31 | involuntary | permanent_ft | rn | Ward-A
    """
    )
    kpi_spec(
        "turnover_voluntary_monthly_pct",
        expected={"2026-03": 20.0, "2026-04": 0.0},
        employee=staff,
        shift=UNTIL_APRIL,
    )


def test_somebody_who_starts_on_the_last_day_of_a_month_is_a_head_at_its_end(kpi_spec):
    found = kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 25.0, "2026-04": 0.0},
        employee=STEADY
        + """starts | 2026-03-31 |            |           | permanent_ft | rn | Ward-A
             leaves | 2020-01-01 | 2026-03-30 | voluntary | permanent_ft | rn | Ward-A
        """,
        shift=UNTIL_APRIL,
    )
    assert found[date(2026, 4, 1)]["den"] == 4


def test_a_roster_for_the_future_makes_no_future_month(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        expected={"2026-03": 25.0},
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        shift="""
            work_date  | unit_id | shift_kind | hours
            2026-03-30 | Ward-A  | worked     | 8
            2026-06-30 | Ward-A  | scheduled  | 0
        """,
    )
