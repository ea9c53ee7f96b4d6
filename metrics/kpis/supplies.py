"""Supplies and implants, and what an inpatient costs without the extreme cases."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum
from metrics.kpis.cost import CASE_DIMS

MONTHLY = ("month", "quarter", "year")
COSTED = ("patient_cost.total_cost", "patient_cost.is_final", "encounter.discharge_ts")
OPERATION = ("patient_cost.supply_cost", "patient_cost.is_final", "procedure_case.patient_in_ts")
# Between two amounts in cents lies half a cent, which a quantile of cents would cut off.
EXACT = "CAST({} AS DECIMAL(18, 4))"
WITHIN = (
    "Compare within one procedure only. Several operations in one visit share its supplies by their minutes. "
    "Floor stock that is not charged to patients is missing."
)


def money(**fields) -> Kpi:
    """An average over cases whose costing is finished."""
    return Kpi(
        **{
            "number": "4.10",
            "unit": "currency",
            "direction": Direction.LOWER,
            "by": ("service", "case_class", "procedure_code"),
            "individual": "surgeon_id",
            "owner": "Theatre manager",
            "needs": OPERATION,
            "valid": "has_final_cost AND supply_cost >= 0",
            "caution": WITHIN,
            "grains": MONTHLY,
            "maturity_days": 30,
            "min_show": 10,
            "min_rag": 30,
            "pair": "or_turnover_median",
        }
        | fields
    )


supply_cost_per_or_case = money(
    id="supply_cost_per_or_case",
    title="Supply cost per surgical case",
    value=Ratio(Sum("supply_cost", "v_case_supply"), Count("v_case_supply")),
    means="Average value of supplies and implants used per operation.",
    formula="Supply cost of visits with a finished costing, shared among their operations, divided by those operations.",
    why="The largest cost of an operation that surgeons and buyers can change together.",
)

supply_cost_per_or_case_median = money(
    id="supply_cost_per_or_case_median",
    title="Supply cost of a typical surgical case",
    value=Quantile(0.5, EXACT.format("supply_cost"), "v_case_supply"),
    means="Supplies and implants used in a typical operation: half of them use more.",
    formula="Median supply cost of operations with a finished costing.",
    why="A few operations with dear implants move the average, not this.",
)

implant_cost_per_or_case = money(
    id="implant_cost_per_or_case",
    title="Implant cost per surgical case",
    value=Ratio(Sum("implant_cost", "v_case_supply"), Count("v_case_supply")),
    valid="has_final_cost AND implant_cost >= 0",
    means="Average value of implants used per operation.",
    formula="Implant cost of visits with a finished costing, shared among their operations, divided by the operations "
    "whose implant cost is known.",
    why="Implants are bought by contract, other supplies by habit: they need different talks.",
    needs=("patient_cost.implant_cost", "patient_cost.is_final", "procedure_case.patient_in_ts"),
    pair="supply_cost_per_or_case",
)


def inpatient(**fields) -> Kpi:
    """The same over discharged inpatients."""
    return money(
        **{
            "number": "4.04",
            "by": CASE_DIMS,
            "owner": "Chief financial officer",
            "needs": COSTED,
            "valid": "has_final_cost AND total_cost >= 0",
            "pair": "readmission_30d_pct",
        }
        | fields
    )


supply_cost_per_case = inpatient(
    id="supply_cost_per_case",
    title="Supply cost per inpatient case",
    value=Ratio(Sum("supply_cost", "v_case_cost"), Count("v_case_cost")),
    valid="has_final_cost AND supply_cost >= 0",
    means="Average value of supplies used for one inpatient.",
    formula="Supply cost of finished costings divided by the discharges whose supply cost is known.",
    why="The part of the cost of a case that can be bought better.",
    caution="Operations use most of it: compare services with the same share of operations.",
    needs=(*COSTED, "patient_cost.supply_cost"),
)

cost_per_case_median = inpatient(
    id="cost_per_case_median",
    title="Cost of a typical inpatient case",
    value=Quantile(0.5, EXACT.format("total_cost"), "v_case_cost"),
    means="Full cost of treating a typical inpatient: half of them cost more.",
    formula="Median total cost of finished costings.",
    why="A few very long stays move the average, not this.",
    caution="Cannot be added up or multiplied by cases. Inflation is not removed.",
    pair="cost_per_case",
)

cost_per_case_trimmed = inpatient(
    id="cost_per_case_trimmed",
    title="Cost per inpatient case without extremes",
    value=Ratio(Sum("total_cost", "v_case_cost"), Count("v_case_cost")),
    valid="has_final_cost AND total_cost >= 0 AND NOT is_cost_outlier",
    means="Average full cost of treating one inpatient, extreme cases left out.",
    formula="As cost per inpatient case, without cases that cost more than the upper quartile of their DRG plus three "
    "times its interquartile range.",
    why="Shows whether ordinary care became dearer, or one patient did.",
    caution="The extremes are real money: never use it for a budget. Cases without a DRG are one group of their own.",
    pair="cost_per_case",
)
