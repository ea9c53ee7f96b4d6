"""Beds, stays, discharges and returns."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "v_discharge",
        grain="one finished inpatient stay (newborns flagged, not left out)",
        key=("encounter_id",),
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            discharge_hour | INTEGER | required | local hour of discharge, 0-23
            weekday | INTEGER | required | ISO weekday of discharge
            los_days | INTEGER [days] |  | length of stay by local dates less leave days, same day = 1 (G10); null when negative or over 365
            is_same_day | BOOLEAN | required | admitted and discharged on one local date
            is_newborn | BOOLEAN | required | newborn stay
            disposition | VARCHAR | required | vocabulary discharge_disposition
            admission_type | VARCHAR | required | vocabulary admission_type
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            drg_code | VARCHAR | required | DRG, or unknown
            drg_weight | DECIMAL(12,4) |  | relative weight
        """,
    ),
    Table.of(
        "v_unit_exit",
        grain="one departure of an inpatient from a unit: a discharge, or a transfer to another unit",
        key=("exit_id",),
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
        """,
    ),
    Table.of(
        "v_readmission",
        grain="one inpatient stay after same-day same-condition merges, judged as an index stay (readm_v1)",
        key=("encounter_id",),
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility of the index stay
            unit_id | VARCHAR | required | index discharge unit
            discharge_date | DATE | required | local date of index discharge
            service_line | VARCHAR | required | service line, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            disposition | VARCHAR | required | vocabulary discharge_disposition
            is_index | BOOLEAN | required | eligible index stay, whatever its follow-up
            followed_days | INTEGER [days] | required | days from discharge to the last date in the data of the network
            is_readmitted_7d | BOOLEAN | required | first return within 7 days and unplanned
            is_readmitted_30d | BOOLEAN | required | first return within 30 days and unplanned
            is_readmitted_90d | BOOLEAN | required | first return within 90 days and unplanned
        """,
    ),
)
