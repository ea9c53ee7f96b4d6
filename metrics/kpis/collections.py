"""How much of what is owed comes in, when, and what it costs to get it."""

from metrics.kpi import Direction, Kpi, Level, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
CASH = ("remittance.paid_amount or payment_txn.amount", "charge.amount")
UNPLACED = "A payment that fits no claim, visit or account belongs to no facility and is left out where there are several."


def collection(**fields) -> Kpi:
    """A ratio of money."""
    return Kpi(
        **{
            "number": "5.07",
            "unit": "%",
            "direction": Direction.HIGHER,
            "by": (),
            "owner": "Revenue cycle director",
            "needs": CASH,
            "grains": MONTHLY,
            "maturity_days": 10,
            "min_show": 0,
            "min_rag": 0,
            "bounds": (None, None),
            "is_person_count": False,
            "pair": "days_in_ar_net",
        }
        | fields
    )


net_collection_rate_pct = collection(
    is_person_count=True,
    heads="bills",
    id="net_collection_rate_pct",
    title="Net collection rate",
    value=Ratio(Sum("collected", "v_account_month"), Sum("collectable", "v_account_month"), per=100),
    by=("service_line", "payer_id", "payer_class", "plan_type"),
    means="Share of what payers and patients really owed that was collected.",
    formula="Payments of insurers and patients, refunds netted, on visits whose last service lies in the period, posted "
    "within six months after the month of that service; divided by their charges less contractual adjustments and charity.",
    why="Charges are a wish; this says how much of the money we may ask for arrives.",
    caution=f"Six months must pass before it is final. Bad debt and denial write-offs stay in what is owed. {UNPLACED}",
    maturity_days=180,
)

net_collection_rate_cash_pct = collection(
    id="net_collection_rate_cash_pct",
    title="Net collection rate by cash, 12 months",
    value=Ratio(Level("cash_12m", "v_cash_month"), Level("collectable_12m", "v_cash_month"), per=100),
    valid="collectable_12m IS NOT NULL",
    means="Cash of a year against what could be collected of the charges of the same year.",
    formula="Payments posted in the 12 months ending with the period, divided by charges posted in them less "
    "contractual adjustments and charity posted in them.",
    why="Known six months sooner than the rate by visit.",
    caution=f"Cash and charges are of different visits, so that it may exceed 100 %. Needs 12 months. {UNPLACED}",
    chart="line",
    pair="net_collection_rate_pct",
)

cash_collection_pct_npsr = collection(
    id="cash_collection_pct_npsr",
    title="Cash of net revenue",
    value=Ratio(Sum("cash", "v_cash_month"), Sum("npsr", "v_cash_month"), per=100),
    valid="npsr IS NOT NULL",
    means="Cash that came in for each unit of net revenue booked.",
    formula="Payments of insurers and patients posted in the period, refunds netted, divided by its net patient revenue.",
    why="Revenue that stays in the books pays nobody: over a year the two should meet.",
    caution=f"Growth lowers it, since cash lags revenue. {UNPLACED}",
    needs=("remittance.paid_amount or payment_txn.amount", "gl_entry.amount", "account.account_class"),
)

SCOPE = (
    "Covers what the ledger books as cost of the revenue cycle: say which departments, vendors and systems that is "
    "before comparing with anybody."
)
COLLECTING = ("gl_entry.amount", "account.account_class", "remittance.paid_amount or payment_txn.amount")

cost_to_collect_pct = collection(
    id="cost_to_collect_pct",
    number="5.10",
    title="Cost to collect",
    direction=Direction.LOWER,
    value=Ratio(Sum("rev_cycle_cost", "v_collecting"), Sum("cash", "v_collecting"), per=100),
    means="Cost of the billing machine per unit of cash.",
    formula="Revenue cycle cost divided by the cash of insurers and patients in the same period.",
    why="Cash can be bought dearly: this is its price.",
    caution=f"{SCOPE} {UNPLACED}",
    needs=COLLECTING,
    maturity_days=15,
    bounds=(0, None),
    pair="net_collection_rate_pct",
)

cost_to_collect_12m_pct = collection(
    id="cost_to_collect_12m_pct",
    number="5.10",
    title="Cost to collect, 12 months",
    direction=Direction.LOWER,
    value=Ratio(Level("rev_cycle_cost_12m", "v_ledger_year"), Level("cash_12m", "v_ledger_year"), per=100),
    valid="rev_cycle_cost_12m IS NOT NULL AND cash_12m IS NOT NULL",
    means="Cost of the billing machine per unit of cash, over a year.",
    formula="Revenue cycle cost divided by the cash of insurers and patients, of the 12 months ending with the period.",
    why="A year smooths bills for systems and swings of cash away.",
    caution=f"{SCOPE} Needs 12 months. Judged by the monthly value, never by its own run.",
    needs=COLLECTING,
    maturity_days=15,
    bounds=(0, None),
    chart="line",
    judged_by="cost_to_collect_pct",
    pair="net_collection_rate_pct",
)

pos_collection_pct = collection(
    id="pos_collection_pct",
    number="5.12",
    title="Point-of-service collections",
    by=("service_line", "payer_id", "payer_class", "plan_type"),
    value=Ratio(
        Sum("CASE WHEN is_at_visit THEN amount ELSE 0 END", "v_patient_payment"),
        Sum("amount", "v_patient_payment"),
        per=100,
    ),
    means="Share of patient cash taken at or before the visit.",
    formula="Patient payments taken at or before the visit and for that visit, refunds netted, divided by all patient "
    "payments, refunds netted.",
    why="Money asked for at the desk arrives; money asked for by letter often does not.",
    caution="Older balances paid at the desk count only below. Must never decide whether an emergency is treated.",
    needs=(
        "payment_patient.amount or payment_txn.amount",
        "payment_patient.is_point_of_service or payment_txn.is_point_of_service",
    ),
    grains=("week", "month", "quarter", "year"),
    min_show=30,
    min_rag=100,
    is_person_count=True,
)
