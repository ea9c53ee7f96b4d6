"""How hospital stays ended, against what was expected."""

from data.schema.table import Table

DATA_CLASS = "clinical"
TABLES = (
    Table.of(
        "v_mortality",
        grain="one finished inpatient stay, newborns left out: did the patient die, and what a risk model expected",
        key=("encounter_id",),
        record="stay",
        time="discharge_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | discharging unit
            discharge_date | DATE | required | local date of discharge
            admit_weekday | INTEGER | required | ISO weekday of admission
            service_line | VARCHAR | required | service line, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            drg_code | VARCHAR | required | DRG, or unknown
            admission_type | VARCHAR | required | vocabulary admission_type
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            model_version | VARCHAR | required | version of the risk model, or unknown
            followed_days | INTEGER [days] | required | days from discharge to the last date in the data of the network
            has_died | BOOLEAN | required | died in hospital
            has_died_30d | BOOLEAN | required | died within 30 days of admission, anywhere
            has_died_after | BOOLEAN | required | died in hospital or within 30 days of discharge, and this was the last stay before
            expected | DECIMAL(18,9) |  | expected deaths (0 to 1) of the loaded risk model
        """,
    ),
)
