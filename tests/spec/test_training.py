"""Courses and licences at month ends."""

from datetime import date

import pytest

title = "Training and licences"

STAFF = """
    employee_id | hire_date  | termination_date | job_role | unit_id | employment_type | termination_type
    gone        | 2019-01-01 | 2026-03-15       | nurse    | Ward-A  | permanent_ft    | voluntary
    ann         | 2020-01-01 |                  | nurse    | Ward-A  | permanent_ft    |
    ben         | 2020-01-01 |                  | nurse    | Ward-A  | per_diem        |
    cleo        | 2020-01-01 |                  | clerk    | Ward-B  | permanent_pt    |
    temp        | 2020-01-01 |                  | nurse    | Ward-A  | agency          |
"""
UNTIL_APRIL = "work_date | unit_id \n 2026-04-30 | Ward-A"
NEEDED = """
    course_id | job_role | is_mandatory | renewal_months | grace_days
    fire      | nurse    | true         | 12             | 30
    lifting   | nurse    | true         |                | 30
    fire      | clerk    | true         | 12             | 30
    reading   | nurse    | false        |                | 0
"""
PASSED = """
    employee_id | course_id | completed_date | expiry_date | result
    ann         | fire      | 2025-04-29     |             | pass
    ann         | lifting   | 2020-02-01     |             | pass
    ben         | fire      | 2025-01-01     | 2026-04-30  | pass
    ben         | lifting   | 2026-01-01     |             | fail
    cleo        | fire      | 2026-04-02     | 2027-04-02  | pass
"""


def test_a_course_is_in_date_on_the_day_it_runs_out_and_not_after(kpi_spec):
    """Ann's ran out a year after 29 April 2025, Ben's on 30 April itself; a fail is no pass, once passed is for ever."""
    kpi_spec(
        "training_compliance_pct",
        expected={"2026-03": 100 * 3 / 5, "2026-04": 100 * 3 / 5},
        employee=STAFF,
        training_requirement=NEEDED,
        training_record=PASSED,
        shift=UNTIL_APRIL,
    )


def test_compliance_by_course(kpi_spec):
    kpi_spec(
        "training_compliance_pct",
        by="course_id",
        expected={
            ("2026-03", "fire"): 100 * 2 / 3,
            ("2026-03", "lifting"): 50.0,
            ("2026-04", "fire"): 100 * 2 / 3,
            ("2026-04", "lifting"): 50.0,
        },
        employee=STAFF,
        training_requirement=NEEDED,
        training_record=PASSED,
        shift=UNTIL_APRIL,
    )


def test_a_person_complies_with_all_courses_or_not_at_all(kpi_spec):
    kpi_spec(
        "training_compliance_person_pct",
        expected={"2026-03": 100 / 3, "2026-04": 100 / 3},
        employee=STAFF,
        training_requirement=NEEDED,
        training_record=PASSED,
        shift=UNTIL_APRIL,
    )


def test_on_the_last_day_of_grace_the_course_is_due(kpi_spec):
    """Hired on 1 April with 29 days of grace: due on the 30th. Hired on the 2nd: not yet."""
    kpi_spec(
        "training_compliance_pct",
        expected={"2026-03": 100.0, "2026-04": 50.0},
        employee="""
            employee_id | hire_date  | termination_date | job_role
            gone        | 2019-01-01 | 2026-03-31       | nurse
            due         | 2026-04-01 |                  | nurse
            not-yet     | 2026-04-02 |                  | nurse
            old         | 2020-01-01 |                  | nurse
        """,
        training_requirement="course_id | job_role | is_mandatory | grace_days \n fire | nurse | true | 29",
        training_record="""
            employee_id | course_id | completed_date | result
            gone        | fire      | 2019-02-01     | pass
            old         | fire      | 2020-02-01     | pass
        """,
        shift=UNTIL_APRIL,
    )


@pytest.mark.parametrize(("start", "asked"), [("2026-03-03", 2), ("2026-03-04", 3)])
def test_leave_of_more_than_28_days_excuses(kpi_spec, start, asked):
    """From 3 March, 31 March is the 29th day."""
    found = kpi_spec(
        "training_compliance_person_pct",
        expected={"2026-03": 0.0, "2026-04": 0.0},
        employee="""
            employee_id | hire_date  | termination_date | job_role
            gone        | 2019-01-01 | 2026-03-31       | nurse
            here        | 2020-01-01 |                  | nurse
            away        | 2020-01-01 |                  | nurse
        """,
        absence=f"employee_id | start_date | end_date | reason_group \n away | {start} | | parental",
        training_requirement="course_id | job_role | is_mandatory | grace_days \n fire | nurse | true | 0",
        training_record="employee_id | course_id | completed_date | result \n stranger | fire | 2019-02-01 | pass",
        shift=UNTIL_APRIL,
    )
    assert found[date(2026, 3, 1)]["den"] == asked


def test_the_role_held_at_the_month_end_decides_what_is_required(kpi_spec):
    """She became a nurse on 1 April and needs the lifting course from then on."""
    kpi_spec(
        "training_compliance_pct",
        expected={"2026-03": 100.0, "2026-04": 50.0},
        employee="""
            employee_id | hire_date  | termination_date | job_role
            gone        | 2019-01-01 | 2026-03-30       | porter
            changes     | 2020-01-01 |                  | clerk
        """,
        employee_assignment="""
            employee_id | valid_from | valid_to   | unit_id | job_role
            changes     | 2020-01-01 | 2026-03-31 | Ward-A  | clerk
            changes     | 2026-04-01 |            | Ward-A  | nurse
        """,
        training_requirement=NEEDED,
        training_record="employee_id | course_id | completed_date | expiry_date | result \n"
        "changes | fire | 2026-01-01 | 2027-01-01 | pass",
        shift=UNTIL_APRIL,
    )


ROLE_NEEDS = "job_role | credential_type \n nurse | licence \n nurse | bls"
HELD = """
    employee_id | credential_type | issued_date | expiry_date | verified
    ann         | licence         | 2024-04-30  | 2026-04-30  | true
    ann         | bls             | 2024-04-01  | 2026-04-29  | true
    ben         | licence         | 2024-01-01  | 2026-05-30  | false
"""


def test_a_licence_is_valid_while_verified_and_in_date(kpi_spec):
    """Of four required in April: one valid to the day, one lapsed the day before, one unverified, one not on file."""
    kpi_spec(
        "credential_valid_pct",
        expected={"2026-03": 50.0, "2026-04": 25.0},
        employee=STAFF,
        credential_requirement=ROLE_NEEDS,
        credential=HELD,
        shift=UNTIL_APRIL,
    )


def test_only_what_ran_out_has_lapsed(kpi_spec):
    kpi_spec(
        "credential_lapsed_count",
        expected={"2026-03": 0, "2026-04": 1},
        employee=STAFF,
        credential_requirement=ROLE_NEEDS,
        credential=HELD,
        shift=UNTIL_APRIL,
    )


def test_a_renewal_replaces_what_ran_out_from_its_first_day(kpi_spec):
    kpi_spec(
        "credential_lapsed_count",
        expected={"2026-03": 0, "2026-04": 0},
        employee=STAFF,
        credential_requirement=ROLE_NEEDS,
        credential=HELD + "ann | bls | 2026-04-30 | 2028-04-29 | true",
        shift=UNTIL_APRIL,
    )


@pytest.mark.parametrize(("days", "march", "april"), [(30, 2, 1), (60, 2, 1), (90, 2, 1)])
def test_licences_running_out_are_valid_ones_that_will_not_last(kpi_spec, days, march, april):
    """At the end of March both of Ann's have 30 and 29 days to go; the rest of the year is far away."""
    kpi_spec(
        f"credential_expiring_{days}d",
        expected={"2026-03": march, "2026-04": april},
        employee=STAFF,
        credential_requirement=ROLE_NEEDS,
        credential=HELD,
        shift=UNTIL_APRIL,
    )


@pytest.mark.parametrize("days", [30, 60, 90])
def test_the_window_includes_its_last_day_and_no_more(kpi_spec, days):
    """Counted from 31 March."""
    last, later = (date.fromordinal(date(2026, 3, 31).toordinal() + days + more) for more in (0, 1))
    kpi_spec(
        f"credential_expiring_{days}d",
        expected={"2026-03": 1},
        employee=STAFF.replace("2026-03-15", "2026-03-31"),
        credential_requirement="job_role | credential_type \n nurse | licence",
        credential=f"""
            employee_id | credential_type | issued_date | expiry_date | verified
            ann         | licence         | 2024-01-01  | {last}      | true
            ben         | licence         | 2024-01-01  | {later}     | true
        """,
        shift="work_date | unit_id \n 2026-03-31 | Ward-A",
    )


@pytest.mark.parametrize("kpi_id", ["training_compliance_pct", "training_compliance_person_pct"])
def test_courses_are_reported_from_the_day_of_the_first_pass(kpi_spec, kpi_id):
    """Passed on 31 March: that month end is reported, the one before is not."""
    kpi_spec(
        kpi_id,
        expected={"2026-03": 100.0},
        employee="""
            employee_id | hire_date  | termination_date | job_role
            gone        | 2019-01-01 | 2026-02-10       | porter
            here        | 2020-01-01 |                  | nurse
        """,
        training_requirement="course_id | job_role | is_mandatory | grace_days \n fire | nurse | true | 0",
        training_record="employee_id | course_id | completed_date | result \n here | fire | 2026-03-31 | pass",
        shift="work_date | unit_id \n 2026-03-31 | Ward-A",
    )
