"""How soon the next free slot is, and how much of the offered clinic time is used."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum

SLOTS = "v_slot"
READINGS = "v_tnaa"

NEXT_FREE = {
    "number": "1.11",
    "unit": "days",
    "direction": Direction.LOWER,
    "by": ("visit_type", "specialty"),
    "individual": "provider_id",
    "eligible": "NOT is_absent",
    "valid": "wait_days >= 0",
    "formula": "Calendar days from the reading to the third open slot, over one reading a week of each clinician and visit type; "
    "today is 0. Blocked and same-day-only slots are not open; clinicians away for more than three days are not read.",
    "why": "The first free slot is often a chance opening: the third shows what a patient who calls today is offered.",
    "caution": "Weekends and holidays count as days. Where a site takes no readings, its open slots are read when data are loaded.",
    "owner": "Practice manager",
    "needs": ("appointment.scheduled_start_ts", "appointment.provider_id"),
    "pair": "amb_slot_utilisation_pct",
    "grains": ("week", "month", "quarter", "year"),
    "min_show": 3,
    "min_rag": 8,
    "is_person_count": False,
}

amb_tnaa_days = Kpi(
    id="amb_tnaa_days",
    title="Third next free appointment",
    value=Ratio(Sum("wait_days", READINGS), Count(READINGS)),
    means="Days that a patient who calls today must wait for an ordinary appointment, on average.",
    **NEXT_FREE,
)
amb_tnaa_days_median = Kpi(
    id="amb_tnaa_days_median",
    title="Third next free appointment, median",
    value=Quantile(0.5, "wait_days", READINGS),
    means="With half of the clinicians a patient who calls today waits longer than this.",
    **NEXT_FREE,
)

TIME = {
    "number": "1.16",
    "unit": "%",
    "direction": Direction.HIGHER,
    "by": ("visit_type", "specialty", "weekday", "half_day"),
    "individual": "provider_id",
    "owner": "Practice manager",
    "pair": "amb_tnaa_days",
    "min_show": 600,
    "min_rag": 2400,
    "is_person_count": False,
}
OFFERED = (
    "minutes of all slots; time blocked 14 days or more ahead is left out, time blocked later counts as lost"
)
SLOT = ("template_slot.slot_start_ts", "template_slot.slot_minutes", "appointment.status")

amb_slot_utilisation_pct = Kpi(
    id="amb_slot_utilisation_pct",
    title="Use of clinic time",
    value=Ratio(Sum("used_minutes", SLOTS), Sum("offered_minutes", SLOTS), per=100),
    means="Share of bookable clinic time in which a patient was really there.",
    formula=f"Minutes of slots whose patient came, and of overbooked visits, divided by {OFFERED}.",
    why="Empty slots and long waits stand side by side in the same clinic.",
    caution="Overbooked visits can take it over 100 %. Counts planned minutes, not how long the visit took.",
    needs=SLOT,
    **TIME,
)

amb_fill_rate_pct = Kpi(
    id="amb_fill_rate_pct",
    title="Booked when the day begins",
    value=Ratio(Sum("booked_minutes", SLOTS), Sum("offered_minutes", SLOTS), per=100),
    means="Share of bookable clinic time that had a booking at the start of the day.",
    formula=f"Minutes of slots with a booking at 00:00 of their day, divided by {OFFERED}.",
    why="Beside the use of clinic time it tells empty slots that nobody booked from those that somebody missed.",
    caution="Clinics that keep slots for the day itself are low on purpose.",
    needs=(*SLOT, "appointment.booked_ts"),
    **TIME,
)
