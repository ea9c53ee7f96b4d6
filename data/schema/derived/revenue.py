"""Claims on their way, denials, charges and what is owed by payer."""

from data.schema.table import Table

MONTH = """
    facility_id | VARCHAR | required | facility
    unit_id | VARCHAR | required | always the unknown unit
    month_date | DATE | required | first day of the month
"""
PLACE = """
    facility_id | VARCHAR | required | facility
    unit_id | VARCHAR | required | always the unknown unit
"""
PAYER = """
    payer_id | VARCHAR | required | payer, or unknown
    payer_class | VARCHAR | required | vocabulary payer_class
    plan_type | VARCHAR | required | kind of plan as the source says, or unknown
"""
CLAIM = f"""
    claim_id | VARCHAR | required keyed:claim | claim
{PAYER}
    claim_type | VARCHAR | required | vocabulary claim_type
    service_line | VARCHAR | required | service line, or unknown
"""

DATA_CLASS = "revenue"
TABLES = (
    Table.of(
        "v_claim_intake",
        grain="one original claim accepted into the claims tool",
        key=("claim_id",),
        record="claim",
        time="accept_date",
        cadence_days=4,
        columns=PLACE
        + CLAIM
        + """
            accept_date | DATE | required | accepted into the claims tool
            is_known | BOOLEAN | required | the tool says whether a person repaired it
            is_clean | BOOLEAN | required | no manual repair, no failed edit, not rejected
        """,
    ),
    Table.of(
        "v_claim_month",
        grain="initial denials of one payer, claim type and service line in one month, from the fourth month with claims on",
        key=("facility_id", "payer_id", "claim_type", "service_line", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + PAYER
        + """
            claim_type | VARCHAR | required | vocabulary claim_type
            service_line | VARCHAR | required | service line, or unknown
            denials | BIGINT [claims] | required | original claims first answered with a denial in the month
            claims_3m | BIGINT [claims] | required | original claims sent in the three months before
        """,
    ),
    Table.of(
        "v_denial",
        grain="one denied original claim",
        key=("claim_id",),
        record="claim",
        time="denial_date",
        cadence_days=4,
        columns=PLACE
        + CLAIM
        + """
            denial_date | DATE | required | first denial
            appeal_date | DATE |  | first appeal
            resolved_date | DATE |  | closed
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            is_won | BOOLEAN |  | overturned; null = not known
            denied_amount | DECIMAL(18,2) | required | denied, else billed
        """,
    ),
    Table.of(
        "v_denial_closed",
        grain="one denied original claim that is closed",
        key=("claim_id",),
        record="claim",
        time="resolved_date",
        cadence_days=4,
        columns=PLACE
        + CLAIM
        + """
            resolved_date | DATE | required | closed
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            is_won | BOOLEAN |  | overturned; null = not known
            denied_amount | DECIMAL(18,2) | required | denied, else billed
        """,
    ),
    Table.of(
        "v_denial_appeal",
        grain="one denied original claim that was appealed",
        key=("claim_id",),
        record="claim",
        time="appeal_date",
        cadence_days=4,
        columns=PLACE
        + CLAIM
        + """
            appeal_date | DATE | required | first appeal
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            days_to_appeal | INTEGER [days] | required | denial to appeal; negative = impossible
        """,
    ),
    Table.of(
        "v_cash_month",
        grain="cash and denial write-offs posted by one facility in one month",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + """
            cash | DECIMAL(18,2) | required | cash of insurers and patients, refunds netted
            denied | DECIMAL(18,2) | required | written off because of denials, reversals netted
            npsr | DECIMAL(18,2) |  | net patient service revenue of the month
            cash_12m | DECIMAL(18,2) |  | cash of twelve months; null before their charges are known
            collectable_12m | DECIMAL(18,2) |  | charges posted less contractual adjustments and charity, of twelve months
            denied_3m | DECIMAL(18,2) |  | denial write-offs of three months; null before their revenue is known
            npsr_3m | DECIMAL(18,2) |  | net patient service revenue of three months
        """,
    ),
    Table.of(
        "v_writeoff_month",
        grain="write-offs because of denials of one payer, claim type, service line and category at one month",
        key=("facility_id", "month_date", "payer_id", "claim_type", "service_line", "denial_category"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + PAYER
        + """
            claim_type | VARCHAR | required | vocabulary claim_type, or unknown
            service_line | VARCHAR | required | service line, or unknown
            denial_category | VARCHAR | required | vocabulary denial_category; unknown when none
            denied | DECIMAL(18,2) |  | written off in the month, reversals netted; null where its revenue is unknown
            denied_3m | DECIMAL(18,2) |  | of three months; null where their revenue is unknown
        """,
    ),
    Table.of(
        "v_charge",
        grain="one posted charge line, credits and reversals left out",
        key=("charge_id",),
        time="post_date",
        cadence_days=4,
        columns="""
            charge_id | VARCHAR | required keyed:charge | charge
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | performing unit
            post_date | DATE | required | posted
            service_line | VARCHAR | required | service line, or unknown
            department | VARCHAR | required | department of the performing cost centre, or unknown
            payer_id | VARCHAR | required | payer, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            plan_type | VARCHAR | required | kind of plan as the source says, or unknown
            is_room | BOOLEAN | required | daily room charge
            is_late | BOOLEAN | required | after the bill hold
            lag_days | INTEGER [days] | required | service to posting; 0 when posted before
            amount | DECIMAL(18,2) | required | charge
        """,
    ),
    Table.of(
        "v_charge_month",
        grain="charges posted by one facility in one month, reversals netted",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + """
            charges | DECIMAL(18,2) | required | gross charges
        """,
    ),
    Table.of(
        "v_account_month",
        grain="visits of one facility, service line and payer whose last service lies in one month",
        key=("facility_id", "month_date", "service_line", "payer_id"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + PAYER
        + """
            service_line | VARCHAR | required | service line, or unknown
            bills | BIGINT | required | visits or billing accounts
            charges | DECIMAL(18,2) | required | gross charges
            collected | DECIMAL(18,2) | required | paid by insurers and patients within six months after the month, refunds netted
            collectable | DECIMAL(18,2) | required | charges less contractual adjustments and charity posted by then
        """,
    ),
    Table.of(
        "v_payer_month",
        grain="visits of one unit, service line and payer class that ended in one month",
        key=("facility_id", "unit_id", "month_date", "service_line", "payer_class"),
        time="month_date",
        cadence_days=31,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit the visit ended in
            month_date | DATE | required | first day of the month
            service_line | VARCHAR | required | service line, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            charges | DECIMAL(18,2) | required | gross charges
            visits | BIGINT | required | visits with charges or costing
            net_revenue | DECIMAL(18,2) | required | expected payment until paid, then paid
        """,
    ),
    Table.of(
        "v_ar_payer",
        grain="gross receivables of one payer class at one month end",
        key=("facility_id", "month_date", "payer_class"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + """
            payer_class | VARCHAR | required | vocabulary payer_class
            gross_balance | DECIMAL(18,2) | required | debit and credit balances
            gross_per_day | DECIMAL(18,6) |  | its share of the gross charges of a day over three months; null before three are known
        """,
    ),
    Table.of(
        "v_unbilled_month",
        grain="discharged accounts held back for one reason at one month end",
        key=("facility_id", "month_date", "status", "hold_reason", "service_line"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + """
            status | VARCHAR | required | dnfb or billed_not_submitted
            hold_reason | VARCHAR | required | why, or unknown
            service_line | VARCHAR | required | service line, or unknown
            balance | DECIMAL(18,2) | required | gross charges waiting
        """,
    ),
    Table.of(
        "v_ar_from_bill",
        grain="billed receivables of one payer and service line, aged from the first bill, at one month end",
        key=("facility_id", "month_date", "payer_id", "service_line"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + PAYER
        + """
            service_line | VARCHAR | required | service line, or unknown
            balance | DECIMAL(18,2) | required | debit balances
            balance_over_90 | DECIMAL(18,2) | required | of those, older than 90 days
        """,
    ),
    Table.of(
        "v_collecting",
        grain="revenue cycle cost and cash of one facility in one month that has both",
        key=("facility_id", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=MONTH
        + """
            rev_cycle_cost | DECIMAL(18,2) | required | cost of the billing machine
            cash | DECIMAL(18,2) | required | cash of insurers and patients, refunds netted
        """,
    ),
)
