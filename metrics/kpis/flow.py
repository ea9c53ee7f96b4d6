"""How full the beds are, how fast they turn, and how patients leave."""

from metrics.kpi import Count, Days, Direction, Kpi, PerDay, Ratio, Sum

STAYS = "v_discharge"
BEDS = "v_bed_day"
EXITS = "v_unit_exit"
LEAVERS = Count(EXITS, "kind = 'discharge'")
STAY_DIMS = (
    "service_line", "specialty", "admission_type", "drg_code", "payer_class", "disposition", "age_band", "sex",
    "ethnicity", "deprivation_quintile",
)  # fmt: skip
CENSUS = ("encounter_location.in_ts", "encounter_location.unit_id")
STAFFED = (*CENSUS, "bed_capacity.staffed_beds")
LONGER_THAN_A_DAY = ("week", "month", "quarter", "year")

LENGTH = {
    "number": "2.01",
    "unit": "days",
    "decimals": 2,
    "direction": Direction.LOWER,
    "by": STAY_DIMS,
    "owner": "Patient flow lead",
    "grains": LONGER_THAN_A_DAY,
    "min_show": 10,
    "min_rag": 30,
}

alos_days = Kpi(
    id="alos_days",
    title="Average length of stay",
    value=Ratio(Sum("los_days", STAYS), Count(STAYS)),
    eligible="NOT is_newborn",
    valid="los_days IS NOT NULL",
    means="Average days in hospital of patients who left.",
    formula="Days of stay (discharge date minus admission date, same day = 1, leave days off) of discharged inpatients, "
    "divided by their number; newborns left out.",
    why="A day saved is a bed for somebody else, and shorter exposure to hospital harm.",
    caution="All days count in the month of discharge. A few long stays move the mean. A move between hospitals is two "
    "stays at every level, so that hospitals add up to their network: linked stays are joined by the length of episodes.",
    needs=("encounter.admit_ts", "encounter.discharge_ts"),
    pair="readmission_30d_pct",
    **LENGTH,
)

alos_episode_days = Kpi(
    id="alos_episode_days",
    title="Average length of episodes",
    value=Ratio(Sum("episode_days", STAYS), Count(STAYS)),
    eligible="NOT is_newborn AND is_episode_end",
    valid="episode_days IS NOT NULL",
    means="Average days in hospital from first admission to last discharge, transfers between hospitals joined.",
    formula="Days from the first admission to the last discharge of linked inpatient stays of one patient (same day = 1, leave "
    "days off), divided by the number of such episodes; a stay that is not linked is an episode. Newborns left out.",
    why="A patient who is moved to another hospital has not gone home: two short stays can be one long one.",
    caution="Counts in the month and for the hospital of the last discharge, once none of the linked stays is open. Hospitals "
    "that take over long cases look slow by it: compare them by the average length of stay.",
    needs=("encounter.admit_ts", "encounter.discharge_ts", "encounter.episode_id"),
    pair="alos_days",
    **LENGTH,
)

alos_zero_days = Kpi(
    id="alos_zero_days",
    title="Average length of stay, same day as 0",
    value=Ratio(Sum("CASE WHEN is_same_day THEN 0 ELSE los_days END", STAYS), Count(STAYS)),
    eligible="NOT is_newborn",
    valid="los_days IS NOT NULL",
    means="Average nights in hospital of patients who left.",
    formula="Days of stay (discharge date minus admission date, same day = 0, leave days off) of discharged inpatients, "
    "divided by their number; newborns left out.",
    why="The way of the NHS and of national statistics, for comparing with them.",
    caution="Always below the average that counts a stay within one day as a day: never compare the two with each other.",
    needs=("encounter.admit_ts", "encounter.discharge_ts"),
    pair="readmission_30d_pct",
    **LENGTH,
)

alos_trimmed_days = Kpi(
    id="alos_trimmed_days",
    title="Average length of stay without the longest",
    value=Ratio(Sum("los_days", STAYS), Count(STAYS)),
    eligible="NOT is_newborn AND NOT is_longest",
    valid="los_days IS NOT NULL",
    means="Average days in hospital of patients who left, without the longest hundredth of each diagnosis group.",
    formula="Days of stay of discharged inpatients, without stays above the 99th percentile of their DRG, divided by their number; "
    "newborns left out. A DRG with fewer than 100 stays loses none.",
    why="A few stays of months hide what happens to the others.",
    caution="What is cut off is care, too: read it beside the average of all. The border moves as stays are added.",
    needs=("encounter.admit_ts", "encounter.discharge_ts", "encounter.drg_code"),
    pair="alos_days",
    **LENGTH,
)

average_daily_census = Kpi(
    id="average_daily_census",
    number="2.04",
    title="Average midnight census",
    unit="patients",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("patients", BEDS), Days()),
    by=("unit_type",),
    means="Average number of inpatients in beds at midnight.",
    formula="Inpatients in bedded units at 23:59:59, added over the days of the period, divided by its calendar days.",
    why="Everything else is sized by it: staff, meals, beds.",
    caution="A day-only stay never counts; a transfer counts in the receiving unit. Well babies are left out.",
    owner="Patient flow lead",
    needs=CENSUS,
    min_show=1,
    min_rag=1,
    is_person_count=False,
)

OCCUPANCY = {
    "number": "2.05",
    "unit": "%",
    "by": ("unit_type", "weekday"),
    "means": "Share of beds that held a patient at midnight.",
    "why": "Above the band patients wait for beds and infections spread; below it staff wait for patients.",
    "owner": "Patient flow lead",
    "pair": "ed_decision_to_departure_median",
    "min_show": 20,
    "min_rag": 100,
    "bounds": (0, None),
    "is_person_count": False,
}

occupancy_midnight_pct = Kpi(
    id="occupancy_midnight_pct",
    title="Bed occupancy",
    direction=Direction.TARGET,
    target_band=(85, 92),
    value=Ratio(Sum("patients", BEDS), Sum("staffed_beds", BEDS), per=100),
    valid="staffed_beds > 0 OR (staffed_beds = 0 AND patients = 0)",
    formula="Patients at 23:59:59 divided by staffed beds, each added over units and days.",
    caution="More than 100 % is possible (surge). Bed numbers are carried forward at most 7 days. A unit with patients "
    "and no staffed bed does not count.",
    needs=STAFFED,
    **OCCUPANCY,
)

occupancy_midnight_licensed_pct = Kpi(
    id="occupancy_midnight_licensed_pct",
    title="Occupancy of licensed beds",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("patients", BEDS), Sum("licensed_beds", BEDS), per=100),
    valid="licensed_beds > 0 OR (licensed_beds = 0 AND patients = 0)",
    formula="Patients at 23:59:59 divided by licensed beds, each added over units and days.",
    caution="Licensed beds that nobody staffs make it look low.",
    needs=(*CENSUS, "bed_capacity.licensed_beds"),
    **OCCUPANCY,
)

bed_turnover_rate = Kpi(
    id="bed_turnover_rate",
    number="2.06",
    title="Bed turnover rate",
    unit="discharges per bed",
    decimals=2,
    direction=Direction.HIGHER,
    value=Ratio(LEAVERS, PerDay(Sum("staffed_beds", BEDS))),
    unit_value=Ratio(Count(EXITS), PerDay(Sum("staffed_beds", BEDS))),
    by=("unit_type",),
    means="How many patients each bed served in the period.",
    formula="Discharges (for a unit also transfers out) divided by the mean number of staffed beds.",
    why="Beds that turn faster serve more people.",
    caution="Compare periods of the same length only. More is not better when patients come back.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ts", *STAFFED),
    pair="readmission_30d_pct",
    grains=LONGER_THAN_A_DAY,
    min_show=5,
    min_rag=10,
)

bed_turnover_interval_days = Kpi(
    id="bed_turnover_interval_days",
    number="2.07",
    title="Bed turnover interval",
    unit="days",
    decimals=2,
    direction=Direction.TARGET,
    value=Ratio(Sum("staffed_beds - patients", BEDS), LEAVERS),
    unit_value=Ratio(Sum("staffed_beds - patients", BEDS), Count(EXITS)),
    by=("unit_type",),
    means="Average time a bed stands empty between two patients.",
    formula="Staffed bed days minus patient days, divided by discharges (for a unit also transfers out).",
    why="Too short and beds are made ready under pressure; too long and capacity stands idle.",
    caution="Negative means more patients than beds: the sign is kept.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ts", *STAFFED),
    pair="occupancy_midnight_pct",
    grains=LONGER_THAN_A_DAY,
    min_show=10,
    min_rag=30,
    bounds=(None, None),
)

discharge_before_noon_pct = Kpi(
    id="discharge_before_noon_pct",
    number="2.09",
    title="Discharges before noon",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Count(STAYS, "discharge_hour < 12"), Count(STAYS), per=100),
    by=(*STAY_DIMS, "weekday"),
    eligible="NOT is_newborn AND NOT is_same_day AND disposition <> 'died'",
    means="Share of patients who leave before 12:00 and free a bed for the day's demand.",
    formula="Inpatients who left before 12:00 local time, divided by all who left; without deaths, newborns and stays "
    "within one day.",
    why="New patients need the bed in the morning, not in the evening.",
    caution="Can be gamed by keeping patients overnight: read it with the length of stay.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ts",),
    pair="alos_days",
    min_show=20,
    min_rag=50,
    chart="p_prime",
    bounds=(0, 100),
)
