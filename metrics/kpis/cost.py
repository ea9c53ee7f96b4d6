"""What care costs, set against how much care there was."""

from metrics.kpi import Count, Direction, Kpi, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
LEDGER = ("gl_entry.amount", "gl_entry.month", "account.account_class")
COSTED = ("patient_cost.total_cost", "patient_cost.is_final", "encounter.discharge_ts")
# A month says as much as its discharges, whatever they are multiplied by.
# A site without inpatients has none to count, so nothing has to leave it out.
VOLUME = {"eligible": "TRUE", "heads": "discharges", "min_show": 1, "min_rag": 30, "is_person_count": True}
CASE_DIMS = (
    "service_line", "specialty", "admission_type", "payer_class", "disposition", "age_band", "sex", "ethnicity",
    "deprivation_quintile", "drg_code",
)  # fmt: skip
HAS_INPATIENTS = "coalesce(gross_ip, 0) <> 0 OR coalesce(discharges, 0) > 0"
FACTOR = (
    "The factor belongs to the whole facility: a rise of outpatient prices moves it. "
    "Sites without inpatient revenue are left out."
)


BY_ACCOUNT = {"by": ("account_class",), "parts": ("account_class",)}


def spent(flag: str) -> Sum:
    """Operating expense, class by class, where the volume it is laid on is known."""
    return Sum("amount", "v_ledger_class", f"has_inpatients AND {flag}")


def ledger(**fields) -> Kpi:
    """A monthly figure of hospitals, from the ledger and the volume beside it."""
    return Kpi(
        **{
            "by": (),
            "eligible": HAS_INPATIENTS,
            "owner": "Chief financial officer",
            "caution": FACTOR,
            "grains": MONTHLY,
            "maturity_days": 15,
            "min_show": 1,
            "min_rag": 1,
            "is_person_count": False,
        }
        | fields
    )


def case(**fields) -> Kpi:
    """An average over discharged inpatients whose costing is finished."""
    return Kpi(
        **{
            "unit": "currency",
            "by": CASE_DIMS,
            "owner": "Chief financial officer",
            "grains": MONTHLY,
            "maturity_days": 30,
            "min_show": 10,
            "min_rag": 30,
        }
        | fields
    )


adjusted_discharges = ledger(
    id="adjusted_discharges",
    number="4.01",
    title="Adjusted discharges",
    unit="discharges",
    direction=Direction.NEUTRAL,
    value=Sum("adjusted_discharges", "v_ledger_month"),
    valid="adjusted_discharges IS NOT NULL",
    means="One volume number that adds outpatient work to inpatient discharges.",
    formula="Inpatient discharges without newborns, times gross revenue divided by gross inpatient revenue; "
    "longer periods add up their months.",
    why="Costs cover outpatients too, so a volume to divide by must count them.",
    needs=(*LEDGER, "encounter.discharge_ts"),
    pair="cost_per_adjusted_discharge",
    **VOLUME,
)

cmi_adjusted_discharges = ledger(
    id="cmi_adjusted_discharges",
    number="4.01",
    title="Case-mix adjusted discharges",
    unit="discharges",
    direction=Direction.NEUTRAL,
    value=Sum("cmi_adjusted_discharges", "v_ledger_month"),
    valid="cmi_adjusted_discharges IS NOT NULL",
    means="Adjusted discharges weighted by how heavy the inpatients were.",
    formula="Adjusted discharges of the month times its mean DRG weight.",
    why="A month of heavy cases is more work than the same number of light ones.",
    maturity_days=30,
    needs=(*LEDGER, "encounter.discharge_ts", "encounter.drg_weight"),
    pair="cost_per_cmi_adjusted_discharge",
    **VOLUME,
)

adjusted_patient_days = ledger(
    id="adjusted_patient_days",
    number="4.02",
    title="Adjusted patient days",
    unit="days",
    direction=Direction.NEUTRAL,
    value=Sum("adjusted_patient_days", "v_ledger_month"),
    valid="adjusted_patient_days IS NOT NULL",
    means="Bed-day volume that includes outpatient work.",
    formula="Patient days without the nursery, times gross revenue divided by gross inpatient revenue.",
    why="The volume to use where cost follows days in bed rather than cases.",
    needs=(*LEDGER, "encounter_location.in_ts"),
    pair="cost_per_adjusted_patient_day",
    **VOLUME,
)

case_mix_index = Kpi(
    id="case_mix_index",
    number="4.03",
    title="Case mix index",
    unit="index",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("drg_weight", "v_discharge"), Count("v_discharge")),
    by=(
        "service_line",
        "specialty",
        "admission_type",
        "drg_code",
        "payer_class",
        "disposition",
        "age_band",
        "sex",
        "ethnicity",
        "deprivation_quintile",
    ),
    eligible="NOT is_newborn",
    valid="drg_weight IS NOT NULL",
    means="Average resource intensity of inpatients; above 1 is heavier than the national average case.",
    formula="Sum of DRG weights divided by discharges with a DRG weight, newborns left out.",
    why="Cost and stay mean little until one knows how sick the patients were.",
    caution="Wait for coding: low coverage means that the heavy cases may still be missing.",
    owner="Chief financial officer",
    needs=("encounter.drg_weight", "encounter.discharge_ts"),
    pair="cost_per_case",
    grains=MONTHLY,
    maturity_days=30,
    min_show=20,
    min_rag=50,
)

cost_per_case = case(
    id="cost_per_case",
    number="4.04",
    title="Cost per inpatient case",
    direction=Direction.LOWER,
    value=Ratio(Sum("total_cost", "v_case_cost"), Count("v_case_cost")),
    valid="has_final_cost AND total_cost >= 0",
    means="Average full cost of treating one inpatient.",
    formula="Total cost of finished costings divided by the discharges they belong to.",
    why="The price of the hospital's own work, whatever a payer pays for it.",
    caution="Outliers stay in; inflation is not removed. Cases whose costing is unfinished are left out. Never estimated from "
    "charges: without patient costing there is no figure.",
    individual="surgeon_id",
    needs=COSTED,
    pair="readmission_30d_pct",
)

cost_per_weighted_case = case(
    id="cost_per_weighted_case",
    number="4.04",
    title="Cost per weighted case",
    direction=Direction.LOWER,
    value=Ratio(Sum("total_cost", "v_case_cost"), Sum("drg_weight", "v_case_cost")),
    valid="has_final_cost AND total_cost >= 0 AND drg_weight > 0",
    means="Cost of treating one inpatient of average weight.",
    formula="Total cost of finished costings divided by the sum of their DRG weights.",
    why="Lets wards and years be compared when some have sicker patients.",
    caution="Only as good as the coding behind the weights.",
    individual="surgeon_id",
    needs=(*COSTED, "encounter.drg_weight"),
    pair="readmission_30d_pct",
)

cost_per_adjusted_discharge = ledger(
    id="cost_per_adjusted_discharge",
    number="4.05",
    title="Operating cost per adjusted discharge",
    unit="currency",
    direction=Direction.LOWER,
    value=Ratio(spent("has_discharges"), Sum("adjusted_discharges", "v_ledger_month")),
    **BY_ACCOUNT,
    valid="opex IS NOT NULL AND adjusted_discharges IS NOT NULL",
    means="Total operating cost for each discharge equivalent.",
    formula="Operating expense of the month divided by adjusted discharges.",
    why="The one number that says whether spending keeps step with work.",
    caution=f"Interest and non-operating items are left out. {FACTOR}",
    needs=(*LEDGER, "encounter.discharge_ts"),
    min_show=30,
    min_rag=30,
    pair="readmission_30d_pct",
)

cost_per_cmi_adjusted_discharge = ledger(
    id="cost_per_cmi_adjusted_discharge",
    number="4.05",
    title="Operating cost per case-mix adjusted discharge",
    unit="currency",
    direction=Direction.LOWER,
    value=Ratio(spent("has_case_mix"), Sum("cmi_adjusted_discharges", "v_ledger_month")),
    **BY_ACCOUNT,
    valid="opex IS NOT NULL AND cmi_adjusted_discharges IS NOT NULL",
    means="Total operating cost for each discharge equivalent of average weight.",
    formula="Operating expense of the month divided by case-mix adjusted discharges.",
    why="The fair way to compare hospitals that treat different patients.",
    caution=f"Interest and non-operating items are left out. {FACTOR}",
    needs=(*LEDGER, "encounter.discharge_ts", "encounter.drg_weight"),
    maturity_days=30,
    min_show=30,
    min_rag=30,
    pair="readmission_30d_pct",
)

cost_per_adjusted_patient_day = ledger(
    id="cost_per_adjusted_patient_day",
    number="4.05",
    title="Operating cost per adjusted patient day",
    unit="currency",
    direction=Direction.LOWER,
    value=Ratio(spent("has_days"), Sum("adjusted_patient_days", "v_ledger_month")),
    **BY_ACCOUNT,
    valid="opex IS NOT NULL AND adjusted_patient_days IS NOT NULL",
    means="Total operating cost for each bed-day equivalent.",
    formula="Operating expense of the month divided by adjusted patient days.",
    why="Shows cost apart from the length of stay, which moves the cost of a discharge.",
    caution=f"Interest and non-operating items are left out. {FACTOR}",
    needs=(*LEDGER, "encounter_location.in_ts"),
    min_show=30,
    min_rag=30,
    pair="alos_days",
)

contribution_margin_per_case = case(
    id="contribution_margin_per_case",
    number="4.06",
    title="Contribution margin per case",
    direction=Direction.HIGHER,
    value=Ratio(Sum("net_revenue - variable_cost", "v_case_cost"), Count("v_case_cost")),
    valid="has_final_cost AND variable_cost >= 0 AND net_revenue IS NOT NULL",
    means="Money left from a case after the costs that vary with it.",
    formula="Net revenue less variable cost of finished costings, divided by the discharges they belong to.",
    why="What a service line adds before overhead: the number behind grow, keep or mend.",
    caution="Net revenue is the expected payment until the case is paid. Overhead is never inside variable cost.",
    needs=(*COSTED, "patient_cost.variable_cost", "patient_cost.net_revenue"),
    bounds=(None, None),
    pair="readmission_30d_pct",
)

contribution_margin_pct = case(
    id="contribution_margin_pct",
    number="4.06",
    title="Contribution margin",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(
        Sum("net_revenue - variable_cost", "v_case_cost"), Sum("net_revenue", "v_case_cost"), per=100
    ),
    valid="has_final_cost AND variable_cost >= 0 AND net_revenue IS NOT NULL",
    means="Share of inpatient revenue left after the costs that vary with the cases.",
    formula="Sum of margins divided by the sum of net revenue, never the mean of percentages.",
    why="Compares service lines of different size and price.",
    caution="Net revenue is the expected payment until the case is paid.",
    needs=(*COSTED, "patient_cost.variable_cost", "patient_cost.net_revenue"),
    bounds=(None, 100),
    pair="readmission_30d_pct",
)
