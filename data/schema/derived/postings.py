"""Money that is posted, and where a billing ledger says so."""

from data.schema.derived.revenue import PAYER, PLACE
from data.schema.table import Table

DATA_CLASS = "revenue"
TABLES = (
    Table.of(
        "v_posting",
        grain="one posting of an insurer, a patient or the billing office",
        key=(),
        time="post_date",
        cadence_days=4,
        columns=PLACE
        + """
            post_date | DATE | required | posted
            encounter_id | VARCHAR | keyed:encounter | visit
            patient_account_id | VARCHAR | keyed:account | billing account
            source | VARCHAR | required | insurer or patient
            payer_class | VARCHAR | required | vocabulary payer_class
            payer_id | VARCHAR | required | payer, or unknown
            plan_type | VARCHAR | required | kind of plan as the source says, or unknown
            claim_type | VARCHAR | required | vocabulary claim_type of its claim, or unknown
            denial_category | VARCHAR | required | vocabulary denial_category of its claim; unknown when none
            service_line | VARCHAR | required | service line of its visit, or unknown
            paid_amount | DECIMAL(18,2) | required | money in, refunds negative
            contractual_amount | DECIMAL(18,2) | required | contractual adjustment
            denied_amount | DECIMAL(18,2) | required | written off because of a denial
            charity_amount | DECIMAL(18,2) | required | charity care
            is_point_of_service | BOOLEAN | required | taken at or before the visit
            is_previous_balance | BOOLEAN | required | pays an older balance
        """,
    ),
    Table.of(
        "v_patient_payment",
        grain="one payment of a patient, refunds negative",
        key=(),
        time="post_date",
        cadence_days=4,
        columns=PLACE
        + PAYER
        + """
            post_date | DATE | required | posted
            service_line | VARCHAR | required | service line of the visit, or unknown
            amount | DECIMAL(18,2) | required | money in, refunds negative
            is_at_visit | BOOLEAN | required | taken at or before the visit, for this visit
        """,
    ),
    Table.of(
        "v_billing_day",
        grain="the transactions of one date in the billing ledger of one facility",
        key=("facility_id", "post_date"),
        time="post_date",
        cadence_days=4,
        columns=PLACE
        + """
            post_date | DATE | required | posted
            transactions | INTEGER | required | payments, refunds, contractual adjustments, denial write-offs and charity
        """,
    ),
    Table.of(
        "v_billing_ledger",
        grain="one facility whose billing ledger is fed",
        key=("facility_id",),
        time="first_date",
        cadence_days=366,
        columns=PLACE
        + """
            first_date | DATE | required | first transaction
        """,
    ),
)
