"""Cost, volume and receivables by month, costed cases, and answered claims."""

from data.schema.table import Table

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
            adjusted_discharges | DECIMAL(18,6) |  | discharges x (gross_ip + gross_op) / gross_ip
            adjusted_patient_days | DECIMAL(18,6) |  | patient days x the same factor
            cmi_adjusted_discharges | DECIMAL(18,6) |  | adjusted discharges x mean DRG weight of the coded ones
        """,
    ),
    Table.of(
        "v_case_cost",
        grain="one inpatient case with its costing",
        key=("encounter_id",),
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
            drg_code | VARCHAR | required | DRG, or unknown
            has_final_cost | BOOLEAN | required | costing is finished
            total_cost | DECIMAL(18,2) |  | full cost
            variable_cost | DECIMAL(18,2) |  | variable cost
            net_revenue | DECIMAL(18,2) |  | expected payment until paid, then paid
            drg_weight | DECIMAL(12,4) |  | relative weight
        """,
    ),
    Table.of(
        "v_ar_month",
        grain="net receivables and the revenue of three months, one facility at one month end",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            net_balance | DECIMAL(18,2) |  | net patient A/R at month end
            npsr_per_day | DECIMAL(18,6) |  | NPSR of the three months ending here / their days; null before three are known
        """,
    ),
    Table.of(
        "v_ar_bucket",
        grain="billed receivables of one payer class and age bucket at one month end, credit balances left out; 0 when empty",
        key=("facility_id", "month_date", "payer_class", "age_bucket"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit
            month_date | DATE | required | first day of the month
            payer_class | VARCHAR | required | vocabulary payer_class
            age_bucket | VARCHAR | required | vocabulary age_bucket, billed ones only
            is_over_90 | BOOLEAN | required | older than 90 days
            balance | DECIMAL(18,2) | required | billed balance
        """,
    ),
    Table.of(
        "v_claim",
        grain="one original claim with a first answer from the payer",
        key=("claim_id",),
        time="adjudication_date",
        cadence_days=4,
        columns="""
            claim_id | VARCHAR | required keyed:claim | claim
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | always the unknown unit unless billed by unit
            adjudication_date | DATE | required | first adjudication
            payer_id | VARCHAR | required | payer
            payer_class | VARCHAR | required | vocabulary payer_class
            claim_type | VARCHAR | required | vocabulary claim_type
            service_line | VARCHAR | required | service line, or unknown
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            first_result | VARCHAR | required | paid, partial or denied
            billed_amount | DECIMAL(18,2) | required | billed
        """,
    ),
)
