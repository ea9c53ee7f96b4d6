"""Incidents, infections and bundles."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "incident",
        grain="one safety event report",
        key=("incident_id",),
        columns="""
            incident_id | VARCHAR | required keyed:incident | reference
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR | required | place of the event; unknown unit if unmapped
            encounter_id | VARCHAR | keyed:encounter | visit
            event_ts | TIMESTAMPTZ | required | when it happened
            is_event_time_known | BOOLEAN | required | false when only the date is known (00:00)
            reported_ts | TIMESTAMPTZ | required | when it was entered
            category | VARCHAR | required vocabulary:incident_category | incident category
            event_type | VARCHAR |  | source type
            subtype | VARCHAR |  | source sub-type
            harm_level | VARCHAR | required vocabulary:harm_level | physical harm after review
            severity_source | VARCHAR |  | severity as the source says
            is_near_miss | BOOLEAN | required | did not reach the patient
            injury_level | VARCHAR | vocabulary:injury_level | (falls)
            ncc_merp | VARCHAR | vocabulary:ncc_merp | ncc merp
            medication_stage | VARCHAR | vocabulary:medication_stage | medication stage
            hapi_stage | VARCHAR | vocabulary:hapi_stage | hapi stage
            is_device_related | BOOLEAN |  | device-related pressure injury
            assisted | BOOLEAN |  | assisted fall
            is_patient_related | BOOLEAN | required | concerns a patient
            reached_patient | BOOLEAN | required | reached the patient
            is_serious | BOOLEAN | required | harm severe or death, or never-event list
            present_on_admission | BOOLEAN |  | pressure injury found on admission
            status | VARCHAR | required vocabulary:incident_status | rejected and duplicate never count
            investigation_due_date | DATE |  | due
            investigation_closed_date | DATE |  | closed
            closed_date | DATE |  | report closed
            contributing_factors | VARCHAR |  | coded list
            reporter_role | VARCHAR |  | role only, never identity
        """,
    ),
    Table.of(
        "infection_event",
        grain="one adjudicated infection",
        key=("event_id",),
        columns="""
            event_id | VARCHAR | required keyed:event | event
            unit_id | VARCHAR | required | attributed unit
            encounter_id | VARCHAR | keyed:encounter | visit
            hai_type | VARCHAR | required vocabulary:hai_type | hai type
            event_date | DATE | required | event date
        """,
    ),
    Table.of(
        "infection_prediction",
        grain="one unit x infection x month",
        key=("unit_id", "hai_type", "month"),
        columns="""
            unit_id | VARCHAR | required | unit
            hai_type | VARCHAR | required vocabulary:hai_type | hai type
            month | DATE | required | month
            predicted | DOUBLE | required | NHSN predicted number
            baseline_year | INTEGER | required | 2015 or 2022
        """,
    ),
    Table.of(
        "device_day",
        grain="one unit x date x device",
        key=("unit_id", "date", "device"),
        columns="""
            unit_id | VARCHAR | required | unit
            date | DATE | required | day
            device | VARCHAR | required vocabulary:device | device
            device_days | INTEGER [days] | required | patients with the device
            patient_days | INTEGER [days] | required | patients present
        """,
    ),
    Table.of(
        "pressure_survey",
        grain="one patient in a prevalence round",
        key=("survey_date", "unit_id", "encounter_id"),
        columns="""
            survey_date | DATE | required | round
            unit_id | VARCHAR | required | unit
            encounter_id | VARCHAR | required keyed:encounter | visit
            has_hapi_stage2plus | BOOLEAN | required | hospital-acquired, stage 2 or worse
        """,
    ),
    Table.of(
        "hand_hygiene_obs",
        grain="one observed opportunity",
        key=("obs_id",),
        columns="""
            obs_id | VARCHAR | required | observation
            unit_id | VARCHAR | required | unit
            obs_date | DATE | required | day
            staff_group | VARCHAR | required vocabulary:staff_group | staff group
            moment | INTEGER | required | WHO moment 1-5
            compliant | BOOLEAN | required | cleaned
            method | VARCHAR | required vocabulary:hh_method | hh method
        """,
    ),
    Table.of(
        "bundle_case",
        grain="one element of one process-of-care case",
        key=("bundle_case_id", "element_code"),
        columns="""
            bundle_case_id | VARCHAR | required keyed:bundle_case | case
            bundle | VARCHAR | required | sepsis ...
            encounter_id | VARCHAR | required keyed:encounter | visit
            index_ts | TIMESTAMPTZ | required | time zero
            element_code | VARCHAR | required | element
            due_ts | TIMESTAMPTZ |  | due
            done_ts | TIMESTAMPTZ |  | done
            eligible | BOOLEAN | required | element applies
            contraindicated | BOOLEAN | required | contraindicated
            sample_weight | DOUBLE |  | weight of an abstracted sample
        """,
    ),
)
