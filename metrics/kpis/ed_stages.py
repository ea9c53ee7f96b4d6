"""Where the time in the emergency department goes: one duration per stage of a visit, from the door to the exit."""

from metrics.kpi import Direction, Kpi, Quantile

VISITS = "v_ed_visit"
WITHIN_30_DAYS = "BETWEEN 0 AND 2592000"
SECONDS_TO_DECISION = "stay_seconds - boarding_seconds - provider_seconds"
DIMS = (
    "acuity", "arrival_mode", "arrival_hour_band", "arrival_hour", "weekday", "disposition", "ed_type", "age_band", "sex",
    "ethnicity", "deprivation_quintile", "mental_health",
)  # fmt: skip


def stage(stem: str, title: str, seconds: str, means: tuple[str, str], **fields) -> tuple[Kpi, Kpi]:
    """The median and the slowest tenth of one stage, in minutes."""

    def one(suffix: str, quantile: float, name: str, says: str) -> Kpi:
        return Kpi(
            **{
                "id": f"{stem}_{suffix}",
                "title": name,
                "unit": "min",
                "direction": Direction.LOWER,
                "value": Quantile(quantile, seconds, VISITS, per=1 / 60),
                "valid": f"{seconds} {WITHIN_30_DAYS}",
                "by": DIMS,
                "means": says,
                "owner": "ED clinical lead",
                "min_show": 10,
                "min_rag": 30,
            }
            | fields
        )

    return one("median", 0.5, title, means[0]), one("p90", 0.9, f"{title}, slowest tenth", means[1])


ed_arrival_to_triage_median, ed_arrival_to_triage_p90 = stage(
    "ed_arrival_to_triage",
    "Door to triage",
    "triage_seconds",
    (
        "How long patients wait before anybody judges how urgent they are: half wait longer.",
        "One patient in ten waits longer than this before triage.",
    ),
    number="1.01",
    formula="Minutes from arrival to the start of triage, over visits that ended, patients who left unseen included; "
    "without planned returns and dead on arrival.",
    why="Until triage nobody knows who in the waiting room cannot wait.",
    caution="Where triage starts before registration the stage is negative and does not count.",
    needs=("ed_visit.arrival_ts", "ed_visit.triage_ts"),
    pair="ed_lwbs_rate",
)

ed_triage_to_provider_median, ed_triage_to_provider_p90 = stage(
    "ed_triage_to_provider",
    "Triage to provider",
    "provider_seconds - triage_seconds",
    (
        "How long patients wait between triage and a clinician who can treat them: half wait longer.",
        "One patient in ten waits longer than this between triage and a clinician.",
    ),
    number="1.01",
    eligible="disposition <> 'lwbs'",
    formula="Minutes from the start of triage to the first contact with a physician or advanced practitioner, over visits "
    "that ended; without patients who left unseen.",
    why="This is the waiting room: the part of the wait that staffing by the hour can shorten.",
    caution="Where a clinician triages, both happen at once and the stage is 0.",
    needs=("ed_visit.arrival_ts", "ed_visit.triage_ts", "ed_visit.provider_seen_ts"),
    pair="ed_lwbs_rate",
)

ed_provider_to_decision_median, ed_provider_to_decision_p90 = stage(
    "ed_provider_to_decision",
    "Provider to decision to admit",
    SECONDS_TO_DECISION,
    (
        "How long it takes from the first clinician to the decision to admit: half take longer.",
        "For one admitted patient in ten it takes longer than this from the first clinician to the decision.",
    ),
    number="1.03",
    eligible="disposition = 'admitted' AND NOT had_observation",
    by=(*DIMS, "receiving_unit_id"),
    formula="Minutes from the first contact with a physician or advanced practitioner to the decision to admit, over "
    "admitted visits without observation stays.",
    why="Tests, opinions and waiting for both: what the department and its laboratories can change themselves.",
    caution="A missing decision time is not imputed: it lowers the coverage. A decision before the first contact does not "
    "count.",
    needs=(
        "ed_visit.arrival_ts", "ed_visit.provider_seen_ts", "ed_visit.decision_to_admit_ts", "ed_visit.departure_ts",
        "ed_visit.disposition",
    ),
    pair="ed_decision_to_departure_median",
)  # fmt: skip

ed_provider_to_departure_median, ed_provider_to_departure_p90 = stage(
    "ed_provider_to_departure",
    "Provider to going home",
    "stay_seconds - provider_seconds",
    (
        "How long patients who go home are looked after from the first clinician on: half take longer.",
        "One patient in ten who goes home takes longer than this from the first clinician on.",
    ),
    number="1.04",
    eligible="disposition = 'discharged' AND NOT had_observation",
    formula="Minutes from the first contact with a physician or advanced practitioner to leaving the department, over "
    "patients sent home; without observation stays.",
    why="Most patients go home: this is their care, with the wait for results in it.",
    caution="Short is only good while patients do not have to come back.",
    needs=(
        "ed_visit.arrival_ts",
        "ed_visit.provider_seen_ts",
        "ed_visit.departure_ts",
        "ed_visit.disposition",
    ),
    pair="ed_return_72h_pct",
)
