"""Employees, posts, shifts, training and credentials."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "employee",
        grain="one employment spell of one person",
        key=("employee_id", "hire_date"),
        columns="""
            employee_id | VARCHAR | required keyed:staff | person in HR
            hire_date | DATE | required | start of this spell
            original_hire_date | DATE |  | first ever hire (tenure)
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR | required | home unit
            cost_centre_id | VARCHAR |  | home cost centre
            position_id | VARCHAR |  | seat
            manager_employee_id | VARCHAR | keyed:staff | line manager
            staff_group | VARCHAR | required vocabulary:staff_group | staff group
            job_role | VARCHAR | required | job title or code mapped to one role list
            job_code | VARCHAR |  | source code
            employment_type | VARCHAR | required vocabulary:employment_type | employment type
            contracted_fte | DOUBLE [FTE] | required | contracted
            termination_date | DATE |  | last employed day
            termination_type | VARCHAR | vocabulary:termination_type | termination type
            termination_reason | VARCHAR |  | source reason
            birth_year | INTEGER | personal | for age bands only
            sex | VARCHAR | vocabulary:sex | sex
            ethnicity | VARCHAR |  | site list
        """,
    ),
    Table.of(
        "employee_assignment",
        grain="one effective-dated unit and role of one person",
        key=("employee_id", "valid_from"),
        columns="""
            employee_id | VARCHAR | required keyed:staff | person in HR
            valid_from | DATE | required | first day
            valid_to | DATE |  | last day, null = open
            unit_id | VARCHAR | required | unit
            cost_centre_id | VARCHAR |  | cost centre
            contracted_fte | DOUBLE [FTE] | required | contracted
            job_role | VARCHAR | required | role
            position_id | VARCHAR |  | seat
        """,
    ),
    Table.of(
        "position",
        grain="one unit x job role x month",
        key=("unit_id", "job_role", "month"),
        columns="""
            unit_id | VARCHAR | required | unit
            job_role | VARCHAR | required | role
            month | DATE | required | first day of month
            budgeted_fte | DOUBLE [FTE] | required | establishment
            filled_fte | DOUBLE [FTE] | required | in post
            frozen_fte | DOUBLE [FTE] | required | frozen
        """,
    ),
    Table.of(
        "position_seat",
        grain="one budgeted seat at one month-end snapshot (optional detail; position is summed from it)",
        key=("position_id", "snapshot_date"),
        columns="""
            position_id | VARCHAR | required | seat
            snapshot_date | DATE | required | month end
            unit_id | VARCHAR | required | unit
            cost_centre_id | VARCHAR |  | cost centre
            job_role | VARCHAR | required | role
            job_code | VARCHAR |  | source code
            staff_group | VARCHAR | required vocabulary:staff_group | staff group
            budgeted_fte | DOUBLE [FTE] | required | seat size
            status | VARCHAR | required vocabulary:position_status | position status
            vacant_since_date | DATE |  | vacancy start
            requisition_id | VARCHAR |  | open requisition
        """,
    ),
    Table.of(
        "requisition",
        grain="one vacancy to fill (one row per hire)",
        key=("requisition_id",),
        columns="""
            requisition_id | VARCHAR | required | requisition
            unit_id | VARCHAR | required | unit
            job_role | VARCHAR | required | role
            staff_group | VARCHAR | required vocabulary:staff_group | staff group
            approved_date | DATE | required | opened or approved
            posted_date | DATE |  | advertised
            offer_accepted_date | DATE |  | offer accepted
            start_date | DATE |  | first day
            cancelled_date | DATE |  | cancelled
            is_evergreen | BOOLEAN | required | permanent pool advert
        """,
    ),
    Table.of(
        "shift",
        grain="one employee x unit x work date x pay code, or one interval when the source gives it",
        key=("shift_id",),
        columns="""
            shift_id | VARCHAR | required keyed:shift | shift
            employee_id | VARCHAR | keyed:staff | null for anonymous agency hours
            unit_id | VARCHAR | required | unit worked (not home)
            home_unit_id | VARCHAR |  | home unit
            work_date | DATE | required | local start date
            start_ts | TIMESTAMPTZ |  | start
            end_ts | TIMESTAMPTZ |  | end
            shift_of_day | VARCHAR | vocabulary:shift_of_day | shift of day
            staff_group | VARCHAR | required vocabulary:staff_group | staff group
            shift_kind | VARCHAR | required vocabulary:shift_kind | worked rows carry hours, scheduled rows carry planned_hours with hours = 0, so sums never double
            pay_code | VARCHAR | required vocabulary:pay_code | pay code
            pay_code_source | VARCHAR |  | source pay code
            is_direct_care | BOOLEAN | required | direct patient care duties
            is_float | BOOLEAN |  | worked outside home unit
            is_cancelled | BOOLEAN | required | called off before start
            hours | DOUBLE [h] | required | worked or paid hours; missing punch-out = null
            planned_hours | DOUBLE [h] |  | rostered hours
            cost | DECIMAL(18,2) |  | pay cost incl. premium
        """,
    ),
    Table.of(
        "absence",
        grain="one absence spell",
        key=("absence_id",),
        columns="""
            absence_id | VARCHAR | required keyed:absence | spell
            employee_id | VARCHAR | required keyed:staff | person in HR
            start_date | DATE | required | first day
            end_date | DATE |  | last day, null = open
            reason_group | VARCHAR | required vocabulary:absence_reason_group | absence reason group
            reason | VARCHAR |  | source reason
            fte_lost_per_day | DOUBLE [FTE] | required | contracted FTE lost each calendar day
        """,
    ),
    Table.of(
        "training_requirement",
        grain="one course required for one role",
        key=("course_id", "job_role"),
        columns="""
            course_id | VARCHAR | required | course
            job_role | VARCHAR | required | role
            course_name | VARCHAR |  | display name
            is_mandatory | BOOLEAN | required | mandatory
            renewal_months | INTEGER [months] |  | null = once
            grace_days | INTEGER [days] | required | new-starter grace
        """,
    ),
    Table.of(
        "training_assignment",
        grain="one assignment or due cycle from the LMS",
        key=("assignment_id",),
        columns="""
            assignment_id | VARCHAR | required keyed:assignment | assignment
            employee_id | VARCHAR | required keyed:staff | person in HR
            course_id | VARCHAR | required | course
            assigned_date | DATE |  | assigned
            due_date | DATE |  | due; missing = assigned + 30 days
            status | VARCHAR | required vocabulary:training_status | training status
        """,
    ),
    Table.of(
        "training_record",
        grain="one completion",
        key=("employee_id", "course_id", "completed_date"),
        columns="""
            employee_id | VARCHAR | required keyed:staff | person in HR
            course_id | VARCHAR | required | course
            completed_date | DATE | required | completed
            expiry_date | DATE |  | valid until
            result | VARCHAR | required vocabulary:training_result | training result
            score | DOUBLE |  | score
        """,
    ),
    Table.of(
        "credential",
        grain="one licence or certificate",
        key=("credential_id",),
        columns="""
            credential_id | VARCHAR | required keyed:credential | credential
            employee_id | VARCHAR | required keyed:staff | person in HR
            credential_type | VARCHAR | required vocabulary:credential_type | credential type
            issued_date | DATE |  | issued
            expiry_date | DATE | required | valid until; 9999-12-31 when it does not expire
            verified | BOOLEAN | required | checked at the primary source
        """,
    ),
    Table.of(
        "credential_requirement",
        grain="one credential required for one role (customer data)",
        key=("job_role", "credential_type"),
        columns="""
            job_role | VARCHAR | required | role
            credential_type | VARCHAR | required vocabulary:credential_type | credential type
        """,
    ),
)
