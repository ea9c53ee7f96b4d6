"""Gross receivables by payer, and revenue that is stuck before the bill is out."""

from metrics.kpi import Direction, Kpi, Level, Ratio

MONTHLY = ("month", "quarter", "year")
GROSS = ("gl_entry.amount", "account.account_class")


def owed(**fields) -> Kpi:
    """A stock at month end."""
    return Kpi(
        **{
            "unit": "days",
            "direction": Direction.LOWER,
            "by": (),
            "owner": "Revenue cycle director",
            "grains": MONTHLY,
            "maturity_days": 10,
            "min_show": 0,
            "min_rag": 0,
            "bounds": (0, None),
            "is_person_count": False,
            "pair": "days_in_ar_net",
        }
        | fields
    )


days_in_ar_gross = owed(
    id="days_in_ar_gross",
    number="5.01",
    title="Gross days in accounts receivable",
    value=Ratio(Level("gross_balance", "v_ar_payer"), Level("gross_per_day", "v_ar_payer")),
    by=("payer_class",),
    valid="gross_per_day IS NOT NULL",
    means="How many days of charges are waiting to be paid, payer by payer.",
    formula="Debit and credit balances at month end, divided by gross revenue per day of the last three months; by payer, "
    "revenue is shared as the charges of those months are.",
    why="Says which payer keeps us waiting.",
    caution="Charges are far above what is paid: never set it beside the net days. Below zero we owe the payer money.",
    needs=("ar_snapshot.gross_balance", "ar_snapshot.credit_balance", *GROSS),
    bounds=(None, None),
)

ar_over_90_from_bill_pct = owed(
    id="ar_over_90_from_bill_pct",
    number="5.02",
    title="Receivables older than 90 days from the bill",
    unit="%",
    value=Ratio(Level("balance_over_90", "v_ar_from_bill"), Level("balance", "v_ar_from_bill"), per=100),
    by=("payer_id", "payer_class", "plan_type", "service_line"),
    means="Share of billed receivables that are older than 90 days since the first bill.",
    formula="Billed balances aged over 90 days from the first bill, divided by all billed balances aged that way, at "
    "month end.",
    why="Leaves our own delay before the bill out: what remains is the payer's.",
    caution="Credit balances and unbilled accounts are left out. A new submission does not restart the age.",
    needs=("account_balance.balance", "account_balance.age_from", "account_balance.ageing_date"),
    bounds=(0, 100),
    pair="ar_over_90_pct",
)

HOLD = "The bill hold is inside: with a hold of three days it cannot fall below three. Patients still in the house are not."

dnfb_days = owed(
    id="dnfb_days",
    number="5.09",
    title="Discharged not final billed",
    value=Ratio(Level("dnfb_balance", "v_ar_month"), Level("gross_per_day", "v_ar_month")),
    valid="dnfb_balance IS NOT NULL AND gross_per_day IS NOT NULL",
    means="Days of revenue stuck before the bill is final.",
    formula="Gross charges of discharged accounts that are not final billed at month end, divided by gross revenue per "
    "day of the last three months.",
    why="Waits for coding, charges and signatures: the part of the delay that is ours alone.",
    caution=HOLD,
    needs=("ar_snapshot.gross_balance", "ar_snapshot.age_bucket", *GROSS),
    pair="charge_lag_days_median",
)

fbns_days = owed(
    id="fbns_days",
    number="5.09",
    title="Final billed not submitted",
    value=Ratio(Level("unsubmitted_balance", "v_ar_month"), Level("gross_per_day", "v_ar_month")),
    valid="unsubmitted_balance IS NOT NULL AND gross_per_day IS NOT NULL",
    means="Days of revenue that are billed and not yet sent to the payer.",
    formula="Balances billed and not submitted at month end, divided by gross revenue per day of the last three months.",
    why="A finished bill that lies in a tray earns nothing.",
    caution="Claims held back by edits of the claims tool are in it.",
    needs=("account_balance.balance", "account_balance.status", *GROSS),
    pair="dnfb_days",
)

dnsp_days = owed(
    id="dnsp_days",
    number="5.09",
    title="Discharged not submitted to the payer",
    value=Ratio(
        Level("dnfb_balance + unsubmitted_balance", "v_ar_month"), Level("gross_per_day", "v_ar_month")
    ),
    valid="dnfb_balance IS NOT NULL AND unsubmitted_balance IS NOT NULL AND gross_per_day IS NOT NULL",
    means="Days of revenue between discharge and the payer.",
    formula="Discharged accounts not final billed and balances billed and not submitted at month end, divided by gross "
    "revenue per day of the last three months.",
    why="The whole delay before a payer can even begin to answer.",
    caution=HOLD,
    needs=("ar_snapshot.gross_balance", "account_balance.status", *GROSS),
    pair="dnfb_days",
)

unbilled_amount = owed(
    id="unbilled_amount",
    number="5.09",
    title="Money held back before submission",
    unit="currency",
    value=Level("balance", "v_unbilled_month"),
    by=("status", "hold_reason", "service_line"),
    means="Gross charges of discharged accounts that are not yet with the payer; split it by the reason of the hold.",
    formula="Balances of accounts not final billed, or billed and not submitted, at month end.",
    why="The reason of the hold says whose desk it lies on.",
    caution="Gross charges, not expected payment. Credit balances are left out.",
    needs=("account_balance.balance", "account_balance.status", "account_balance.hold_reason"),
    pair="dnfb_days",
)
