"""Patients who wait in the emergency department for a bed: how many, how long, and what it costs the department."""

from metrics.kpi import Count, Days, Direction, Kpi, Quantile, Ratio, Sum

VISITS = "v_ed_visit"
BOARDERS = "v_boarder_day"
WITHIN_30_DAYS = "BETWEEN 0 AND 2592000"
DIMS = (
    "acuity", "arrival_mode", "arrival_hour_band", "arrival_hour", "weekday", "disposition", "ed_type", "age_band",
    "sex", "ethnicity", "deprivation_quintile", "mental_health",
)  # fmt: skip
BY_BED = (*DIMS, "receiving_unit_id")

BOARDING = {
    "owner": "Patient flow lead",
    "by": BY_BED,
    "eligible": "disposition = 'admitted' AND NOT had_observation",
    "valid": f"boarding_seconds {WITHIN_30_DAYS}",
    "needs": ("ed_visit.decision_to_admit_ts", "ed_visit.departure_ts", "ed_visit.disposition"),
    "direction": Direction.LOWER,
}

ed_boarding_over_4h_pct = Kpi(
    id="ed_boarding_over_4h_pct",
    number="2.10",
    title="Waiting over four hours for a bed",
    unit="%",
    value=Ratio(Count(VISITS, "boarding_seconds > 14400"), Count(VISITS), per=100),
    means="Share of admitted patients who waited more than four hours for a bed.",
    formula="Admitted visits with more than 240 minutes from the decision to admit to leaving the department, divided by all "
    "admitted visits with both times; observation stays left out.",
    why="After four hours in a corridor patients come to harm, and nobody new can be seen.",
    caution="A missing decision time lowers the coverage, and here it matters more than anywhere: the forgotten ones may be "
    "the ones who waited.",
    pair="occupancy_midnight_pct",
    min_show=20,
    min_rag=50,
    chart="p_prime",
    bounds=(0, 100),
    **BOARDING,
)

ed_boarding_hours = Kpi(
    id="ed_boarding_hours",
    number="2.10",
    title="Hours lost to boarding",
    unit="hours",
    decimals=0,
    value=Sum("CAST(boarding_seconds / 3600.0 AS DECIMAL(18, 9))", VISITS),
    means="Hours in which a treatment place held somebody whose emergency care was done.",
    formula="Hours from the decision to admit to leaving the department, added over admitted visits; observation stays left "
    "out.",
    why="24 of these hours are one treatment place closed for a day.",
    caution="Grows with the number of patients: compare places by the share over four hours.",
    pair="ed_boarding_over_4h_pct",
    min_show=10,
    min_rag=30,
    **BOARDING,
)

ed_12h_dta_count = Kpi(
    id="ed_12h_dta_count",
    number="1.07",
    title="Over 12 hours after the decision to admit",
    unit="patients",
    value=Count(VISITS, "boarding_seconds > 43200"),
    means="Patients who waited more than 12 hours for a bed after it was decided to admit them.",
    formula="Admitted visits with more than 720 minutes from the decision to admit to leaving the department; observation "
    "stays left out.",
    why="Every one of these waits is a failure that somebody has to explain.",
    caution="Counted when the patient leaves: somebody who is still waiting is not in it yet.",
    yields_to=("ed_boarding_over_4h_pct", "ed_visits_count", "ed_visits_per_day"),
    pair="occupancy_midnight_pct",
    min_show=1,
    min_rag=1,
    chart="c",
    **BOARDING,
)

WAITING_NOW = {
    "unit": "patients",
    "decimals": 1,
    "direction": Direction.LOWER,
    "by": ("weekday",),
    "owner": "Patient flow lead",
    "needs": ("ed_visit.decision_to_admit_ts", "ed_visit.departure_ts"),
    "pair": "occupancy_midnight_pct",
    "min_show": 1,
    "min_rag": 1,
    "is_person_count": False,
}

boarders_0800 = Kpi(
    id="boarders_0800",
    number="2.10",
    title="Waiting for a bed at 8 in the morning",
    value=Ratio(Sum("boarders_0800", BOARDERS), Days()),
    means="Admitted patients who are in the emergency department when the day begins, on average.",
    formula="Patients with a decision to admit who had not left the department at 08:00, averaged over the days of the period.",
    why="Who is there at 8 has waited through the night, and takes the first beds of the day.",
    caution="A visit without a decision time is not seen. Patients still in the department count from their decision on.",
    **WAITING_NOW,
)

inpatient_boarders_midnight = Kpi(
    id="inpatient_boarders_midnight",
    number="2.04",
    title="Waiting for a bed at midnight",
    value=Ratio(Sum("boarders_midnight", BOARDERS), Days()),
    means="Admitted patients who spend the night in the emergency department, on average.",
    formula="Patients with a decision to admit who had not left the department at 23:59:59, averaged over the days of the "
    "period.",
    why="They are inpatients without a ward: the midnight census of the wards does not show them.",
    caution="A visit without a decision time is not seen. Do not add it to a ward census that already counts them.",
    **WAITING_NOW,
)

ed_los_admitted_incl_obs_median = Kpi(
    id="ed_los_admitted_incl_obs_median",
    number="1.02",
    title="ED stay of admitted patients, observation included",
    unit="min",
    direction=Direction.LOWER,
    value=Quantile(0.5, "stay_seconds", VISITS, per=1 / 60),
    by=BY_BED,
    eligible="disposition = 'admitted' AND coalesce(inpatient_days, 0) <= 120",
    valid=f"stay_seconds {WITHIN_30_DAYS}",
    means="Total emergency time of people who end up in a bed, those under observation too: half stay longer.",
    formula="Minutes from arrival to leaving the department, over admitted visits, with observation stays; without patients who "
    "then stayed over 120 days in hospital.",
    why="A place is taken, whatever the status of the patient in it is called.",
    caution="Observation is meant to take many hours: compare only departments that use it alike.",
    owner="ED clinical lead",
    needs=("ed_visit.arrival_ts", "ed_visit.departure_ts", "ed_visit.disposition"),
    pair="ed_los_admitted_median",
    min_show=10,
    min_rag=30,
)

ed_4h_handover_clock_pct = Kpi(
    id="ed_4h_handover_clock_pct",
    number="1.06",
    title="Four-hour performance from the ambulance handover",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Count(VISITS, "clock_seconds <= 14400"), Count(VISITS), per=100),
    by=DIMS,
    valid=f"stay_seconds {WITHIN_30_DAYS}",
    means="Share of visits over within four hours, with the clock of an ambulance patient starting at the handover.",
    formula="Visits that left within 240 minutes, exactly 240 included, divided by all visits that ended. The clock starts at "
    "arrival; for ambulance patients at the handover or 15 minutes after arrival, whichever is first.",
    why="Some standards start the clock when the crew hands the patient over: this is the figure they ask for.",
    caution="Never lower than four-hour performance from arrival. A missing handover is taken as 15 minutes.",
    owner="ED clinical lead",
    needs=("ed_visit.arrival_ts", "ed_visit.departure_ts", "ed_visit.handover_ts"),
    pair="ed_4h_pct",
    min_show=20,
    min_rag=50,
    chart="p_prime",
    bounds=(0, 100),
)
