"""Margin, labour and what agencies cost."""

title = "Margin"

BOOKS = """
    account_id              | month      | amount
    net_patient_revenue     | 2026-03-01 | 900
    other_operating_revenue | 2026-03-01 | 100
    salaries                | 2026-03-01 | 400
    benefits                | 2026-03-01 | 100
    contract_labour         | 2026-03-01 | 40
    overtime_pay            | 2026-03-01 | 20
    supplies                | 2026-03-01 | 200
    purchased_services      | 2026-03-01 | 80
    depreciation            | 2026-03-01 | 60
    interest                | 2026-03-01 | 30
    non_operating           | 2026-03-01 | 500
"""


def test_operating_margin_takes_interest_off_and_leaves_gifts_out(kpi_spec):
    """900 + 100 - 900 - 30 of 1,000: what was earned on investments is not in it."""
    kpi_spec("operating_margin_pct", expected={"2026-03": 7.0}, gl_entry=BOOKS)


def test_margin_before_interest_and_depreciation(kpi_spec):
    kpi_spec("ebitda_margin_pct", expected={"2026-03": 100 * 160 / 1000}, gl_entry=BOOKS)


def test_a_month_without_cost_or_without_revenue_has_no_margin(kpi_spec):
    kpi_spec(
        "operating_margin_pct",
        expected={"2026-03": -10.0},
        gl_entry="""
            account_id          | month      | amount
            net_patient_revenue | 2026-02-01 | 100
            net_patient_revenue | 2026-03-01 | 100
            salaries            | 2026-03-01 | 110
            salaries            | 2026-04-01 | 110
        """,
    )


def test_a_margin_of_a_quarter_is_a_ratio_of_sums(kpi_spec):
    kpi_spec(
        "operating_margin_pct",
        grain="quarter",
        expected={"2026-Q1": 100 * (50 - 100) / 1100},
        gl_entry="""
            account_id          | month      | amount
            net_patient_revenue | 2026-02-01 | 100
            salaries            | 2026-02-01 | 50
            net_patient_revenue | 2026-03-01 | 1000
            salaries            | 2026-03-01 | 1100
        """,
    )


def test_labour_is_pay_of_every_kind_and_no_purchased_services(kpi_spec):
    kpi_spec("labour_cost_ratio_pct", expected={"2026-03": 100 * 560 / 900}, gl_entry=BOOKS)
    kpi_spec("labour_cost_of_revenue_pct", expected={"2026-03": 56.0}, gl_entry=BOOKS)


def test_kinds_of_pay_are_parts_of_the_labour_share(kpi_spec):
    pay = {"salaries": 400, "benefits": 100, "contract_labour": 40, "overtime_pay": 20}
    kpi_spec(
        "labour_cost_ratio_pct",
        by="account_class",
        expected={("2026-03", kind): 100 * amount / 900 for kind, amount in pay.items()},
        gl_entry=BOOKS,
    )
    kpi_spec(
        "labour_cost_of_revenue_pct",
        by="account_class",
        expected={("2026-03", kind): amount / 10 for kind, amount in pay.items()},
        gl_entry=BOOKS,
    )


def test_agency_cost_is_a_share_of_salaries_benefits_and_agencies(kpi_spec):
    kpi_spec("agency_cost_pct", expected={"2026-03": 100 * 40 / 540}, gl_entry=BOOKS)


COSTS = """
    work_date  | unit_id | pay_code | hours | cost | staff_group
    2026-03-01 | Ward-A  | agency   | 10    | 900  | rn
    2026-03-02 | Ward-A  | agency   | 10    | 1100 | rn
    2026-03-02 | Ward-A  | regular  | 80    | 4000 | rn
    2026-03-02 | Ward-A  | overtime | 19    | 950  | rn
    2026-03-02 | Ward-A  | overtime | 1     | 50   | rn
    2026-03-02 | Ward-A  | agency   | 10    |      | rn
    2026-03-02 | Ward-A  | agency   | 0     | 500  | rn
    2026-03-02 | Ward-A  | sick     | 10    | 900  | rn
    2026-03-02 | Ward-A  | regular  | 10    | 200  | admin
"""


def test_the_agency_premium_is_a_price_over_a_price(kpi_spec):
    """100 an hour against 5,200 over 110 hours; within the nurses twice the own price."""
    kpi_spec("agency_premium_ratio", expected={"2026-03": 100 / (5200 / 110)}, shift=COSTS)
    kpi_spec(
        "agency_premium_ratio",
        by="staff_group",
        expected={("2026-03", "rn"): 2.0, ("2026-03", "admin"): None},
        shift=COSTS,
    )


def test_cost_to_charges_needs_twelve_months(kpi_spec):
    months = [f"2025-{m:02}-01" for m in range(1, 13)] + ["2026-01-01"]
    rows = "\n".join(
        f"{account} | {month} | {amount}"
        for i, month in enumerate(months)
        for account, amount in (
            ("supplies", 10 + i),
            ("gross_ip_revenue", 40),
            ("gross_op_revenue", 20),
            ("interest", 7),
        )
    )
    kpi_spec(
        "cost_to_charge_ratio",
        expected={"2025-12": sum(range(10, 22)) / 720, "2026-01": sum(range(11, 23)) / 720},
        gl_entry=f"account_id | month | amount \n {rows}",
    )
