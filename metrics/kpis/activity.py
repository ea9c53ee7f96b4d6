"""How many come and how many leave: the counts behind the maps of arrivals, discharges and ways through the house."""

from metrics.kpi import Count, Direction, Kpi

VISITS = "v_ed_visit"
STAYS = "v_discharge"

COUNTED = {
    "direction": Direction.NEUTRAL,
    "owner": "Patient flow lead",
    "min_show": 0,
    "min_rag": 0,
}

ed_visits_count = Kpi(
    id="ed_visits_count",
    number="1.00",
    title="Emergency visits, in all",
    unit="visits",
    value=Count(VISITS),
    by=(
        "weekday", "arrival_hour", "arrival_hour_band", "acuity", "arrival_mode", "disposition", "ed_type", "age_band",
        "sex", "mental_health",
    ),
    means="How many people came to the emergency department; split it by the hour and the weekday of their arrival.",
    formula="Emergency visits that ended in the period, without planned returns and dead on arrival.",
    why="Staff are needed when people come, not when the month is counted.",
    caution="A visit counts on the day it ends; the hour and the weekday are those of its arrival. Longer months have more: the "
    "visits a day compare months.",
    needs=("ed_visit.arrival_ts",),
    pair="ed_lwbs_rate",
    **COUNTED,
)  # fmt: skip

discharges_count = Kpi(
    id="discharges_count",
    number="2.00",
    title="Inpatient discharges, in all",
    unit="discharges",
    value=Count(STAYS),
    by=(
        "weekday", "los_band", "admission_source", "first_unit_type", "first_unit_id", "unit_type", "disposition",
        "service_line", "specialty", "admission_type", "payer_class", "age_band", "sex",
    ),
    eligible="NOT is_newborn",
    means="How many inpatients left, by their weekday, their length of stay, their ward or their way through the house.",
    formula="Inpatient stays that ended in the period, deaths and transfers to other hospitals included; newborns left out.",
    why="Every discharge is a free bed: the week shows where beds stay blocked over the weekend.",
    caution="A move between hospitals of the network ends one stay and begins another. Longer months have more: the discharges "
    "a day compare months.",
    needs=("encounter.discharge_ts",),
    pair="readmission_30d_pct",
    **COUNTED,
)  # fmt: skip

discharges_count_incl_newborn = Kpi(
    id="discharges_count_incl_newborn",
    number="2.00",
    title="Inpatient discharges with newborns, in all",
    unit="discharges",
    value=Count(STAYS),
    by=discharges_count.by,
    means="How many inpatients left, newborns among them.",
    formula="Inpatient stays that ended in the period, deaths, transfers to other hospitals and newborns included.",
    why="Some reports and payers count the newborn as a discharge of its own.",
    caution="Always above the discharges that leave newborns out: never compare the two with each other.",
    needs=("encounter.discharge_ts", "encounter.is_newborn"),
    yields_to=("discharges_count", "discharges_per_day"),
    pair="discharges_count",
    **COUNTED,
)
