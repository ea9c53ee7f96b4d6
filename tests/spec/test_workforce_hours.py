"""Empty posts, overtime and agency hours."""

title = "Posts and hours"


def test_too_many_people_in_one_role_do_not_fill_the_posts_of_another(kpi_spec):
    """4 of 20 nursing posts are empty although two clerks too many work on the ward."""
    kpi_spec(
        "vacancy_rate_pct",
        expected={"2026-03": 100 * 4 / 28},
        position="""
            unit_id | job_role | month      | budgeted_fte | filled_fte | frozen_fte
            Ward-A  | nurse    | 2026-03-01 | 20           | 15         | 1
            Ward-A  | clerk    | 2026-03-01 | 9            | 11         | 0
        """,
    )


def test_vacancies_of_a_quarter_are_those_at_its_end(kpi_spec):
    kpi_spec(
        "vacancy_rate_pct",
        grain="quarter",
        expected={"2026-Q1": 10.0},
        position="""
            unit_id | job_role | month      | budgeted_fte | filled_fte
            Ward-A  | nurse    | 2026-01-01 | 20           | 10
            Ward-A  | nurse    | 2026-02-01 | 20           | 12
            Ward-A  | nurse    | 2026-03-01 | 20           | 18
        """,
    )


def test_a_role_belongs_to_the_staff_group_of_its_people(kpi_spec):
    kpi_spec(
        "vacancy_rate_pct",
        by="staff_group",
        expected={("2026-03", "lpn"): 50.0, ("2026-03", "unknown"): 0.0},
        position="""
            unit_id | job_role | month      | budgeted_fte | filled_fte
            Ward-A  | nurse    | 2026-03-01 | 2            | 1
            Ward-A  | cook     | 2026-03-01 | 2            | 2
        """,
        employee="""
            job_role | staff_group | hire_date
            nurse    | lpn         | 2020-01-01
            nurse    | lpn         | 2020-01-01
            nurse    | admin       | 2020-01-01
        """,
    )


def test_what_the_seat_list_says_about_a_role_comes_before_its_people(kpi_spec):
    kpi_spec(
        "vacancy_rate_pct",
        by="staff_group",
        expected={("2026-03", "rn"): 50.0},
        position="unit_id | job_role | month | budgeted_fte | filled_fte \n Ward-A | nurse | 2026-03-01 | 2 | 1",
        position_seat="unit_id | job_role | staff_group \n Ward-A | nurse | rn",
        employee="job_role | staff_group | hire_date \n nurse | lpn | 2020-01-01 \n nurse | lpn | 2021-01-01",
    )


def test_posts_that_are_all_frozen_have_no_vacancy_rate(kpi_spec):
    kpi_spec(
        "vacancy_rate_pct",
        expected={"2026-03": None},
        position="unit_id | job_role | month | budgeted_fte | frozen_fte \n A | nurse | 2026-03-01 | 2 | 2",
    )


HOURS = """
    unit_id | work_date  | pay_code      | hours
    Ward-A  | 2026-03-01 | regular       | 80
    Ward-A  | 2026-03-02 | overtime      | 10
    Ward-A  | 2026-03-02 | per_diem      | 10
    Ward-A  | 2026-03-03 | agency        | 25
    Ward-A  | 2026-03-03 | orientation   | 40
    Ward-A  | 2026-03-03 | education     | 40
    Ward-A  | 2026-03-04 | pto           | 40
    Ward-A  | 2026-03-04 | sick          | 40
"""


def test_overtime_is_a_share_of_the_hours_that_own_staff_worked(kpi_spec):
    kpi_spec("overtime_pct", expected={"2026-03": 10.0}, shift=HOURS)


def test_agency_is_a_share_of_all_hours_worked_and_the_own_bank_is_not_agency(kpi_spec):
    kpi_spec("agency_hours_pct", expected={"2026-03": 20.0}, shift=HOURS)


def test_a_month_without_overtime_is_zero_and_without_hours_is_unknown(kpi_spec):
    kpi_spec(
        "overtime_pct",
        expected={"2026-03": 0.0, "2026-04": None},
        shift="""
            unit_id | work_date  | pay_code | hours
            Ward-A  | 2026-03-01 | regular  | 80
            Ward-A  | 2026-04-01 | sick     | 8
        """,
    )


def test_rostered_and_called_off_shifts_are_not_worked(kpi_spec):
    kpi_spec(
        "agency_hours_pct",
        expected={"2026-03": 50.0},
        shift="""
            unit_id | work_date  | pay_code | shift_kind | is_cancelled | hours
            Ward-A  | 2026-03-01 | regular  | worked     | false        | 8
            Ward-A  | 2026-03-01 | agency   | worked     | false        | 8
            Ward-A  | 2026-03-01 | agency   | worked     | true         | 8
            Ward-A  | 2026-03-01 | agency   | scheduled  | false        | 8
        """,
    )
