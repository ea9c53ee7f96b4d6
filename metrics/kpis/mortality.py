"""Who dies in hospital or soon after, against what was expected."""

from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio

STAYS = "v_mortality"
DIMS = ("service_line", "specialty", "drg_code", "admission_type", "payer_class", "admit_weekday", "age_band", "sex",
        "ethnicity", "deprivation_quintile")  # fmt: skip
WHY = "The last outcome: when it changes, somebody must look at the cases."
COMMON = {
    "direction": Direction.LOWER,
    "by": DIMS,
    "owner": "Quality lead",
    "grains": ("month", "quarter", "year"),
    "min_show": 50,
    "min_rag": 200,
    "why": WHY,
}
ENDS = ("encounter.discharge_ts", "encounter.discharge_disposition")
DEATHS = (*ENDS, "patient.death_date")

mortality_crude_pct = Kpi(
    id="mortality_crude_pct",
    number="7.03",
    title="Deaths in hospital",
    unit="%",
    value=Ratio(Count(STAYS, "has_died"), Count(STAYS), per=100),
    means="Share of inpatients who died in hospital.",
    formula="Inpatients discharged as dead divided by all discharged inpatients, newborns left out.",
    caution="Says little about quality by itself: it rises with age and illness. Deaths in the emergency department are "
    "not in it; patients in palliative care are.",
    needs=ENDS,
    maturity_days=30,
    chart="p_prime",
    bounds=(0, 100),
    pair="mortality_oe",
    **COMMON,
)

mortality_30d_pct = Kpi(
    id="mortality_30d_pct",
    number="7.03",
    title="Deaths within 30 days of admission",
    unit="%",
    value=Ratio(Count(STAYS, "has_died_30d"), Count(STAYS), per=100),
    eligible="followed_days >= 30",
    means="Share of inpatients who died within 30 days of admission, in hospital or after.",
    formula="Discharged inpatients who died 0 to 30 days after admission, wherever, divided by all discharged inpatients "
    "watched for 30 days, newborns left out.",
    caution="Needs dates of death from outside the hospital; without them it is too low. Not adjusted for risk.",
    needs=DEATHS,
    maturity_days=37,
    chart="p_prime",
    bounds=(0, 100),
    pair="mortality_crude_pct",
    **COMMON,
)

EXPECTED = {
    "number": "7.04",
    "unit": "ratio",
    "valid": "expected IS NOT NULL",
    "caution": "Expected values come from the risk model that the site loaded; stays without one are left out of both "
    "sides, and one version of the model must serve the whole series. Compare hospitals on a funnel, never in a ranking.",
    **COMMON,
    "by": (*DIMS, "model_version"),
    "min_show": 5,
    "min_rag": 20,
}

mortality_oe = Kpi(
    id="mortality_oe",
    title="Deaths against expectation",
    value=Ratio(Count(STAYS, "has_died"), Exposure("expected", STAYS)),
    means="Deaths in hospital compared with the number expected for these patients: 1 is as expected.",
    formula="Deaths in hospital divided by the sum of expected deaths.",
    needs=(*ENDS, "expected_value.expected"),
    maturity_days=30,
    pair="mortality_crude_pct",
    **EXPECTED,
)

mortality_oe_shmi = Kpi(
    id="mortality_oe_shmi",
    title="Deaths against expectation, 30 days after discharge included",
    value=Ratio(Count(STAYS, "has_died_after"), Exposure("expected", STAYS)),
    eligible="followed_days >= 30",
    means="Deaths in hospital or within 30 days of discharge, compared with the number expected.",
    formula="Deaths in hospital or 0 to 30 days after discharge, each once, with the last stay before it, divided by the "
    "sum of expected deaths.",
    needs=(*DEATHS, "expected_value.expected"),
    maturity_days=37,
    pair="mortality_oe",
    **EXPECTED,
)
