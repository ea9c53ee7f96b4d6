"""Gross receivables by payer, and what waits before the bill is out."""

from tests.spec.test_revenue import BUCKETS_W10

title = "Receivables"

# Gross revenue of 170 M over the 90 days of January to March
GROSS = """
    account_id       | month      | amount
    gross_ip_revenue | 2026-01-01 | 40000000
    gross_op_revenue | 2026-01-01 | 20000000
    gross_ip_revenue | 2026-02-01 | 50000000
    gross_op_revenue | 2026-03-01 | 60000000
"""


def test_days_not_final_billed_divide_unbilled_charges_by_gross_revenue_per_day(kpi_spec):
    """Example W10: 8.5 M over 170 M in 90 days is 4.5 days; patients still in the house are not in it."""
    kpi_spec("dnfb_days", expected={"2026-03": 4.5}, gl_entry=GROSS, ar_snapshot=BUCKETS_W10)


def test_before_three_months_of_gross_revenue_there_is_no_value(kpi_spec):
    kpi_spec(
        "dnfb_days",
        expected={"2026-03": None},
        gl_entry=GROSS.replace("2026-02-01", "2026-03-01"),
        ar_snapshot=BUCKETS_W10,
    )


def test_gross_days_hold_every_balance_against_gross_revenue(kpi_spec):
    """33.3 M less 0.6 M of credits, 90 days, 170 M: billed or not, it is owed."""
    kpi_spec(
        "days_in_ar_gross", expected={"2026-03": 90 * 32.7 / 170}, gl_entry=GROSS, ar_snapshot=BUCKETS_W10
    )


CHARGED = """
    encounter_id | unit_id | service_date | amount | payer_id
                 | Ward-A  | 2026-01-15   | 100    | commercial
                 | Ward-A  | 2026-03-31   | 100    | commercial
                 | Ward-A  | 2026-02-15   | 50     | self_pay
                 | Ward-A  | 2025-12-31   | 999    | self_pay
                 | Ward-A  | 2026-04-01   | 999    | self_pay
"""


def test_gross_days_by_payer_share_the_revenue_as_the_charges_were(kpi_spec):
    """Commercial charged 80 % of the three months and owes 28.1 M; self-payers owe 4.6 M, credits netted."""
    kpi_spec(
        "days_in_ar_gross",
        by="payer_class",
        digits=4,
        expected={
            ("2026-03", "commercial"): 28.1e6 / (170e6 / 90 * 0.8),
            ("2026-03", "self_pay"): 4.6e6 / (170e6 / 90 * 0.2),
        },
        gl_entry=GROSS,
        ar_snapshot=BUCKETS_W10,
        charge=CHARGED,
    )


def test_a_payer_to_whom_we_owe_money_shows_below_zero(kpi_spec):
    kpi_spec(
        "days_in_ar_gross",
        expected={"2026-03": -9.0},
        gl_entry=GROSS,
        ar_snapshot="snapshot_date | payer_id | age_bucket | gross_balance | credit_balance \n"
        "2026-03-31 | commercial | 0_30 | 0 | -17000000",
    )


ACCOUNTS = """
    patient_account_id | snapshot_date | status               | balance | age_from  | ageing_date | payer_id   | hold_reason | facility_id
    a                  | 2026-03-31    | billed_not_submitted | 1700000 | bill      | 2025-12-31  | commercial | edits       | F
    b                  | 2026-03-31    | billed               | 300000  | bill      | 2025-12-30  | commercial |             | F
    c                  | 2026-03-31    | denied               | 700000  | bill      | 2025-12-01  | self_pay   |             | F
    d                  | 2026-03-31    | dnfb                 | 500000  | bill      | 2025-12-01  | commercial | coding      | F
    e                  | 2026-03-31    | billed               | 900000  | discharge | 2025-10-01  | commercial |             | F
    f                  | 2026-03-31    | billed               | -90000  | bill      | 2025-10-01  | commercial |             | F
    g                  | 2026-03-15    | billed_not_submitted | 9900000 | bill      | 2025-10-01  | commercial | edits       | F
    h                  | 2026-03-31    | billed_not_submitted | -400000 | bill      | 2026-03-01  | commercial | edits       | F
    i                  | 2026-03-31    | dnfb                 | -400000 | bill      | 2026-03-01  | commercial | coding      | F
    j                  | 2026-03-31    | bad_debt             | 400000  | bill      | 2025-03-01  | commercial |             | F
    k                  | 2026-03-31    | dnfb                 | 20      | discharge | 2026-03-01  | commercial |             | F
"""
OWED = {"gl_entry": GROSS, "ar_snapshot": BUCKETS_W10, "account_balance": ACCOUNTS}


def test_billed_and_not_sent_adds_to_the_days_before_the_payer(kpi_spec):
    """1.7 M is 0.9 days; with 4.5 days not final billed it makes 5.4."""
    kpi_spec("fbns_days", expected={"2026-03": 0.9}, **OWED)
    kpi_spec("dnsp_days", expected={"2026-03": 5.4}, **OWED)


def test_without_an_account_list_nothing_is_known_of_what_was_not_sent(kpi_spec):
    kpi_spec("fbns_days", expected={"2026-03": None}, gl_entry=GROSS, ar_snapshot=BUCKETS_W10)


def test_age_from_the_bill_is_old_after_90_days(kpi_spec):
    """Of 2.7 M aged from the bill, 31 December is 90 days ago and 30 December 91."""
    kpi_spec("ar_over_90_from_bill_pct", expected={"2026-03": 100 * 1.0 / 2.7}, account_balance=ACCOUNTS)


def test_money_held_back_by_reason(kpi_spec):
    kpi_spec(
        "unbilled_amount",
        by="hold_reason",
        expected={("2026-03", "edits"): 1700000, ("2026-03", "coding"): 500000, ("2026-03", "unknown"): 20},
        account_balance=ACCOUNTS,
    )
