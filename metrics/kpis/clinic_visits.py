"""How long a clinic visit takes, how long people waited for it, and how bookings are lost."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum

APPOINTMENTS = "v_appointment"
DIMS = (
    "specialty", "visit_type", "new_or_return", "modality", "payer_class", "age_band", "sex", "ethnicity",
    "deprivation_quintile", "weekday",
)  # fmt: skip
CLINIC = {"by": DIMS, "individual": "provider_id", "owner": "Practice manager"}
SEEN = "status IN ('completed', 'no_show', 'left_without_seen')"
TIMED = "cycle_seconds BETWEEN 0 AND 43200 AND NOT is_batch_checkout"

CYCLE = {
    "number": "1.10",
    "unit": "min",
    "direction": Direction.LOWER,
    "eligible": "status = 'completed' AND modality = 'in_person'",
    "valid": TIMED,
    "formula": "Minutes from check-in to check-out, over completed visits in person; visits over 12 hours do not count, nor days "
    "on which a clinic typed in its check-outs together: five or more, and more than a fifth of them, in one minute.",
    "why": "It is what the patient feels as the length of the visit.",
    "needs": ("appointment.check_in_ts", "appointment.check_out_ts", "appointment.status"),
    "pair": "amb_checkin_to_roomed_median",
    "min_show": 10,
    "min_rag": 30,
} | CLINIC

amb_cycle_time_median = Kpi(
    id="amb_cycle_time_median",
    title="Length of a clinic visit",
    value=Quantile(0.5, "cycle_seconds", APPOINTMENTS, per=1 / 60),
    means="Minutes from door to door: half of the visits take longer.",
    caution="Procedures take longer than talks: look at one visit type at a time.",
    **CYCLE,
)
amb_cycle_time_p90 = Kpi(
    id="amb_cycle_time_p90",
    title="Length of a clinic visit, slowest tenth",
    value=Quantile(0.9, "cycle_seconds", APPOINTMENTS, per=1 / 60),
    means="One visit in ten takes longer than this.",
    caution="Procedures take longer than talks: look at one visit type at a time.",
    **CYCLE,
)

amb_provider_share_pct = Kpi(
    id="amb_provider_share_pct",
    title="Share of the visit with the clinician",
    value=Ratio(Sum("provider_seconds", APPOINTMENTS), Sum("cycle_seconds", APPOINTMENTS), per=100),
    means="Share of the time in the clinic that the patient spends with the clinician.",
    caution="Rises when patients are hurried out, too. Time with a nurse is not in it.",
    bounds=(0, 100),
    **(
        CYCLE
        | {
            "unit": "%",
            "direction": Direction.HIGHER,
            "valid": f"{TIMED} AND provider_seconds BETWEEN 0 AND cycle_seconds",
            "formula": "Minutes between the clinician entering and leaving, divided by minutes from check-in to check-out, each "
            "added over completed visits in person.",
            "why": "The rest of the visit is waiting and paper.",
            "needs": (*CYCLE["needs"], "appointment.provider_start_ts", "appointment.provider_end_ts"),
        }
    ),
)

LEAD = {
    "number": "1.12",
    "unit": "days",
    "direction": Direction.LOWER,
    "eligible": "status = 'completed' AND new_or_return = 'new'",
    "valid": "wait_days >= 0",
    "formula": "Days from the first request (else the booking) to the appointment, over completed visits of new patients; a moved "
    "booking keeps its first request.",
    "why": "It is the wait that a new patient really had.",
    "caution": "Only patients who were seen are in it: those who gave up waiting are not. Returns are left out, because their "
    "date is chosen by the clinician.",
    "needs": ("appointment.booked_ts", "appointment.new_or_return", "appointment.status"),
    "pair": "amb_tnaa_days",
    "min_show": 10,
    "min_rag": 30,
} | CLINIC

amb_booking_lead_days_median = Kpi(
    id="amb_booking_lead_days_median",
    title="Wait for a first visit",
    value=Quantile(0.5, "wait_days", APPOINTMENTS),
    means="Days between asking for a first appointment and having it: half wait longer.",
    **LEAD,
)
amb_booking_lead_days_p90 = Kpi(
    id="amb_booking_lead_days_p90",
    title="Wait for a first visit, slowest tenth",
    value=Quantile(0.9, "wait_days", APPOINTMENTS),
    means="One new patient in ten waits longer than this.",
    **LEAD,
)

LOST = {
    "unit": "%",
    "direction": Direction.LOWER,
    "needs": ("appointment.status", "appointment.scheduled_start_ts", "appointment.cancel_ts"),
    "min_show": 20,
    "min_rag": 50,
    "chart": "p_prime",
    "bounds": (0, 100),
} | CLINIC

amb_no_show_nhs_dna_rate = Kpi(
    id="amb_no_show_nhs_dna_rate",
    number="1.14",
    title="Did not attend (NHS)",
    value=Ratio(Count(APPOINTMENTS, "status = 'no_show'"), Count(APPOINTMENTS), per=100),
    eligible="status IN ('completed', 'no_show', 'scheduled', 'arrived', 'requested', 'waitlist')",
    valid="status IN ('completed', 'no_show')",
    means="Share of appointments that were attended or missed in which the patient did not come.",
    formula="Missed appointments divided by attended and missed ones. Who came and left unseen is in neither part.",
    why="The figure that NHS providers report, for comparing with others.",
    caution="Differs from the no-show rate only by patients who left unseen. Cancelled bookings are in neither part.",
    pair="amb_no_show_rate",
    **LOST,
)

amb_no_show_incl_late_cancel_rate = Kpi(
    id="amb_no_show_incl_late_cancel_rate",
    number="1.14",
    title="Slots lost to patients",
    value=Ratio(
        Count(APPOINTMENTS, "status <> 'completed' AND status <> 'left_without_seen'"),
        Count(APPOINTMENTS),
        per=100,
    ),
    eligible=f"{SEEN} OR (called_off_by = 'patient' AND coalesce(cancel_notice_seconds < 86400, TRUE))",
    valid="called_off_by = 'nobody' OR cancel_notice_seconds IS NOT NULL",
    means="Share of kept slots in which the patient did not come, or said so less than a day before.",
    formula="Missed appointments and those that the patient cancelled or moved less than 24 hours before the start or after it, "
    "divided by them and the attended and left-unseen ones.",
    why="Some places count a late cancellation as a missed appointment: the slot is empty either way.",
    caution="Never beside the no-show rate of a place that counts the other way. A cancellation without a time lowers the "
    "coverage.",
    pair="amb_no_show_rate",
    **LOST,
)

amb_late_cancel_rate = Kpi(
    id="amb_late_cancel_rate",
    number="1.15",
    title="Late cancellations",
    value=Ratio(
        Count(APPOINTMENTS, "called_off_by = 'patient' AND cancel_notice_seconds BETWEEN 0 AND 86399"),
        Count(APPOINTMENTS),
        per=100,
    ),
    eligible=f"{SEEN} OR (called_off_by <> 'nobody' AND coalesce(cancel_notice_seconds < 86400, TRUE))",
    valid="called_off_by = 'nobody' OR cancel_notice_seconds IS NOT NULL",
    means="Share of appointments that patients gave up with too little notice to give them to somebody else.",
    formula="Appointments cancelled or moved by the patient less than 24 hours before the start, divided by kept, missed, "
    "left-unseen and late cancelled ones. Cancelled after the start counts as missed.",
    why="A slot that is given back a day before can still help somebody.",
    caution="A cancellation without a time lowers the coverage. Fewer late cancellations can mean more no-shows.",
    pair="amb_no_show_rate",
    **LOST,
)

amb_late_cancel_48h_rate = Kpi(
    id="amb_late_cancel_48h_rate",
    number="1.15",
    title="Cancelled within 48 hours",
    value=Ratio(
        Count(APPOINTMENTS, "called_off_by = 'patient' AND cancel_notice_seconds BETWEEN 0 AND 172799"),
        Count(APPOINTMENTS),
        per=100,
    ),
    eligible=f"{SEEN} OR (called_off_by <> 'nobody' AND coalesce(cancel_notice_seconds < 172800, TRUE))",
    valid="called_off_by = 'nobody' OR cancel_notice_seconds IS NOT NULL",
    means="Share of appointments that patients gave up less than two days before.",
    formula="Appointments cancelled or moved by the patient less than 48 hours before the start, divided by kept, missed, "
    "left-unseen and all cancelled within 48 hours. Cancelled after the start counts as missed.",
    why="Clinics with a list of people waiting at short notice need two days to fill a slot.",
    caution="Contains the late cancellations within 24 hours. A cancellation without a time lowers the coverage.",
    pair="amb_late_cancel_rate",
    **LOST,
)

amb_provider_cancel_rate = Kpi(
    id="amb_provider_cancel_rate",
    number="1.15",
    title="Cancelled by the clinic",
    value=Ratio(
        Count(APPOINTMENTS, "called_off_by = 'provider' AND cancel_notice_seconds <= 2592000"),
        Count(APPOINTMENTS),
        per=100,
    ),
    eligible=f"{SEEN} OR (called_off_by <> 'nobody' AND coalesce(cancel_notice_seconds < 86400, TRUE)) "
    "OR (called_off_by = 'provider' AND cancel_notice_seconds <= 2592000)",
    valid="called_off_by = 'nobody' OR cancel_notice_seconds IS NOT NULL",
    means="Share of appointments that the clinic itself called off in the last 30 days before them.",
    formula="Appointments cancelled or moved by the clinic within 30 days of the start, divided by those and all kept, missed, "
    "left-unseen and late cancelled ones.",
    why="These patients waited, planned their day and were sent to the end of the queue.",
    caution="A clinic that blocks its calendar more than 30 days ahead looks better here, and rightly so.",
    pair="amb_late_cancel_rate",
    **LOST,
)
