"""Visits by video and phone: how many there are, and whether they take place."""

from metrics.kpi import Count, Direction, Kpi, Ratio

APPOINTMENTS = "v_appointment"
DIMS = (
    "specialty", "visit_type", "new_or_return", "payer_class", "age_band", "sex", "ethnicity", "deprivation_quintile",
    "weekday", "language",
)  # fmt: skip
SHARE = {
    "unit": "%",
    "by": DIMS,
    "individual": "provider_id",
    "owner": "Digital care lead",
    "min_show": 20,
    "min_rag": 50,
    "chart": "p_prime",
    "bounds": (0, 100),
}


def share_of_visits(where: str, **fields) -> Kpi:
    """A share of the completed clinic visits."""
    return Kpi(
        number="8.01",
        direction=Direction.NEUTRAL,
        value=Ratio(Count(APPOINTMENTS, where), Count(APPOINTMENTS), per=100),
        eligible="status = 'completed'",
        needs=("appointment.modality", "appointment.status"),
        pair="telehealth_completion_pct",
        **fields,
        **SHARE,
    )


telehealth_share_pct = share_of_visits(
    "modality IN ('video', 'audio')",
    id="telehealth_share_pct",
    title="Visits by video or phone",
    means="Share of completed clinic visits that were done by video or phone.",
    formula="Completed visits by video or phone, divided by all completed visits. A visit that was moved to the clinic counts as "
    "one in the clinic.",
    why="It saves journeys, and tells whether the service reaches the people it was made for.",
    caution="More is not better for everybody: look at age and language. Messages are not visits.",
)
telehealth_audio_share_pct = share_of_visits(
    "modality = 'audio'",
    id="telehealth_audio_share_pct",
    yields_to=("telehealth_share_pct",),
    title="Visits by phone alone",
    means="Share of completed clinic visits that were done by phone without a picture.",
    formula="Completed visits by phone, divided by all completed visits.",
    why="Where people have no camera or no network, the phone is what is left.",
    caution="A video visit that ended as a phone call counts here if the source says so.",
)

KEPT_OR_LOST = "status IN ('completed', 'no_show', 'left_without_seen') OR is_tech_failure OR is_converted"
DUE = {
    "number": "8.02",
    "eligible": "is_virtual_booking AND (status IN ('completed', 'no_show', 'left_without_seen', 'scheduled', 'arrived') "
    "OR is_tech_failure OR is_converted)",
    "valid": KEPT_OR_LOST,
    "pair": "telehealth_share_pct",
} | SHARE

telehealth_completion_pct = Kpi(
    id="telehealth_completion_pct",
    title="Virtual visits that took place",
    direction=Direction.HIGHER,
    value=Ratio(
        Count(APPOINTMENTS, "status = 'completed' AND modality IN ('video', 'audio') AND NOT is_converted"),
        Count(APPOINTMENTS),
        per=100,
    ),
    means="Share of due video and phone visits that took place as planned.",
    formula="Virtual visits that were completed virtually, divided by those completed, missed, left unseen, failed for technical "
    "reasons or moved to the clinic.",
    why="A visit that fails on the line is lost time for two people.",
    caution="Cancelled in advance is not in it; failures on the side of the clinic are. Past visits without an outcome lower the "
    "coverage.",
    needs=("appointment.modality", "appointment.status"),
    **DUE,
)
telehealth_tech_failure_pct = Kpi(
    id="telehealth_tech_failure_pct",
    title="Virtual visits lost to technical faults",
    direction=Direction.LOWER,
    value=Ratio(Count(APPOINTMENTS, "is_tech_failure"), Count(APPOINTMENTS), per=100),
    means="Share of due video and phone visits in which the technology failed.",
    formula="Virtual visits that failed technically, divided by those completed, missed, left unseen, failed for technical reasons "
    "or moved to the clinic.",
    why="This part of the lost visits can be repaired.",
    caution="Only faults that somebody wrote down.",
    needs=("appointment.modality", "appointment.status", "appointment.tech_failure"),
    **DUE,
)
