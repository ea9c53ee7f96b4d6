"""Harm that reaches patients, and how openly it is reported."""

from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio, Sum

EVENTS = "v_incident"
DAYS = "v_incident_day"
STAYS = "v_harm_stay"
PATIENT_DAYS = Exposure("patients", DAYS)
REPORTS = ("incident.event_ts", "incident.category", "encounter_location.in_ts")
LONGER_THAN_A_DAY = ("week", "month", "quarter", "year")
PREPARED = ("ncc_merp", "medication_stage")
REPORTED_AS = ("category", "harm_level")
QUALITY_LEAD = {"owner": "Quality lead", "maturity_days": 30, "grains": LONGER_THAN_A_DAY}


def per_1000_days(
    kpi_id: str, number: str, title: str, where: str, *parts: str, moment: str = "event", **fields
) -> Kpi:
    """Events for every 1,000 patient days, while incident reports arrive; `parts` is what only a report tells."""
    return Kpi(
        **{
            "id": kpi_id,
            "number": number,
            "title": title,
            "unit": "per 1,000 patient days",
            "decimals": 2,
            "direction": Direction.LOWER,
            "value": Ratio(Count(EVENTS, f"moment = '{moment}' AND {where}"), PATIENT_DAYS, per=1000),
            "by": ("unit_type", "shift_of_day", *parts),
            "parts": ("shift_of_day", *parts),
            "needs": REPORTS,
            "min_show": 500,
            "min_rag": 1000,
            "chart": "u_prime",
        }
        | QUALITY_LEAD
        | fields
    )


FALL = "is_bedded AND category = 'fall' AND is_patient_related"
FALLS_WHY = "A fall in hospital breaks bones and confidence, and many can be prevented."
FALLS_CAUTION = (
    "Counts what staff report. Falls of visitors and staff, and falls in the emergency department or in theatre, "
    "are left out; every fall of one patient counts."
)

falls_per_1000_patient_days = per_1000_days(
    "falls_per_1000_patient_days",
    "7.05",
    "Patient falls",
    FALL,
    "injury_level",
    means="How often inpatients fall, for every 1,000 days spent in a bed.",
    formula="Reported falls of patients in wards, assisted ones too, divided by patient days, times 1,000.",
    why=FALLS_WHY,
    caution=FALLS_CAUTION,
    pair="falls_injury_per_1000",
)

falls_injury_per_1000 = per_1000_days(
    "falls_injury_per_1000",
    "7.05",
    "Falls with injury",
    f"{FALL} AND injury_level IN ('minor', 'moderate', 'major', 'death')",
    "injury_level",
    means="How often inpatients are hurt in a fall, for every 1,000 days spent in a bed.",
    formula="Reported falls of patients in wards with a minor or worse injury, divided by patient days, times 1,000.",
    why=FALLS_WHY,
    caution=f"{FALLS_CAUTION} A fall whose injury is not recorded does not count here.",
    needs=(*REPORTS, "incident.injury_level"),
    yields_to=("falls_per_1000_patient_days",),
    pair="falls_per_1000_patient_days",
)

falls_major_per_1000 = per_1000_days(
    "falls_major_per_1000",
    "7.05",
    "Falls with major injury",
    f"{FALL} AND injury_level IN ('major', 'death')",
    means="How often a fall ends in a fracture, an operation or death, for every 1,000 days spent in a bed.",
    formula="Reported falls of patients in wards with a major injury or death, divided by patient days, times 1,000.",
    why="One of these changes a life; each deserves a review of its own.",
    caution=f"{FALLS_CAUTION} A rare event: look at the time between events, not at one month.",
    needs=(*REPORTS, "incident.injury_level"),
    yields_to=("falls_per_1000_patient_days", "falls_injury_per_1000"),
    pair="falls_per_1000_patient_days",
)

falls_cms1017 = Kpi(
    id="falls_cms1017",
    number="7.05",
    title="Stays with an injurious fall (CMS1017)",
    unit="per 1,000 patient days",
    decimals=2,
    direction=Direction.LOWER,
    value=Ratio(Count(STAYS, "has_fall_injury"), Exposure("whole_days", STAYS), per=1000),
    by=("service_line", "unit_type", "age_band", "sex", "ethnicity", "deprivation_quintile"),
    eligible="age_band <> '0-17' AND coalesce(los_days, 0) <= 120",
    valid="whole_days IS NOT NULL",
    means="Adult stays with a moderate or major injury from a fall, for every 1,000 whole days in hospital.",
    formula="Stays of adults with such a fall, divided by their whole days of 24 hours from arrival to discharge, times "
    "1,000; stays over 120 days left out.",
    why="The national measure of falls that hurt: it follows the patient, not the report.",
    caution="One stay counts once, in the month of discharge. Needs the visit number on the incident report.",
    needs=("incident.encounter_id", "incident.injury_level", "encounter.discharge_ts"),
    min_show=500,
    min_rag=1000,
    chart="u_prime",
    pair="falls_injury_per_1000",
    **QUALITY_LEAD,
)

INJURY_CAUTION = (
    "A reported injury counts as ours when it was found more than 24 hours after the start of the stay (deep tissue: "
    "72 hours). Coded diagnoses marked as not present on admission count where they are loaded."
)

hapi_per_1000_discharges = Kpi(
    id="hapi_per_1000_discharges",
    number="7.06",
    title="Pressure injuries that began in hospital",
    unit="per 1,000 stays",
    decimals=2,
    direction=Direction.LOWER,
    value=Ratio(Count(STAYS, "has_new_injury"), Count(STAYS), per=1000),
    by=("service_line", "unit_type", "age_band", "sex", "ethnicity", "deprivation_quintile"),
    eligible="age_band <> '0-17' AND NOT has_injury_on_admission",
    means="Adult stays in which a new pressure injury of stage 2 or worse developed, of every 1,000 stays.",
    formula="Stays of adults with a new stage 2 to 4, unstageable or deep-tissue injury, divided by stays of adults who "
    "had none on admission, times 1,000. One stay counts once.",
    why="Skin breaks where patients are not turned: it shows how much time nurses have.",
    caution=INJURY_CAUTION,
    needs=("incident.encounter_id", "incident.hapi_stage", "encounter.discharge_ts"),
    min_show=100,
    min_rag=500,
    chart="p_prime",
    pair="hapi_per_1000_patient_days",
    **QUALITY_LEAD,
)

hapi_per_1000_patient_days = per_1000_days(
    "hapi_per_1000_patient_days",
    "7.06",
    "Reported new pressure injuries",
    "is_bedded AND is_new_pressure_injury",
    means="Reports of new pressure injuries of stage 2 or worse, for every 1,000 days spent in a bed.",
    formula="Reports of new stage 2 to 4, unstageable or deep-tissue injuries in wards, divided by patient days, "
    "times 1,000.",
    why="Can be read weeks before discharge and coding are finished.",
    caution="Counts reports, so it moves with how carefully wards report.",
    needs=(*REPORTS, "incident.hapi_stage"),
    pair="hapi_per_1000_discharges",
)

hapi_prevalence_pct = Kpi(
    id="hapi_prevalence_pct",
    number="7.06",
    title="Patients found with a hospital-acquired pressure injury",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(Count("v_pressure_survey", "has_injury"), Count("v_pressure_survey"), per=100),
    by=("unit_type",),
    means="Of all patients looked at on a survey day, the share with a hospital-acquired injury of stage 2 or worse.",
    formula="Patients with such an injury divided by patients surveyed, over the rounds of the period.",
    why="Somebody looked at every patient, so it does not depend on who reports.",
    caution="A count of one day: short stays are under-represented.",
    needs=("pressure_survey.has_hapi_stage2plus",),
    min_show=20,
    min_rag=100,
    chart="p_prime",
    bounds=(0, 100),
    pair="hapi_per_1000_discharges",
    **{**QUALITY_LEAD, "grains": ("month", "quarter", "year")},
)

MEDICATION = "is_patient_related AND category = 'medication' AND reached_patient"

medication_errors_per_1000_patient_days = per_1000_days(
    "medication_errors_per_1000_patient_days",
    "7.11",
    "Medication errors that reached a patient",
    MEDICATION,
    *PREPARED,
    direction=Direction.NEUTRAL,
    means="Reported medication errors that reached a patient, for every 1,000 days spent in a bed.",
    formula="Reports about medicines that reached the patient (NCC MERP C to I), divided by patient days, "
    "times 1,000.",
    why="Each report is a chance to mend the process before somebody is hurt.",
    caution="Counts reports: a rise may only mean that staff report more. Read it with the share that harmed.",
    needs=(*REPORTS, "incident.reached_patient"),
    pair="med_harm_per_1000",
)

med_harm_per_1000 = per_1000_days(
    "med_harm_per_1000",
    "7.11",
    "Medication errors with harm",
    f"{MEDICATION} AND ncc_merp IN ('E', 'F', 'G', 'H', 'I')",
    *PREPARED,
    means="Reported medication errors that harmed a patient, for every 1,000 days spent in a bed.",
    formula="Reports about medicines graded E to I (NCC MERP: harm), divided by patient days, times 1,000.",
    why="Harm is graded after review and depends less on who reports than the number of reports does.",
    caution="A report without a grade does not count.",
    needs=(*REPORTS, "incident.ncc_merp"),
    yields_to=("medication_errors_per_1000_patient_days",),
    pair="medication_errors_per_1000_patient_days",
)

incidents_per_1000_patient_days = per_1000_days(
    "incidents_per_1000_patient_days",
    "7.09",
    "Incident reports",
    "is_patient_related",
    *REPORTED_AS,
    moment="report",
    direction=Direction.NEUTRAL,
    means="How much staff report, near misses included, for every 1,000 days spent in a bed.",
    formula="Reports that concern a patient, by the day they were entered, divided by patient days, times 1,000.",
    why="Staff who trust the answer report more: many reports of little harm are a healthy sign.",
    caution="More is neither good nor bad by itself. Read it with the share of reports without harm.",
    needs=(*REPORTS, "incident.reported_ts"),
    pair="no_harm_share_pct",
)

harm_incidents_per_1000 = per_1000_days(
    "harm_incidents_per_1000",
    "7.09",
    "Incidents with harm",
    "is_patient_related AND harm_level IN ('moderate', 'severe', 'death')",
    *REPORTED_AS,
    moment="report",
    means="Reported events with moderate harm or worse, for every 1,000 days spent in a bed.",
    formula="Reports that concern a patient with moderate, severe or fatal harm, by the day they were entered, "
    "divided by patient days, times 1,000.",
    why="The part of reporting that should fall.",
    caution="Harm is final only after review: the last weeks still move.",
    needs=(*REPORTS, "incident.harm_level"),
    yields_to=("incidents_per_1000_patient_days",),
    pair="incidents_per_1000_patient_days",
)

REPORTED = {
    "number": "7.09",
    "unit": "%",
    "direction": Direction.HIGHER,
    "by": ("category", "unit_type", "shift_of_day", "age_band", "sex", "ethnicity", "deprivation_quintile"),
    "eligible": "moment = 'report' AND is_patient_related",
    "min_show": 10, "min_rag": 30, "chart": "p_prime", "bounds": (0, 100), **QUALITY_LEAD,
}  # fmt: skip

no_harm_share_pct = Kpi(
    id="no_harm_share_pct",
    title="Reports without harm",
    value=Ratio(Count(EVENTS, "harm_level = 'none'"), Count(EVENTS), per=100),
    means="Share of incident reports in which nobody came to harm.",
    formula="Reports about patients without harm, near misses included, divided by all reports about patients.",
    why="Learning from events that harmed nobody is the cheapest safety there is.",
    caution="Falls when harm rises and also when staff stop reporting small things.",
    needs=("incident.harm_level", "incident.reported_ts"),
    pair="incidents_per_1000_patient_days",
    **REPORTED,
)

report_within_24h_pct = Kpi(
    id="report_within_24h_pct",
    title="Reported within 24 hours",
    value=Ratio(Count(EVENTS, "report_seconds <= 86400"), Count(EVENTS), per=100),
    valid="report_seconds >= 0",
    means="Share of incident reports entered within 24 hours of the event.",
    formula="Reports about patients entered at most 24 hours after the event, divided by those with both times.",
    why="Late reports lose details, and the patient's family hears late.",
    caution="Events of which only the date is known do not count and lower the coverage.",
    needs=("incident.event_ts", "incident.reported_ts"),
    pair="incidents_per_1000_patient_days",
    **REPORTED,
)

serious_days_between = Kpi(
    id="serious_days_between",
    number="7.09",
    title="Days between serious events",
    unit="days",
    direction=Direction.HIGHER,
    value=Ratio(Sum("days_since_previous", "v_serious_event"), Count("v_serious_event")),
    valid="days_since_previous IS NOT NULL",
    by=(),
    means="Average number of days that passed before each serious event of the period.",
    formula="Days since the previous serious event of the same hospital (two on one date: half a day), averaged over "
    "the serious events of the period.",
    why="Serious events are too rare for a monthly rate; the time between them shows a change sooner.",
    caution="A period without a serious event has no value: good news shows as a longer time at the next event. The "
    "first event has nothing before it.",
    needs=("incident.is_serious", "incident.event_ts"),
    min_show=1,
    chart="t",
    min_rag=1,
    pair="harm_incidents_per_1000",
    **{**QUALITY_LEAD, "grains": ("month", "quarter", "year")},
)
