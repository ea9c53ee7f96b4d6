"""Heads, leavers, posts and paid hours."""

from data.schema.table import Table

DATA_CLASS = "staff_records"
TABLES = (
    Table.of(
        "v_staff_month",
        grain="permanent staff of one unit, role, kind of people and reason of leaving at one month end",
        key=(
            "facility_id",
            "unit_id",
            "staff_group",
            "job_role",
            "employment_type",
            "age_band",
            "sex",
            "ethnicity",
            "tenure_band",
            "termination_type",
            "month_date",
        ),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | home unit
            month_date | DATE | required | first day of the month
            staff_group | VARCHAR | required | vocabulary staff_group
            job_role | VARCHAR | required | role, or unknown
            employment_type | VARCHAR | required | permanent_ft or permanent_pt
            age_band | VARCHAR | required | age band, or unknown
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            tenure_band | VARCHAR | required | years of service since the first hire: first_year, 1-2, 3-5, 6-10, 11+ or unknown
            termination_type | VARCHAR | required | vocabulary termination_type of leavers, none of those who stay
            headcount_start | DECIMAL(18,6) [heads] | required | heads at the end of the month before
            headcount_end | DECIMAL(18,6) [heads] | required | heads at the end of the month (last working day counts as employed)
            leavers | BIGINT [leavers] | required | terminations in the month; death, end of contract and rehires within 30 days left out
            leavers_voluntary | BIGINT [heads] | required | of those, voluntary
            moves_out | BIGINT [heads] | required | moves to another unit
            leavers_12m | BIGINT [heads] | required | leavers of the 12 months ending here
            leavers_voluntary_12m | BIGINT [heads] | required | of those, voluntary
            moves_out_12m | BIGINT [heads] | required | moves out of the 12 months ending here
            avg_headcount_12m | DECIMAL(18,9) [heads] |  | mean of 13 month-end counts; null before 13 are known
            fte_start | DECIMAL(18,6) [fte] | required | contracted FTE at the end of the month before
            fte_end | DECIMAL(18,6) [fte] | required | contracted FTE at the end of the month
            leavers_fte | DECIMAL(18,6) [fte] | required | contracted FTE of the leavers
            leavers_fte_12m | DECIMAL(18,6) [fte] | required | the same for 12 months
            avg_fte_12m | DECIMAL(18,9) [fte] |  | mean of 13 month-end FTE; null before 13 are known
            leavers_first_year_12m | BIGINT [heads] | required | leavers of 12 months with less than a year of service
            heads_settled | BIGINT [heads] | required | heads at the end of the month with at least 12 months of service
            heads_12m_ago | BIGINT [heads] |  | heads at the end of the month 12 months before; null before they are known
        """,
    ),
    Table.of(
        "v_position_month",
        grain="posts of one unit and role at one month end",
        key=("facility_id", "unit_id", "staff_group", "job_role", "month_date"),
        time="month_date",
        cadence_days=31,
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            month_date | DATE | required | first day of the month
            staff_group | VARCHAR | required | vocabulary staff_group
            job_role | VARCHAR | required | role, or unknown
            budgeted_fte | DECIMAL(18,4) [fte] | required | budgeted
            frozen_fte | DECIMAL(18,4) [fte] | required | frozen
            filled_fte | DECIMAL(18,4) [fte] | required | filled
            vacant_fte | DECIMAL(18,4) [fte] | required | max(budgeted - filled - frozen, 0), clipped per unit and role
            unavailable_fte | DECIMAL(18,4) [fte] | required | the same, people on leave of more than 28 days counted as missing
        """,
    ),
    Table.of(
        "v_shift",
        grain="worked hours of one unit, staff group, pay code and shift of the day on one date",
        key=("facility_id", "unit_id", "staff_group", "pay_code", "shift_of_day", "shift_date"),
        time="shift_date",
        data_class="workforce",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit worked in
            shift_date | DATE | required | local date of the start
            weekday | INTEGER | required | ISO weekday of the start
            shift_of_day | VARCHAR | required | vocabulary shift_of_day, or unknown
            staff_group | VARCHAR | required | vocabulary staff_group
            pay_code | VARCHAR | required | vocabulary pay_code
            hours | DECIMAL(18,4) [h] | required | hours
        """,
    ),
)
