"""Who comes back to an emergency department within three days."""

from metrics.kpi import Count, Direction, Kpi, Ratio

LEFT = "v_ed_return"
BACK = "return_seconds <= 259200"


def returned(where: str, left_how: str, who: str, **fields) -> Kpi:
    """A share of the visits that were watched for 72 hours after leaving."""
    return Kpi(
        number="7.13",
        unit="%",
        direction=Direction.LOWER,
        value=Ratio(Count(LEFT, where), Count(LEFT), per=100),
        by=(
            "acuity", "arrival_mode", "arrival_hour_band", "weekday", "ed_type", "age_band", "sex",
            "ethnicity", "deprivation_quintile", "mental_health",
        ),
        eligible=f"left_how = '{left_how}' AND coalesce(followed_seconds >= 259200, TRUE)",
        valid="followed_seconds IS NOT NULL",
        formula=f"{who}, divided by all such visits that could be watched for 72 hours. Planned returns do not count; any "
        "department of the network does.",
        owner="ED clinical lead",
        needs=("ed_visit.arrival_ts", "ed_visit.departure_ts", "ed_visit.disposition", "encounter.patient_id"),
        pair="ed_los_discharged_median",
        maturity_days=6,
        min_show=50,
        min_rag=200,
        chart="p_prime",
        bounds=(0, 100),
        **fields,
    )  # fmt: skip


ed_return_72h_pct = returned(
    BACK,
    "sent_home",
    "Visits sent home whose patient arrives again, unplanned, within 72 hours of leaving",
    id="ed_return_72h_pct",
    title="Back in the ED within 72 hours",
    means="Share of emergency patients sent home who come back within three days.",
    why="Some went home too early, or without knowing what to do.",
    caution="Many come back for good reasons: by itself a weak sign of quality. Read it with those who come back and stay.",
)

ed_return_72h_admit_pct = returned(
    f"{BACK} AND is_return_admitted",
    "sent_home",
    "Visits sent home whose patient arrives again, unplanned, within 72 hours of leaving and is then admitted",
    id="ed_return_72h_admit_pct",
    yields_to=("ed_return_72h_pct",),
    title="Back within 72 hours and admitted",
    means="Share of emergency patients sent home who come back within three days and have to stay.",
    why="The better sign of safety: something that mattered was not seen the first time.",
    caution="Few cases: look at longer periods, and at each case.",
)

ed_return_72h_after_lwbs_pct = returned(
    BACK,
    "gave_up",
    "Visits whose patient left unseen, before completion or against advice and arrives again, unplanned, within 72 hours of "
    "leaving",
    id="ed_return_72h_after_lwbs_pct",
    title="Back within 72 hours after giving up",
    means="Share of people who left before their care was finished and come back within three days.",
    why="They were ill enough to come back: leaving was not the end of it.",
    caution="Whoever goes to another network instead is not seen. A visit without a leaving time lowers the coverage.",
)
