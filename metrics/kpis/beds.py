"""Where the beds went: hours and days of crowding, long stays, and patients who no longer need the bed."""

from metrics.kpi import Count, Days, Direction, Exposure, Kpi, Level, Peak, Ratio, ShareAbove, Sum

BEDS = "v_bed_day"
HOURS = "v_census_hour"
CENSUS = ("encounter_location.in_ts", "encounter_location.unit_id")
STAFFED = (*CENSUS, "bed_capacity.staffed_beds")
LONGER_THAN_A_DAY = ("week", "month", "quarter", "year")
PATIENTS = (
    "service_line", "specialty", "admission_type", "drg_code", "payer_class", "age_band", "sex", "ethnicity",
    "deprivation_quintile",
)  # fmt: skip
FLOW = {"owner": "Patient flow lead", "by": ("unit_type",)}

peak_census = Kpi(
    id="peak_census",
    number="2.04",
    title="Fullest hour",
    unit="patients",
    direction=Direction.NEUTRAL,
    value=Peak(Sum("patients", HOURS), "census_hour"),
    means="The most inpatients in beds at any full hour of the period.",
    formula="Inpatients in bedded units counted at every full hour; the largest of these counts.",
    why="Staff and beds must suffice for the fullest hour, not for midnight.",
    caution="One hour decides it: use it for planning, and the midnight census for comparing. The peak of a hospital is "
    "less than the peaks of its units together.",
    needs=CENSUS,
    pair="average_daily_census",
    grains=("day", *LONGER_THAN_A_DAY),
    min_show=1,
    min_rag=1,
    is_person_count=False,
    **FLOW,
)

staffed_beds_mean = Kpi(
    id="staffed_beds_mean",
    number="2.05",
    title="Staffed beds",
    unit="beds",
    direction=Direction.NEUTRAL,
    value=Ratio(Sum("staffed_beds", BEDS), Days()),
    valid="staffed_beds IS NOT NULL",
    means="How many beds are open and staffed on an average day.",
    formula="Staffed beds of bedded units, added over the days of the period, divided by its calendar days.",
    why="The ceiling that the census runs against.",
    caution="Bed numbers are carried forward at most 7 days; a unit without them counts as having none.",
    needs=STAFFED,
    pair="average_daily_census",
    min_show=1,
    min_rag=1,
    is_person_count=False,
    **FLOW,
)

CROWDING = {
    "number": "2.05",
    "unit": "%",
    "why": "Above the band patients wait for beds and infections spread; below it staff wait for patients.",
    "pair": "ed_decision_to_departure_median",
    "needs": STAFFED,
    "is_person_count": False,
} | FLOW

occupancy_hours_pct = Kpi(
    id="occupancy_hours_pct",
    title="Bed occupancy by the hour",
    direction=Direction.TARGET,
    target_band=(85, 92),
    value=Ratio(Sum("occupied_seconds", BEDS), Sum("staffed_beds * day_seconds", BEDS), per=100),
    valid="staffed_beds > 0 OR (staffed_beds = 0 AND occupied_seconds = 0)",
    means="Share of bed time that patients were in, day and night.",
    formula="Hours that patients spent in units with beds, divided by staffed beds times the hours of the day.",
    caution="Counts patients who come and go within a day, which the midnight figure never sees. Bed numbers are carried "
    "forward at most 7 days.",
    min_show=20,
    min_rag=100,
    min_of="bed days",
    **CROWDING,
)


def days_over(percent: int, **fields) -> Kpi:
    """The share of days on which the midnight occupancy was above a line."""
    return Kpi(
        id=f"days_over_{percent}_pct",
        direction=Direction.LOWER,
        value=ShareAbove(
            Sum("patients", BEDS), Sum("staffed_beds", BEDS), "bed_date", per=100, above=percent / 100
        ),
        valid="staffed_beds > 0 OR (staffed_beds = 0 AND patients = 0)",
        formula=f"Days on which patients at 23:59:59 were more than {percent} % of staffed beds, units added first, divided "
        "by all days with known beds.",
        grains=LONGER_THAN_A_DAY,
        bounds=(0, 100),
        min_show=1,
        min_rag=20,
        **fields,
        **CROWDING,
    )


days_over_92_pct = days_over(
    92,
    title="Days over 92 % full",
    means="Share of days that ended with more than 92 of 100 beds taken.",
    caution="A hospital can be under the line while one of its units is over it: look at the units too.",
)
days_over_100_pct = days_over(
    100,
    title="Days over 100 % full",
    means="Share of days that ended with more patients than staffed beds.",
    caution="Exactly full is not over. Where staffed beds are not updated on the day, opening extra beds looks like this.",
)

DELAYED = {
    "number": "2.11",
    "direction": Direction.LOWER,
    "valid": "delayed_patients IS NOT NULL",
    "why": "Somebody who is acutely ill waits for each of these beds.",
    "needs": (*CENSUS, "alc_period.start_ts"),
} | FLOW

WAITING = ("reason_code", "pathway", *PATIENTS)

delayed_discharge_day_pct = Kpi(
    id="delayed_discharge_day_pct",
    title="Bed days of delayed discharges",
    unit="%",
    value=Ratio(Count("v_alc_day"), Exposure("patients", BEDS), per=100),
    means="Share of bed days used by patients who no longer need the bed.",
    formula="Patients at 23:59:59 inside a listed delay, divided by all patients at 23:59:59, each added over units and days.",
    caution="Only as complete as the list of delays. Overlapping delays of one patient count once; who is ready and leaves "
    "on the same day has no delay.",
    pair="readmission_30d_pct",
    min_show=100,
    min_rag=500,
    bounds=(0, 100),
    **DELAYED | {"by": ("unit_type", *WAITING), "parts": WAITING},
)

delayed_bed_days = Kpi(
    id="delayed_bed_days",
    title="Bed days lost to delays",
    unit="bed days",
    value=Count("v_alc_day"),
    means="Nights that patients spent in a bed which they no longer needed, by what they waited for.",
    formula="Patients at 23:59:59 inside a listed delay, added over units and days. Where delays of one patient overlap the "
    "one that began first says the reason.",
    caution="A month with more days has more of them. Only as complete as the list of delays and its reasons.",
    pair="delayed_discharge_day_pct",
    min_show=1,
    min_rag=30,
    **DELAYED
    | {
        "by": ("unit_type", *WAITING),
        "valid": "TRUE",
        "needs": (*DELAYED["needs"], "alc_period.reason_code"),
    },
)

alc_patients_now = Kpi(
    id="alc_patients_now",
    title="Patients waiting to leave",
    unit="patients",
    value=Level("delayed_patients", BEDS),
    means="Patients in a bed on the last night of the period who no longer need it.",
    formula="Patients at 23:59:59 inside a listed delay, on the last date of the period.",
    caution="One night only. A list that is updated on weekdays is out of date on Sunday.",
    pair="delayed_discharge_day_pct",
    min_show=1,
    min_rag=1,
    **DELAYED,
)

STAYING = {
    "number": "2.12",
    "direction": Direction.LOWER,
    "why": "A few patients hold many beds, and each of them needs a plan.",
    "needs": (*CENSUS, "encounter.admit_ts"),
    "pair": "delayed_discharge_day_pct",
} | FLOW
LONG = (
    "Patients at 23:59:59 who were admitted {days} or more days before, counted from the first admission of the episode; "
    "rehabilitation, psychiatry and neonatal units left out"
)


def long_stays(days: int) -> Kpi:
    """The mean number of patients who have been in hospital for so many days."""
    return Kpi(
        id=f"long_stay_{days}d_count",
        title=f"Patients in hospital {days} days or more",
        unit="patients",
        decimals=1,
        value=Ratio(Sum(f"long_stay_{days}", BEDS), Days()),
        means=f"How many beds are held by patients who have been in hospital for {days} days or more.",
        formula=f"{LONG.format(days=days)}, averaged over the days of the period.",
        caution="Counts patients who are still there; the average length of stay counts those who left.",
        min_show=1,
        min_rag=1,
        is_person_count=False,
        **STAYING,
    )


long_stay_7d_count = long_stays(7)
long_stay_14d_count = long_stays(14)
long_stay_21d_count = long_stays(21)

long_stay_21d_pct = Kpi(
    id="long_stay_21d_pct",
    title="Beds held by stays of 21 days or more",
    unit="%",
    value=Ratio(Count("v_long_stay_day"), Exposure("patients", BEDS), per=100),
    eligible="unit_type NOT IN ('rehab', 'psych', 'nicu')",
    means="Share of occupied beds held by patients who have been in hospital for 21 days or more.",
    formula=f"{LONG.format(days=21)}, divided by all patients at 23:59:59 in the same units.",
    caution="Falls when the hospital fills with short stays: read it with the number of long ones.",
    min_show=100,
    min_rag=500,
    bounds=(0, 100),
    **STAYING | {"by": ("unit_type", *PATIENTS), "parts": PATIENTS},
)
