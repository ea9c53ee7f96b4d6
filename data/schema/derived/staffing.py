"""Joiners, absence, vacancies to fill, care hours, output, training and licences."""

from data.schema.table import Table

CELL = """
    facility_id | VARCHAR | required | facility
    unit_id | VARCHAR | required | unit
    month_date | DATE | required | first day of the month
    staff_group | VARCHAR | required | vocabulary staff_group
    job_role | VARCHAR | required | role
    employment_type | VARCHAR | required | vocabulary employment_type
"""
PEOPLE = """
    age_band | VARCHAR | required | age band, or unknown
    sex | VARCHAR | required | vocabulary sex
    ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
"""
SERVED = """
    tenure_band | VARCHAR | required | years of service since the first hire: first_year, 1-2, 3-5, 6-10, 11+ or unknown
"""
CELL_KEY = ("facility_id", "unit_id", "month_date", "staff_group", "job_role", "employment_type")
HIRED_KEY = (*CELL_KEY, "age_band", "sex", "ethnicity")
PEOPLE_KEY = (*HIRED_KEY, "tenure_band")

DATA_CLASS = "staff_records"
TABLES = (
    Table.of(
        "v_hire_month",
        grain="permanent hires of one unit, staff group, role and employment type whose first year ended in one month",
        key=HIRED_KEY,
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + """
            hires | BIGINT [hires] | required | hired in the same month of the year before
            left_first_year | BIGINT [heads] | required | of those, left within 365 days
            hires_12m | BIGINT [heads] |  | hired in the 12 months that ended 12 months ago; null before all are known
            left_first_year_12m | BIGINT [heads] |  | of those, left within 365 days
            hires_to_3m_ago | BIGINT [heads] |  | hired in the 12 months that ended 3 months ago; null before all are known
            left_90d | BIGINT [heads] |  | of those, left within 90 days
        """,
    ),
    Table.of(
        "v_staff_head",
        grain="one person employed at one month end, agency staff left out",
        key=("employee_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            employee_id | VARCHAR | required keyed:staff | person in HR
            month_end_date | DATE | required | last day of the month
            hire_date | DATE | required | start of the employment
            contracted_fte | DECIMAL(18,4) [fte] | required | contracted
            is_on_long_leave | BOOLEAN | required | absent for more than 28 days on that day
        """,
    ),
    Table.of(
        "v_absence_month",
        grain="contracted and lost time of employed staff of one unit and role in one month, agency and bank left out",
        key=PEOPLE_KEY,
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            fte_days | DECIMAL(18,4) [fte days] | required | contracted FTE over the calendar days in post
            sick_fte_days | DECIMAL(18,4) [fte days] | required | FTE lost to sickness over calendar days
            long_sick_fte_days | DECIMAL(18,4) [fte days] | required | of those, in spells of more than 28 days
            spells | BIGINT [spells] | required | sickness spells that began in the month
            heads | BIGINT [heads] | required | people in post at the end of the month
            sick_people | BIGINT [heads] | required | people who lost time to sickness
        """,
    ),
    Table.of(
        "v_job_stretch",
        grain="a stretch of one employment within a month in which job, unit and contract stay the same",
        key=("employee_id", "hire_date", "first_date"),
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            employee_id | VARCHAR | required keyed:staff | person in HR
            hire_date | DATE | required | start of the employment
            first_date | DATE | required | first day of the stretch
            last_date | DATE | required | last day of the stretch
            counts_until | DATE | required | end of the staff counts of the facility
            fte_days | DECIMAL(18,4) [fte days] | required | contracted FTE over the calendar days of the stretch
            is_main | BOOLEAN | required | the job begun last of those that the person has
            is_counted | BOOLEAN | required | its person is one of the heads at the end of the month
        """,
    ),
    Table.of(
        "v_absence_reason",
        grain="time lost to one reason of sickness by employed staff of one unit and role in one month",
        key=(*PEOPLE_KEY, "absence_reason"),
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            absence_reason | VARCHAR | required | reason as the source writes it, or unknown
            sick_fte_days | DECIMAL(18,4) [fte days] | required | FTE lost over calendar days
            people | BIGINT [heads] | required | people who lost them
        """,
    ),
    Table.of(
        "v_requisition",
        grain="one vacancy with an accepted offer, cancelled ones left out",
        key=("requisition_id",),
        time="accepted_date",
        cadence_days=31,
        data_class="workforce",
        columns="""
            requisition_id | VARCHAR | required | requisition
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            accepted_date | DATE | required | offer accepted
            staff_group | VARCHAR | required | vocabulary staff_group
            job_role | VARCHAR | required | role
            is_evergreen | BOOLEAN | required | permanent pool advert
            days_to_fill | INTEGER [days] | required | approved to accepted; negative = impossible
            days_from_post | INTEGER [days] |  | advertised to accepted
            days_to_start | INTEGER [days] |  | approved to first day at work
        """,
    ),
    Table.of(
        "v_care_day",
        grain="one bedded unit on one date: nursing hours and patient days by the method of the unit",
        key=("unit_id", "care_date"),
        time="care_date",
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit with is_inpatient_bedded, nurseries left out
            unit_type | VARCHAR | required | vocabulary unit_type
            care_date | DATE | required | local date
            patient_day_method | VARCHAR | required | vocabulary patient_day_method
            patient_days | DECIMAL(18,6) [days] | required | patient days by that method
            nursing_hours | DECIMAL(18,4) [h] |  | worked hours in direct care; null = no time card of the unit on that date
            rn_hours | DECIMAL(18,4) [h] |  | of those, by registered nurses
        """,
    ),
    Table.of(
        "v_care_hours",
        grain="worked hours in direct care of one staff group in one unit on one date of v_care_day",
        key=("unit_id", "care_date", "staff_group"),
        time="care_date",
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            unit_type | VARCHAR | required | vocabulary unit_type
            care_date | DATE | required | local date
            staff_group | VARCHAR | required | rn, lpn or care_assistant
            hours | DECIMAL(18,4) [h] | required | hours
        """,
    ),
    Table.of(
        "v_shift_fill",
        grain="planned and worked hours of one unit, staff group and shift of the day on one date, where a roster is known",
        key=("unit_id", "shift_date", "staff_group", "shift_of_day"),
        time="shift_date",
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit worked in
            shift_date | DATE | required | local date of the start
            staff_group | VARCHAR | required | vocabulary staff_group
            shift_of_day | VARCHAR | required | vocabulary shift_of_day, or unknown
            planned_hours | DECIMAL(18,4) [h] | required | rostered
            worked_hours | DECIMAL(18,4) [h] | required | worked
        """,
    ),
    Table.of(
        "v_output_month",
        grain="hours and output of one cost centre in one month",
        key=("cost_centre_id", "month_date"),
        time="month_date",
        cadence_days=31,
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | the unit of the cost centre, or the unknown unit when it has none or several
            month_date | DATE | required | first day of the month
            cost_centre_id | VARCHAR | required | cost centre
            service_line | VARCHAR | required | service line, or unknown
            statistic | VARCHAR | required | unit of service of the cost centre
            is_fixed | BOOLEAN | required | the unit of service is calendar days
            worked_hours | DECIMAL(18,4) [h] |  | productive hours of its units
            quantity | DECIMAL(18,4) |  | units of service
            target_hours | DECIMAL(18,6) [h] |  | budgeted hours per budgeted unit of service, times the units of service
        """,
    ),
    Table.of(
        "v_fte_month",
        grain="worked time and beds of one facility in one month",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            worked_fte_days | DECIMAL(18,6) [fte days] | required | productive hours as full-time equivalents, times calendar days
            paid_fte_days | DECIMAL(18,6) [fte days] | required | the same for all paid hours
            ward_rn_fte_days | DECIMAL(18,6) [fte days] |  | the same for worked hours of registered nurses in bedded units; null where the facility never had a time card of them, here and below
            rn_fte_days | DECIMAL(18,6) [fte days] |  | worked_fte_days of registered nurses
            care_fte_days | DECIMAL(18,6) [fte days] |  | of practical nurses and care assistants
            medical_fte_days | DECIMAL(18,6) [fte days] |  | of physicians and advanced practitioners
            other_fte_days | DECIMAL(18,6) [fte days] | required | of everybody else
            patient_days | BIGINT [days] |  | bm_patient_days
            adjusted_patient_days | DECIMAL(18,6) [days] |  | patient days x (gross_ip + gross_op) / gross_ip
            staffed_bed_days | BIGINT [bed days] |  | staffed beds over the calendar days
        """,
    ),
    Table.of(
        "v_training_month",
        grain="required courses of the staff of one unit and role at one month end, one course",
        key=(*PEOPLE_KEY, "course_id"),
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            course_id | VARCHAR | required | course
            required | BIGINT [heads] | required | people who need the course, starters in their grace and long leave left out
            in_date | BIGINT | required | of those, with a pass in date
            people | BIGINT [heads] | required | people who need any course, each on the row of one of theirs
        """,
    ),
    Table.of(
        "v_trained_month",
        grain="people of one unit and role with required courses at one month end",
        key=PEOPLE_KEY,
        time="month_date",
        cadence_days=31,
        columns=CELL
        + PEOPLE
        + SERVED
        + """
            people | BIGINT [heads] | required | people who need at least one course
            all_in_date | BIGINT [heads] | required | of those, with a pass in date of every course they need
        """,
    ),
    Table.of(
        "v_credential_month",
        grain="required licences and certificates of the staff of one unit and role at one month end, one type",
        key=(*CELL_KEY, "credential_type"),
        time="month_date",
        cadence_days=31,
        columns=CELL
        + """
            credential_type | VARCHAR | required | vocabulary credential_type
            required | BIGINT | required | people whose role needs it
            valid | BIGINT | required | of those, with one that is verified and in date
            lapsed | BIGINT | required | of those, with one that has run out and none in date
            expiring_30d | BIGINT | required | valid, but not for more than another 30 days
            expiring_60d | BIGINT | required | valid, but not for more than another 60 days
            expiring_90d | BIGINT | required | valid, but not for more than another 90 days
        """,
    ),
    Table.of(
        "v_shift_cost",
        grain="worked hours with a cost of one unit, staff group and pay code on one date",
        key=("unit_id", "staff_group", "pay_code", "shift_date"),
        time="shift_date",
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit worked in
            shift_date | DATE | required | local date of the start
            staff_group | VARCHAR | required | vocabulary staff_group
            pay_code | VARCHAR | required | regular, overtime, agency or per_diem
            hours | DECIMAL(18,4) [h] | required | hours
            cost | DECIMAL(18,2) | required | pay cost with premium
        """,
    ),
)
