"""Claims: how clean they go out, how many are settled at once, and what becomes of a denial."""

from metrics.kpi import Count, Direction, Kpi, Level, Quantile, Ratio, Sum

BY_CLAIM = ("payer_id", "payer_class", "plan_type", "claim_type", "service_line")
BY_DENIAL = (*BY_CLAIM, "denial_category")
WEEKLY = ("week", "month", "quarter", "year")
MONTHLY = ("month", "quarter", "year")


def claims(**fields) -> Kpi:
    """A share of original claims."""
    return Kpi(
        **{
            "unit": "%",
            "direction": Direction.HIGHER,
            "by": BY_CLAIM,
            "owner": "Revenue cycle director",
            "grains": WEEKLY,
            "maturity_days": 10,
            "min_show": 20,
            "min_rag": 100,
            "bounds": (0, 100),
            "pair": "denial_rate_initial_pct",
        }
        | fields
    )


clean_claim_rate_pct = claims(
    id="clean_claim_rate_pct",
    number="5.05",
    title="Clean claim rate",
    value=Ratio(Count("v_claim_intake", "is_clean"), Count("v_claim_intake"), per=100),
    valid="is_known",
    means="Share of claims that went out with no manual repair.",
    formula="Original claims accepted into the claims tool without manual repair, failed edit or rejection, divided by "
    "all original claims accepted into it.",
    why="Every claim that a person has to touch costs money and waits.",
    caution="Automatic corrections are fine. Clean is not paid: read first-pass resolution beside it.",
    needs=("claim.scrubber_accept_date", "claim.had_manual_edit"),
    chart="p_prime",
)

first_pass_resolution_pct = claims(
    id="first_pass_resolution_pct",
    number="5.06",
    title="First-pass resolution",
    value=Ratio(
        Count("v_claim", "resubmission_count = 0 AND final_result IN ('paid', 'patient_resp')"),
        Count("v_claim"),
        per=100,
    ),
    means="Share of claims closed on the first submission.",
    formula="Original claims paid, or left to the patient, without being sent again, divided by all original claims "
    "first answered.",
    why="What is settled at once is cash soon and work for nobody.",
    caution="Final only 60 days after the period, since an answer can be reopened. Nothing paid because of the "
    "patient's deductible counts as settled; a payment appealed later stays settled.",
    needs=("claim.first_adjudication_date", "claim.final_result", "claim.resubmission_count"),
    maturity_days=60,
    chart="p_prime",
)

denial_rate_hfma_pct = claims(
    id="denial_rate_hfma_pct",
    number="5.03",
    title="Initial denial rate on claims sent",
    direction=Direction.LOWER,
    value=Ratio(Sum("3 * denials", "v_claim_month"), Sum("claims_3m", "v_claim_month"), per=100),
    by=BY_CLAIM,
    means="Initial denials of a month against a usual month of claims sent.",
    formula="Original claims first answered with a denial in the month, divided by the mean monthly number of original "
    "claims sent in the three months before.",
    why="The form that finance associations compare: it does not wait for slow payers.",
    caution="Denials and claims are of different months: growth lowers it, a payer that catches up raises it.",
    needs=("claim.first_adjudication_date", "claim.first_result", "claim.first_submit_date"),
    grains=MONTHLY,
    min_show=0,
    min_rag=0,
    bounds=(0, None),
    is_person_count=False,
)


def denial(**fields) -> Kpi:
    """What becomes of a denial."""
    return claims(
        **{
            "number": "5.04",
            "by": BY_DENIAL,
            "grains": MONTHLY,
            "min_show": 10,
            "min_rag": 30,
            "needs": (
                "claim.denial_date or denial_case.received_date",
                "claim.resolved_date or denial_case.resolved_date",
                "claim.overturned or denial_case.recovered_amount",
            ),
        }
        | fields
    )


denial_overturn_pct = denial(
    id="denial_overturn_pct",
    title="Denials won",
    value=Ratio(Count("v_denial_closed", "is_won"), Count("v_denial_closed"), per=100),
    valid="is_won IS NOT NULL",
    means="Share of closed denials that were overturned.",
    formula="Denied original claims closed in the period that were overturned, divided by all whose outcome is known.",
    why="Denials that are won were wrong: each one could have been prevented, or must go on being fought.",
    caution="Easy denials are closed first: a new payer rule shows late.",
    chart="p_prime",
)

denial_overturn_dollars_pct = denial(
    id="denial_overturn_dollars_pct",
    title="Denied money won",
    value=Ratio(
        Sum("CASE WHEN is_won THEN denied_amount ELSE 0 END", "v_denial_closed"),
        Sum("denied_amount", "v_denial_closed"),
        per=100,
    ),
    valid="is_won IS NOT NULL",
    means="Share of closed denied money whose denial was overturned.",
    formula="Denied amount of claims closed in the period that were overturned, divided by that of all closed claims "
    "whose outcome is known; the billed amount where the denied one is not recorded.",
    why="A team that wins the small ones and loses the large ones looks good by count.",
    caution="Overturned is not paid in full: a denial won in part counts whole.",
)

denial_days_to_appeal_median = denial(
    id="denial_days_to_appeal_median",
    title="Days to appeal",
    unit="days",
    direction=Direction.LOWER,
    value=Quantile(0.5, "days_to_appeal", "v_denial_appeal"),
    valid="days_to_appeal >= 0",
    means="Days from a denial to the appeal.",
    formula="Median of appeal date minus denial date, over the appeals of the period.",
    why="Payers set deadlines: an appeal too late is lost whatever it says.",
    caution="Denials that nobody appealed are not in it.",
    needs=("claim.denial_date or denial_case.received_date", "claim.appeal_date or denial_case.appeal_date"),
    bounds=(0, None),
    decimals=0,
    pair="denial_overturn_pct",
)

WRITTEN_OFF = (
    "Contractual adjustments and bad debt are no denials; a write-off taken back lowers it. Where only payment advices "
    "are loaded it is an upper bound."
)

denial_writeoff_pct = denial(
    id="denial_writeoff_pct",
    title="Final denial write-offs, 3 months",
    direction=Direction.LOWER,
    value=Ratio(Level("denied_3m", "v_writeoff_month"), Level("npsr_3m", "v_cash_month"), per=100),
    parts=BY_DENIAL,
    valid="npsr_3m IS NOT NULL",
    means="Share of net revenue finally lost to denials.",
    formula="Denial write-offs posted in the three months ending with the period, divided by the net patient revenue of "
    "the same months.",
    why="Work that was done and will never be paid.",
    caution=f"{WRITTEN_OFF} Judged by the monthly share, never by its own run.",
    needs=("remittance.denial_writeoff or payment_txn.amount", "gl_entry.amount", "account.account_class"),
    min_show=0,
    min_rag=0,
    bounds=(None, None),
    decimals=2,
    chart="line",
    judged_by="denial_writeoff_monthly_pct",
    is_person_count=False,
)

denial_writeoff_monthly_pct = denial(
    id="denial_writeoff_monthly_pct",
    title="Final denial write-offs, monthly",
    direction=Direction.LOWER,
    value=Ratio(Sum("denied", "v_writeoff_month"), Sum("npsr", "v_cash_month"), per=100),
    parts=BY_DENIAL,
    valid="npsr IS NOT NULL",
    means="Share of the net revenue of a month finally lost to denials.",
    formula="Denial write-offs posted in the period, divided by its net patient revenue.",
    why="Months that do not overlap can be judged fairly.",
    caution=f"{WRITTEN_OFF} A month of clearing up old cases stands out.",
    needs=("remittance.denial_writeoff or payment_txn.amount", "gl_entry.amount", "account.account_class"),
    min_show=0,
    min_rag=0,
    bounds=(None, None),
    decimals=2,
    is_person_count=False,
)
