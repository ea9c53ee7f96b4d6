"""Cost, volume and receivables by month, the budget, costed cases, and answered claims."""

from data.schema.table import Table

DATA_CLASS = "finance"
TABLES = (
    Table.of(
        "v_ledger_month",
        grain="one facility in one accounting month",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit: the ledger is facility-wide
            month_date | DATE | required | first day of the month
            discharges | BIGINT [discharges] |  | bm_discharges of the month
            patient_days | BIGINT [days] |  | bm_patient_days of the month
            gross_ip | DECIMAL(18,2) |  | gross inpatient revenue
            gross_op | DECIMAL(18,2) |  | gross outpatient revenue
            npsr | DECIMAL(18,2) |  | net patient service revenue (bm_npsr)
            opex | DECIMAL(18,2) |  | operating expense (bm_opex)
            other_revenue | DECIMAL(18,2) | required | other operating revenue; 0 when none is booked
            interest | DECIMAL(18,2) | required | interest, outside operating expense; 0 when none is booked
            depreciation | DECIMAL(18,2) | required | depreciation, inside operating expense; 0 when none is booked
            labour | DECIMAL(18,2) |  | salaries, benefits, contract labour and overtime pay
            base_labour | DECIMAL(18,2) |  | salaries, benefits and contract labour
            contract_labour | DECIMAL(18,2) | required | contract labour; 0 when none is booked
            rev_cycle_cost | DECIMAL(18,2) |  | cost of the billing machine
            adjusted_discharges | DECIMAL(18,6) |  | discharges x (gross_ip + gross_op) / gross_ip
            adjusted_patient_days | DECIMAL(18,6) |  | patient days x the same factor
            cmi_adjusted_discharges | DECIMAL(18,6) |  | adjusted discharges x mean DRG weight of the coded ones
        """,
    ),
    Table.of(
        "v_ledger_class",
        grain="operating expense of one facility, class of account and service line in one accounting month",
        key=("facility_id", "month_date", "account_class", "service_line"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit: the ledger is facility-wide
            month_date | DATE | required | first day of the month
            account_class | VARCHAR | required | vocabulary account_class, operating expense only
            service_line | VARCHAR | required | service line of the cost centre, or unknown
            amount | DECIMAL(18,2) | required | expense
            is_labour | BOOLEAN | required | salaries, benefits, contract labour or overtime pay
            has_inpatients | BOOLEAN | required | the facility has inpatient revenue or discharges in the month
            has_discharges | BOOLEAN | required | adjusted discharges of the month are known
            has_case_mix | BOOLEAN | required | case-mix adjusted discharges of the month are known
            has_days | BOOLEAN | required | adjusted patient days of the month are known
            has_revenue | BOOLEAN | required | net revenue of the month is known
        """,
    ),
    Table.of(
        "v_ledger_line",
        grain="one service line of a facility in one accounting month whose margin is known",
        key=("facility_id", "month_date", "service_line"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            service_line | VARCHAR | required | service line of the cost centre, or unknown
            revenue | DECIMAL(18,2) | required | net patient revenue and other operating revenue
            opex | DECIMAL(18,2) | required | operating expense
            interest | DECIMAL(18,2) | required | interest, outside operating expense
            depreciation | DECIMAL(18,2) | required | depreciation, inside operating expense
        """,
    ),
    Table.of(
        "v_department_year",
        grain="one department of a facility at one month end, operating expense of the twelve months ending there",
        key=("facility_id", "month_date", "department"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            department | VARCHAR | required | department of the cost centre, or unknown
            opex_12m | DECIMAL(18,2) | required | operating expense
        """,
    ),
    Table.of(
        "v_case_cost",
        grain="one inpatient case with its costing",
        key=("encounter_id",),
        record="stay",
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            service_line | VARCHAR | required | service line, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            specialty | VARCHAR | required | specialty, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            disposition | VARCHAR | required | vocabulary discharge_disposition
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            drg_code | VARCHAR | required | DRG, or unknown
            has_final_cost | BOOLEAN | required | costing is finished
            total_cost | DECIMAL(18,2) |  | full cost
            variable_cost | DECIMAL(18,2) |  | variable cost
            supply_cost | DECIMAL(18,2) |  | supplies
            net_revenue | DECIMAL(18,2) |  | expected payment until paid, then paid
            drg_weight | DECIMAL(12,4) |  | relative weight
            is_cost_outlier | BOOLEAN | required | more than three interquartile ranges above the upper quartile of its DRG
            surgeon_id | VARCHAR | required keyed:provider | surgeon of the first done operation of the stay, or unknown
        """,
    ),
    Table.of(
        "v_ar_month",
        grain="net receivables and the revenue of three months, one facility at one month end",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        data_class="revenue",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            net_balance | DECIMAL(18,2) |  | net patient A/R at month end
            dnfb_balance | DECIMAL(18,2) |  | gross charges of discharged accounts not final billed
            unsubmitted_balance | DECIMAL(18,2) |  | balances billed and not sent to the payer; null where no account list is fed
            npsr_per_day | DECIMAL(18,6) |  | NPSR of the three months ending here / their days; null before three are known
            gross_per_day | DECIMAL(18,6) |  | gross charges of the ledger over the same days; null before three months are known
        """,
    ),
    Table.of(
        "v_ar_bucket",
        grain="billed receivables of one payer and age bucket at one month end, credit balances left out; 0 when empty",
        key=("facility_id", "month_date", "payer_id", "age_bucket"),
        time="month_date",
        cadence_days=31,
        data_class="revenue",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            payer_id | VARCHAR | required | payer
            payer_class | VARCHAR | required | vocabulary payer_class
            plan_type | VARCHAR | required | kind of plan as the source says, or unknown
            age_bucket | VARCHAR | required | vocabulary age_bucket, billed ones only
            is_over_90 | BOOLEAN | required | older than 90 days
            balance | DECIMAL(18,2) | required | billed balance
        """,
    ),
    Table.of(
        "v_claim",
        grain="one original claim with a first answer from the payer",
        key=("claim_id",),
        record="claim",
        time="adjudication_date",
        cadence_days=4,
        data_class="revenue",
        columns="""
            claim_id | VARCHAR | required keyed:claim | claim
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit unless billed by unit
            adjudication_date | DATE | required | first adjudication
            payer_id | VARCHAR | required | payer
            payer_class | VARCHAR | required | vocabulary payer_class
            plan_type | VARCHAR | required | kind of plan as the source says, or unknown
            claim_type | VARCHAR | required | vocabulary claim_type
            service_line | VARCHAR | required | service line, or unknown
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            first_result | VARCHAR | required | paid, partial or denied
            final_result | VARCHAR | required | vocabulary final_result; open while unknown
            resubmission_count | INTEGER | required | replacements so far
            billed_amount | DECIMAL(18,2) | required | billed
        """,
    ),
    Table.of(
        "v_ledger_year",
        grain="one facility at one month end, sums of the twelve months ending there",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            opex_12m | DECIMAL(18,2) |  | operating expense; null before 12 months are known
            gross_12m | DECIMAL(18,2) |  | gross charges of the ledger; null before 12 months are known
            rev_cycle_cost_12m | DECIMAL(18,2) |  | cost of the billing machine; null before 12 months are known
            cash_12m | DECIMAL(18,2) |  | cash of insurers and patients; null before 12 months are known
        """,
    ),
    Table.of(
        "v_budget_month",
        grain="one ledger account of one cost centre in one month that has both a plan and bookings",
        key=("facility_id", "cost_centre_id", "account_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | the unit of the cost centre, or the unknown unit when it has none or several
            month_date | DATE | required | first day of the month
            cost_centre_id | VARCHAR | required | cost centre
            account_id | VARCHAR | required | ledger account
            service_line | VARCHAR | required | service line, or unknown
            account_class | VARCHAR | required | vocabulary account_class
            side | VARCHAR | required | expense or revenue
            actual | DECIMAL(18,2) | required | booked, deductions negative; 0 when nothing was
            budget | DECIMAL(18,2) | required | planned, deductions negative; 0 when nothing was
            flexed_budget | DECIMAL(18,2) | required | the plan, its variable accounts at the volume that came
        """,
    ),
    Table.of(
        "v_case_supply",
        grain="one done operation with its share of the supplies of the visit",
        key=("case_id",),
        record="operation",
        time="case_date",
        cadence_days=4,
        columns="""
            case_id | VARCHAR | required keyed:case | case
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            case_date | DATE | required | local date of the case
            service | VARCHAR | required | surgeon's service, or unknown
            case_class | VARCHAR | required | vocabulary case_class
            procedure_code | VARCHAR | required | main procedure, or unknown
            has_final_cost | BOOLEAN | required | costing of the visit is finished
            supply_cost | DECIMAL(18,4) |  | supplies and implants
            implant_cost | DECIMAL(18,4) |  | implants
            surgeon_id | VARCHAR | required keyed:provider | primary surgeon, or unknown
        """,
    ),
)
