"""How long money stays outside, and how often a payer says no."""

from metrics.kpi import Count, Direction, Kpi, Level, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
PAYER = ("payer_id", "payer_class", "plan_type")

days_in_ar_net = Kpi(
    id="days_in_ar_net",
    number="5.01",
    title="Net days in accounts receivable",
    unit="days",
    direction=Direction.LOWER,
    value=Ratio(Level("net_balance", "v_ar_month"), Level("npsr_per_day", "v_ar_month")),
    by=(),
    valid="net_balance IS NOT NULL AND npsr_per_day IS NOT NULL",
    means="How many days of revenue are waiting to be paid.",
    formula="Net patient receivables at month end divided by net patient revenue per day of the last three months.",
    why="Cash that is earned but not here cannot pay staff.",
    caution="Unbilled accounts are inside, credit balances and allowances are netted. Needs three months of revenue.",
    owner="Revenue cycle director",
    needs=("ar_snapshot.net_balance", "gl_entry.amount", "account.account_class"),
    pair="ar_over_90_pct",
    grains=MONTHLY,
    maturity_days=10,
    min_show=0,
    min_rag=0,
    bounds=(None, None),
    is_person_count=False,
)

ar_over_90_pct = Kpi(
    id="ar_over_90_pct",
    number="5.02",
    title="Receivables older than 90 days",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(
        Level("CASE WHEN is_over_90 THEN balance ELSE 0 END", "v_ar_bucket"),
        Level("balance", "v_ar_bucket"),
        per=100,
    ),
    by=(*PAYER, "age_bucket"),
    parts=("age_bucket",),
    means="Share of billed receivables that are getting hard to collect.",
    formula="Billed balances aged over 90 days divided by all billed balances, at month end.",
    why="The older a bill, the less of it is ever paid.",
    caution="Credit balances and unbilled accounts are left out of both sides. A new submission does not restart the age.",
    owner="Revenue cycle director",
    needs=("ar_snapshot.gross_balance", "ar_snapshot.age_bucket"),
    pair="days_in_ar_net",
    grains=MONTHLY,
    maturity_days=10,
    min_show=0,
    min_rag=0,
    bounds=(0, 100),
    is_person_count=False,
)

ar_billed_balance = Kpi(
    id="ar_billed_balance",
    number="5.02",
    title="Billed receivables",
    unit="currency",
    direction=Direction.LOWER,
    value=Level("balance", "v_ar_bucket"),
    by=(*PAYER, "age_bucket"),
    means="Money that is billed and not paid yet, by payer and by age.",
    formula="Billed balances at month end, credit balances and unbilled accounts left out.",
    why="Says where the money is: a small share of old bills at the largest payer can be most of it.",
    caution="Gross charges, not what will be paid. A new submission does not restart the age.",
    owner="Revenue cycle director",
    needs=("ar_snapshot.gross_balance", "ar_snapshot.age_bucket"),
    pair="ar_over_90_pct",
    grains=MONTHLY,
    maturity_days=10,
    min_show=0,
    min_rag=0,
    is_person_count=False,
)

DENIALS = {
    "number": "5.03",
    "unit": "%",
    "direction": Direction.LOWER,
    "by": ("payer_id", "payer_class", "plan_type", "claim_type", "service_line", "denial_category"),
    "parts": ("denial_category",),
    "why": "Every denial is work done twice, and one in several is never paid.",
    "caution": "A clearing-house rejection is not a denial; a partly paid claim is not one; "
    "a resubmitted claim keeps the first answer of the original.",
    "owner": "Revenue cycle director",
    "needs": ("claim.first_adjudication_date", "claim.first_result", "claim.billed_amount"),
    "pair": "days_in_ar_net",
    "grains": ("week", "month", "quarter", "year"),
    "maturity_days": 10,
    "bounds": (0, 100),
}

denial_rate_initial_pct = Kpi(
    id="denial_rate_initial_pct",
    title="Initial denial rate",
    value=Ratio(Count("v_claim", "first_result = 'denied'"), Count("v_claim"), per=100),
    means="Share of claims first answered with a denial.",
    formula="Original claims first answered with a denial, divided by all original claims first answered.",
    min_show=20,
    min_rag=100,
    chart="p_prime",
    **DENIALS,
)

denial_rate_initial_dollars_pct = Kpi(
    id="denial_rate_initial_dollars_pct",
    title="Initial denial rate by amount",
    value=Ratio(
        Sum("CASE WHEN first_result = 'denied' THEN billed_amount ELSE 0 END", "v_claim"),
        Sum("billed_amount", "v_claim"),
        per=100,
    ),
    means="Share of billed money first answered with a denial.",
    formula="Billed amount of claims first answered with a denial, divided by that of all claims first answered.",
    min_show=20,
    min_rag=100,
    **DENIALS,
)
