"""Safety events, the days they are measured against, infections, hand hygiene and bundles."""

from data.schema.table import Table

PLACE = """
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            unit_type | VARCHAR | required | vocabulary unit_type, or unknown
"""
# Of a case of a care bundle, and of each of its steps.
BUNDLE = f"""
            {PLACE.strip()}
            discharge_date | DATE | required | local date of discharge
            bundle | VARCHAR | required | sepsis or another bundle
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            weight | DECIMAL(18,6) | required | weight of an abstracted sample, else 1
"""

DATA_CLASS = "safety"
TABLES = (
    Table.of(
        "v_incident",
        grain="one moment of one incident report that counts: when it happened, was reported, or its investigation was due",
        key=("incident_id", "moment"),
        time="moment_date",
        cadence_days=7,
        columns=f"""
            incident_id | VARCHAR | required keyed:incident | reference
            moment | VARCHAR | required | event, report or investigation_due
            moment_date | DATE | required | local date of the moment; no due date after the last report
            {PLACE.strip()}
            is_bedded | BOOLEAN | required | the unit is one whose patient days count
            shift_of_day | VARCHAR | required | day from 07, evening from 15, night from 23 to 07, or unknown
            category | VARCHAR | required | vocabulary incident_category
            harm_level | VARCHAR | required | vocabulary harm_level
            age_band | VARCHAR | required | age band at the event, or unknown
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            injury_level | VARCHAR | required | vocabulary injury_level, or unknown
            ncc_merp | VARCHAR | required | vocabulary ncc_merp, or unknown
            medication_stage | VARCHAR | required | vocabulary medication_stage, or unknown
            is_patient_related | BOOLEAN | required | concerns a patient
            reached_patient | BOOLEAN | required | reached the patient
            is_serious | BOOLEAN | required | severe harm, death or on the never-event list
            is_new_pressure_injury | BOOLEAN | required | stage 2 to 4, unstageable or deep tissue, not found on admission
            report_seconds | BIGINT [s] |  | event to report; null when only the date of the event is known
            is_investigated_in_time | BOOLEAN | required | investigation closed on or before its due date
        """,
    ),
    Table.of(
        "v_incident_day",
        grain="one bedded unit on one date inside the incident reports of its facility",
        key=("unit_id", "bed_date"),
        time="bed_date",
        columns=f"""
            {PLACE.strip()}
            bed_date | DATE | required | local date
            patients | INTEGER [patient days] | required | patients at the census instant
        """,
    ),
    Table.of(
        "v_serious_event",
        grain="one serious event of a patient; facility-wide",
        key=("incident_id",),
        time="event_date",
        cadence_days=92,
        columns="""
            incident_id | VARCHAR | required keyed:incident | reference
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | the unknown unit: the time between events is the facility's
            event_date | DATE | required | local date of the event
            days_since_previous | DECIMAL(9,1) [days] |  | since the serious event before; two on one date are half a day apart
        """,
    ),
    Table.of(
        "v_harm_stay",
        grain="one finished inpatient stay, newborns left out: what harm it met",
        key=("encounter_id",),
        record="stay",
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            service_line | VARCHAR | required | service line, or unknown
            unit_type | VARCHAR | required | vocabulary unit_type
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            los_days | INTEGER [days] |  | length of stay
            whole_days | INTEGER [days] |  | whole days of 24 hours from arrival to discharge
            has_injury_on_admission | BOOLEAN | required | a pressure injury of stage 2 or worse was there on admission
            has_new_injury | BOOLEAN | required | a pressure injury of stage 2 or worse began in our care
            has_fall_injury | BOOLEAN | required | fell with a moderate or major injury
        """,
    ),
    Table.of(
        "v_pressure_survey",
        grain="one patient looked at in a prevalence round",
        key=("survey_date", "unit_id", "encounter_id"),
        time="survey_date",
        cadence_days=92,
        columns=f"""
            survey_date | DATE | required | round
            encounter_id | VARCHAR | required keyed:encounter | visit
            {PLACE.strip()}
            has_injury | BOOLEAN | required | hospital-acquired, stage 2 or worse
        """,
    ),
    Table.of(
        "v_infection",
        grain="one infection that infection control confirmed",
        key=("event_id",),
        time="event_date",
        cadence_days=31,
        columns=f"""
            event_id | VARCHAR | required keyed:event | event
            {PLACE.strip()}
            event_date | DATE | required | event date
            hai_type | VARCHAR | required | vocabulary hai_type
            is_predicted | BOOLEAN | required | its unit and month have a predicted number from the newest baseline
        """,
    ),
    Table.of(
        "v_infection_reach",
        grain="one facility and the last day of which infection control has told",
        key=("facility_id",),
        time="told_date",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | stands for the whole facility
            told_date | DATE | required | last infection or last file of the source, whichever is later
        """,
    ),
    Table.of(
        "v_infection_month",
        grain="the predicted number of one kind of infection in one unit and month, newest baseline only",
        key=("unit_id", "hai_type", "month_date"),
        time="month_date",
        cadence_days=31,
        columns=f"""
            {PLACE.strip()}
            month_date | DATE | required | first day of the month
            hai_type | VARCHAR | required | vocabulary hai_type
            baseline_year | INTEGER | required | year of the baseline behind the prediction
            predicted | DECIMAL(18,9) | required | predicted infections
        """,
    ),
    Table.of(
        "v_device_day",
        grain="one unit, date and device",
        key=("unit_id", "device_date", "device"),
        time="device_date",
        cadence_days=31,
        columns=f"""
            {PLACE.strip()}
            device_date | DATE | required | day
            device | VARCHAR | required | vocabulary device
            device_days | INTEGER [days] | required | patients with the device, once each
            patient_days | INTEGER [days] | required | patients present
            is_told | BOOLEAN | required | infection control has told of infections up to this day
        """,
    ),
    Table.of(
        "v_hand_hygiene",
        grain="one observed moment at which hands should be cleaned",
        key=("obs_id",),
        time="obs_date",
        cadence_days=31,
        columns=f"""
            obs_id | VARCHAR | required | observation
            {PLACE.strip()}
            obs_date | DATE | required | day
            staff_group | VARCHAR | required | vocabulary staff_group
            moment | VARCHAR | required | WHO moment, 1 to 5
            method | VARCHAR | required | direct or electronic
            is_compliant | BOOLEAN | required | hands were cleaned
        """,
    ),
    Table.of(
        "v_bundle_case",
        grain="one case of a care bundle with a finished stay and at least one step that applied",
        key=("bundle_case_id",),
        record="care bundle case",
        time="discharge_date",
        cadence_days=31,
        columns=f"""
            bundle_case_id | VARCHAR | required keyed:bundle_case | case
            {BUNDLE.strip()}
            is_passed | BOOLEAN | required | every step that applied was done by its deadline
        """,
    ),
    Table.of(
        "v_bundle_step",
        grain="one step that applied to one case of a care bundle with a finished stay",
        key=("bundle_case_id", "step"),
        record="step of a care bundle",
        time="discharge_date",
        cadence_days=31,
        columns=f"""
            bundle_case_id | VARCHAR | required keyed:bundle_case | case
            step | VARCHAR | required | step of the bundle, as the site calls it
            {BUNDLE.strip()}
            is_done | BOOLEAN | required | done by its deadline
        """,
    ),
)
