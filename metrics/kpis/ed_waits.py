"""How long people wait in the emergency department, and how many give up."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio

VISITS = "v_ed_visit"
ADMITTED = "disposition = 'admitted'"
OBSERVED = "had_observation"
WITHIN_30_DAYS = "BETWEEN 0 AND 2592000"
PER_MINUTE = 1 / 60
DIMS = (
    "acuity", "arrival_mode", "arrival_hour_band", "arrival_hour", "weekday", "disposition", "ed_type", "age_band",
    "sex", "ethnicity", "deprivation_quintile", "mental_health",
)  # fmt: skip
BY_BED = (*DIMS, "receiving_unit_id")
STAY = ("ed_visit.arrival_ts", "ed_visit.departure_ts")


def minutes(quantile: float, seconds: str, **fields) -> Kpi:
    """A quantile of one duration, in minutes; its sibling differs only in the quantile."""
    return Kpi(
        **{
            "unit": "min",
            "direction": Direction.LOWER,
            "value": Quantile(quantile, seconds, VISITS, per=PER_MINUTE),
            "valid": f"{seconds} {WITHIN_30_DAYS}",
            "by": DIMS,
            "owner": "ED clinical lead",
            "min_show": 10,
            "min_rag": 30,
        }
        | fields
    )


def share(where: str, **fields) -> Kpi:
    """A share of the visits that ended."""
    return Kpi(
        **{
            "unit": "%",
            "direction": Direction.LOWER,
            "value": Ratio(Count(VISITS, where), Count(VISITS), per=100),
            "by": DIMS,
            "owner": "ED clinical lead",
            "min_show": 20,
            "min_rag": 50,
            "chart": "p_prime",
            "bounds": (0, 100),
        }
        | fields
    )


PROVIDER = {
    "number": "1.01",
    "eligible": "disposition <> 'lwbs'",
    "formula": "Minutes from arrival to the first contact with a physician or advanced practitioner, over visits "
    "that ended; without patients who left unseen, planned returns and dead on arrival.",
    "why": "Treatment starts with this contact: everything before it is waiting.",
    "caution": "Seen before registration does not count. A feed without departures is placed by arrival date.",
    "needs": ("ed_visit.arrival_ts", "ed_visit.provider_seen_ts"),
    "pair": "ed_lwbs_rate",
}

ed_arrival_to_provider_median = minutes(
    0.5,
    "provider_seconds",
    id="ed_arrival_to_provider_median",
    title="Door to provider",
    means="How long patients wait before a clinician who can treat them starts: half wait longer.",
    **PROVIDER,
)

ed_arrival_to_provider_p90 = minutes(
    0.9,
    "provider_seconds",
    id="ed_arrival_to_provider_p90",
    title="Door to provider, slowest tenth",
    means="One patient in ten waits longer than this before a clinician starts.",
    **PROVIDER,
)

ADMITTED_STAY = {
    "number": "1.02",
    "eligible": f"{ADMITTED} AND NOT {OBSERVED} AND coalesce(inpatient_days, 0) <= 120",
    "by": BY_BED,
    "formula": "Minutes from arrival to leaving the department, over admitted visits; without observation stays "
    "and without patients who then stayed over 120 days in hospital.",
    "why": "Admitted patients stay longest, and crowding starts with them.",
    "caution": "The clock stops when the patient leaves the department, not at the order to admit.",
    "needs": (*STAY, "ed_visit.disposition"),
    "pair": "occupancy_midnight_pct",
}

ed_los_admitted_median = minutes(
    0.5,
    "stay_seconds",
    id="ed_los_admitted_median",
    title="ED stay of admitted patients",
    means="Total emergency time of people who end up in a bed: half stay longer.",
    **ADMITTED_STAY,
)

ed_los_admitted_p90 = minutes(
    0.9,
    "stay_seconds",
    id="ed_los_admitted_p90",
    title="ED stay of admitted patients, slowest tenth",
    means="One admitted patient in ten stays longer than this in the department.",
    **ADMITTED_STAY,
)

BOARDING = {
    "number": "1.03",
    "eligible": f"{ADMITTED} AND NOT {OBSERVED}",
    "by": BY_BED,
    "formula": "Minutes from the decision to admit to leaving the department, over admitted visits without "
    "observation stays.",
    "why": "These patients wait for a bed, not for care in the department.",
    "caution": "A missing decision time is not imputed: it lowers the coverage. A decision after the departure "
    "does not count.",
    "needs": ("ed_visit.decision_to_admit_ts", "ed_visit.departure_ts", "ed_visit.disposition"),
    "pair": "occupancy_midnight_pct",
}

ed_decision_to_departure_median = minutes(
    0.5,
    "boarding_seconds",
    id="ed_decision_to_departure_median",
    title="Boarding time",
    means="How long admitted patients wait in the department for a bed: half wait longer.",
    **BOARDING,
)

ed_decision_to_departure_p90 = minutes(
    0.9,
    "boarding_seconds",
    id="ed_decision_to_departure_p90",
    title="Boarding time, slowest tenth",
    means="One admitted patient in ten waits longer than this for a bed.",
    **BOARDING,
)

DISCHARGED_STAY = {
    "number": "1.04",
    "eligible": f"disposition = 'discharged' AND NOT {OBSERVED}",
    "formula": "Minutes from arrival to leaving the department, over patients sent home; without observation stays, "
    "transfers, deaths, and patients who left against advice or unseen.",
    "why": "Most patients go home: this is the stay that most people know.",
    "caution": "Whether leaving against advice belongs in it differs between manual versions; here it does not.",
    "needs": (*STAY, "ed_visit.disposition"),
    "pair": "ed_lwbs_rate",
}

ed_los_discharged_median = minutes(
    0.5,
    "stay_seconds",
    id="ed_los_discharged_median",
    title="ED stay of discharged patients",
    means="Total emergency time of people sent home: half stay longer.",
    **DISCHARGED_STAY,
)

ed_los_discharged_p90 = minutes(
    0.9,
    "stay_seconds",
    id="ed_los_discharged_p90",
    title="ED stay of discharged patients, slowest tenth",
    means="One discharged patient in ten stays longer than this in the department.",
    **DISCHARGED_STAY,
)

ed_los_discharged_incl_ama_median = minutes(
    0.5,
    "stay_seconds",
    id="ed_los_discharged_incl_ama_median",
    title="ED stay of patients who went home, against advice included",
    means="Total emergency time of people who went home, sent or not: half stay longer.",
    **DISCHARGED_STAY
    | {
        "eligible": f"disposition IN ('discharged', 'ama') AND NOT {OBSERVED}",
        "formula": "Minutes from arrival to leaving the department, over patients sent home and those who left against "
        "advice; without observation stays, transfers, deaths and patients who left unseen.",
        "caution": "Some versions of the manual count patients who left against advice, others do not: compare like with like.",
    },
)

LEFT = {
    "number": "1.05",
    "valid": "has_departure OR disposition = 'lwbs'",
    "parts": ("disposition",),
    "needs": ("ed_visit.disposition", "ed_visit.departure_ts"),
    "pair": "ed_arrival_to_provider_median",
}

ed_lwbs_rate = share(
    "disposition = 'lwbs'",
    id="ed_lwbs_rate",
    title="Left without being seen",
    means="Share of people who gave up before a clinician evaluated them.",
    formula="Visits that left before evaluation by a physician or advanced practitioner, divided by all visits "
    "that ended.",
    why="Somebody who gives up waiting comes back sicker, or does not come back.",
    caution="Triage alone is not evaluation. A visit with neither departure nor disposition a day after arrival "
    "lowers the coverage.",
    **LEFT,
)

ed_lbtc_rate = share(
    "disposition IN ('lwbs', 'left_before_complete', 'ama')",
    id="ed_lbtc_rate",
    yields_to=("ed_lwbs_rate",),
    title="Left before treatment was complete",
    means="Share of people who left before their care was finished.",
    formula="Visits that left unseen, before completion or against advice, divided by all visits that ended.",
    why="Leaving early is a complaint that nobody wrote down.",
    caution="Includes patients who were told of the risk and chose to go.",
    **LEFT,
)

ed_4h_pct = share(
    "stay_seconds <= 14400",
    id="ed_4h_pct",
    number="1.06",
    title="Four-hour performance",
    direction=Direction.HIGHER,
    valid=f"stay_seconds {WITHIN_30_DAYS}",
    means="Share of visits admitted, transferred or discharged within four hours.",
    formula="Visits that left within 240 minutes of arrival, exactly 240 included, divided by all visits that ended.",
    why="Four hours is long enough for care and short enough to keep the department moving.",
    caution="Patients who left unseen count with their leaving time. Read it with the stay of admitted patients: "
    "a rush at the limit helps nobody.",
    needs=STAY,
    pair="ed_los_admitted_median",
)

ed_12h_arrival_pct = share(
    "stay_seconds > 43200",
    id="ed_12h_arrival_pct",
    number="1.07",
    title="Over 12 hours in the ED",
    valid=f"stay_seconds {WITHIN_30_DAYS}",
    means="Share of visits that lasted more than 12 hours.",
    formula="Visits that left more than 720 minutes after arrival, divided by all visits that ended.",
    why="Very long stays go with harm, and most of them wait for a bed.",
    caution="A patient still there is counted when leaving. Look at mental-health patients apart.",
    needs=STAY,
    pair="occupancy_midnight_pct",
    apart_from=("ed_4h_pct",),
)
