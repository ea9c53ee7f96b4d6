"""Care hours, filled shifts, output and staff per bed."""

import pytest

title = "Staffing"

WARD = """
    unit_id | facility_id | unit_type | is_inpatient_bedded | patient_day_method
    Ward-A  | F           | med_surg  | true                | {method}
    Desk    | F           | clinic    | false               | midnight
"""
STAYS = """
    encounter_id | unit_id | in_ts            | out_ts           | patient_class
    long         | Ward-A  | 2026-03-01 00:00 | 2026-03-03 12:00 | inpatient
    short        | Ward-A  | 2026-03-01 08:00 | 2026-03-01 14:00 | inpatient
    watched      | Ward-A  | 2026-03-02 18:00 | 2026-03-03 06:00 | observation
"""
CARDS = """
    work_date  | unit_id | staff_group    | pay_code    | hours | is_direct_care | shift_kind | is_cancelled
    2026-03-01 | Ward-A  | rn             | regular     | 12    | true           | worked     | false
    2026-03-01 | Ward-A  | rn             | agency      | 8     | true           | worked     | false
    2026-03-02 | Ward-A  | lpn            | overtime    | 6     | true           | worked     | false
    2026-03-02 | Ward-A  | care_assistant | per_diem    | 4     | true           | worked     | false
    2026-03-02 | Ward-A  | rn             | orientation | 12    | true           | worked     | false
    2026-03-02 | Ward-A  | rn             | regular     | 12    | false          | worked     | false
    2026-03-02 | Ward-A  | physician      | regular     | 12    | true           | worked     | false
    2026-03-02 | Ward-A  | rn             | regular     | 12    | true           | worked     | true
    2026-03-02 | Ward-A  | rn             | regular     | 0     | true           | scheduled  | false
    2026-03-01 | Desk    | rn             | regular     | 99    | true           | worked     | false
"""


@pytest.mark.parametrize(
    ("method", "days"),
    [
        # the midnights of the 1st and the 2nd saw one inpatient each
        ("midnight", 2.0),
        # and 6 hours of a stay that no midnight saw, 6 hours of observation on the 2nd
        ("midnight_plus_short_stay_hours", 2 + 6 / 24 + 6 / 24),
        # 24 and 6 hours on the 1st, 24 and 6 on the 2nd
        ("actual_hours", 60 / 24),
        # 1, 2, 1, 1 on the 1st and 1, 1, 1, 2 on the 2nd
        ("multiple_census", 10 / 4),
    ],
)
def test_nursing_hours_over_the_patient_days_of_the_unit_by_its_own_method(kpi_spec, method, days):
    """Orientation, called-off shifts, other duties, other groups and other units are out; days without cards as well."""
    kpi_spec(
        "nursing_hppd",
        digits=6,
        expected={"2026-03": 30 / days},
        expected_coverage={"2026-03": 2 / 3},
        unit=WARD.format(method=method),
        encounter_location=STAYS,
        shift=CARDS,
    )


def test_registered_nurse_hours_and_their_share(kpi_spec):
    tables = {"unit": WARD.format(method="midnight"), "encounter_location": STAYS, "shift": CARDS}
    kpi_spec("rn_hppd", expected={"2026-03": 10.0}, **tables)
    kpi_spec("rn_skill_mix_pct", expected={"2026-03": 100 * 20 / 30}, **tables)


def test_a_day_of_23_hours_has_fewer_patient_hours(kpi_spec):
    """The night of 8 March 2026 lost an hour."""
    kpi_spec(
        "nursing_hppd",
        digits=4,
        grain="day",
        expected={"2026-03-08": 23 / (23 / 24)},
        unit=WARD.format(method="actual_hours"),
        encounter_location="encounter_id | unit_id | in_ts | out_ts | patient_class \n"
        "a | Ward-A | 2026-03-08 00:00 | 2026-03-09 00:00 | inpatient",
        shift="work_date | unit_id | staff_group | hours | is_direct_care \n 2026-03-08 | Ward-A | rn | 23 | true",
    )


ROSTER = """
    work_date  | unit_id | staff_group | shift_of_day | shift_kind | pay_code  | hours | planned_hours | is_cancelled
    2026-03-01 | Ward-A  | rn          | day          | scheduled  | regular   | 0     | 24            | false
    2026-03-01 | Ward-A  | rn          | night        | scheduled  | regular   | 0     | 24            | false
    2026-03-02 | Ward-A  | rn          | day          | scheduled  | regular   | 0     | 24            | false
    2026-03-02 | Ward-A  | rn          | day          | scheduled  | regular   | 0     | 12            | true
    2026-03-01 | Ward-A  | rn          | day          | worked     | regular   | 12    |               | false
    2026-03-01 | Ward-A  | rn          | day          | worked     | agency    | 9     |               | false
    2026-03-01 | Ward-A  | rn          | night        | worked     | overtime  | 12    |               | false
    2026-03-01 | Ward-A  | rn          | night        | worked     | per_diem  | 6     |               | false
    2026-03-01 | Ward-A  | rn          | night        | worked     | sick      | 12    |               | false
    2026-03-02 | Ward-A  | admin       | day          | worked     | regular   | 8     |               | false
    2026-02-28 | Ward-A  | rn          | day          | worked     | regular   | 12    |               | false
    2026-03-03 | Ward-A  | rn          | day          | scheduled  | regular   | 0     | 24            | false
    2026-03-02 | Desk    | rn          | day          | worked     | regular   | 8     |               | false
"""


def test_filled_shifts_compare_with_the_roster_where_there_is_one(kpi_spec):
    """39 hours of 72: nobody came on the 2nd, the 3rd is still to come, and the day before had no roster."""
    kpi_spec("shift_fill_rate_pct", expected={"2026-03": 100 * 39 / 72}, shift=ROSTER)


def test_filled_shifts_by_shift_of_the_day(kpi_spec):
    kpi_spec(
        "shift_fill_rate_pct",
        by="shift_of_day",
        expected={("2026-03", "day"): 100 * 21 / 48, ("2026-03", "night"): 100 * 18 / 24},
        shift=ROSTER,
    )


CENTRES = """
    unit_id | facility_id | cost_centre_id
    Clinic  | F           | C1
    Lab     | F           | C2
    Gate    | F           | C3
"""
HOURS = """
    work_date  | unit_id | pay_code | hours
    2026-03-02 | Clinic  | regular  | 80
    2026-03-03 | Clinic  | agency   | 20
    2026-03-03 | Clinic  | pto      | 20
    2026-03-03 | Lab     | overtime | 50
    2026-03-03 | Gate    | regular  | 70
"""
OUTPUT = """
    cost_centre_id | month      | statistic     | quantity | budget_quantity
    C1             | 2026-03-01 | visits        | 60       | 40
    C1             | 2026-03-01 | zz phone      | 500      | 500
    C2             | 2026-03-01 | tests         | 400      | 500
    C3             | 2026-03-01 | Calendar days | 31       | 31
"""
STANDARD = """
    cost_centre_id | facility_id | account_id | month      | version  | budget_hours
    C1             | F           | salaries   | 2026-03-01 | original | 60
    C1             | F           | salaries   | 2026-03-01 | forecast | 999
    C2             | F           | salaries   | 2026-03-01 | original | 50
"""


def test_hours_per_unit_of_service_of_each_department(kpi_spec):
    """A department has one unit of service; those that count calendar days are left out."""
    kpi_spec(
        "productive_hours_per_uos",
        by="cost_centre_id",
        expected={("2026-03", "C1"): 100 / 60, ("2026-03", "C2"): 50 / 400},
        unit=CENTRES,
        shift=HOURS,
        stat_volume=OUTPUT,
    )


def test_productivity_holds_each_department_against_its_own_target(kpi_spec):
    """90 hours for 60 visits at 1.5 and 40 for 400 tests at 0.1, in 150 worked hours."""
    kpi_spec(
        "productivity_index_pct",
        digits=6,
        expected={"2026-03": 100 * (60 * 1.5 + 400 * 0.1) / 150},
        unit=CENTRES,
        shift=HOURS,
        stat_volume=OUTPUT,
        budget=STANDARD,
    )


BEDS = """
    facility_id | unit_id | bed_date   | unit_type | patients | staffed_beds
    H           | Ward    | 2026-03-01 | med_surg  | 6        | 8
    H           | Ward    | 2026-03-02 | med_surg  | 4        | 8
    H           | Cots    | 2026-03-02 | nursery   | 9        |
"""
LEDGER = """
    facility_id | account_id       | month      | amount
    H           | gross_ip_revenue | 2026-03-01 | 100
    H           | gross_op_revenue | 2026-03-01 | 60
"""
PAID = """
    work_date  | unit_id | staff_group | pay_code | hours
    2026-03-01 | Ward    | rn          | regular  | 100
    2026-03-01 | Ward    | admin       | overtime | 60
    2026-03-02 | Desk    | rn          | agency   | 40
    2026-03-02 | Ward    | rn          | sick     | 20
"""
PLACES = "unit_id | facility_id | is_inpatient_bedded \n Ward | H | true \n Desk | H | false"
TABLES = {"v_bed_day": BEDS, "gl_entry": LEDGER, "shift": PAID, "unit": PLACES}


def test_staff_per_occupied_bed_are_full_time_equivalents_over_adjusted_beds(kpi_spec):
    """200 hours in a month of 31 days are 200 / (2080 x 31 / 365) FTE; 16 adjusted patient days are 16 / 31 beds."""
    kpi_spec(
        "fte_per_occupied_bed",
        digits=6,
        expected={"2026-03": (200 / (2080 * 31 / 365)) / (10 * 1.6 / 31)},
        **TABLES,
    )


def test_paid_and_unadjusted_staff_per_bed_and_nurses_per_staffed_bed(kpi_spec):
    year = 365 / 2080
    kpi_spec("fte_per_occupied_bed_paid", digits=6, expected={"2026-03": 220 * year / 16}, **TABLES)
    kpi_spec("fte_per_occupied_bed_unadjusted", digits=6, expected={"2026-03": 200 * year / 10}, **TABLES)
    kpi_spec("nurse_to_bed_ratio", digits=6, expected={"2026-03": 100 * year / 16}, **TABLES)


def test_a_leap_year_has_a_day_more_to_work(kpi_spec):
    leap = {name: text.replace("2026-03", "2024-03") for name, text in TABLES.items()}
    kpi_spec("fte_per_occupied_bed_unadjusted", digits=6, expected={"2024-03": 200 * 366 / 2080 / 10}, **leap)


def test_people_on_long_leave_leave_their_posts_without_anybody_available(kpi_spec):
    """2 of 10 posts are empty, and half a post more is on leave for the 29th day."""
    kpi_spec(
        "vacancy_available_pct",
        expected={"2026-03": 25.0},
        position="unit_id | job_role | month | budgeted_fte | filled_fte \n Ward-A | nurse | 2026-03-01 | 10 | 8",
        employee="""
            employee_id | hire_date  | termination_date | job_role | unit_id | contracted_fte | employment_type
            gone        | 2019-01-01 | 2026-03-31       | nurse    | Ward-A  | 1              | permanent_ft
            away        | 2020-01-01 |                  | nurse    | Ward-A  | 0.5            | permanent_pt
            ill         | 2020-01-01 |                  | nurse    | Ward-A  | 1              | permanent_ft
        """,
        absence="""
            employee_id | start_date | end_date   | reason_group
            away        | 2026-03-03 |            | parental
            ill         | 2026-03-04 | 2026-03-31 | sickness
            gone        | 2026-01-01 | 2026-03-30 | other
        """,
        shift="work_date | unit_id \n 2026-03-31 | Ward-A",
    )


def test_a_month_of_leave_has_paid_and_no_worked_staff(kpi_spec):
    away = TABLES | {"shift": "work_date | unit_id | pay_code | hours \n 2026-03-01 | Ward | pto | 20"}
    kpi_spec("fte_per_occupied_bed_unadjusted", expected={"2026-03": 0.0}, **away)
    before = away | {
        "shift": """
            work_date  | unit_id | staff_group | pay_code | hours
            2026-03-01 | Ward    | rn          | pto      | 20
            2026-02-01 | Ward    | rn          | regular  | 20
        """
    }
    kpi_spec("nurse_to_bed_ratio", expected={"2026-03": 0.0}, **before)
    kpi_spec("fte_per_occupied_bed_paid", digits=6, expected={"2026-03": 20 * 365 / 2080 / 16}, **away)


def test_a_budget_without_volume_sets_no_target(kpi_spec):
    """50 hours were allowed for a single test a month: 400 tests allow 20,000. For none planned nothing is allowed."""
    for planned, expected in (("0", None), ("1", 100 * 400 * 50 / 50)):
        kpi_spec(
            "productivity_index_pct",
            expected={"2026-03": expected},
            unit=CENTRES,
            shift=HOURS,
            stat_volume="cost_centre_id | month | statistic | quantity | budget_quantity \n"
            f"C2 | 2026-03-01 | tests | 400 | {planned}",
            budget=STANDARD,
        )


def test_a_department_in_which_nobody_worked_is_missing_from_the_coverage_of_productivity(kpi_spec):
    """Its work was done by nobody on a time card, so no hours can be held against its target."""
    kpi_spec(
        "productivity_index_pct",
        expected={"2026-03": 80},
        expected_coverage={"2026-03": 1 / 2},
        v_output_month="""
            cost_centre_id | month_date | worked_hours | quantity | target_hours
            open           | 2026-03-01 | 50           | 10       | 40
            shut           | 2026-03-01 | 0            | 10       | 40
        """,
    )
