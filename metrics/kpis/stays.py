"""How long a stay is beside what it should be, how leaving goes, and how often patients are moved on the way."""

from datetime import date

from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio, Sum

STAYS = "v_discharge"
MOVES = "v_move"
DIMS = (
    "service_line", "specialty", "admission_type", "drg_code", "payer_class", "disposition", "age_band", "sex",
    "ethnicity", "deprivation_quintile",
)  # fmt: skip
LOS = ("encounter.admit_ts", "encounter.discharge_ts")
LONGER_THAN_A_DAY = ("week", "month", "quarter", "year")
ADULT_BEDS = "NOT is_newborn"

LENGTH = {
    "by": DIMS,
    "owner": "Patient flow lead",
    "pair": "readmission_30d_pct",
    "grains": LONGER_THAN_A_DAY,
    "eligible": ADULT_BEDS,
}

los_median_days = Kpi(
    id="los_median_days",
    number="2.01",
    title="Median length of stay",
    unit="days",
    direction=Direction.LOWER,
    value=Quantile(0.5, "los_days", STAYS),
    valid="los_days IS NOT NULL",
    means="Half of the patients who left had stayed longer than this.",
    formula="The middle of the stays of discharged inpatients in days (same day = 1, leave days off); newborns left out.",
    why="A few very long stays pull the average up; the middle stay shows what most patients live through.",
    caution="Moves in whole days: it can stand still for months while long stays grow. Read it with the average.",
    needs=LOS,
    min_show=10,
    min_rag=30,
    **LENGTH,
)

los_p90_days = Kpi(
    id="los_p90_days",
    number="2.01",
    title="Length of stay, longest tenth",
    unit="days",
    direction=Direction.LOWER,
    value=Quantile(0.9, "los_days", STAYS),
    valid="los_days IS NOT NULL",
    means="One patient in ten stays longer than this.",
    formula="The ninth tenth of the stays of discharged inpatients in days (same day = 1, leave days off); newborns left out.",
    why="The few very long stays hold the beds that everybody else waits for.",
    caution="Moves in large steps where few patients leave.",
    needs=LOS,
    min_show=20,
    min_rag=50,
    **LENGTH,
)

TYPICAL = {
    "number": "2.02",
    "direction": Direction.LOWER,
    "why": "It follows the ordinary patient, because very long stays hardly move it.",
    "min_show": 10,
    "min_rag": 30,
} | LENGTH

los_geometric_mean_days = Kpi(
    id="los_geometric_mean_days",
    title="Typical length of stay",
    unit="days",
    decimals=2,
    value=Ratio(Sum("CAST(ln(greatest(los_days, 1)) AS DECIMAL(18, 12))", STAYS), Count(STAYS), is_log=True),
    valid="los_days IS NOT NULL",
    means="The typical stay in days, little disturbed by a few very long ones.",
    formula="Geometric mean of the days of stay of discharged inpatients (same day = 1): e to the power of the mean "
    "logarithm; newborns left out.",
    caution="Always shorter than the average, and bed days cannot be computed from it.",
    needs=LOS,
    **TYPICAL,
)

los_typical_index = Kpi(
    id="los_typical_index",
    title="Typical stay against the DRG table",
    unit="ratio",
    value=Ratio(
        Sum("CAST(ln(greatest(los_days, 1) / drg_typical_days) AS DECIMAL(18, 12))", STAYS),
        Count(STAYS),
        is_log=True,
    ),
    valid="los_days IS NOT NULL AND drg_typical_days IS NOT NULL",
    means="Above 1, the typical patient stays longer than the published typical stay of the same diagnosis group.",
    formula="Geometric mean of days of stay divided by the published geometric mean stay of each patient's DRG; newborns "
    "left out.",
    caution="The published table treats transferred patients in its own way. Stays without a DRG do not count.",
    needs=(*LOS, "encounter.drg_gmlos"),
    **TYPICAL,
)

EXPECTED = {
    "number": "2.03",
    "direction": Direction.LOWER,
    "valid": "los_days IS NOT NULL AND expected_days IS NOT NULL",
    "needs": (*LOS, "expected_value.expected"),
    "min_show": 20,
    "min_rag": 50,
} | LENGTH

los_index_oe = Kpi(
    id="los_index_oe",
    title="Length of stay against expected",
    unit="ratio",
    value=Ratio(Sum("los_days", STAYS), Sum("expected_days", STAYS)),
    means="Above 1, patients stay longer than similar patients elsewhere.",
    formula="Days of stay of discharged inpatients divided by the days that the reference model expects for the same "
    "patients; newborns left out.",
    why="A ward with sicker patients keeps them longer: this compares like with like.",
    caution="Only as good as the model, and only over stays that it knows: look at the coverage. None is made up from the DRG "
    "table, which the typical stay is held against.",
    **EXPECTED,
)

excess_days = Kpi(
    id="excess_days",
    title="Days beyond expected",
    unit="days",
    value=Sum("los_days - expected_days", STAYS),
    means="Bed days used beyond what similar patients need; below 0, days saved.",
    formula="Days of stay minus expected days, added over discharged inpatients; newborns left out.",
    why="The index says how much longer; this says how many beds that costs.",
    caution="Grows with the number of patients: compare places by the index, not by this.",
    bounds=(None, None),
    **EXPECTED,
)

avoidable_day_pct = Kpi(
    id="avoidable_day_pct",
    title="Share of days beyond expected",
    unit="%",
    value=Ratio(Sum("greatest(los_days - expected_days, 0)", STAYS), Sum("los_days", STAYS), per=100),
    means="Share of all bed days that came after the day on which a similar patient would have gone home.",
    formula="Days beyond the expected stay, patient by patient and never below 0, divided by all days of stay; newborns "
    "left out.",
    why="The days that a better discharge could give back.",
    caution="Short stays do not make up for long ones here, so it is never 0. Not every such day can be avoided.",
    bounds=(0, 100),
    **EXPECTED,
)

order_to_exit_median = Kpi(
    id="order_to_exit_median",
    number="2.09",
    title="Discharge order to leaving",
    unit="min",
    direction=Direction.LOWER,
    value=Quantile(0.5, "order_seconds", STAYS, per=1 / 60),
    by=(*DIMS, "weekday"),
    eligible=f"{ADULT_BEDS} AND disposition <> 'died'",
    valid="order_seconds BETWEEN 0 AND 86400",
    means="Minutes from the order to discharge to the patient leaving: half take longer.",
    formula="Minutes from discharge order to leaving, over inpatients who left alive; newborns left out, and waits over "
    "24 hours do not count.",
    why="The bed is promised to somebody else from the order on.",
    caution="An order written the evening before makes it long without any delay in the morning.",
    owner="Patient flow lead",
    needs=("encounter.discharge_order_ts", "encounter.discharge_ts"),
    pair="discharge_before_noon_pct",
    min_show=10,
    min_rag=30,
)

drd_delay_days_mean = Kpi(
    id="drd_delay_days_mean",
    number="2.11",
    title="Days from ready to leaving",
    unit="days",
    decimals=2,
    direction=Direction.LOWER,
    value=Ratio(Sum("delay_days", STAYS), Count(STAYS)),
    by=DIMS,
    eligible=f"{ADULT_BEDS} AND disposition <> 'died'",
    valid="delay_days BETWEEN 0 AND 365",
    means="Average days between a patient being ready to leave and leaving.",
    formula="Date of discharge minus the date ready to leave, averaged over all inpatients who left alive; leaving on the "
    "same day is 0. Newborns left out.",
    why="These days cost a bed and do the patient harm.",
    caution="Depends on how carefully the ready date is written down: look at the coverage first.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ready_ts", "encounter.discharge_ts"),
    pair="readmission_30d_pct",
    grains=LONGER_THAN_A_DAY,
    min_show=20,
    min_rag=50,
)

MOVED = {
    "number": "2.13",
    "by": DIMS,
    "owner": "Patient flow lead",
    "needs": ("encounter_location.in_ts", "encounter_location.unit_id", "encounter.discharge_ts"),
    "pair": "alos_days",
    "grains": LONGER_THAN_A_DAY,
    "min_show": 20,
    "min_rag": 50,
}
PER_DISCHARGE = {
    "unit": "moves per discharge",
    "decimals": 2,
    "eligible": ADULT_BEDS,
    "valid": "is_path_known",
    "lit_by": "stays whose movements from unit to unit are fed",
    "version": "2",
    "effective": date(2026, 11, 30),
} | MOVED

transfers_per_discharge = Kpi(
    id="transfers_per_discharge",
    title="Ward moves per stay",
    direction=Direction.LOWER,
    value=Ratio(Count(MOVES, "kind = 'move'"), Count(STAYS)),
    means="How often a patient is moved from one ward to another during a stay.",
    formula="Moves between units with beds, divided by discharged inpatients whose movements are fed. Trips to theatre, recovery and imaging, steps "
    "down from intensive care, beds changed inside a unit and stops of less than 15 minutes are no moves; newborns left out.",
    why="Every move is a handover in which something gets lost, and a longer stay.",
    caution="All moves count in the period and for the unit of the discharge. A stay without movements is not one without "
    "a move: it lowers the coverage. Version 1 counted it as none.",
    **PER_DISCHARGE,
)

icu_step_downs_per_discharge = Kpi(
    id="icu_step_downs_per_discharge",
    title="Steps down from intensive care per stay",
    direction=Direction.NEUTRAL,
    value=Ratio(Count(MOVES, "kind = 'step_down'"), Count(STAYS)),
    means="How often a stay goes from intensive care to another unit.",
    formula="Moves from intensive care to another unit with beds, divided by discharged inpatients whose movements are fed; "
    "newborns left out.",
    why="These moves are part of the treatment: counted apart, they do not hide the others.",
    caution="More intensive care means more of them: neither good nor bad. A stay without movements lowers the coverage; "
    "version 1 counted it as one without a step down.",
    **PER_DISCHARGE,
)

night_moves_pct = Kpi(
    id="night_moves_pct",
    title="Moves at night",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(Count(MOVES, "move_hour >= 22 OR move_hour < 6"), Count(MOVES), per=100),
    eligible="kind = 'move'",
    means="Share of ward moves that wake a patient: between 22:00 and 06:00.",
    formula="Moves between 22:00 and 06:00 local time, divided by all moves that count as ward moves.",
    why="Patients who are moved at night sleep badly and fall more often.",
    caution="A full hospital moves at night because beds come free late: read it with discharges before noon.",
    chart="p_prime",
    bounds=(0, 100),
    **MOVED,
)
