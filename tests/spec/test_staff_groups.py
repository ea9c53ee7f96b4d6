"""Staff by age, sex, ethnicity, years of service and reason of leaving, as they are on the day that counts."""

import pytest

title = "Groups of staff"

PEOPLE = """
    employee_id | hire_date  | original_hire_date | termination_date | termination_type | birth_year | sex    | ethnicity | employment_type
    young       | 2025-06-15 |                    |                  |                  | 1996       | female | asian     | permanent_ft
    back        | 2024-01-01 | 2010-01-01         |                  |                  | 1965       | female | white     | permanent_ft
    retired     | 2001-01-01 |                    | 2026-03-10       | retirement       | 1960       | male   | white     | permanent_ft
    poached     | 2025-06-01 |                    | 2026-03-20       | voluntary        | 1990       | male   |           | permanent_ft
    silent      | 2019-01-01 |                    |                  |                  |            | male   |           | permanent_ft
"""
MARCH = "work_date | unit_id \n 2026-03-31 | U"


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("age_band", {"18-44": 100 / 1.5, "45-64": 0, "65-74": 200, "unknown": 0}),
        ("sex", {"female": 0, "male": 100}),
        ("ethnicity", {"asian": 0, "white": 100 / 1.5, "unknown": 100 / 1.5}),
        ("tenure_band", {"first_year": 100 / 1.5, "6-10": 0, "11+": 100 / 1.5}),
    ],
)
def test_leavers_are_held_against_those_who_are_like_them(kpi_spec, by, groups):
    """Mean of the heads before and after: who was hired again in 2024 has served since 2010; two left in March."""
    kpi_spec(
        "turnover_monthly_pct",
        by=by,
        expected={("2026-03", group): value for group, value in groups.items()},
        employee=PEOPLE,
        shift=MARCH,
    )


def test_reasons_of_leaving_are_parts_of_one_turnover(kpi_spec):
    """Two of four leave, on the mean of five and three: 25 and 25 make 50."""
    kpi_spec("turnover_monthly_pct", expected={"2026-03": 50}, employee=PEOPLE, shift=MARCH)
    kpi_spec(
        "turnover_monthly_pct",
        by="termination_type",
        expected={("2026-03", "retirement"): 25, ("2026-03", "voluntary"): 25},
        expected_n={("2026-03", "retirement"): 1},
        employee=PEOPLE,
        shift=MARCH,
    )
    kpi_spec(
        "turnover_monthly_pct",
        only=(("termination_type", ("retirement",)),),
        expected={"2026-03": 25},
        employee=PEOPLE,
        shift=MARCH,
    )


def test_reasons_of_a_year_are_held_against_the_mean_of_thirteen_month_ends(kpi_spec):
    """The last working day counts as employed: 28 heads at 13 month ends, and 26 a month later."""
    staff = """
        employee_id | hire_date  | termination_date | termination_type | employment_type
        first       | 2020-01-01 | 2025-01-31       | involuntary      | permanent_ft
        second      | 2020-01-01 | 2026-01-15       | retirement       | permanent_ft
        third       | 2020-01-01 |                  |                  | permanent_ft
    """
    kpi_spec(
        "turnover_12m_pct",
        by="termination_type",
        expected={
            ("2025-12", "involuntary"): 100 / (28 / 13),
            ("2025-12", "retirement"): 0,
            ("2026-01", "involuntary"): 0,
            ("2026-01", "retirement"): 100 / (26 / 13),
        },
        employee=staff,
        shift="work_date | unit_id \n 2026-01-31 | U",
    )


@pytest.mark.parametrize(
    ("by", "groups"),
    [("age_band", {"18-44": 100, "45-64": 0}), ("sex", {"female": 0, "male": 100})],
)
def test_who_left_in_the_first_year_is_as_old_as_on_the_first_day(kpi_spec, by, groups):
    kpi_spec(
        "first_year_turnover_cohort_pct",
        by=by,
        grain="quarter",
        expected={("2026-Q1", group): value for group, value in groups.items()},
        employee="""
            employee_id | hire_date  | termination_date | termination_type | birth_year | sex    | employment_type
            gone        | 2025-02-01 | 2025-05-01       | voluntary        | 1981       | male   | permanent_ft
            here        | 2025-02-01 |                  |                  | 1980       | female | permanent_ft
            before      | 2020-01-01 | 2024-01-31       | voluntary        | 1980       | female | permanent_ft
        """,
        shift=MARCH,
    )


@pytest.mark.parametrize("by", ["age_band", "sex", "ethnicity", "tenure_band"])
def test_sickness_courses_and_posts_know_the_same_groups(kpi_spec, by):
    """One is ill all March, one has the course; both are counted where they belong."""
    group = {"age_band": ("18-44", "45-64"), "sex": ("female", "male"), "ethnicity": ("asian", "white")}
    ill, well = group.get(by, ("first_year", "3-5"))
    staff = """
        employee_id | hire_date  | termination_date | job_role | birth_year | sex    | ethnicity | contracted_fte | employment_type
        ill         | 2025-06-15 |                  | nurse    | 1996       | female | asian     | 1              | permanent_ft
        well        | 2021-01-01 |                  | nurse    | 1970       | male   | white     | 1              | permanent_ft
        gone        | 2020-01-01 | 2026-02-28       | clerk    |            |        |           | 1              | agency
    """
    kpi_spec(
        "sickness_absence_pct",
        by=by,
        expected={("2026-03", ill): 100, ("2026-03", well): 0},
        employee=staff,
        shift=MARCH,
        absence="employee_id | start_date | end_date | reason_group | fte_lost_per_day \n ill | 2026-03-01 | 2026-03-31 | sickness | 1",
        position="unit_id | job_role | month \n U | nurse | 2026-03-01",
    )
    kpi_spec(
        "training_compliance_pct",
        by=by,
        expected={("2026-03", ill): 0, ("2026-03", well): 100},
        expected_n={("2026-03", ill): 1, ("2026-03", well): 1},
        employee=staff,
        shift=MARCH,
        training_requirement="course_id | job_role | is_mandatory | grace_days \n fire | nurse | true | 0 \n lift | nurse | true | 0",
        training_record="""
            employee_id | course_id | completed_date | result
            well        | fire      | 2026-03-01     | pass
            well        | lift      | 2026-03-01     | pass
        """,
    )
    kpi_spec(
        "staff_fte",
        by=by,
        expected={(month, group): 1 for month in ("2026-02", "2026-03") for group in (ill, well)},
        employee=staff,
        shift=MARCH,
    )
