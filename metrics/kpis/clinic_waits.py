"""Waiting in the clinic, and appointments that nobody kept."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio

APPOINTMENTS = "v_appointment"
KEPT_OR_MISSED = "status IN ('completed', 'no_show', 'left_without_seen')"
DIMS = (
    "specialty", "visit_type", "new_or_return", "modality", "payer_class", "age_band", "sex", "ethnicity",
    "deprivation_quintile", "weekday",
)  # fmt: skip

WAITING_ROOM = {
    "number": "1.09",
    "unit": "min",
    "direction": Direction.LOWER,
    "by": (*DIMS, "hour_band"),
    "individual": "provider_id",
    "eligible": "status = 'completed' AND modality = 'in_person' AND coalesce(early_checkin_seconds, 0) <= 3600",
    "valid": "roomed_seconds BETWEEN 0 AND 14400",
    "why": "The waiting room is the part of a visit that gives nothing to anybody.",
    "owner": "Practice manager",
    "needs": ("appointment.check_in_ts", "appointment.roomed_ts", "appointment.status"),
    "pair": "amb_no_show_rate",
    "min_show": 10,
    "min_rag": 30,
}
FROM_CHECK_IN = {
    "formula": "Minutes from check-in to room, over completed visits in person; without check-ins more than 60 minutes "
    "early; waits over four hours do not count.",
    "caution": "Early arrivals make it longer: read it beside the wait from the scheduled time.",
}

amb_checkin_to_roomed_median = Kpi(
    id="amb_checkin_to_roomed_median",
    title="Clinic waiting-room time",
    value=Quantile(0.5, "roomed_seconds", APPOINTMENTS, per=1 / 60),
    means="Minutes from check-in to being taken to a room: half wait longer.",
    **FROM_CHECK_IN,
    **WAITING_ROOM,
)

amb_checkin_to_roomed_p90 = Kpi(
    id="amb_checkin_to_roomed_p90",
    title="Clinic waiting-room time, slowest tenth",
    value=Quantile(0.9, "roomed_seconds", APPOINTMENTS, per=1 / 60),
    means="One patient in ten waits longer than this for a room.",
    **FROM_CHECK_IN,
    **WAITING_ROOM,
)

amb_scheduled_to_roomed_median = Kpi(
    id="amb_scheduled_to_roomed_median",
    title="Clinic wait beyond the appointment time",
    value=Quantile(
        0.5, "greatest(roomed_seconds - greatest(early_checkin_seconds, 0), 0)", APPOINTMENTS, per=1 / 60
    ),
    means="Minutes from the appointment time, or a later check-in, to a room: half wait longer.",
    formula="Minutes from the later of check-in and scheduled start to room, 0 when the room came first, over the "
    "visits of clinic waiting-room time.",
    caution="A clinic that runs early shows 0. Late patients are measured from their check-in.",
    **WAITING_ROOM,
)

amb_no_show_rate = Kpi(
    id="amb_no_show_rate",
    number="1.14",
    title="No-show rate",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(Count(APPOINTMENTS, "status = 'no_show'"), Count(APPOINTMENTS), per=100),
    by=(*DIMS, "lead_band"),
    individual="provider_id",
    eligible="status IN ('completed', 'no_show', 'left_without_seen', 'scheduled', 'arrived', 'requested', 'waitlist')",
    valid=KEPT_OR_MISSED,
    means="Share of due appointments where the patient did not come and did not cancel.",
    formula="No-shows divided by completed, missed and left-unseen appointments.",
    why="An empty slot is care that somebody on the waiting list did not get.",
    caution="Cancelled and rescheduled appointments are in neither part, except that a patient who cancels after the start "
    "counts as a no-show. Past appointments without an outcome lower the coverage.",
    owner="Practice manager",
    needs=("appointment.status", "appointment.scheduled_start_ts"),
    pair="amb_checkin_to_roomed_median",
    min_show=20,
    min_rag=50,
    chart="p_prime",
    bounds=(0, 100),
)
