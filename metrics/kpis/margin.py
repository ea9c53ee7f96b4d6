"""What is left of revenue, and what part of cost is people."""

from metrics.kpi import Direction, Kpi, Level, Quotient, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
LEDGER = ("gl_entry.amount", "gl_entry.month", "account.account_class")
BY_LINE = {"by": ("service_line",), "parts": ("service_line",)}
BY_COST = {"by": ("account_class", "service_line"), "parts": ("account_class", "service_line")}
OUTSIDE = (
    "Investment income, gifts and other non-operating items are left out. Revenue is already net of contractual "
    "allowances and implicit price concessions."
)


def ledger(**fields) -> Kpi:
    """A monthly ratio of the ledger, for every facility."""
    return Kpi(
        **{
            "unit": "%",
            "by": (),
            "owner": "Chief financial officer",
            "needs": LEDGER,
            "grains": MONTHLY,
            "maturity_days": 15,
            "min_show": 0,
            "min_rag": 0,
            "bounds": (None, None),
            "is_person_count": False,
        }
        | fields
    )


operating_margin_pct = ledger(
    id="operating_margin_pct",
    number="4.07",
    title="Operating margin",
    direction=Direction.HIGHER,
    value=Ratio(
        Sum("revenue - opex - interest", "v_ledger_line"),
        Sum("npsr + other_revenue", "v_ledger_month"),
        per=100,
    ),
    **BY_LINE,
    valid="npsr IS NOT NULL AND opex IS NOT NULL",
    means="Share of operating revenue kept after operating costs.",
    formula="Net patient revenue and other operating revenue, less operating expense and interest, divided by net "
    "patient revenue and other operating revenue.",
    why="What is left here pays for equipment, buildings and bad years; nothing else does.",
    caution=f"{OUTSIDE} One month is noisy: the year to date is the headline. By service line it is the direct margin of the "
    "line, held against the revenue of all; what a ledger books on no line is a line of its own.",
    bounds=(None, 100),
    pair="budget_variance_pct",
)

ebitda_margin_pct = ledger(
    id="ebitda_margin_pct",
    number="4.07",
    title="Margin before interest and depreciation",
    direction=Direction.HIGHER,
    value=Ratio(
        Sum("revenue - opex + depreciation", "v_ledger_line"),
        Sum("npsr + other_revenue", "v_ledger_month"),
        per=100,
    ),
    **BY_LINE,
    valid="npsr IS NOT NULL AND opex IS NOT NULL",
    means="Share of operating revenue kept before interest and depreciation.",
    formula="Net patient revenue and other operating revenue, less operating expense without depreciation, divided by "
    "net patient revenue and other operating revenue.",
    why="Compares sites whose buildings are of different age and were paid for in different ways.",
    caution=f"{OUTSIDE} Old equipment flatters it: what wears out is not in it.",
    bounds=(None, 100),
    pair="operating_margin_pct",
)

LABOUR = (
    "Purchased services and professional fees are left out, so that bought-in work moves cost out of sight. "
    "Overtime pay is added where the ledger books it apart from salaries. By service line it is the pay booked on the line, "
    "held against the cost or revenue of all."
)

labour_cost_ratio_pct = ledger(
    id="labour_cost_ratio_pct",
    number="4.09",
    title="Labour cost ratio",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("amount", "v_ledger_class", "is_labour"), Sum("opex", "v_ledger_month"), per=100),
    **BY_COST,
    valid="labour IS NOT NULL AND opex IS NOT NULL",
    means="Share of cost that is people.",
    formula="Salaries, benefits, contract labour and overtime pay, divided by operating expense.",
    why="More than half of what a hospital spends: no saving plan works without it.",
    caution=LABOUR,
    bounds=(0, 100),
    pair="fte_per_occupied_bed",
)

labour_cost_of_revenue_pct = ledger(
    id="labour_cost_of_revenue_pct",
    number="4.09",
    title="Labour cost of revenue",
    direction=Direction.LOWER,
    value=Ratio(
        Sum("amount", "v_ledger_class", "is_labour AND has_revenue"),
        Sum("npsr + other_revenue", "v_ledger_month"),
        per=100,
    ),
    **BY_COST,
    valid="labour IS NOT NULL AND npsr IS NOT NULL",
    means="Share of operating revenue that pays people.",
    formula="Salaries, benefits, contract labour and overtime pay, divided by net patient revenue and other operating "
    "revenue.",
    why="Says whether what is earned still carries the people who earn it.",
    caution=LABOUR,
    bounds=(0, None),
    pair="operating_margin_pct",
)

agency_cost_pct = ledger(
    id="agency_cost_pct",
    number="3.06",
    title="Agency share of labour cost",
    direction=Direction.LOWER,
    value=Ratio(Sum("contract_labour", "v_ledger_month"), Sum("base_labour", "v_ledger_month"), per=100),
    valid="base_labour IS NOT NULL",
    means="Share of labour cost paid to agencies.",
    formula="Contract labour divided by salaries, benefits and contract labour.",
    why="Hours say how often agencies help out; this says what it costs.",
    caution="Invoices come late: recent months may still grow. Overtime pay booked apart is left out.",
    owner="Chief nursing officer",
    bounds=(0, 100),
    pair="agency_hours_pct",
)

agency_premium_ratio = ledger(
    id="agency_premium_ratio",
    number="3.06",
    title="Agency premium",
    unit="ratio",
    direction=Direction.LOWER,
    value=Quotient(
        Ratio(
            Sum("cost", "v_shift_cost", "pay_code = 'agency'"),
            Sum("hours", "v_shift_cost", "pay_code = 'agency'"),
        ),
        Ratio(
            Sum("cost", "v_shift_cost", "pay_code <> 'agency'"),
            Sum("hours", "v_shift_cost", "pay_code <> 'agency'"),
        ),
    ),
    by=("staff_group",),
    means="How many times dearer an agency hour is than one of our own.",
    formula="Cost per agency hour divided by cost per regular, overtime and per diem hour; only hours with a cost count.",
    why="The price of not having the people: what an own post could cost instead.",
    caution="Compare within a staff group: the groups that agencies send are not those we employ. Own hours are without "
    "benefits where time cards hold pay only.",
    owner="Chief nursing officer",
    needs=("shift.cost", "shift.hours", "shift.pay_code"),
    maturity_days=7,
    min_show=0,
    min_rag=0,
    bounds=(0, None),
    pair="agency_hours_pct",
)

cost_to_charge_ratio = ledger(
    id="cost_to_charge_ratio",
    number="4.11",
    title="Cost-to-charge ratio, 12 months",
    unit="ratio",
    direction=Direction.NEUTRAL,
    value=Ratio(Level("opex_12m", "v_department_year"), Level("gross_12m", "v_ledger_year")),
    by=("department",),
    parts=("department",),
    valid="opex_12m IS NOT NULL AND gross_12m IS NOT NULL",
    means="How much of each unit of money charged is real cost.",
    formula="Operating expense of the 12 months ending with the period, divided by gross charges of the same months.",
    why="Turns charges into estimated cost where patients are not costed one by one.",
    caution="A new price list restarts the series. Never cost cases with the value of one month, nor one department with "
    "that of the hospital: by department it is what each costs of a unit of money that all of them charge. Needs 12 months.",
    chart="line",
    bounds=(0, None),
    pair="cost_per_case",
)
