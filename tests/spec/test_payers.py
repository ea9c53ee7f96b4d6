"""Claims, charges and cash by payer and kind of plan, as far as a claim or a visit names them."""

import pytest

title = "Payers"

PAYERS = """
    payer_id | payer_name | payer_class | plan_type
    blue     | Blue       | commercial  | HMO
    red      | Red        | commercial  |
"""
CLAIMS = """
    claim_id | payer_id | claim_type    | encounter_id | scrubber_accept_date | had_manual_edit | first_submit_date | first_adjudication_date | first_result | denial_date | denial_category | resolved_date | overturned | appeal_date
    1        | blue     | institutional | heart        | 2026-04-01           | false           | 2026-01-10        | 2026-04-02              | denied       | 2026-04-02  | eligibility     | 2026-04-20    | true       | 2026-04-05
    2        | red      | professional  | bones        | 2026-04-01           | true            | 2026-01-10        | 2026-04-02              | paid         |             |                 |               |            |
"""
VISITS = "encounter_id | service_line | payer_id \n heart | Heart | blue \n bones | Joints | red"
GROUPS = {
    "payer_id": ("blue", "red"),
    "plan_type": ("HMO", "unknown"),
    "claim_type": ("institutional", "professional"),
    "service_line": ("Heart", "Joints"),
}
TABLES = {"payer": PAYERS, "claim": CLAIMS, "encounter": VISITS}


@pytest.mark.parametrize("by", list(GROUPS))
def test_claims_know_their_payer_their_plan_and_the_line_of_their_visit(kpi_spec, by):
    one, other = GROUPS[by]
    clean = {("2026-04", one): 100, ("2026-04", other): 0}
    kpi_spec("clean_claim_rate_pct", by=by, expected=clean, **TABLES)
    kpi_spec("denial_rate_initial_pct", by=by, expected=clean, **TABLES)
    kpi_spec("denial_overturn_pct", by=by, expected={("2026-04", one): 100}, **TABLES)
    kpi_spec("denial_days_to_appeal_median", by=by, expected={("2026-04", one): 3}, **TABLES)


@pytest.mark.parametrize("by", list(GROUPS))
def test_denials_are_held_against_the_claims_sent_to_the_same_payer(kpi_spec, by):
    """One denial in April for a claim of the three months before: three for one a month."""
    one, other = GROUPS[by]
    kpi_spec("denial_rate_hfma_pct", by=by, expected={("2026-04", one): 300, ("2026-04", other): 0}, **TABLES)


WRITTEN_OFF = """
    claim_id | post_date  | denial_writeoff | paid_amount | is_posting
    1        | 2026-02-10 | 30              | 0           | true
    2        | 2026-03-10 | 10              | 0           | true
    1        | 2026-04-10 | 5               | 0           | true
    2        | 2026-06-10 | 0               | 1           | true
"""
REVENUE = "account_id | month | amount\n" + "\n".join(
    f"net_patient_revenue | 2026-0{month}-01 | 100" for month in range(1, 7)
)


@pytest.mark.parametrize("by", [*GROUPS, "denial_category"])
def test_write_offs_of_each_payer_are_parts_of_the_revenue_of_all(kpi_spec, by):
    """A month in which nothing of anybody was written off is 0, and its three months are those of now."""
    one, other = GROUPS.get(by, ("eligibility", "unknown"))
    written = {2: (30, 0), 3: (0, 10), 4: (5, 0), 5: (0, 0), 6: (0, 0)}
    kpi_spec(
        "denial_writeoff_monthly_pct",
        by=by,
        expected={
            (f"2026-0{month}", group): value
            for month, values in written.items()
            for group, value in zip((one, other), values, strict=True)
        },
        remittance=WRITTEN_OFF,
        gl_entry=REVENUE,
        **TABLES,
    )
    kpi_spec(
        "denial_writeoff_pct",
        by=by,
        expected={
            ("2026-04", one): 35 / 3, ("2026-04", other): 10 / 3, ("2026-05", one): 5 / 3, ("2026-05", other): 10 / 3,
            ("2026-06", one): 5 / 3, ("2026-06", other): 0,
        },
        remittance=WRITTEN_OFF,
        gl_entry=REVENUE,
        **TABLES,
    )  # fmt: skip
    kpi_spec(
        "denial_writeoff_pct",
        grain="quarter",
        expected={"2026-Q2": 5 / 3},
        remittance=WRITTEN_OFF,
        gl_entry=REVENUE,
        **TABLES,
    )


@pytest.mark.parametrize("by", ["payer_id", "plan_type", "service_line"])
def test_charges_and_cash_follow_the_payer_of_the_visit(kpi_spec, by):
    one, other = GROUPS[by]
    visits = {"payer": PAYERS, "encounter": VISITS}
    charges = """
        encounter_id | service_date | post_date  | amount
        heart        | 2026-04-01   | 2026-04-03 | 100
        bones        | 2026-04-01   | 2026-04-08 | 100
    """
    kpi_spec(
        "charge_lag_days_median",
        by=by,
        expected={("2026-04", one): 2, ("2026-04", other): 7},
        charge=charges,
        **visits,
    )
    kpi_spec(
        "net_collection_rate_pct",
        by=by,
        expected={("2026-04", one): 80, ("2026-04", other): 50},
        charge=charges,
        payment_patient="""
            encounter_id | post_date  | amount
            heart        | 2026-04-20 | 80
            bones        | 2026-04-20 | 50
        """,
        **visits,
    )
    kpi_spec(
        "pos_collection_pct",
        by=by,
        expected={("2026-04", one): 100, ("2026-04", other): 0},
        payment_patient="""
            encounter_id | post_date  | amount | is_point_of_service
            heart        | 2026-04-20 | 80     | true
            bones        | 2026-04-20 | 50     | false
        """,
        **visits,
    )


@pytest.mark.parametrize("by", ["payer_id", "plan_type"])
def test_old_receivables_are_compared_between_payers(kpi_spec, by):
    one, other = GROUPS[by]
    kpi_spec(
        "ar_over_90_pct",
        by=by,
        expected={("2026-04", one): 25, ("2026-04", other): 0},
        ar_snapshot="""
            snapshot_date | payer_id | age_bucket | gross_balance
            2026-04-30    | blue     | 0_30       | 75
            2026-04-30    | blue     | 91_120     | 25
            2026-04-30    | red      | 0_30       | 50
        """,
        payer=PAYERS,
    )


@pytest.mark.parametrize("by", ["payer_id", "plan_type", "service_line"])
def test_receivables_aged_from_the_bill_know_the_line_of_the_visit_too(kpi_spec, by):
    one, other = GROUPS[by]
    kpi_spec(
        "ar_over_90_from_bill_pct",
        by=by,
        expected={("2026-04", one): 100, ("2026-04", other): 0},
        account_balance="""
            encounter_id | snapshot_date | payer_id | balance | age_from | ageing_date | status
            heart        | 2026-04-30    | blue     | 25      | bill     | 2026-01-01  | billed
            bones        | 2026-04-30    | red      | 50      | bill     | 2026-04-01  | billed
        """,
        payer=PAYERS,
        encounter=VISITS,
    )


def test_charges_are_late_in_the_department_that_performs_them(kpi_spec):
    kpi_spec(
        "charge_lag_days_median",
        by="department",
        expected={("2026-04", "Imaging"): 2, ("2026-04", "unknown"): 7},
        cost_centre="cost_centre_id | facility_id | department \n scan | F | Imaging",
        charge="""
            encounter_id | cost_centre_id | service_date | post_date  | amount
            heart        | scan           | 2026-04-01   | 2026-04-03 | 100
            heart        |                | 2026-04-01   | 2026-04-08 | 100
        """,
    )
