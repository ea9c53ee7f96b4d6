"""Audits, policies, actions, improvement processes, completeness of data and energy."""

from data.schema.table import Table

OFFICE = """
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | the unknown unit: facility-wide
"""

DATA_CLASS = "governance"
TABLES = (
    Table.of(
        "v_month_end",
        grain="one complete month of one facility inside the data of the network: the days on which stocks are counted",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            end_date | DATE | required | last day of the month
        """,
    ),
    Table.of(
        "v_finding_month",
        grain="one audit finding at one month end, from the month in which it was raised on, closed ones too",
        key=("finding_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            finding_id | VARCHAR | required | finding
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            department | VARCHAR | required | department, or unknown
            owner | VARCHAR | required | person or role that answers for it, or unknown
            standard | VARCHAR | required | standard or regulation, or unknown
            risk_rating | VARCHAR | required | low, medium, high, critical
            is_open | BOOLEAN | required | not closed at the end of the month
            is_overdue | BOOLEAN | required | open, and the current deadline lies before the end of the month
            is_overdue_original | BOOLEAN | required | open, and the first deadline lies before the end of the month
            age_days | INTEGER [days] | required | days since it was raised
        """,
    ),
    Table.of(
        "v_policy_month",
        grain="one policy in force at one month end",
        key=("policy_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            policy_id | VARCHAR | required | policy
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            department | VARCHAR | required | department, or unknown
            owner | VARCHAR | required | person or role that answers for it, or unknown
            is_overdue | BOOLEAN | required | review date passed or missing
            is_due_90d | BOOLEAN | required | to be reviewed within 90 days after the end of the month
        """,
    ),
    Table.of(
        "v_action",
        grain="one moment of one promised action: its first deadline, its current deadline, its completion",
        key=("action_id", "moment"),
        time="moment_date",
        cadence_days=31,
        columns=f"""
            action_id | VARCHAR | required | action
            moment | VARCHAR | required | original_due, current_due or completed
            moment_date | DATE | required | local date of the moment; no deadline after the end of the data
            {OFFICE.strip()}
            department | VARCHAR | required | department, or unknown
            owner | VARCHAR | required | person or role that answers for it, or unknown
            source | VARCHAR | required | vocabulary action_source
            is_promised | BOOLEAN | required | not cancelled before its deadline
            is_in_time | BOOLEAN | required | completed on or before the deadline
            slippage_days | INTEGER [days] |  | days from the first deadline to completion; negative = early
        """,
    ),
    Table.of(
        "v_action_month",
        grain="one promised action at one month end, from the month in which it was made on",
        key=("action_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            action_id | VARCHAR | required | action
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            department | VARCHAR | required | department, or unknown
            owner | VARCHAR | required | person or role that answers for it, or unknown
            source | VARCHAR | required | vocabulary action_source
            is_overdue | BOOLEAN | required | open, and the current deadline lies before the end of the month
        """,
    ),
    Table.of(
        "v_process_step",
        grain="one step of one process in one unit and period",
        key=("process_id", "step_code", "period_date", "unit_id"),
        time="period_date",
        cadence_days=31,
        columns="""
            process_id | VARCHAR | required | process
            step_code | VARCHAR | required | step, or all
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            period_date | DATE | required | first day of the period
            units | BIGINT [units] | required | units started
            opportunities | BIGINT [opportunities] | required | units times what can go wrong in each
            defects | BIGINT [defects] | required | defects, not defective units
            right_first_time | BIGINT [units] | required | units right first time
        """,
    ),
    Table.of(
        "v_duration_month",
        grain="one duration of one timed process at one facility in one month",
        key=("process", "facility_id", "month_date", "seconds"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            process | VARCHAR | required | KPI whose single values are followed
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            seconds | BIGINT [s] | required | the duration
            n_values | BIGINT [values] | required | how often it occurred
            steps | BIGINT [s] | required | distance of these values from those before them in time, in the same month
            is_first | BOOLEAN | required | the first value of the month is one of these
            is_last | BOOLEAN | required | the last value of the month is one of these
        """,
    ),
    Table.of(
        "v_capability_month",
        grain="one timed process of one facility over the twelve months that end with one month",
        key=("process", "facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            process | VARCHAR | required | KPI whose single values are judged
            {OFFICE.strip()}
            month_date | DATE | required | last of the twelve months, its first day
            n_values | BIGINT [values] | required | single values
            n_within | BIGINT [values] | required | values inside the promised limits
            is_stable | BOOLEAN | required | no monthly median of the window outside its control limits
            cp | DECIMAL(18,6) |  | width of the promise over six within-sigmas; null with one limit
            cpk | DECIMAL(18,6) |  | distance of the mean from the nearer limit over three within-sigmas
            pp | DECIMAL(18,6) |  | as cp, with the overall standard deviation
            ppk | DECIMAL(18,6) |  | as cpk, with the overall standard deviation
            ppk_median | DECIMAL(18,6) |  | (upper limit - median) / (99.865 % quantile - median)
        """,
    ),
    Table.of(
        "v_completeness",
        grain="one field of one source in one facility on one date: rows that should hold it and rows that do",
        key=("field", "source_id", "facility_id", "seen_date"),
        time="seen_date",
        cadence_days=7,
        columns=f"""
            field | VARCHAR | required | table.column
            source_id | VARCHAR | required | profile that delivered the row
            {OFFICE.strip()}
            seen_date | DATE | required | local date of the row
            eligible_rows | BIGINT [rows] | required | rows that should hold the field
            valid_rows | BIGINT [rows] | required | rows that hold it
        """,
    ),
    Table.of(
        "v_duration_check",
        grain="one pair of time stamps of one facility on one date: rows that hold both, and those that end before they begin",
        key=("field", "facility_id", "seen_date"),
        time="seen_date",
        cadence_days=7,
        columns=f"""
            field | VARCHAR | required | table: first stamp to second stamp
            {OFFICE.strip()}
            seen_date | DATE | required | local date that places the row
            pairs | BIGINT [rows] | required | rows that hold both stamps
            reversed | BIGINT [rows] | required | of them those whose second stamp is before the first
        """,
    ),
    Table.of(
        "v_duplicate",
        grain="one kind of record of one facility on one date: how many were written down, and how many once more",
        key=("record", "facility_id", "seen_date"),
        time="seen_date",
        cadence_days=7,
        columns=f"""
            record | VARCHAR | required vocabulary:record | what was written down
            {OFFICE.strip()}
            seen_date | DATE | required | local date on which it began
            recorded | BIGINT [rows] | required | records with a time of day
            repeated | BIGINT [rows] | required | of them those that say again what another says
        """,
    ),
    Table.of(
        "v_seen_spell",
        grain="the months in which one facility counts one person as seen after one month with visits",
        key=("facility_id", "person_id", "from_month"),
        time="from_month",
        cadence_days=31,
        columns=f"""
            {OFFICE.strip()}
            person_id | VARCHAR | required keyed:patient | patient, after merged records
            from_month | DATE | required | month of the visits, its first day
            until_month | DATE | required | first month in which they count no longer
            known | INTEGER | required | which of the five questions have a usable answer, as bits
            recorded | INTEGER | required | which of them have any answer, as bits
        """,
    ),
    Table.of(
        "v_demographic_month",
        grain="one equity field of the patients whom one facility saw in the twelve months that end with one month",
        key=("field", "facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        data_class="clinical",
        columns=f"""
            field | VARCHAR | required | sex, ethnicity, race, preferred_language or deprivation_quintile
            {OFFICE.strip()}
            month_date | DATE | required | last of the twelve months, its first day
            patients | BIGINT [patients] | required | patients seen
            known | BIGINT [patients] | required | of whom the field is known
            recorded | BIGINT [patients] | required | of whom it is known or was declined
        """,
    ),
    Table.of(
        "v_fuel_month",
        grain="one fuel of one facility and month with a meter reading",
        key=("facility_id", "fuel", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            fuel | VARCHAR | required | electricity, gas, oil, steam …
            kwh | DECIMAL(18,3) [kWh] | required | energy
            kgco2e | DECIMAL(18,3) [kgCO2e] | required | emissions
            patient_days | BIGINT [days] |  | census of the bedded units; null unless the beds are counted to the end of the month
            floor_area_m2 | DECIMAL(18,3) [m2] |  | heated floor area
            is_complete | BOOLEAN | required | every fuel that the facility uses has a reading
            is_estimated | BOOLEAN | required | at least one reading is an estimate
        """,
    ),
    Table.of(
        "v_energy_month",
        grain="one facility and month with meter readings",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            {OFFICE.strip()}
            month_date | DATE | required | first day of the month
            patient_days | BIGINT [days] |  | census of the bedded units; null unless the beds are counted to the end of the month
            floor_area_m2 | DECIMAL(18,3) [m2] |  | heated floor area
            is_complete | BOOLEAN | required | every fuel that the facility uses has a reading
            is_estimated | BOOLEAN | required | at least one reading is an estimate
        """,
    ),
)
