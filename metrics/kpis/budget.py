"""How far spending and income are from plan, before and after the plan follows the work."""

from metrics.kpi import Direction, Kpi, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
PLAN = ("budget.amount", "budget.version", "gl_entry.amount", "account.account_class")
VOLUME = (*PLAN, "account.is_variable", "stat_volume.quantity", "stat_volume.budget_quantity")
SIGN = "Positive is favourable, negative is unfavourable."
NO_PLAN = "A revised budget replaces the original. A line without a plan counts against a plan of nothing."


def variance(**fields) -> Kpi:
    """A distance from plan; the aim is none."""
    return Kpi(
        **{
            "number": "4.08",
            "unit": "%",
            "direction": Direction.TARGET,
            "by": ("cost_centre_id", "service_line", "account_class"),
            "eligible": "side = 'expense'",
            "owner": "Chief financial officer",
            "needs": PLAN,
            "grains": MONTHLY,
            "maturity_days": 15,
            "min_show": 0,
            "min_rag": 0,
            "bounds": (None, None),
            "is_person_count": False,
            "caution": f"{SIGN} {NO_PLAN}",
            "pair": "operating_margin_pct",
        }
        | fields
    )


budget_variance_pct = variance(
    id="budget_variance_pct",
    title="Budget variance, adjusted for activity",
    value=Ratio(
        Sum("flexed_budget - actual", "v_budget_month"), Sum("flexed_budget", "v_budget_month"), per=100
    ),
    means="How far spending is from plan, once the plan is adjusted for how much work there was.",
    formula="Adjusted budget less actual operating expense, divided by the adjusted budget; the adjusted budget is the "
    "fixed part plus the variable part times actual over budgeted volume.",
    why="More patients cost more: only what is spent beyond that is a matter of spending.",
    caution=f"{SIGN} Cost centres without a volume statistic keep their plan as it is. {NO_PLAN}",
)

budget_variance_static_pct = variance(
    id="budget_variance_static_pct",
    title="Budget variance, plan as it is",
    value=Ratio(Sum("budget - actual", "v_budget_month"), Sum("budget", "v_budget_month"), per=100),
    means="How far spending is from plan, whatever the work.",
    formula="Budget less actual operating expense, divided by the budget.",
    why="What the board approved, against what was spent.",
    caution=f"{SIGN} A busy month looks like bad spending: read it beside the variance adjusted for activity. {NO_PLAN}",
    pair="budget_variance_pct",
)

budget_variance_amount = variance(
    id="budget_variance_amount",
    title="Budget variance in money",
    unit="currency",
    value=Sum("budget - actual", "v_budget_month"),
    means="Money that was spent less than planned; negative when it was more.",
    formula="Budget less actual operating expense; the sum of the volume and the spending variance.",
    why="A percentage hides which cost centres matter.",
)

budget_variance_volume_amount = variance(
    id="budget_variance_volume_amount",
    title="Variance caused by volume",
    unit="currency",
    value=Sum("budget - flexed_budget", "v_budget_month"),
    means="The part of the budget variance that comes from more or less work than planned.",
    formula="Budget less the budget adjusted for activity.",
    why="Nobody who runs a ward decides how many patients come.",
    needs=VOLUME,
    pair="budget_variance_spending_amount",
)

budget_variance_spending_amount = variance(
    id="budget_variance_spending_amount",
    title="Variance caused by spending",
    unit="currency",
    value=Sum("flexed_budget - actual", "v_budget_month"),
    means="The part of the budget variance that comes from prices, hours and use.",
    formula="Budget adjusted for activity less actual operating expense.",
    why="The part that whoever runs the cost centre can change.",
    needs=VOLUME,
    pair="budget_variance_volume_amount",
)

budget_variance_revenue_pct = variance(
    id="budget_variance_revenue_pct",
    title="Revenue variance",
    value=Ratio(Sum("actual - budget", "v_budget_month"), Sum("budget", "v_budget_month"), per=100),
    eligible="side = 'revenue'",
    means="How far income is from plan.",
    formula="Actual operating revenue less budget, divided by the budget.",
    why="A margin misses its plan from two sides; this is the other one.",
    caution=f"{SIGN} Net revenue where the ledger books it, else gross revenue less deductions. {NO_PLAN}",
)

operating_expense_amount = variance(
    id="operating_expense_amount",
    title="Operating expense",
    unit="currency",
    direction=Direction.NEUTRAL,
    value=Sum("actual", "v_budget_month"),
    means="What was spent on running the hospital, in facilities that have a plan for the month.",
    formula="Operating expense booked in months that have both a plan and bookings.",
    why="The figure that every other one on a budget is measured against.",
    caution="Interest and non-operating items are left out. Prices rise: the year before is not adjusted for it.",
    pair="budget_variance_amount",
)

operating_budget_amount = variance(
    id="operating_budget_amount",
    title="Budgeted operating expense",
    unit="currency",
    direction=Direction.NEUTRAL,
    value=Sum("budget", "v_budget_month"),
    means="What was planned to be spent on running the hospital.",
    formula="Budgeted operating expense of months that have both a plan and bookings.",
    why="What the board agreed to spend.",
    caution="A revised budget replaces the original.",
    pair="budget_variance_amount",
)
