"""How operating rooms start, turn over and fill."""

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum

PAIRS = "v_or_turnover"
FIRST = "v_or_first_case"
BLOCKS = "v_or_block"
SESSIONS = "v_or_session"
PLANNED_NEXT = "case_class IN ('elective', 'urgent') AND NOT spans_closure"

TURNOVER = {
    "number": "2.14",
    "by": ("room_id", "service", "case_class", "same_service", "same_surgeon", "weekday"),
    "owner": "Theatre manager",
    "needs": ("procedure_case.patient_in_ts", "procedure_case.patient_out_ts", "procedure_case.room_id"),
    "pair": "or_first_case_on_time_pct",
    "why": "The time between two patients is the only theatre time that nobody is treated in.",
    "formula": "Minutes from one patient leaving the room to the next planned one entering, same room and date; "
    "without gaps over 90 minutes, emergencies and gaps across a closure or the end of a block.",
}
TURNED = {
    "unit": "min",
    "direction": Direction.LOWER,
    "eligible": f"{PLANNED_NEXT} AND coalesce(gap_seconds, 0) <= 5400",
    "valid": "gap_seconds >= 0",
    "caution": "Longer gaps are idle time, counted apart. Overlapping cases do not count and lower the coverage.",
    "min_show": 10,
    "min_rag": 30,
    "individual": "surgeon_id",
}

or_turnover_median = Kpi(
    id="or_turnover_median",
    title="OR turnover time",
    value=Quantile(0.5, "gap_seconds", PAIRS, per=1 / 60),
    means="Minutes between one patient leaving the room and the next entering: half take longer.",
    **TURNED,
    **TURNOVER,
)

or_turnover_mean = Kpi(
    id="or_turnover_mean",
    title="OR turnover time, mean",
    value=Ratio(Sum("gap_seconds", PAIRS), Count(PAIRS), per=1 / 60),
    means="Mean minutes between one patient leaving the room and the next entering.",
    **TURNED,
    **TURNOVER,
)

or_gap_excluded_n = Kpi(
    id="or_gap_excluded_n",
    title="Idle gaps over 90 minutes",
    unit="gaps",
    direction=Direction.LOWER,
    value=Count(PAIRS, "gap_seconds > 5400"),
    is_planned=True,
    eligible=PLANNED_NEXT,
    valid="gap_seconds IS NOT NULL",
    means="Gaps between planned cases that were too long to be called turnover.",
    caution="Depends on how many cases there are: read it with OR utilisation.",
    min_show=1,
    min_rag=30,
    is_person_count=False,
    **TURNOVER,
)

FIRST_CASES = {
    "number": "2.15",
    "by": ("room_id", "service", "weekday", "delay_reason"),
    "parts": ("delay_reason",),
    "individual": "surgeon_id",
    "valid": "late_seconds BETWEEN -86400 AND 86400",
    "why": "A late first case makes the whole day late.",
    "caution": "When the first case is cancelled, the next one does not take its place. Early counts as on time.",
    "owner": "Theatre manager",
    "needs": ("procedure_case.sched_start_ts", "procedure_case.patient_in_ts", "procedure_case.case_class"),
    "pair": "or_turnover_median",
    "min_show": 10,
    "min_rag": 20,
}


def on_time(grace_minutes: int, **fields) -> Kpi:
    """The share of first cases within a grace."""
    return Kpi(
        unit="%",
        direction=Direction.HIGHER,
        value=Ratio(Count(FIRST, f"late_seconds <= {60 * grace_minutes}"), Count(FIRST), per=100),
        means=f"Share of first cases that start as planned, with {grace_minutes} minutes of grace.",
        formula=f"First elective cases planned before 09:00 on working days whose patient was in the room at most "
        f"{grace_minutes} minutes after the planned start, divided by all of them that were done.",
        chart="p_prime",
        bounds=(0, 100),
        **fields,
        **FIRST_CASES,
    )


or_first_case_on_time_pct = on_time(5, id="or_first_case_on_time_pct", title="First case on time")
or_first_case_on_time_0_pct = on_time(
    0,
    id="or_first_case_on_time_0_pct",
    title="First case on time, no grace",
    yields_to=("or_first_case_on_time_pct",),
)
or_first_case_on_time_15_pct = on_time(
    15,
    id="or_first_case_on_time_15_pct",
    title="First case on time, 15 minutes of grace",
    yields_to=("or_first_case_on_time_pct", "or_first_case_on_time_0_pct"),
)

or_first_case_delay_min = Kpi(
    id="or_first_case_delay_min",
    title="First case delay",
    unit="min",
    direction=Direction.LOWER,
    value=Ratio(
        Sum("CASE WHEN late_seconds > 300 THEN late_seconds ELSE 0 END", FIRST), Count(FIRST), per=1 / 60
    ),
    means="Mean minutes that first cases are late; on time counts 0.",
    formula="Minutes from planned start to patient in room of first cases more than 5 minutes late, divided by all first "
    "elective cases that were done.",
    **FIRST_CASES,
)

USE = {
    "unit": "%",
    "owner": "Theatre manager",
    "by": ("room_id", "service", "weekday"),
    "min_show": 480,
    "min_rag": 1920,
    "min_of": "min",
    "is_person_count": False,
}
IN_ROOM = ("procedure_case.patient_in_ts", "procedure_case.patient_out_ts", "or_block.block_start_ts")
BLOCK_USE = {
    "number": "2.16",
    "direction": Direction.TARGET,
    "target_band": (75, 85),
    "valid": "used_seconds IS NOT NULL",
    "why": "Below the band a service holds time that others need; above it every day runs late.",
    "needs": (*IN_ROOM, "or_block.owner_service"),
    "pair": "or_first_case_on_time_pct",
}

or_block_utilisation_pct = Kpi(
    id="or_block_utilisation_pct",
    title="Block utilisation",
    value=Ratio(Sum("used_seconds", BLOCKS), Sum("available_seconds", BLOCKS), per=100),
    means="Share of its reserved theatre time that a service really used.",
    formula="Minutes with a patient of the owner in the room inside the block, divided by block minutes; blocks released "
    "three or more days ahead left out.",
    caution="Other services' cases in the block do not count. Late releases and cancelled days stay in.",
    bounds=(0, 100),
    **BLOCK_USE,
    **USE,
)

or_block_utilisation_adj_pct = Kpi(
    id="or_block_utilisation_adj_pct",
    title="Block utilisation with turnover",
    value=Ratio(Sum("used_seconds + turnover_seconds", BLOCKS), Sum("available_seconds", BLOCKS), per=100),
    means="Share of its reserved theatre time that a service used or needed to change patients.",
    formula="As block utilisation, plus turnover before the owner's cases, at most 30 minutes each.",
    caution="Only turnover that counts as turnover is added; idle gaps are not.",
    **BLOCK_USE,
    **USE,
)

SESSION_USE = {
    "number": "2.17",
    "direction": Direction.HIGHER,
    "why": "A staffed theatre without a patient costs as much as one with.",
    "needs": IN_ROOM,
    "pair": "or_turnover_median",
} | (USE | {"by": ("room_id", "weekday")})

or_room_utilisation_pct = Kpi(
    id="or_room_utilisation_pct",
    title="OR utilisation",
    value=Ratio(Sum("capped_seconds", SESSIONS), Sum("planned_seconds", SESSIONS), per=100),
    eligible="is_clippable",
    means="Share of planned theatre time with a patient in the room.",
    formula="Minutes with a patient in the room inside the planned session, divided by planned session minutes; "
    "overlapping cases count once, closures are left out.",
    caution="Overruns do not count. Needs the start of the session: where only its length is known, the uncapped "
    "figure stands. Begins when the patient enters the room, in every market: anaesthesia given outside it does not count.",
    bounds=(0, 100),
    **SESSION_USE,
)

or_room_utilisation_uncapped_pct = Kpi(
    id="or_room_utilisation_uncapped_pct",
    title="OR utilisation with overruns",
    value=Ratio(Sum("uncapped_seconds", SESSIONS), Sum("planned_seconds", SESSIONS), per=100),
    means="Theatre time with a patient in the room, against planned session time.",
    formula="Minutes with a patient in the room on days with a session, divided by planned session minutes; overlapping "
    "cases count once.",
    caution="More than 100 % means overtime, not efficiency.",
    **SESSION_USE,
)
