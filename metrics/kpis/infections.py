"""Infections caught in hospital, and the habits that prevent them."""

from datetime import date

from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
CASES = "v_infection"
DEVICES = "v_device_day"
NURSE = {"owner": "Infection prevention lead", "grains": MONTHLY, "maturity_days": 45}
CONFIRMED = "Infections are those that infection control confirmed and attributed; none is derived from laboratory results."


def per_1000_device_days(
    kpi_id: str, title: str, hai_type: str, device: str, unit: str, means: str, why: str
) -> Kpi:
    """Infections for every 1,000 days on which a patient had the device; a patient counts once a day."""
    return Kpi(
        id=kpi_id,
        number="7.07",
        title=title,
        unit=unit,
        decimals=2,
        direction=Direction.LOWER,
        value=Ratio(
            Count(CASES, f"hai_type = '{hai_type}'"),
            Exposure("device_days", DEVICES, f"device = '{device}'"),
            per=1000,
        ),
        by=("unit_type",),
        eligible=f"device = '{device}'",
        valid="is_told",
        means=means,
        formula="Confirmed infections divided by days on which a patient had the device (once a day each), times 1,000.",
        why=why,
        caution=f"{CONFIRMED} Rare in most units: look at the time between infections. Days after the last report of infection "
        "control lower the coverage; version 1 counted them as days without an infection.",
        version="2",
        effective=date(2026, 11, 30),
        needs=("infection_event.hai_type", "device_day.device_days"),
        min_show=100,
        min_rag=500,
        chart="u_prime",
        pair="device_utilisation_ratio" if hai_type == "clabsi" else "clabsi_per_1000_line_days",
        **NURSE,
    )


clabsi_per_1000_line_days = per_1000_device_days(
    "clabsi_per_1000_line_days",
    "Bloodstream infections from central lines",
    "clabsi",
    "central_line",
    "per 1,000 line days",
    "Bloodstream infections in patients with a central line, for every 1,000 line days.",
    "A bloodstream infection can kill, and this one comes from a line that we put in.",
)

cauti_per_1000_catheter_days = per_1000_device_days(
    "cauti_per_1000_catheter_days",
    "Urinary infections from catheters",
    "cauti",
    "urinary_catheter",
    "per 1,000 catheter days",
    "Urinary tract infections in patients with a catheter, for every 1,000 catheter days.",
    "Every day that a catheter stays in adds risk.",
)

device_utilisation_ratio = Kpi(
    id="device_utilisation_ratio",
    number="7.07",
    title="Central-line use",
    unit="ratio",
    direction=Direction.LOWER,
    value=Ratio(Sum("device_days", DEVICES), Exposure("patient_days", DEVICES)),
    by=("unit_type",),
    eligible="device = 'central_line'",
    means="Share of patient days on which the patient had a central line.",
    formula="Line days divided by patient days of the units that count them.",
    why="A line that is not there cannot be infected.",
    caution="A fall of infections per line day may only mean that more lines were left in.",
    needs=("device_day.device_days", "device_day.patient_days"),
    min_show=100,
    min_rag=500,
    bounds=(0, 1),
    pair="clabsi_per_1000_line_days",
    **NURSE,
)

hai_sir = Kpi(
    id="hai_sir",
    number="7.08",
    title="Infections against the prediction (SIR)",
    unit="ratio",
    direction=Direction.LOWER,
    value=Ratio(Count(CASES, "is_predicted"), Exposure("predicted", "v_infection_month")),
    by=("hai_type", "unit_type"),
    means="Infections compared with the number predicted for units like ours: 1 is as predicted, below 1 is fewer.",
    formula="Confirmed infections divided by the predicted number, both added first; only unit-months that have a "
    "prediction.",
    why="Lets an intensive care unit and a ward be read on one scale.",
    caution=f"{CONFIRMED} The prediction comes from the national surveillance export, newest baseline only. Nothing is "
    "shown below one predicted infection. Split by kind before acting. Months after the last report of infection control are "
    "left out; version 1 counted them as months without an infection.",
    version="2",
    effective=date(2026, 11, 30),
    needs=("infection_event.hai_type", "infection_prediction.predicted"),
    min_show=1,
    min_rag=3,
    chart="line",
    pair="hand_hygiene_pct",
    **{**NURSE, "grains": ("quarter", "year")},
)


def observed(kpi_id: str, title: str, method: str, caution: str, pair: str) -> Kpi:
    """Hand hygiene by one method: watched and counted moments are never pooled."""
    return Kpi(
        id=kpi_id,
        number="7.10",
        title=title,
        unit="%",
        direction=Direction.HIGHER,
        value=Ratio(Count("v_hand_hygiene", "is_compliant"), Count("v_hand_hygiene"), per=100),
        by=("staff_group", "moment", "unit_type"),
        eligible=f"method = '{method}'",
        means="Share of moments that call for clean hands at which hands were cleaned.",
        formula="Moments at which hands were cleaned divided by all observed moments (the WHO five).",
        why="The oldest and cheapest protection against infection.",
        caution=caution,
        owner="Infection prevention lead",
        needs=("hand_hygiene_obs.compliant",),
        grains=MONTHLY,
        maturity_days=7,
        min_show=20,
        min_rag=100,
        chart="p_prime",
        bounds=(0, 100),
        is_person_count=False,
        pair=pair,
    )


hand_hygiene_pct = observed(
    "hand_hygiene_pct",
    "Hand hygiene",
    "direct",
    "People clean their hands more often while they are watched. Electronic counts are kept apart.",
    "clabsi_per_1000_line_days",
)
hand_hygiene_electronic_pct = observed(
    "hand_hygiene_electronic_pct",
    "Hand hygiene, electronic counters",
    "electronic",
    "A counter sees doors and dispensers, not patients: never compare it with watched moments.",
    "hand_hygiene_pct",
)


def bundle(kpi_id: str, title: str, table: str, flag: str, **fields) -> Kpi:
    """Share of cases of sepsis care, or of their steps, that went as they should; sampled ones count with their weight."""
    return Kpi(
        id=kpi_id,
        number="7.12",
        title=title,
        unit="%",
        direction=Direction.HIGHER,
        value=Ratio(Sum(f"CASE WHEN {flag} THEN weight ELSE 0 END", table), Sum("weight", table), per=100),
        eligible="bundle = 'sepsis'",
        owner="Quality lead",
        needs=("bundle_case.eligible", "bundle_case.done_ts", "encounter.discharge_ts"),
        grains=MONTHLY,
        maturity_days=30,
        min_show=10,
        min_rag=30,
        bounds=(0, 100),
        chart="p_prime",
        **fields,
    )


SEPTIC = ("unit_type", "age_band", "sex", "ethnicity", "deprivation_quintile")

sepsis_bundle_pct = bundle(
    "sepsis_bundle_pct",
    "Sepsis care complete and on time",
    "v_bundle_case",
    "is_passed",
    by=SEPTIC,
    means="Share of sepsis patients who got every step that applied to them, each in time.",
    formula="Cases with every step that applied done by its deadline, divided by all cases; sampled cases count with "
    "their weight.",
    why="In sepsis every hour of delay costs lives; one missed step is a missed case.",
    caution="All or none: one late step fails the case. Steps that must not be done for this patient do not apply.",
    pair="mortality_crude_pct",
)

sepsis_step_pct = bundle(
    "sepsis_step_pct",
    "Steps of sepsis care on time",
    "v_bundle_step",
    "is_done",
    by=("step", *SEPTIC),
    means="Share of the steps of sepsis care that were done in time.",
    formula="Steps done by their deadline, divided by all steps that applied; steps of sampled cases count with their "
    "weight.",
    why="Says which step makes cases fail, and so where to begin.",
    caution="Look at it by step: all together say little, since easy steps hide the hard one.",
    pair="sepsis_bundle_pct",
)
