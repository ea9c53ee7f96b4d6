"""How much there is to do: visits, discharges and operations, which staff, beds and lists are planned by."""

from metrics.kpi import Count, Days, Direction, Kpi, Ratio, Sum

VOLUME = {"direction": Direction.NEUTRAL, "min_show": 1, "min_rag": 30}

ed_visits_per_day = Kpi(
    id="ed_visits_per_day",
    number="1.17",
    title="Emergency visits a day",
    unit="per day",
    decimals=1,
    value=Ratio(Count("v_ed_visit"), Days()),
    by=("acuity", "arrival_mode", "arrival_hour_band", "disposition", "ed_type", "age_band", "sex"),
    means="Patients of the emergency department on an average day.",
    formula="Visits that ended, divided by the calendar days of the period; scheduled returns and dead on arrival left out.",
    why="Rooms, nurses and doctors of the department are sized by it, and admissions follow it.",
    caution="A visit counts on the day on which it ended. Busy hours do not show in a mean of the day.",
    owner="ED clinical lead",
    needs=("ed_visit.arrival_ts",),
    pair="ed_arrival_to_provider_median",
    **VOLUME,
)

discharges_per_day = Kpi(
    id="discharges_per_day",
    number="2.19",
    title="Inpatient discharges a day",
    unit="per day",
    decimals=1,
    value=Ratio(Count("v_discharge"), Days()),
    eligible="NOT is_newborn",
    by=("service_line", "admission_type", "payer_class", "disposition", "age_band", "sex"),
    means="Inpatients who leave the hospital on an average day.",
    formula="Finished inpatient stays, deaths and transfers out included, newborns left out, divided by the calendar days of "
    "the period.",
    why="Over a month as many leave as come: it is the work of wards, coders and billing.",
    caution="A stay counts on the day on which it ended, however long it was.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ts",),
    pair="alos_days",
    **VOLUME,
)

discharges_per_day_incl_newborn = Kpi(
    id="discharges_per_day_incl_newborn",
    number="2.19",
    title="Inpatient discharges a day, newborns included",
    unit="per day",
    decimals=1,
    value=Ratio(Count("v_discharge"), Days()),
    by=("service_line", "admission_type", "payer_class", "disposition", "age_band", "sex"),
    means="Inpatients who leave the hospital on an average day, newborns among them.",
    formula="Finished inpatient stays, deaths, transfers out and newborns included, divided by the calendar days of the period.",
    why="Some reports and payers count the newborn as a discharge of its own.",
    caution="Always above the discharges a day that leave newborns out: never compare the two with each other.",
    owner="Patient flow lead",
    needs=("encounter.discharge_ts", "encounter.is_newborn"),
    yields_to=("discharges_count", "discharges_per_day"),
    pair="alos_days",
    **VOLUME,
)

average_daily_census_incl_obs = Kpi(
    id="average_daily_census_incl_obs",
    number="2.04",
    title="Average midnight census with observation",
    unit="patients",
    decimals=1,
    value=Ratio(Sum("86400 * patients + observation_seconds", "v_patient_day"), Days(), per=1 / 86400),
    by=("unit_type",),
    means="Average number of inpatients in beds at midnight, and of observation patients around the clock.",
    formula="Inpatients in bedded units at 23:59:59 and the hours of observation patients in any unit divided by 24, added over "
    "the days of the period, divided by its calendar days.",
    why="Observation patients need beds and nurses like the others, and no midnight census of inpatients shows them.",
    caution="Two ways of counting in one number: midnights for inpatients, hours for observation. Well babies are left out.",
    owner="Patient flow lead",
    needs=("encounter_location.in_ts", "encounter_location.unit_id", "encounter_location.patient_class"),
    pair="average_daily_census",
    is_person_count=False,
    **(VOLUME | {"min_rag": 1}),
)

clinic_visits = Kpi(
    id="clinic_visits",
    number="1.18",
    title="Clinic visits",
    unit="visits",
    value=Count("v_appointment"),
    is_planned=True,
    eligible="status = 'completed'",
    by=("specialty", "visit_type", "new_or_return", "modality", "payer_class", "age_band", "sex", "weekday"),
    means="Appointments that took place.",
    formula="Appointments with the status completed, by their local date.",
    why="Rooms, clinicians and income of the clinics follow it.",
    caution="A month with more working days has more visits: compare with the same month a year before.",
    owner="Practice manager",
    needs=("appointment.scheduled_start_ts", "appointment.status"),
    apart_from=("amb_no_show_rate",),
    pair="amb_no_show_rate",
    **VOLUME,
)

operations_done = Kpi(
    id="operations_done",
    number="2.20",
    title="Operations",
    unit="operations",
    value=Count("v_or_case"),
    is_planned=True,
    eligible="status = 'done'",
    by=("service", "case_class", "weekday"),
    means="Operations that were done.",
    formula="Cases with the status done, by the local date for which they were planned.",
    why="Theatre sessions, sets, beds and intensive care are planned by it.",
    caution="Counts cases, not minutes: a day of short cases looks busier than one of long ones.",
    owner="Theatre manager",
    needs=("procedure_case.status", "procedure_case.patient_in_ts"),
    pair="or_day_of_surgery_cancel_pct",
    **VOLUME,
)
