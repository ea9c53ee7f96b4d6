"""How soon work becomes a charge, and who pays."""

from metrics.kpi import Direction, Kpi, Quantile, Ratio, Sum, Whole

MONTHLY = ("month", "quarter", "year")
LAG = ("charge.service_date", "charge.post_date", "charge.amount")


def charge(**fields) -> Kpi:
    """About posted charge lines, credits and reversals left out."""
    return Kpi(
        **{
            "number": "5.08",
            "unit": "days",
            "direction": Direction.LOWER,
            "by": ("service_line", "department", "payer_id", "payer_class", "plan_type"),
            "eligible": "NOT is_room",
            "owner": "Revenue cycle director",
            "needs": LAG,
            "caution": "Lines posted before the service count as 0 days. Daily room charges post by themselves and are "
            "left out, and so are credits and reversals.",
            "grains": MONTHLY,
            "maturity_days": 10,
            "min_show": 30,
            "min_rag": 200,
            "pair": "dnfb_days",
        }
        | fields
    )


charge_lag_days_median = charge(
    id="charge_lag_days_median",
    title="Charge lag",
    value=Quantile(0.5, "lag_days", "v_charge"),
    means="Days from service to charge posting.",
    formula="Median of posting date minus date of service, over the charge lines posted in the period.",
    why="Nothing can be billed before it is charged.",
)

charge_lag_days_p90 = charge(
    id="charge_lag_days_p90",
    title="Charge lag, slowest tenth",
    value=Quantile(0.9, "lag_days", "v_charge"),
    means="Days after which nine of ten charge lines are posted.",
    formula="90th percentile of posting date minus date of service, over the charge lines posted in the period.",
    why="The slow lines hold back whole bills.",
    pair="charge_lag_days_median",
)

charge_lag_dollar_weighted_days = charge(
    id="charge_lag_dollar_weighted_days",
    title="Charge lag by amount",
    value=Ratio(Sum("lag_days * amount", "v_charge"), Sum("amount", "v_charge")),
    means="Days that the average unit of charged money waits for posting.",
    formula="Days from service to posting weighted with the amount of the line.",
    why="One late implant weighs more than a hundred late dressings.",
    pair="charge_lag_days_median",
)

late_charge_pct = charge(
    id="late_charge_pct",
    title="Late charges",
    unit="%",
    value=Ratio(
        Sum("CASE WHEN is_late THEN amount ELSE 0 END", "v_charge"), Sum("amount", "v_charge"), per=100
    ),
    eligible="TRUE",
    means="Share of charged money posted after the bill was due to go out.",
    formula="Charges marked late, divided by all charges posted in the period.",
    why="A late charge means a bill sent twice, or money given up.",
    caution="Late is what the billing system marks as late: usually three days after discharge.",
    needs=(*LAG, "charge.is_late"),
    bounds=(0, 100),
    pair="charge_lag_days_median",
)

PAYER = ("charge.amount", "charge.service_date", "encounter.payer_id", "payer.payer_class")
MEDICARE = "'medicare_ffs', 'medicare_advantage'"
MEDICAID = "'medicaid', 'medicaid_managed'"


def mix(**fields) -> Kpi:
    """A share of payers; a fact about the market, neither good nor bad."""
    return Kpi(
        **{
            "number": "5.11",
            "unit": "%",
            "direction": Direction.NEUTRAL,
            "by": ("service_line",),
            "owner": "Chief financial officer",
            "needs": PAYER,
            "why": "The same work earns very different money from different payers.",
            "caution": "By the payer of the final bill: visits not yet billed may still change. Payers that are not "
            "known are a class of their own.",
            "grains": MONTHLY,
            "maturity_days": 10,
            # Rows of v_payer_month are sums of visits: shares are held against those, not against the rows.
            "heads": "visits",
            "min_show": 30,
            "min_rag": 100,
            "bounds": (0, 100),
            "pair": "contribution_margin_per_case",
        }
        | fields
    )


def split(kpi_id: str, title: str, what: str, column: str, **more: tuple[str, ...]) -> Kpi:
    """Shares of all payer classes side by side; without a split it says nothing."""
    return mix(
        id=kpi_id,
        title=title,
        value=Ratio(Sum(column, "v_payer_month"), Whole(Sum(column, "v_payer_month")), per=100),
        by=("payer_class", "service_line"),
        means=f"Who pays, as share of {what}; split it by payer class.",
        formula=f"{what[0].upper()}{what[1:]} of each payer class, divided by {what} of all.",
        chart="line",
        **more,
    )


payer_mix_pct = split("payer_mix_pct", "Payer mix", "gross charges", "charges")
payer_mix_encounters_pct = split(
    "payer_mix_encounters_pct", "Payer mix by visits", "visits", "visits", pair="payer_mix_pct"
)
payer_mix_net_pct = split(
    "payer_mix_net_pct",
    "Payer mix by net revenue",
    "net revenue",
    "net_revenue",
    needs=("patient_cost.net_revenue", "encounter.payer_id", "payer.payer_class"),
    pair="payer_mix_pct",
)


def payer(kpi_id: str, title: str, where: str, who: str) -> Kpi:
    """The share of one group of payers as a series."""
    return mix(
        id=kpi_id,
        title=title,
        value=Ratio(
            Sum(f"CASE WHEN {where} THEN charges ELSE 0 END", "v_payer_month"),
            Sum("charges", "v_payer_month"),
            per=100,
        ),
        means=f"Share of gross charges owed by {who}.",
        formula=f"Gross charges of visits owed by {who}, divided by all gross charges, by the end of the visit.",
        pair="payer_mix_pct",
    )


payer_mix_medicare_pct = payer(
    "payer_mix_medicare_pct",
    "Medicare share",
    f"payer_class IN ({MEDICARE})",
    "Medicare, its private plans included",
)
payer_mix_medicaid_pct = payer(
    "payer_mix_medicaid_pct",
    "Medicaid share",
    f"payer_class IN ({MEDICAID})",
    "Medicaid, its managed plans included",
)
payer_mix_commercial_pct = payer(
    "payer_mix_commercial_pct", "Commercial share", "payer_class = 'commercial'", "commercial insurers"
)
payer_mix_self_pay_pct = payer(
    "payer_mix_self_pay_pct", "Self-pay share", "payer_class = 'self_pay'", "patients without insurance"
)
payer_mix_other_pct = payer(
    "payer_mix_other_pct",
    "Share of other payers",
    f"payer_class NOT IN ({MEDICARE}, {MEDICAID}, 'commercial', 'self_pay')",
    "all other payers, unknown ones included",
)
