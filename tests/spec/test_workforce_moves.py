"""Leavers and moves together: what a ward has to replace."""

from datetime import date

from tests.spec.test_workforce import STEADY, UNTIL_APRIL, the_year_of_example_w8

title = "Moves between wards"

MOVES = """
    employee_id | valid_from | valid_to   | unit_id
    leaves      | 2020-01-01 | 2026-03-31 | Ward-B
    stays-1     | 2026-04-01 |            | Ward-B
    stays-2     | 2026-03-10 | 2026-03-20 | Ward-B
"""


def test_the_last_day_of_an_assignment_belongs_to_it(kpi_spec):
    kpi_spec(
        "turnover_monthly_pct",
        by="unit_id",
        expected={
            ("2026-03", "Ward-A"): 0.0,
            ("2026-03", "Ward-B"): 50.0,
            ("2026-04", "Ward-A"): 0.0,
            ("2026-04", "Ward-B"): 0.0,
        },
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment=MOVES,
        shift=UNTIL_APRIL,
    )


def test_a_ward_loses_people_to_other_wards_on_their_last_day_there(kpi_spec):
    """Ward A loses one to ward B on 9 March, gets them back on the 21st, and loses another on 31 March."""
    kpi_spec(
        "turnover_incl_internal_monthly_pct",
        by="unit_id",
        expected={
            ("2026-03", "Ward-A"): 100 * 2 / 2,
            ("2026-03", "Ward-B"): 100 * 2 / 2,
            ("2026-04", "Ward-A"): 0.0,
            ("2026-04", "Ward-B"): 0.0,
        },
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-31 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment=MOVES,
        shift=UNTIL_APRIL,
    )


def test_to_start_in_a_ward_or_to_leave_from_one_is_no_move(kpi_spec):
    """HR lists ward A as home, but neither of the two was ever there before or after a day of work elsewhere."""
    found = kpi_spec(
        "turnover_incl_internal_monthly_pct",
        expected={"2026-03": 100 * 1 / 3.5, "2026-04": 0.0},
        employee=STEADY
        + """leaves | 2020-01-01 | 2026-03-15 | voluntary | permanent_ft | rn | Ward-A
             starts | 2026-04-02 |            |           | permanent_ft | rn | Ward-A
        """,
        employee_assignment="""
            employee_id | valid_from | valid_to   | unit_id
            leaves      | 2019-01-01 | 2026-03-15 | Ward-B
            starts      | 2026-04-02 |            | Ward-B
        """,
        shift=UNTIL_APRIL,
    )
    assert [row["num"] for row in found.values()] == [1, 0]


def test_a_move_on_the_last_day_at_work_is_a_move_and_a_leaving(kpi_spec):
    found = kpi_spec(
        "turnover_incl_internal_monthly_pct",
        expected={"2026-03": 100 * 2 / 3.5, "2026-04": 0.0},
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-15 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment="employee_id | valid_from | unit_id \n leaves | 2026-03-15 | Ward-B",
        shift=UNTIL_APRIL,
    )
    assert found[date(2026, 3, 1)]["num"] == 2


def test_moves_of_a_year_are_added_to_its_leavers(kpi_spec):
    """30 leavers and 6 moves in the worked example."""
    expected = {"2025-12": 100 * 36 / (2605 / 13)}
    kpi_spec("turnover_incl_internal_12m_pct", expected=expected, **the_year_of_example_w8())


def test_the_latest_assignment_in_force_says_where_somebody_counts_also_in_another_hospital(kpi_spec):
    """The older assignment was never closed, and HR still lists the first hospital as the employer."""
    kpi_spec(
        "turnover_monthly_pct",
        by="facility_id",
        expected={("2026-03", "North"): 0.0, ("2026-03", "South"): 200.0, ("2026-04", "North"): 0.0},
        unit="unit_id | facility_id \n Ward-A | North \n Ward-B | North \n Ward-S | South",
        employee=STEADY + "leaves | 2020-01-01 | 2026-03-30 | voluntary | permanent_ft | rn | Ward-A",
        employee_assignment="""
            employee_id | valid_from | unit_id
            leaves      | 2021-01-01 | Ward-B
            leaves      | 2022-01-01 | Ward-S
        """,
        shift=UNTIL_APRIL,
    )
