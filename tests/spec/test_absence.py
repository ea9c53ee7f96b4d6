"""Sickness in contracted time, cut at month ends."""

from datetime import date

import pytest

title = "Sickness absence"

STAFF = """
    employee_id | hire_date  | termination_date | contracted_fte | employment_type | unit_id | staff_group
    first       | 2019-01-01 | 2026-01-15       | 1              | permanent_ft    | Ward-A  | rn
    whole       | 2020-01-01 |                  | 1              | permanent_ft    | Ward-A  | rn
    half        | 2020-01-01 |                  | 0.5            | permanent_pt    | Ward-A  | rn
    fixed       | 2026-02-15 |                  | 1              | fixed_term      | Ward-A  | admin
    bank        | 2020-01-01 |                  | 1              | per_diem        | Ward-A  | rn
    agency      | 2020-01-01 |                  | 1              | agency          | Ward-A  | rn
"""
SPELLS = """
    employee_id | start_date | end_date   | reason_group | fte_lost_per_day
    half        | 2026-01-05 | 2026-01-05 | sickness     | 0.5
    whole       | 2026-01-30 | 2026-02-02 | sickness     | 1
    whole       | 2026-02-10 | 2026-02-12 | parental     | 1
    fixed       | 2026-03-25 |            | sickness     | 1
    bank        | 2026-02-03 | 2026-02-20 | sickness     | 1
"""
UNTIL_MARCH = "work_date | unit_id \n 2026-03-31 | Ward-A"
JANUARY = (15 + 31 + 15.5, 0.5 + 2)
FEBRUARY = (28 + 14 + 14, 2)
MARCH = (31 + 15.5 + 31, 7)


def test_a_spell_over_a_month_end_counts_day_by_day_and_an_open_one_to_the_end(kpi_spec):
    """Who joins or leaves in mid-month counts from the first and to the last day in post; bank staff never."""
    kpi_spec(
        "sickness_absence_pct",
        expected={
            f"2026-0{month}": 100 * lost / days
            for month, (days, lost) in enumerate((JANUARY, FEBRUARY, MARCH), 1)
        },
        employee=STAFF,
        absence=SPELLS,
        shift=UNTIL_MARCH,
    )


def test_sickness_of_a_quarter_is_a_ratio_of_sums(kpi_spec):
    days, lost = (sum(side) for side in zip(JANUARY, FEBRUARY, MARCH, strict=True))
    kpi_spec(
        "sickness_absence_pct",
        grain="quarter",
        expected={"2026-Q1": 100 * lost / days},
        employee=STAFF,
        absence=SPELLS,
        shift=UNTIL_MARCH,
    )


def test_months_before_the_first_spell_ended_are_unknown_and_not_healthy(kpi_spec):
    later = "employee_id | start_date | end_date | reason_group | fte_lost_per_day \n whole | 2025-06-01 | 2026-03-02 | sickness | 1"
    kpi_spec(
        "sickness_absence_pct",
        expected={"2026-03": 100 * 2 / (31 + 15.5 + 31)},
        employee=STAFF,
        absence=later,
        shift=UNTIL_MARCH,
    )


def test_time_follows_the_person_to_another_ward_within_a_month(kpi_spec):
    """Ward A has her for 10 days of February, ward B for 18; she was ill on both sides of the move."""
    kpi_spec(
        "sickness_absence_pct",
        by="unit_id",
        expected={("2026-02", "Ward-A"): 100 * 1 / (10 + 28), ("2026-02", "Ward-B"): 100 * 3 / (18 * 0.8)},
        employee="""
            employee_id | hire_date  | termination_date | contracted_fte | unit_id
            gone        | 2020-01-01 | 2026-02-28       | 1              | Ward-A
            moves       | 2020-01-01 |                  | 1              | Ward-A
        """,
        employee_assignment="employee_id | valid_from | unit_id | contracted_fte \n moves | 2026-02-11 | Ward-B | 0.8",
        absence="""
            employee_id | start_date | end_date   | reason_group | fte_lost_per_day
            moves       | 2026-02-10 | 2026-02-13 | sickness     | 1
        """,
        shift="work_date | unit_id \n 2026-02-28 | Ward-A",
    )


def test_a_person_with_two_jobs_loses_the_time_of_the_one_begun_last(kpi_spec):
    kpi_spec(
        "sickness_absence_pct",
        by="unit_id",
        expected={("2026-02", "Ward-A"): 0.0, ("2026-02", "Ward-B"): 100 * 2 / 14},
        employee="""
            employee_id | hire_date  | termination_date | contracted_fte | unit_id
            gone        | 2020-01-01 | 2026-02-28       | 1              | Ward-A
            both        | 2020-01-01 |                  | 0.5            | Ward-A
            both        | 2021-01-01 |                  | 0.5            | Ward-B
        """,
        absence="""
            employee_id | start_date | end_date   | reason_group | fte_lost_per_day
            both        | 2026-02-10 | 2026-02-11 | sickness     | 1
        """,
        shift="work_date | unit_id \n 2026-02-28 | Ward-A",
    )


@pytest.mark.parametrize(
    ("end", "month", "share"), [("2026-02-28", "2026-02", 0.0), ("2026-03-01", "2026-03", 100.0)]
)
def test_a_long_spell_lasts_more_than_28_days(kpi_spec, end, month, share):
    """1 to 28 February are 28 days, one day more makes it long."""
    kpi_spec(
        "long_term_share_pct",
        expected={month: share},
        employee=STAFF,
        absence="employee_id | start_date | end_date | reason_group | fte_lost_per_day \n"
        f"whole | 2026-02-01 | {end} | sickness | 1",
        shift=UNTIL_MARCH,
    )


def test_spells_count_in_the_month_they_begin_per_100_people_at_its_end(kpi_spec):
    kpi_spec(
        "spells_per_100_staff",
        expected={"2026-01": 100 * 2 / 2, "2026-02": 0.0, "2026-03": 100 * 1 / 3},
        employee=STAFF,
        absence=SPELLS,
        shift=UNTIL_MARCH,
    )


def test_sick_hours_are_a_share_of_scheduled_hours(kpi_spec):
    """Overtime, bank and agency hours were not scheduled."""
    kpi_spec(
        "sickness_absence_hours_pct",
        expected={"2026-03": 100 * 12 / 60},
        shift="""
            work_date  | unit_id | pay_code            | hours
            2026-03-01 | Ward-A  | regular             | 24
            2026-03-02 | Ward-A  | sick                | 12
            2026-03-02 | Ward-A  | pto                 | 12
            2026-03-03 | Ward-A  | orientation         | 4
            2026-03-03 | Ward-A  | education           | 4
            2026-03-03 | Ward-A  | other_nonproductive | 4
            2026-03-04 | Ward-A  | overtime            | 9
            2026-03-04 | Ward-A  | agency              | 9
            2026-03-04 | Ward-A  | per_diem            | 9
        """,
    )


def test_when_the_later_job_ends_the_earlier_one_loses_the_time_from_the_next_day(kpi_spec):
    kpi_spec(
        "sickness_absence_pct",
        by="unit_id",
        expected={("2026-02", "Ward-A"): 100 * 0.5 / (28 * 0.5 + 28), ("2026-02", "Ward-B"): 100 * 1 / 5},
        employee="""
            employee_id | hire_date  | termination_date | contracted_fte | unit_id
            gone        | 2020-01-01 | 2026-02-28       | 1              | Ward-A
            both        | 2020-01-01 |                  | 0.5            | Ward-A
            both        | 2021-01-01 | 2026-02-10       | 0.5            | Ward-B
        """,
        absence="""
            employee_id | start_date | end_date   | reason_group | fte_lost_per_day
            both        | 2026-02-09 | 2026-02-11 | sickness     | 0.5
        """,
        shift="work_date | unit_id \n 2026-02-28 | Ward-A",
    )


def test_a_spell_that_begins_on_the_first_of_a_month_belongs_to_it(kpi_spec):
    kpi_spec(
        "spells_per_100_staff",
        expected={"2026-02": 100 * 1 / 3, "2026-03": 0.0},
        employee=STAFF,
        absence="employee_id | start_date | end_date | reason_group | fte_lost_per_day \n"
        "whole | 2026-02-01 | 2026-02-02 | sickness | 1",
        shift=UNTIL_MARCH,
    )


def test_reasons_of_sickness_are_parts_of_the_time_of_everybody(kpi_spec):
    """Two people were ill in February for 3 of 56 days; each reason is held against all of them. In January none was."""
    spells = """
        employee_id | start_date | end_date   | reason_group | reason | fte_lost_per_day
        whole       | 2026-01-01 | 2026-01-01 | parental     | birth  | 1
        whole       | 2026-02-02 | 2026-02-03 | sickness     | back   | 1
        other       | 2026-02-27 | 2026-03-01 | sickness     |        | 0.5
    """
    staff = """
        employee_id | hire_date  | contracted_fte | employment_type | unit_id | staff_group
        whole       | 2020-01-01 | 1              | permanent_ft    | Ward-A  | rn
        other       | 2020-01-01 | 1              | permanent_ft    | Ward-A  | rn
    """
    rows = kpi_spec(
        "sickness_by_reason_pct",
        by="absence_reason",
        expected={
            ("2026-01", "back"): 0, ("2026-01", "unknown"): 0,
            ("2026-02", "back"): 100 * 2 / 56, ("2026-02", "unknown"): 100 * 1 / 56,
            ("2026-03", "back"): 0, ("2026-03", "unknown"): 100 * 0.5 / 62,
        },
        employee=staff,
        absence=spells,
        shift=UNTIL_MARCH,
    )  # fmt: skip
    assert rows[date(2026, 2, 1), "back"]["n_valid"] == 1
