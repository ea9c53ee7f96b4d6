"""Whether care is the same for everybody, and whether we could know."""

from metrics.disparity import Disparity
from metrics.kpi import Direction, Exposure, Kpi, Ratio, Sum

LEAD = {"number": "10.01", "direction": Direction.LOWER, "owner": "Equity lead"}
BOTH = (
    "The reference group is named beside the figure. Read difference and ratio together: they can disagree. "
    "Unknown and declined are a group of their own. "
    "Deaths and readmissions differ with age: read what is left of the gap when every group has the same ages."
)

equity_gap = Disparity(
    id="equity_gap",
    title="Gap between groups",
    unit="",
    measure="gap",
    means="How far the result of the worst-placed group lies from that of the reference group.",
    formula="Value of the group minus value of the reference group, in the unit of the KPI.",
    why="An average can be good because it is good for most.",
    caution=BOTH,
    **LEAD,
)
equity_ratio = Disparity(
    id="equity_ratio",
    title="Ratio between groups",
    unit="ratio",
    measure="ratio",
    means="How many times the reference group's result the worst-placed group has; 1 is equal.",
    formula="Value of the group divided by value of the reference group.",
    why="A small gap on a rare event can be a doubled risk.",
    caution=BOTH,
    **LEAD,
)
index_of_disparity_pct = Disparity(
    id="index_of_disparity_pct",
    title="Index of disparity",
    unit="%",
    measure="disparity",
    means="How far all other groups lie from the reference group on average, as a share of its value.",
    formula="Mean distance of the other groups from the reference group, divided by its value, times 100.",
    why="One number for many groups, where the largest gap alone would hide the rest.",
    caution=BOTH,
    **LEAD,
)
sii = Disparity(
    id="sii",
    title="Slope across deprivation",
    unit="",
    measure="slope",
    dimensions=("deprivation_quintile",),
    means="Difference between the most and the least deprived end that a straight line through all fifths gives.",
    formula="Least-squares line of the value of each fifth on its rank midpoint (0.1 to 0.9), weighted by denominators; "
    "shown as most deprived minus least deprived.",
    why="Uses every fifth, not only the two at the ends.",
    caution=BOTH,
    **LEAD,
)

KNOWN = {
    "number": "10.02",
    "unit": "%",
    "direction": Direction.HIGHER,
    "by": ("field",),
    "why": "What is not asked cannot be compared: a gap nobody can see is not closed.",
    "owner": "Equity lead",
    "needs": ("patient.ethnicity", "encounter.patient_id"),
    "grains": ("month",),
    "maturity_days": 3,
    "min_show": 50,
    "min_rag": 200,
    "bounds": (0, 100),
    "is_person_count": False,
    "chart": "line",
}
demographic_completeness_pct = Kpi(
    id="demographic_completeness_pct",
    title="Equity fields known",
    value=Ratio(Sum("known", "v_demographic_month"), Exposure("patients", "v_demographic_month"), per=100),
    means="Share of patients seen in twelve months whose sex, ethnicity, race, language and deprivation are known.",
    formula="Known fields divided by patients seen in the twelve months that end with the month, over all fields that "
    "this site collects; declined is not known.",
    caution="A patient seen in two hospitals counts in each. Twelve months overlap, so it moves slowly.",
    pair="demographic_recorded_pct",
    **KNOWN,
)
demographic_recorded_pct = Kpi(
    id="demographic_recorded_pct",
    title="Equity fields asked",
    value=Ratio(Sum("recorded", "v_demographic_month"), Exposure("patients", "v_demographic_month"), per=100),
    means="Share of patients seen in twelve months who were asked, whether they answered or declined.",
    formula="Fields that are known or declined, divided by patients seen in the twelve months that end with the month.",
    caution="A patient seen in two hospitals counts in each. Who declines may differ between groups.",
    pair="demographic_completeness_pct",
    **KNOWN,
)
