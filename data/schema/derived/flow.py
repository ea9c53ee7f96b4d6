"""Beds, stays, discharges and returns."""

from data.schema.table import Table

DATA_CLASS = "clinical"
TABLES = (
    Table.of(
        "v_discharge",
        grain="one finished inpatient stay (newborns flagged, not left out)",
        key=("encounter_id",),
        record="stay",
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            discharge_hour | INTEGER | required | local hour of discharge, 0-23
            weekday | INTEGER | required | ISO weekday of discharge
            los_days | INTEGER [days] |  | length of stay by local dates less leave days, same day = 1 (G10); null when negative or over 365
            episode_days | INTEGER [days] |  | the same from the first admission of the linked stays, at the last of them
            is_episode_end | BOOLEAN | required | the last of its linked stays, or a stay of its own; no linked stay is open
            los_band | VARCHAR | required | days of stay 1 to 14, then 15-20, 21-30, 31+, or unknown
            is_same_day | BOOLEAN | required | admitted and discharged on one local date
            is_newborn | BOOLEAN | required | newborn stay
            is_path_known | BOOLEAN | required | a feed brought the movements of the stay
            is_longest | BOOLEAN | required | above the 99th percentile of its DRG, where that has 100 stays
            disposition | VARCHAR | required | vocabulary discharge_disposition
            admission_type | VARCHAR | required | vocabulary admission_type
            admission_source | VARCHAR | required | vocabulary admission_source
            first_unit_id | VARCHAR | required | first bedded unit of the stay, else the discharging unit
            first_unit_type | VARCHAR | required | its vocabulary unit_type
            unit_type | VARCHAR | required | vocabulary unit_type of the discharging unit
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            drg_code | VARCHAR | required | DRG, or unknown
            drg_weight | DECIMAL(12,4) |  | relative weight
            expected_days | DECIMAL(12,4) [days] |  | length of stay that the reference model expects, above 0
            drg_typical_days | DECIMAL(12,4) [days] |  | published geometric mean stay of the DRG, above 0
            order_seconds | BIGINT [s] |  | discharge order to leaving; may be negative
            delay_days | INTEGER [days] |  | local date ready to leave to date of discharge; may be negative
        """,
    ),
    Table.of(
        "v_unit_exit",
        grain="one departure of an inpatient from a unit: a discharge, or a transfer to another unit",
        key=("exit_id",),
        record="departure",
        time="exit_date",
        columns="""
            exit_id | VARCHAR | required keyed:stay | the stay or visit that ended
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit left
            unit_type | VARCHAR | required | vocabulary unit_type
            exit_date | DATE | required | local date
            kind | VARCHAR | required | discharge (newborns left out) or transfer
        """,
    ),
    Table.of(
        "v_bed_day",
        grain="one bedded unit on one date: staffed beds and patients at the census instant 23:59:59",
        key=("unit_id", "bed_date"),
        time="bed_date",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit with is_inpatient_bedded, nurseries left out
            unit_type | VARCHAR | required | vocabulary unit_type
            weekday | INTEGER | required | ISO weekday
            bed_date | DATE | required | local date
            patients | INTEGER [patients] | required | inpatients and boarders in the unit (G9); 0 when none; no row before the first stay of the facility
            staffed_beds | INTEGER [beds] |  | staffed beds, carried forward at most 7 days, else null
            licensed_beds | INTEGER [beds] |  | licensed beds, same rule
            occupied_seconds | BIGINT [s] | required | time that patients spent in the unit on this date, added up
            day_seconds | BIGINT [s] | required | length of the local day: 23, 24 or 25 hours
            delayed_patients | INTEGER [patients] |  | those of them who no longer need the bed; null where the facility lists no delays
            long_stay_7 | INTEGER [patients] | required | those in hospital 7 days or more, from the first admission of the episode; 0 in rehabilitation, psychiatry and neonatal units
            long_stay_14 | INTEGER [patients] | required | the same, 14 days or more
            long_stay_21 | INTEGER [patients] | required | the same, 21 days or more
        """,
    ),
    Table.of(
        "v_patient_day",
        grain="one unit on one date of its facility's census: a bedded one, or another with observation patients",
        key=("unit_id", "day"),
        time="day",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit, nurseries left out
            unit_type | VARCHAR | required | vocabulary unit_type
            day | DATE | required | local date
            patients | INTEGER [patients] | required | inpatients and boarders at the census instant, as in v_bed_day
            observation_seconds | BIGINT [s] | required | time that observation patients spent in the unit on this date, added up
        """,
    ),
    Table.of(
        "v_alc_day",
        grain="one patient at the census instant of one date who no longer needs the bed",
        key=("encounter_id", "unit_id", "bed_date"),
        time="bed_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            unit_type | VARCHAR | required | vocabulary unit_type
            bed_date | DATE | required | local date
            reason_code | VARCHAR | required | reason of the delay that began first
            pathway | VARCHAR | required | discharge pathway, or unknown
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            drg_code | VARCHAR | required | DRG, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band on the date
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
        """,
    ),
    Table.of(
        "v_long_stay_day",
        grain="one patient at the census instant of one date who has been in hospital for 21 days or more",
        key=("encounter_id", "unit_id", "bed_date"),
        time="bed_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit; rehabilitation, psychiatry and neonatal units left out
            unit_type | VARCHAR | required | vocabulary unit_type
            bed_date | DATE | required | local date
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            drg_code | VARCHAR | required | DRG, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band on the date
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
        """,
    ),
    Table.of(
        "v_census_hour",
        grain="one bedded unit at one full hour with at least one patient",
        key=("unit_id", "census_hour"),
        time="census_date",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            unit_type | VARCHAR | required | vocabulary unit_type
            census_date | DATE | required | local date
            census_hour | TIMESTAMP | required | full hour, UTC
            patients | INTEGER [patients] | required | inpatients and boarders in the unit at that instant
        """,
    ),
    Table.of(
        "v_boarder_day",
        grain="one emergency department on one date",
        key=("unit_id", "board_date"),
        time="board_date",
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | emergency department
            board_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            boarders_midnight | INTEGER [patients] | required | patients with a decision to admit still there at 23:59:59
            boarders_0800 | INTEGER [patients] | required | the same at 08:00
        """,
    ),
    Table.of(
        "v_bed_clean",
        grain="one finished clean of a bed",
        key=("clean_id",),
        time="ready_date",
        columns="""
            clean_id | VARCHAR | required | clean
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unit
            ready_date | DATE | required | local date on which the bed was ready
            weekday | INTEGER | required | ISO weekday
            hour_band | VARCHAR | required | 00-07, 08-15 or 16-23, when the bed became empty
            clean_type | VARCHAR | required | vocabulary clean_type
            turnaround_seconds | BIGINT [s] | required | bed empty to bed ready; may be negative
            response_seconds | BIGINT [s] |  | bed empty to start of cleaning; may be negative
            work_seconds | BIGINT [s] |  | start of cleaning to bed ready; may be negative
            is_before_exit | BOOLEAN | required | called empty while its last patient was still in it
        """,
    ),
    Table.of(
        "v_move",
        grain="one move of an inpatient between two bedded units, on the discharge that ended the stay",
        key=("stay_id",),
        record="move",
        time="discharge_date",
        columns="""
            stay_id | VARCHAR | required keyed:stay | stay that the move began
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            kind | VARCHAR | required | move, or step_down from intensive care
            move_hour | INTEGER | required | local hour of the move, 0-23
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            drg_code | VARCHAR | required | DRG, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            disposition | VARCHAR | required | vocabulary discharge_disposition
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
        """,
    ),
    Table.of(
        "v_readmission",
        grain="one inpatient stay after same-day same-condition merges, judged as an index stay (readm_v1)",
        key=("encounter_id",),
        record="stay",
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility of the index stay
            unit_id | VARCHAR | required | index discharge unit
            discharge_date | DATE | required | local date of index discharge
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            drg_code | VARCHAR | required | DRG, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            disposition | VARCHAR | required | vocabulary discharge_disposition
            cohort | VARCHAR | required | ami, hf, pn, copd, cabg, hip_knee or other
            expected_30d | DECIMAL(18,9) |  | expected returns (0 to 1) of the loaded risk model
            is_index | BOOLEAN | required | eligible index stay, whatever its follow-up
            followed_days | INTEGER [days] | required | days from discharge to the last date in the data of the network, at most 90
            is_readmitted_7d | BOOLEAN | required | first return within 7 days and unplanned
            is_readmitted_30d | BOOLEAN | required | first return within 30 days and unplanned
            is_readmitted_90d | BOOLEAN | required | first return within 90 days and unplanned
        """,
    ),
)
