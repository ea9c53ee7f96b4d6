"""Heads, leavers, posts and paid hours."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "v_staff_month",
        grain="permanent staff of one unit, staff group, role and employment type at one month end",
        key=("facility_id", "unit_id", "staff_group", "job_role", "employment_type", "month_date"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | home unit
            month_date | DATE | required | first day of the month
            staff_group | VARCHAR | required | vocabulary staff_group
            job_role | VARCHAR | required | role, or unknown
            employment_type | VARCHAR | required | permanent_ft or permanent_pt
            headcount_start | DECIMAL(18,6) [heads] | required | heads at the end of the month before
            headcount_end | DECIMAL(18,6) [heads] | required | heads at the end of the month (last working day counts as employed)
            leavers | BIGINT [heads] | required | terminations in the month; death, end of contract and rehires within 30 days left out
            leavers_voluntary | BIGINT [heads] | required | of those, voluntary
            moves_out | BIGINT [heads] | required | moves to another unit
            leavers_12m | BIGINT [heads] | required | leavers of the 12 months ending here
            leavers_voluntary_12m | BIGINT [heads] | required | of those, voluntary
            moves_out_12m | BIGINT [heads] | required | moves out of the 12 months ending here
            avg_headcount_12m | DECIMAL(18,9) [heads] |  | mean of 13 month-end counts; null before 13 are known
        """,
    ),
    Table.of(
        "v_position_month",
        grain="posts of one unit and role at one month end",
        key=("facility_id", "unit_id", "staff_group", "job_role", "month_date"),
        time="month_date",
        cadence_days=31,
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
        """,
    ),
    Table.of(
        "v_shift",
        grain="worked hours of one unit, staff group, pay code and shift of the day on one date",
        key=("facility_id", "unit_id", "staff_group", "pay_code", "shift_of_day", "shift_date"),
        time="shift_date",
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
