"""Operations that were lost on the day, what became of the patients, and how rooms are made ready."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum

CASES = "v_or_case"
ON_THE_DAY = "status = 'cancelled' AND NOT is_postponed"
BY = ("room_id", "service", "weekday")
THEATRE = {"owner": "Theatre manager", "by": BY, "individual": "surgeon_id"}

LOST = {
    "number": "2.18",
    "unit": "%",
    "direction": Direction.LOWER,
    "min_show": 20,
    "min_rag": 50,
    "chart": "p_prime",
    "bounds": (0, 100),
} | THEATRE
LISTED = {
    "eligible": "case_class = 'elective' AND coalesce(is_listed, TRUE)",
    "valid": "is_listed",
    "needs": ("procedure_case.sched_start_ts", "procedure_case.status", "procedure_case.cancel_ts"),
    "pair": "or_room_utilisation_pct",
}

or_day_of_surgery_cancel_pct = Kpi(
    id="or_day_of_surgery_cancel_pct",
    title="Operations cancelled on the day",
    value=Ratio(Count(CASES, ON_THE_DAY), Count(CASES), per=100),
    means="Share of planned operations that were lost on the day itself.",
    formula="Planned operations cancelled on the planned date or later, divided by all planned operations that stood on the "
    "list at 00:00 of that date. Moved to a start within 24 hours is not cancelled; emergencies are left out.",
    why="A patient has fasted and taken leave for nothing, and the theatre stands empty.",
    caution="A cancellation without a time cannot be placed and lowers the coverage. Cancelled the evening before is not in it.",
    by=(*BY, "cancel_reason_group"),
    parts=("cancel_reason_group",),
    **LISTED,
    **{name: value for name, value in LOST.items() if name != "by"},
)

or_day_of_surgery_cancel_nonclinical_pct = Kpi(
    id="or_day_of_surgery_cancel_nonclinical_pct",
    yields_to=("or_day_of_surgery_cancel_pct",),
    title="Operations cancelled on the day by the hospital",
    value=Ratio(
        Count(CASES, f"{ON_THE_DAY} AND cancel_reason_group = 'hospital_non_clinical'"), Count(CASES), per=100
    ),
    means="Share of planned operations that the hospital itself lost on the day: no bed, no staff, no time.",
    formula="As operations cancelled on the day, only those for reasons of the hospital that are not clinical.",
    why="These are the ones that planning can prevent.",
    caution="As honest as the reasons that are written down.",
    **LISTED,
    **LOST,
)

cancel_not_rebooked_28d_pct = Kpi(
    id="cancel_not_rebooked_28d_pct",
    title="Not operated within 28 days of a cancellation",
    value=Ratio(Count(CASES, "NOT is_treated_28d"), Count(CASES), per=100),
    eligible="case_class = 'elective' AND cancel_reason_group = 'hospital_non_clinical' AND is_listed "
    f"AND {ON_THE_DAY} AND followed_days >= 28",
    means="Share of patients whose operation the hospital cancelled on the day and who still waited after 28 days.",
    formula="Operations that the hospital cancelled on the day for reasons that are not clinical and that were not done within "
    "28 days of the cancellation, divided by all of them that could be followed for 28 days.",
    why="Cancelling once is bad luck; making the patient wait another month is not.",
    caution="Counts only a new booking that is linked to the cancelled one. Patients who chose a later date count as waiting.",
    needs=(
        "procedure_case.cancel_ts", "procedure_case.cancel_reason_group", "procedure_case.rebooked_case_id",
    ),
    pair="or_day_of_surgery_cancel_pct",
    maturity_days=31,
    **(LOST | {"min_show": 10, "min_rag": 30}),
)  # fmt: skip

or_room_turnover_median = Kpi(
    id="or_room_turnover_median",
    number="2.14",
    title="Room ready after a case",
    unit="min",
    direction=Direction.LOWER,
    value=Quantile(0.5, "ready_seconds", CASES, per=1 / 60),
    eligible="status = 'done'",
    valid="ready_seconds BETWEEN 0 AND 86400",
    means="Minutes from a patient leaving the room to the room being ready: half take longer.",
    formula="Minutes from patient out to room ready, over all cases that were done.",
    why="The part of a turnover that the theatre team has in its own hands.",
    caution="Ends when somebody writes down that the room is ready, not when the next patient comes.",
    needs=("procedure_case.patient_out_ts", "procedure_case.room_ready_ts"),
    pair="or_turnover_median",
    min_show=10,
    min_rag=30,
    **(THEATRE | {"by": (*BY, "case_class")}),
)

or_block_outside_pct = Kpi(
    id="or_block_outside_pct",
    number="2.16",
    title="Operating outside the own block",
    unit="%",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("outside_seconds", CASES), Sum("in_room_seconds", CASES), per=100),
    eligible="status = 'done' AND case_class = 'elective'",
    valid="outside_seconds IS NOT NULL",
    means="Share of a service's planned theatre time that it spent outside its own blocks.",
    formula="Minutes in the room of planned cases outside the blocks that their service owns in that room, divided by all their "
    "minutes in the room; services that own no block are left out.",
    why="A service that operates elsewhere has the wrong blocks, or too few.",
    caution="Running over the end of a block counts. Neither good nor bad by itself: read it with block utilisation.",
    needs=(
        "procedure_case.patient_in_ts", "procedure_case.patient_out_ts", "procedure_case.service", "or_block.owner_service",
    ),
    pair="or_block_utilisation_pct",
    min_show=10,
    min_rag=30,
    bounds=(0, 100),
    **THEATRE,
)  # fmt: skip
