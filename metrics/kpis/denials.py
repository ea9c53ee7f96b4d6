"""Denied claims as numbers and money: how many, for which reason, and what became of what was refused."""

from metrics.kpi import Count, Direction, Kpi, Sum

DENIED = "v_denial"
IS_LOST = "resolved_date IS NOT NULL AND NOT is_won"
BEGUN = ("claim.denial_date or denial_case.received_date",)
ENDED = (
    *BEGUN,
    "claim.resolved_date or denial_case.resolved_date",
    "claim.overturned or denial_case.recovered_amount",
)
AMOUNT = "The denied amount, the billed one where the denied one is not recorded."


def denied(**fields) -> Kpi:
    """A sum over the original claims that were denied in the period."""
    return Kpi(
        **{
            "number": "5.04",
            "unit": "currency",
            "direction": Direction.LOWER,
            "by": ("payer_id", "payer_class", "plan_type", "claim_type", "service_line", "denial_category"),
            "owner": "Revenue cycle director",
            "needs": ENDED,
            "grains": ("month", "quarter", "year"),
            "maturity_days": 10,
            "min_show": 10,
            "min_rag": 30,
            "pair": "denial_overturn_dollars_pct",
        }
        | fields
    )


# What becomes of a denial is known months later: the sums of recent months grow, so nothing is read into their run.
UNFOLDING = {"maturity_days": 90, "chart": "line"}

denials_count = denied(
    id="denials_count",
    number="5.03",
    title="Denied claims",
    unit="claims",
    value=Count(DENIED),
    means="How many claims a payer refused at first.",
    formula="Original claims by the date of their first denial.",
    why="Every one is work done twice; the reasons behind most of them are few.",
    caution="Grows with the number of claims: compare places by the denial rate.",
    needs=BEGUN,
    min_show=1,
    pair="denial_rate_initial_pct",
)

denied_amount = denied(
    id="denied_amount",
    number="5.03",
    title="Denied money",
    value=Sum("denied_amount", DENIED),
    means="Money on claims that a payer refused at first.",
    formula=f"Sum over original claims by the date of their first denial. {AMOUNT}",
    why="What has to be fought for a second time.",
    caution="Charges, not what would have been paid: contractual adjustments are still inside.",
    needs=BEGUN,
    pair="denial_rate_initial_dollars_pct",
)

denied_appealed_amount = denied(
    id="denied_appealed_amount",
    title="Denied money appealed",
    direction=Direction.NEUTRAL,
    value=Sum("CASE WHEN appeal_date IS NOT NULL THEN denied_amount ELSE 0 END", DENIED),
    means="Denied money that somebody asked the payer to look at again.",
    formula=f"The part of the denied money whose claims were appealed at any time since. {AMOUNT}",
    why="A denial that nobody appeals is a discount.",
    caution="Recent denials may still be appealed: the last months grow.",
    needs=(*BEGUN, "claim.appeal_date or denial_case.appeal_date"),
    **UNFOLDING,
)

denied_won_amount = denied(
    id="denied_won_amount",
    title="Denied money recovered",
    direction=Direction.HIGHER,
    value=Sum("CASE WHEN is_won THEN denied_amount ELSE 0 END", DENIED),
    means="Denied money whose denial was overturned.",
    formula=f"The part of the denied money whose denials were overturned at any time since. {AMOUNT}",
    why="Each of these denials was wrong, or could be mended.",
    caution="A denial won in part counts whole. Recent denials are still open: the last months grow.",
    **UNFOLDING,
)

denied_lost_amount = denied(
    id="denied_lost_amount",
    title="Denied money lost",
    value=Sum(f"CASE WHEN {IS_LOST} THEN denied_amount ELSE 0 END", DENIED),
    means="Denied money whose denial was closed and stood.",
    formula=f"The part of the denied money whose denials are closed and were not overturned. {AMOUNT}",
    why="Work that was done and will not be paid.",
    caution="Recent denials are still open: the last months grow. What is written off in the ledger is the write-off rate.",
    pair="denial_writeoff_pct",
    **UNFOLDING,
)

denied_open_amount = denied(
    id="denied_open_amount",
    title="Denied money still open",
    direction=Direction.NEUTRAL,
    value=Sum(f"CASE WHEN is_won THEN 0 WHEN {IS_LOST} THEN 0 ELSE denied_amount END", DENIED),
    means="Denied money about which nothing is decided.",
    formula=f"Denied money less what was recovered and what was lost. {AMOUNT}",
    why="Deadlines run on each of these claims.",
    caution="A closed denial whose outcome nobody wrote down counts as open.",
    **UNFOLDING,
)
