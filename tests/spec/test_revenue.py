"""Receivables and denials."""

title = "Revenue cycle"

LEDGER_W10 = """
    account_id          | month      | amount
    net_patient_revenue | 2026-01-01 | 18600000
    net_patient_revenue | 2026-02-01 | 17100000
    net_patient_revenue | 2026-03-01 | 18900000
"""
BUCKETS_W10 = """
    snapshot_date | payer_id   | age_bucket       | gross_balance | credit_balance | net_balance
    2026-03-31    | commercial | 0_30             | 9800000       | 0              | 9000000
    2026-03-31    | commercial | 31_60            | 4200000       | 0              | 4000000
    2026-03-31    | commercial | 61_90            | 2600000       | 0              | 2200000
    2026-03-31    | self_pay   | 91_120           | 2400000       | -600000        | 1600000
    2026-03-31    | self_pay   | 121_180          | 1100000       | 0              | 1000000
    2026-03-31    | self_pay   | 181_plus         | 1700000       | 0              | 1000000
    2026-03-31    | commercial | unbilled_dnfb    | 8500000       | 0              | 6000000
    2026-03-31    | commercial | unbilled_inhouse | 3000000       | 0              | 2500000
"""


def test_net_days_divide_receivables_by_revenue_per_actual_day_of_three_months(kpi_spec):
    """Example W10: 27.3 M over 54.6 M in 90 days is 45 days; unbilled accounts are owed too."""
    kpi_spec("days_in_ar_net", expected={"2026-03": 45.0}, gl_entry=LEDGER_W10, ar_snapshot=BUCKETS_W10)


def test_net_days_are_unknown_until_three_months_of_revenue_are(kpi_spec):
    early = BUCKETS_W10.replace("2026-03-31", "2026-02-28")
    kpi_spec("days_in_ar_net", expected={"2026-02": None}, gl_entry=LEDGER_W10, ar_snapshot=early)


def test_net_days_of_a_quarter_stand_at_its_end(kpi_spec):
    both = BUCKETS_W10 + "2026-02-28 | commercial | 0_30 | 1 | 0 | 1"
    kpi_spec(
        "days_in_ar_net", grain="quarter", expected={"2026-Q1": 45.0}, gl_entry=LEDGER_W10, ar_snapshot=both
    )


def test_the_last_snapshot_of_a_month_is_its_end(kpi_spec):
    both = BUCKETS_W10 + "2026-03-15 | commercial | 0_30 | 99000000 | 0 | 99000000"
    kpi_spec("days_in_ar_net", expected={"2026-03": 45.0}, gl_entry=LEDGER_W10, ar_snapshot=both)
    kpi_spec("ar_over_90_pct", expected={"2026-03": 100 * 5.2 / 21.8}, ar_snapshot=both)


def test_a_hospital_without_a_balance_this_month_is_left_out_with_its_revenue(kpi_spec):
    """North owes 45 days; South has no snapshot in March, so its revenue may not thin them out."""
    months = [f"2026-0{month}-01" for month in range(1, 5)]
    kpi_spec(
        "days_in_ar_net",
        expected={"2026-02": None, "2026-03": 45.0, "2026-04": 30.0},
        gl_entry="facility_id | account_id | month | amount \n"
        + "\n".join(
            f"{site} | net_patient_revenue | {month} | {amount}"
            for site, amounts in (("North", (300, 300, 300, 290)), ("South", (600, 600, 600, 580)))
            for month, amount in zip(months, amounts, strict=True)
        ),
        ar_snapshot="""
            facility_id | snapshot_date | payer_id | age_bucket | net_balance
            South       | 2026-02-28    | other    | 0_30       | 700
            North       | 2026-03-31    | other    | 0_30       | 450
            North       | 2026-04-30    | other    | 0_30       | 300
            South       | 2026-04-30    | other    | 0_30       | 600
        """,
    )


def test_a_ledger_that_posts_gross_and_deductions_gives_the_same_revenue(kpi_spec):
    """60 less 30, 8 and 1.4 a month: net revenue is never posted, so it is worked out."""
    months = ("2026-01", "2026-02", "2026-03")
    rows = "\n".join(
        f"{account} | {month}-01 | {amount}"
        for month in months
        for account, amount in (
            ("gross_ip_revenue", 40),
            ("gross_op_revenue", 20),
            ("contractual_allowance", 30),
            ("charity", 8),
            ("bad_debt", 4),
        )
    )
    kpi_spec(
        "days_in_ar_net",
        expected={"2026-03": 90 * 27 / 54},
        gl_entry=f"account_id | month | amount \n {rows}",
        ar_snapshot="snapshot_date | payer_id | age_bucket | net_balance \n 2026-03-31 | other | 0_30 | 27",
    )


def test_posted_net_revenue_and_gross_less_deductions_are_never_added(kpi_spec):
    gross = "\n".join(
        f"{account} | 2026-0{month}-01 | 5000000"
        for month in (1, 2, 3)
        for account in ("gross_ip_revenue", "gross_op_revenue", "charity")
    )
    kpi_spec(
        "days_in_ar_net", expected={"2026-03": 45.0}, gl_entry=LEDGER_W10 + gross, ar_snapshot=BUCKETS_W10
    )


def test_a_month_that_lacks_net_revenue_is_unknown_once_the_ledger_posts_it(kpi_spec):
    """March posts gross and deductions only: its net entry is late, and guessing would change the definition."""
    late = """
        account_id            | month      | amount
        net_patient_revenue   | 2026-01-01 | 18600000
        net_patient_revenue   | 2026-02-01 | 17100000
        gross_ip_revenue      | 2026-03-01 | 40000000
        contractual_allowance | 2026-03-01 | 21100000
    """
    kpi_spec("days_in_ar_net", expected={"2026-03": None}, gl_entry=late, ar_snapshot=BUCKETS_W10)


def test_over_90_days_leaves_credits_and_unbilled_accounts_out_of_both_sides(kpi_spec):
    """Example W10: 5.2 of 21.8 M; netting the credit would give 21.70 %."""
    kpi_spec("ar_over_90_pct", digits=2, expected={"2026-03": 23.85}, ar_snapshot=BUCKETS_W10)


def test_a_payer_that_paid_everything_has_no_old_receivables_left_from_an_earlier_month(kpi_spec):
    kpi_spec(
        "ar_over_90_pct",
        by="payer_class",
        grain="quarter",
        expected={("2026-Q1", "commercial"): 0.0, ("2026-Q1", "self_pay"): None},
        ar_snapshot="""
            snapshot_date | payer_id   | age_bucket | gross_balance
            2026-02-28    | self_pay   | 181_plus   | 70
            2026-03-31    | commercial | 0_30       | 30
        """,
    )


def test_what_is_billed_and_not_paid_stands_at_its_payer_and_its_age(kpi_spec):
    """2,100 at March end: credits and unbilled accounts stay out, and who paid everything owes 0."""
    balances = """
        snapshot_date | payer_id   | age_bucket    | gross_balance | credit_balance
        2026-02-28    | self_pay   | 181_plus      | 70            | 0
        2026-03-31    | commercial | 0_30          | 1500          | -40
        2026-03-31    | commercial | 121_180       | 300           | 0
        2026-03-31    | medicaid   | 0_30          | 300           | 0
        2026-03-31    | medicaid   | unbilled_dnfb | 9000          | 0
    """
    quarter = {"grain": "quarter", "ar_snapshot": balances}
    kpi_spec("ar_billed_balance", expected={"2026-Q1": 2100}, **quarter)
    by_payer = {("2026-Q1", "commercial"): 1800, ("2026-Q1", "medicaid"): 300, ("2026-Q1", "self_pay"): 0}
    kpi_spec("ar_billed_balance", by="payer_class", expected=by_payer, **quarter)
    by_age = {("2026-Q1", "0_30"): 1800, ("2026-Q1", "121_180"): 300, ("2026-Q1", "181_plus"): 0}
    kpi_spec("ar_billed_balance", by="age_bucket", expected=by_age, **quarter)


CLAIMS = """
    claim_id | original_claim_id | payer_id   | first_adjudication_date | first_result | billed_amount
    a        |                   | commercial | 2026-03-01              | paid         | 100
    b        |                   | commercial | 2026-03-05              | denied       | 300
    c        |                   | medicaid   | 2026-03-31              | partial      | 200
    d        |                   | medicaid   | 2026-03-31              | denied       | 200
    e        |                   | medicaid   | 2026-03-31              | paid         | 200
    rebill   | b                 | commercial | 2026-03-20              | paid         | 300
    rejected |                   | commercial | 2026-03-20              | rejected     | 300
    pending  |                   | commercial | 2026-03-20              | pending      | 300
    waiting  |                   | commercial |                         |              | 300
    april    |                   | commercial | 2026-04-01              | paid         | 300
"""


def test_a_denial_is_a_first_answer_of_the_payer_to_an_original_claim(kpi_spec):
    """Partly paid is not denied; rejections, pending claims and rebills are not first answers."""
    kpi_spec(
        "denial_rate_initial_pct",
        expected={"2026-03": 40.0, "2026-04": 0.0},
        expected_n={"2026-03": 5, "2026-04": 1},
        claim=CLAIMS,
    )


def test_denials_by_payer_class_follow_the_payer_billed(kpi_spec):
    kpi_spec(
        "denial_rate_initial_pct",
        by="payer_class",
        expected={
            ("2026-03", "commercial"): 50.0,
            ("2026-03", "medicaid"): 100 / 3,
            ("2026-04", "commercial"): 0.0,
        },
        claim=CLAIMS,
    )


def test_denied_money_is_a_share_of_billed_money(kpi_spec):
    kpi_spec("denial_rate_initial_dollars_pct", expected={"2026-03": 50.0, "2026-04": 0.0}, claim=CLAIMS)
