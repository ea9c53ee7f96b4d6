"""Audits, policies, actions, portals and energy."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "audit_finding",
        grain="one finding",
        key=("finding_id",),
        columns="""
            finding_id | VARCHAR | required | finding
            facility_id | VARCHAR |  | site
            audit | VARCHAR | required | audit
            standard | VARCHAR |  | standard or regulation
            department | VARCHAR |  | department
            owner | VARCHAR | personal | owner
            risk_rating | VARCHAR | required | low, medium, high, critical
            raised_date | DATE | required | raised
            due_date | DATE | required | current deadline
            original_due_date | DATE |  | first deadline
            closed_date | DATE |  | closed
        """,
    ),
    Table.of(
        "policy_document",
        grain="one policy",
        key=("policy_id",),
        columns="""
            policy_id | VARCHAR | required | policy
            facility_id | VARCHAR |  | site
            department | VARCHAR |  | department
            owner | VARCHAR | personal | owner
            approved_date | DATE |  | approved
            next_review_date | DATE |  | next review; missing = overdue
            retired_date | DATE |  | retired
        """,
    ),
    Table.of(
        "action_plan",
        grain="one action",
        key=("action_id",),
        columns="""
            action_id | VARCHAR | required | action
            facility_id | VARCHAR |  | site
            department | VARCHAR |  | department
            source | VARCHAR | required vocabulary:action_source | action source
            owner | VARCHAR | personal | owner
            created_date | DATE | required | created
            original_due_date | DATE | required | first deadline
            current_due_date | DATE | required | current deadline
            completed_date | DATE |  | done
            cancelled_date | DATE |  | cancelled
        """,
    ),
    Table.of(
        "process_sample",
        grain="one process step x period x unit",
        key=("process_id", "step_code", "period", "unit_id"),
        columns="""
            process_id | VARCHAR | required | process
            step_code | VARCHAR | required | all when there is one step
            period | DATE | required | first day of period
            unit_id | VARCHAR | required | unit
            units | INTEGER [units] | required | units started
            opportunities_per_unit | INTEGER | required | opportunities
            defects | INTEGER [defects] | required | defects
            units_right_first_time | INTEGER [units] | required | right first time
        """,
    ),
    Table.of(
        "portal_account",
        grain="one patient portal account",
        key=("patient_id",),
        columns="""
            patient_id | VARCHAR | required keyed:patient | person
            activated_ts | TIMESTAMPTZ |  | activated
            last_login_ts | TIMESTAMPTZ |  | last login
        """,
    ),
    Table.of(
        "portal_message",
        grain="one message from a patient",
        key=("message_id",),
        columns="""
            message_id | VARCHAR | required | message
            patient_id | VARCHAR | required keyed:patient | person
            sent_ts | TIMESTAMPTZ | required | sent
            first_reply_ts | TIMESTAMPTZ |  | first reply
        """,
    ),
    Table.of(
        "rpm_enrolment",
        grain="one patient in one remote-monitoring programme",
        key=("enrolment_id",),
        columns="""
            enrolment_id | VARCHAR | required keyed:enrolment | enrolment
            patient_id | VARCHAR | required keyed:patient | person
            programme | VARCHAR | required | programme
            device_type | VARCHAR |  | device
            start_date | DATE | required | start
            end_date | DATE |  | end, null = open
        """,
    ),
    Table.of(
        "rpm_day",
        grain="one enrolment on one date",
        key=("enrolment_id", "date"),
        columns="""
            enrolment_id | VARCHAR | required keyed:enrolment | enrolment
            date | DATE | required | day
            has_reading | BOOLEAN | required | at least one reading
        """,
    ),
    Table.of(
        "energy_use",
        grain="one facility x month x fuel",
        key=("facility_id", "month", "fuel"),
        columns="""
            facility_id | VARCHAR | required | site
            month | DATE | required | meter month
            fuel | VARCHAR | required | electricity, gas, oil, steam ...
            kwh | DOUBLE [kWh] | required | energy
            kgco2e | DOUBLE [kgCO2e] | required | emissions, factor of the year
            is_estimated | BOOLEAN | required | estimated bill
        """,
    ),
)
