"""What was owed, what came in, and what it cost to get it."""

title = "Collections"

VISITS = """
    encounter_id | facility_id | start_ts         | discharge_ts     | payer_id   | encounter_class
    march        | F           | 2026-02-27 08:00 | 2026-03-01 10:00 | commercial | inpatient
    self         | F           | 2026-03-05 08:00 | 2026-03-05 10:00 | self_pay   | ed
"""
CHARGES = """
    charge_id | encounter_id | unit_id | service_date | post_date  | amount | is_reversal
    1         | march        | Ward-A  | 2026-02-28   | 2026-03-01 | 600    | false
    2         | march        | Ward-A  | 2026-03-01   | 2026-03-02 | 500    | false
    3         | march        | Ward-A  | 2026-03-01   | 2026-03-03 | -100   | true
    4         | self         | Ward-A  | 2026-03-05   | 2026-03-05 | 200    | false
"""
CLAIM = "claim_id | encounter_id | facility_id | payer_id \n c | march | F | commercial"
REMITS = """
    remit_id | claim_id | payer_id   | post_date  | paid_amount | contractual_adj | denial_writeoff | is_posting
    r1       | c        | commercial | 2026-04-10 | 300         | 400             | 0               | true
    r2       | c        | commercial | 2026-09-30 | 150         | 0               | 50              | true
    r3       | c        | commercial | 2026-10-01 | 75          | 0               | 0               | true
    r4       | c        | commercial | 2026-04-10 | 999         | 999             | 0               | false
"""
PATIENTS = """
    patient_payment_id | encounter_id | post_date  | amount | is_point_of_service | is_previous_balance
    p1                 | self         | 2026-03-05 | 80     | true                | false
    p2                 | self         | 2026-04-05 | 40     | false               | false
    p3                 | self         | 2026-04-20 | -20    | true                | false
    p4                 | march        | 2026-04-20 | 60     | true                | true
"""
MONEY = {
    "encounter": VISITS,
    "charge": CHARGES,
    "claim": CLAIM,
    "remittance": REMITS,
    "payment_patient": PATIENTS,
}


def test_a_visit_is_owed_its_charges_and_collected_within_six_months_of_its_month(kpi_spec):
    """1,000 and 200 less 400 contractual; 450 of the insurer until 30 September, 160 of patients, a refund netted."""
    found = kpi_spec("net_collection_rate_pct", expected={"2026-03": 100 * 610 / 800}, **MONEY)
    (row,) = found.values()
    assert (row["num"], row["den"]) == (610, 800)


def test_collection_by_the_payer_of_the_visit(kpi_spec):
    kpi_spec(
        "net_collection_rate_pct",
        by="payer_class",
        expected={("2026-03", "commercial"): 100 * 510 / 600, ("2026-03", "self_pay"): 50.0},
        **MONEY,
    )


LEDGER_MODE = """
    txn_id | claim_id | encounter_id | payer_id   | txn_type        | post_date  | amount
    t1     | c        |              | commercial | payment         | 2026-04-10 | 300
    t2     | c        |              | commercial | contractual     | 2026-04-10 | 400
    t3     | c        |              | commercial | refund          | 2026-04-11 | -25
    t4     | c        |              | commercial | refund          | 2026-04-11 | 25
    t5     |          | self         |            | payment         | 2026-04-11 | 80
    t6     |          | self         | self_pay   | payment         | 2026-04-12 | 10
    t7     |          | self         |            | charity         | 2026-04-12 | 50
    t8     |          | self         |            | bad_debt        | 2026-04-12 | 60
    t9     | c        |              | commercial | transfer        | 2026-04-12 | 60
    t10    | c        |              | commercial | denial_writeoff | 2026-04-12 | 70
"""


def test_where_a_billing_ledger_is_fed_payment_advices_are_not_counted_again(kpi_spec):
    """300 less two refunds of 25, and 90 of patients; charity lowers what is owed, bad debt and transfers do not."""
    kpi_spec(
        "net_collection_rate_pct",
        expected={"2026-03": 100 * (250 + 90) / (1200 - 400 - 50)},
        **MONEY | {"payment_txn": LEDGER_MODE},
    )


def test_a_facility_without_a_billing_ledger_keeps_its_advices(kpi_spec):
    kpi_spec(
        "cash_collection_pct_npsr",
        by="facility_id",
        expected={("2026-04", "North"): 10.0, ("2026-04", "South"): 30.0},
        claim="claim_id | facility_id | payer_id \n n | North | p \n s | South | p",
        payment_txn="txn_id | claim_id | payer_id | txn_type | post_date | amount \n t | n | p | payment | 2026-04-01 | 10",
        remittance="""
            remit_id | claim_id | post_date  | paid_amount | is_posting
            r1       | n        | 2026-04-01 | 10          | true
            r2       | s        | 2026-04-01 | 30          | true
            r3       |          | 2026-04-01 | 999         | true
        """,
        gl_entry="""
            facility_id | account_id          | month      | amount
            North       | net_patient_revenue | 2026-04-01 | 100
            South       | net_patient_revenue | 2026-04-01 | 100
        """,
    )


def test_a_payment_belongs_to_the_facility_of_its_account(kpi_spec):
    kpi_spec(
        "pos_collection_pct",
        by="facility_id",
        expected={("2026-04", "South"): 100.0},
        claim="claim_id | facility_id | payer_id | patient_account_id \n n | North | p | N1 \n s | South | p | S1",
        payment_patient="""
            patient_payment_id | patient_account_id | post_date  | amount | is_point_of_service
            p                  | S1                 | 2026-04-01 | 10     | true
        """,
    )


def test_cash_at_the_desk_is_for_this_visit_and_refunds_are_netted(kpi_spec):
    """60 pay an older balance; 20 of the 80 went back."""
    kpi_spec("pos_collection_pct", expected={"2026-03": 100.0, "2026-04": 100 * -20 / 80}, **MONEY)
    kpi_spec("pos_collection_pct", grain="year", expected={"2026": 100 * 60 / 160}, **MONEY)


def test_a_month_without_patient_cash_has_no_share(kpi_spec):
    kpi_spec(
        "pos_collection_pct",
        expected={"2026-04": None},
        payment_patient="""
            patient_payment_id | post_date  | amount | is_point_of_service
            p                  | 2026-04-01 | 10     | true
            q                  | 2026-04-02 | -10    | true
        """,
    )


def books(**accounts: int) -> str:
    rows = [
        f"{account} | 2026-{month:02}-01 | {amount}"
        for month in range(1, 7)
        for account, amount in accounts.items()
    ]
    return "account_id | month | amount \n" + "\n".join(rows)


def postings(*rows: str) -> str:
    return "remit_id | post_date | paid_amount | denial_writeoff | is_posting \n" + "\n".join(rows)


def test_denial_write_offs_are_set_against_the_revenue_of_the_same_three_months(kpi_spec):
    """30, 0 and 60, a reversal of 15 netted, over 300 a month; before three months of revenue there is no value."""
    tables = {
        "gl_entry": books(net_patient_revenue=300),
        "remittance": postings(
            "a | 2026-02-10 | 0 | 30 | true",
            "b | 2026-04-10 | 0 | 75 | true",
            "c | 2026-04-30 | 0 | -15 | true",
            "d | 2026-04-30 | 0 | 500 | false",
        ),
    }
    kpi_spec(
        "denial_writeoff_pct",
        expected={"2026-04": 10.0},
        **tables,
    )
    kpi_spec(
        "denial_writeoff_monthly_pct", expected={"2026-02": 10.0, "2026-03": 0.0, "2026-04": 20.0}, **tables
    )


def test_cash_of_net_revenue(kpi_spec):
    kpi_spec(
        "cash_collection_pct_npsr",
        expected={"2026-02": 80.0},
        gl_entry=books(net_patient_revenue=100),
        remittance=postings("a | 2026-02-10 | 60 | 0 | true"),
        payment_patient="patient_payment_id | post_date | amount \n p | 2026-02-28 | 20",
    )


def test_cost_to_collect_is_revenue_cycle_cost_over_cash(kpi_spec):
    """March had no cash: its cost counts in the quarter, where it has a meaning."""
    tables = {
        "gl_entry": books(rev_cycle_cost=3),
        "remittance": postings("a | 2026-02-10 | 60 | 0 | true", "b | 2026-04-10 | 100 | 0 | true"),
    }
    kpi_spec("cost_to_collect_pct", expected={"2026-02": 5.0, "2026-03": None, "2026-04": 3.0}, **tables)
    kpi_spec(
        "cost_to_collect_pct", grain="quarter", expected={"2026-Q1": 100 * 6 / 60, "2026-Q2": 3.0}, **tables
    )


def test_a_year_of_cost_to_collect_and_of_cash_needs_twelve_months(kpi_spec):
    """Nothing was posted in June: that month counts with no cash and no adjustment."""
    months = [f"2025-{m:02}" for m in range(1, 13)] + ["2026-01"]
    ledger = "account_id | month | amount \n" + "\n".join(
        f"rev_cycle_cost | {m}-01 | {3 + i}" for i, m in enumerate(months)
    )
    remits = "remit_id | post_date | paid_amount | contractual_adj | is_posting \n" + "\n".join(
        f"r{m} | {m}-10 | {50 + i} | 40 | true" for i, m in enumerate(months) if m != "2025-06"
    )
    charges = "charge_id | unit_id | service_date | post_date | amount \n" + "\n".join(
        f"k{m} | Ward-A | {m}-01 | {m}-02 | 100" for m in months
    )
    kpi_spec(
        "cost_to_collect_12m_pct",
        expected={
            "2025-12": 100 * sum(range(3, 15)) / (sum(range(50, 62)) - 55),
            "2026-01": 100 * sum(range(4, 16)) / (sum(range(51, 63)) - 55),
        },
        gl_entry=ledger,
        remittance=remits,
    )
    kpi_spec(
        "net_collection_rate_cash_pct",
        expected={
            "2025-12": 100 * (sum(range(50, 62)) - 55) / 760,
            "2026-01": 100 * (sum(range(51, 63)) - 55) / 760,
        },
        charge=charges,
        remittance=remits,
    )


def test_a_visit_that_nobody_paid_for_is_owed_in_full(kpi_spec):
    unpaid = CHARGES + "5 | unpaid | Ward-A | 2026-03-09 | 2026-03-09 | 400 | false"
    kpi_spec("net_collection_rate_pct", expected={"2026-03": 100 * 610 / 1200}, **MONEY | {"charge": unpaid})
