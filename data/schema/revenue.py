"""Charges, claims, remittances and receivables."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "charge",
        grain="one charge line",
        key=("charge_id",),
        columns="""
            charge_id | VARCHAR | required keyed:charge | charge
            encounter_id | VARCHAR | keyed:encounter | visit; null for account-level lines
            patient_account_id | VARCHAR | keyed:account | billing account
            unit_id | VARCHAR |  | performing unit
            cost_centre_id | VARCHAR |  | performing cost centre
            service_date | DATE | required | service
            post_date | DATE |  | posted; null where the source has no posting date (5.08 not valid)
            rev_code | VARCHAR |  | UB-04 revenue code
            procedure_code | VARCHAR |  | CPT or HCPCS
            modifiers | VARCHAR |  | comma separated
            quantity | DOUBLE [units] |  | units
            amount | DECIMAL(18,2) | required | charge, positive; reversal negative
            payer_id | VARCHAR |  | primary payer
            is_late | BOOLEAN | required | after bill hold
            is_reversal | BOOLEAN | required | reverses an earlier line
        """,
    ),
    Table.of(
        "payment_txn",
        grain="one posted payment or adjustment of the billing ledger",
        key=("txn_id",),
        columns="""
            txn_id | VARCHAR | required keyed:txn | transaction
            patient_account_id | VARCHAR | keyed:account | billing account
            encounter_id | VARCHAR | keyed:encounter | visit
            claim_id | VARCHAR | keyed:claim | claim
            charge_id | VARCHAR | keyed:charge | charge line
            txn_type | VARCHAR | required vocabulary:txn_type | txn type
            post_date | DATE | required | posted
            amount | DECIMAL(18,2) | required | natural sign (rule R6)
            payer_id | VARCHAR |  | null = patient
            reason_code | VARCHAR |  | source reason or CARC
            is_point_of_service | BOOLEAN |  | taken at or before the visit
        """,
    ),
    Table.of(
        "payment_patient",
        grain="one patient payment (refunds negative)",
        key=("patient_payment_id",),
        columns="""
            patient_payment_id | VARCHAR | required keyed:patient_payment | payment
            encounter_id | VARCHAR | keyed:encounter | visit
            patient_account_id | VARCHAR | keyed:account | billing account
            post_date | DATE | required | posted
            amount | DECIMAL(18,2) | required | money in positive
            is_point_of_service | BOOLEAN | required | at or before service
            is_previous_balance | BOOLEAN | required | pays an older balance
        """,
    ),
    Table.of(
        "claim",
        grain="one submitted claim; replacements and rebills point to the original",
        key=("claim_id",),
        columns="""
            claim_id | VARCHAR | required keyed:claim | claim
            original_claim_id | VARCHAR | keyed:claim | null on originals; KPIs 5.03, 5.05 and 5.06 read originals only
            encounter_id | VARCHAR | keyed:encounter | visit
            patient_account_id | VARCHAR | keyed:account | billing account
            facility_id | VARCHAR | required | billing site
            payer_id | VARCHAR | required | payer billed
            patient_control_no | VARCHAR | keyed:claim_control | CLM01 / CLP01
            payer_claim_no | VARCHAR | keyed:payer_claim | payer's claim number (ICN, DCN)
            claim_type | VARCHAR | required vocabulary:claim_type | claim type
            filing_sequence | VARCHAR | required vocabulary:filing_sequence | filing sequence
            frequency_code | VARCHAR |  | 1 original, 7 replacement, 8 void ...
            bill_type | VARCHAR |  | UB-04 type of bill or place of service
            drg_code | VARCHAR |  | billed DRG
            statement_from_date | DATE |  | statement from
            statement_to_date | DATE |  | statement to
            service_from_date | DATE |  | first service day
            service_to_date | DATE |  | last service day
            first_submit_date | DATE |  | first sent to the payer
            billed_amount | DECIMAL(18,2) | required | total charge
            expected_allowed | DECIMAL(18,2) |  | contract model
            had_manual_edit | BOOLEAN |  | a person repaired it before sending
            edit_failed | BOOLEAN |  | failed a scrubber edit
            scrubber_accept_date | DATE |  | accepted into the claims tool
            ack_status | VARCHAR | vocabulary:ack_status | (999)
            ack_date | DATE |  | 999 date
            payer_ack_status | VARCHAR | vocabulary:payer_ack_status | (277CA)
            payer_ack_date | DATE |  | 277CA date
            first_adjudication_date | DATE |  | first answer of the payer
            first_result | VARCHAR | vocabulary:first_result | first result
            denial_category | VARCHAR | vocabulary:denial_category | denial category
            denial_date | DATE |  | first denial
            appeal_date | DATE |  | first appeal
            final_result | VARCHAR | vocabulary:final_result | final result
            resolved_date | DATE |  | closed
            resubmission_count | INTEGER [claims] | required | replacements so far
            overturned | BOOLEAN |  | denial won
        """,
    ),
    Table.of(
        "claim_line",
        grain="one service line of a claim",
        key=("claim_id", "line_no"),
        columns="""
            claim_id | VARCHAR | required keyed:claim | claim
            line_no | INTEGER | required | line
            line_control_no | VARCHAR |  | REF*6R
            rev_code | VARCHAR |  | revenue code
            procedure_code | VARCHAR |  | CPT or HCPCS
            modifiers | VARCHAR |  | comma separated
            units | DOUBLE [units] |  | units
            charge_amount | DECIMAL(18,2) | required | line charge
            service_date | DATE |  | service
            place_of_service | VARCHAR |  | POS code
        """,
    ),
    Table.of(
        "payment",
        grain="one check or EFT (835 BPR)",
        key=("payment_id",),
        columns="""
            payment_id | VARCHAR | required | payment
            payer_id | VARCHAR | required | payer
            trace_no | VARCHAR |  | TRN02
            method | VARCHAR | vocabulary:payment_method | payment method
            amount | DECIMAL(18,2) | required | total paid
            effective_date | DATE |  | BPR16
            plb_total | DECIMAL(18,2) |  | sum of provider-level adjustments
            is_balanced | BOOLEAN | required | passes the 835 balancing rules
            file_control_no | VARCHAR |  | ISA13/ST02
        """,
    ),
    Table.of(
        "remittance",
        grain="one claim-level payment advice (835 CLP), or one payer posting of the billing ledger",
        key=("remit_id",),
        columns="""
            remit_id | VARCHAR | required keyed:remit | advice
            payment_id | VARCHAR |  | check or EFT
            claim_id | VARCHAR | keyed:claim | matched claim
            payer_id | VARCHAR |  | payer
            patient_control_no | VARCHAR | keyed:claim_control | CLP01
            payer_claim_no | VARCHAR | keyed:payer_claim | CLP07
            post_date | DATE | required | posting date (835: effective date of the payment)
            received_date | DATE |  | DTM 050
            service_from_date | DATE |  | DTM 232
            service_to_date | DATE |  | DTM 233
            claim_status_code | VARCHAR |  | CLP02
            filing_indicator | VARCHAR |  | CLP06
            frequency_code | VARCHAR |  | CLP09
            drg_code | VARCHAR |  | CLP11
            charge_amount | DECIMAL(18,2) |  | CLP03
            paid_amount | DECIMAL(18,2) | required | CLP04
            contractual_adj | DECIMAL(18,2) | required | adjustments of category contractual, capitation, prior_payer
            denial_writeoff | DECIMAL(18,2) | required | ledger: denial write-offs; 835-only sites: adjustments with a denial category (upper bound)
            other_adj | DECIMAL(18,2) | required | all other non-patient adjustments
            patient_resp | DECIMAL(18,2) | required | CLP05
            carc_code | VARCHAR |  | reason with the largest amount
            is_reversal | BOOLEAN | required | CLP02 = 22
            is_denied | BOOLEAN | required | rule of sources.md 9.5
            is_posting | BOOLEAN | required | true = counted in cash and adjustment KPIs (5.04, 5.07, 5.10); see 4.2
        """,
    ),
    Table.of(
        "remittance_line",
        grain="one service line of an advice (835 SVC)",
        key=("remit_id", "line_no"),
        columns="""
            remit_id | VARCHAR | required keyed:remit | advice
            line_no | INTEGER | required | line
            line_control_no | VARCHAR |  | REF*6R
            rev_code | VARCHAR |  | SVC04
            procedure_code | VARCHAR |  | SVC01
            charge_amount | DECIMAL(18,2) | required | SVC02
            paid_amount | DECIMAL(18,2) | required | SVC03
            allowed_amount | DECIMAL(18,2) |  | AMT*B6
            units | DOUBLE [units] |  | SVC05
            service_date | DATE |  | DTM 472 / 150
        """,
    ),
    Table.of(
        "remittance_adjustment",
        grain="one adjustment (835 CAS triple)",
        key=("remit_id", "adj_seq"),
        columns="""
            remit_id | VARCHAR | required keyed:remit | advice
            adj_seq | INTEGER | required | order in the advice
            line_no | INTEGER |  | null = claim level
            group_code | VARCHAR | required | CO, PR, OA, PI, CR
            reason_code | VARCHAR | required | CARC
            amount | DECIMAL(18,2) | required | positive reduces payment
            quantity | DOUBLE [units] |  | quantity
            remark_codes | VARCHAR |  | RARC list
            adjustment_category | VARCHAR | required vocabulary:adjustment_category | adjustment category
            is_denial | BOOLEAN | required | flag from the category table
        """,
    ),
    Table.of(
        "provider_adjustment",
        grain="one provider-level adjustment (835 PLB)",
        key=("payment_id", "adj_seq"),
        columns="""
            payment_id | VARCHAR | required | check or EFT
            adj_seq | INTEGER | required | order
            npi | VARCHAR | keyed:npi | payee
            fiscal_date | DATE |  | PLB02
            reason_code | VARCHAR | required | PLB03-1
            reference | VARCHAR |  | PLB03-2
            amount | DECIMAL(18,2) | required | positive reduces the payment
        """,
    ),
    Table.of(
        "denial_case",
        grain="one denial worked by the follow-up team",
        key=("denial_case_id",),
        columns="""
            denial_case_id | VARCHAR | required keyed:denial_case | case
            claim_id | VARCHAR | keyed:claim | claim
            patient_account_id | VARCHAR | keyed:account | billing account
            payer_id | VARCHAR |  | payer
            group_code | VARCHAR |  | CO, PR, OA, PI
            reason_code | VARCHAR |  | CARC
            denial_category | VARCHAR | vocabulary:denial_category | denial category
            received_date | DATE | required | received
            appeal_deadline_date | DATE |  | deadline
            appeal_date | DATE |  | appealed
            resolved_date | DATE |  | closed
            resolution | VARCHAR |  | source reason
            denied_amount | DECIMAL(18,2) |  | denied
            expected_recovery_amount | DECIMAL(18,2) |  | forecast
            recovered_amount | DECIMAL(18,2) |  | recovered
        """,
    ),
    Table.of(
        "account_balance",
        grain="one billing account or bucket at one snapshot day",
        key=("patient_account_id", "snapshot_date", "bucket_id"),
        columns="""
            patient_account_id | VARCHAR | required keyed:account | billing account
            snapshot_date | DATE | required | snapshot day
            bucket_id | VARCHAR | required | liability bucket; all when the source has none
            encounter_id | VARCHAR | keyed:encounter | visit
            facility_id | VARCHAR | required | site
            payer_id | VARCHAR |  | owner of the balance
            balance | DECIMAL(18,2) | required | debit positive, credit negative
            age_from | VARCHAR | required vocabulary:age_from | age from
            ageing_date | DATE |  | date the age counts from
            status | VARCHAR | required vocabulary:balance_status | balance status
            hold_reason | VARCHAR |  | why not final billed
        """,
    ),
    Table.of(
        "ar_snapshot",
        grain="month end x payer x age bucket (built from account_balance when that is fed)",
        key=("facility_id", "snapshot_date", "payer_id", "age_bucket"),
        columns="""
            facility_id | VARCHAR | required | site
            snapshot_date | DATE | required | month end
            payer_id | VARCHAR | required | payer
            age_bucket | VARCHAR | required vocabulary:age_bucket | age bucket
            gross_balance | DECIMAL(18,2) | required | sum of debit balances, >= 0
            credit_balance | DECIMAL(18,2) | required | sum of credit balances, <= 0
            net_balance | DECIMAL(18,2) | required | gross + credit - allowances, as on the balance sheet
        """,
    ),
    Table.of(
        "coverage",
        grain="one patient x plan x interval",
        key=("patient_id", "payer_id", "coverage_rank", "start_date"),
        columns="""
            patient_id | VARCHAR | required keyed:patient | person
            payer_id | VARCHAR | required | plan
            coverage_rank | INTEGER | required | 1 primary, 2 secondary
            start_date | DATE | required | first day
            end_date | DATE |  | last day, null = open
            member_id_hash | VARCHAR | keyed:member | keyed HMAC-SHA-256 of the member id
        """,
    ),
)
