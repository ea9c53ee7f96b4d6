"""Who comes back to hospital, unplanned."""

from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio

STAYS = "v_readmission"
CARE = ("specialty", "admission_type", "drg_code")
PATIENTS = ("age_band", "sex", "ethnicity", "deprivation_quintile")


NOT_INDEX = (
    "Not an index stay: death, against advice, transfer to another hospital, psychiatric, rehabilitation and cancer "
    "care, newborns, patients under 18."
)
COMMON = {
    "number": "7.01",
    "unit": "%",
    "direction": Direction.LOWER,
    "owner": "Quality lead",
    "pair": "alos_days",
    "grains": ("month", "quarter", "year"),
    "min_show": 20,
    "min_rag": 50,
    "chart": "p_prime",
    "bounds": (0, 100),
}
INPUTS = ("encounter.patient_id", "encounter.admit_ts", "encounter.discharge_ts")


def within(days: int, **fields) -> Kpi:
    """Share of index stays that were followed by an unplanned return; only stays watched long enough count."""
    return Kpi(
        **{
            "id": f"readmission_{days}d_pct",
            "title": f"{days}-day unplanned readmission",
            "value": Ratio(Count(STAYS, f"is_readmitted_{days}d"), Count(STAYS), per=100),
            "eligible": f"is_index AND followed_days >= {days}",
            "by": ("service_line", *CARE, "payer_class", "disposition", *PATIENTS),
            "means": f"Share of discharged patients back in hospital unplanned within {days} days.",
            "formula": f"Index stays whose first following inpatient stay starts 0 to {days} days after discharge and "
            f"is unplanned, divided by all index stays. {NOT_INDEX}",
            "why": "A return soon after going home is often a discharge that was not ready.",
            "caution": "Counts returns within the network only. When the first return is planned, later ones do not "
            "count. Not adjusted for risk.",
            "needs": INPUTS,
            "maturity_days": days + 7,
        }
        | COMMON
        | fields
    )


def after(cohort: str, patients: str, codes: str, column: str = "encounter.principal_dx") -> Kpi:
    """The 30-day share for one group of patients."""
    return within(
        30,
        id=f"readmission_cohort_{cohort}_pct",
        title=f"30-day readmission after {patients}",
        eligible=f"is_index AND followed_days >= 30 AND cohort = '{cohort}'",
        by=("service_line", *CARE, "payer_class", "disposition", *PATIENTS),
        means=f"Share of patients back in hospital unplanned within 30 days of a stay for {patients}.",
        formula=f"As the 30-day readmission of all patients, only index stays with {codes}. {NOT_INDEX}",
        why="National programmes pay by these groups, and each has its own way home.",
        caution="Groups are plain code groups, not the yearly CMS lists. An operation decides before a diagnosis. "
        "Counts returns within the network only; not adjusted for risk.",
        needs=(*INPUTS, column),
        pair="readmission_30d_pct",
    )


readmission_7d_pct = within(7, yields_to=("readmission_30d_pct",))
readmission_30d_pct = within(30)
readmission_90d_pct = within(90, yields_to=("readmission_30d_pct", "readmission_7d_pct"))
readmission_cohort_ami_pct = after("ami", "a heart attack", "principal diagnosis I21 (without type 2, I21.A)")
readmission_cohort_hf_pct = after("hf", "heart failure", "principal diagnosis I50, I11.0, I13.0 or I13.2")
readmission_cohort_pn_pct = after("pn", "pneumonia", "principal diagnosis J12 to J18")
readmission_cohort_copd_pct = after("copd", "chronic lung disease", "principal diagnosis J41 to J44")
readmission_cohort_cabg_pct = after(
    "cabg", "coronary bypass surgery", "procedure 0210 to 0213 (ICD-10-PCS)", "procedure.procedure_code"
)
readmission_cohort_hip_knee_pct = after(
    "hip_knee",
    "hip or knee replacement",
    "procedure 0SR9, 0SRB, 0SRC or 0SRD (ICD-10-PCS)",
    "procedure.procedure_code",
)

readmission_30d_oe = within(
    30,
    id="readmission_30d_oe",
    number="7.02",
    title="Readmission against expectation",
    unit="ratio",
    value=Ratio(Count(STAYS, "is_readmitted_30d"), Exposure("expected_30d", STAYS)),
    valid="expected_30d IS NOT NULL",
    means="Unplanned returns compared with what the risk of these patients predicts: 1 is as expected.",
    formula=f"Index stays with an unplanned return within 30 days divided by the sum of their expected returns. {NOT_INDEX}",
    why="Sicker patients come back more often: this takes that into account.",
    caution="Expected values come from the risk model that the site loaded; stays without one are left out of both sides. "
    "Not the CMS excess readmission ratio.",
    needs=(*INPUTS, "expected_value.expected"),
    min_show=5,
    min_rag=10,
    chart="xmr",
    bounds=(0, None),
    pair="readmission_30d_pct",
)
