"""Emergency visits and clinic appointments, as the waiting KPIs read them."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "v_ed_visit",
        grain="one emergency visit that ended, or shows neither departure nor disposition a day after arrival; "
        "no scheduled returns, no dead on arrival",
        key=("encounter_id",),
        time="visit_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | emergency department
            visit_date | DATE | required | local date that places the visit: departure, else arrival
            arrival_date | DATE | required | local date of arrival
            arrival_hour | INTEGER | required | local hour of arrival, 0-23
            arrival_hour_band | VARCHAR | required | 00-07, 08-15 or 16-23
            weekday | INTEGER | required | ISO weekday of arrival, 1 = Monday
            acuity | VARCHAR | required | triage category as text, or unknown
            arrival_mode | VARCHAR | required | vocabulary arrival_mode, or unknown
            disposition | VARCHAR | required | vocabulary ed_disposition; unknown a day after arrival without an end
            ed_type | VARCHAR | required | type of department, or unknown
            age_band | VARCHAR | required | 0-17, 18-44, 45-64, 65-74, 75-84, 85+ or unknown
            sex | VARCHAR | required | vocabulary sex
            mental_health | VARCHAR | required | yes, no or unknown
            receiving_unit_id | VARCHAR | required | inpatient unit the patient went to, or unknown
            has_departure | BOOLEAN | required | a departure instant is known
            had_observation | BOOLEAN | required | an observation stay is part of the visit
            provider_seconds | BIGINT [s] |  | arrival to provider seen; may be negative (invalid)
            roomed_seconds | BIGINT [s] |  | arrival to treatment room; may be negative
            stay_seconds | BIGINT [s] |  | arrival to departure; may be negative
            boarding_seconds | BIGINT [s] |  | decision to admit to departure; may be negative
            inpatient_days | INTEGER [days] |  | length of the stay that followed, when one did
        """,
    ),
    Table.of(
        "v_appointment",
        grain="one appointment whose local date is not after the data horizon",
        key=("appointment_id",),
        time="appointment_date",
        cadence_days=4,
        columns="""
            appointment_id | VARCHAR | required keyed:appointment | appointment
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | clinic
            appointment_date | DATE | required | local date of the scheduled start
            weekday | INTEGER | required | ISO weekday
            status | VARCHAR | required | vocabulary appointment_status
            modality | VARCHAR | required | vocabulary modality, or unknown
            new_or_return | VARCHAR | required | vocabulary new_or_return
            visit_type | VARCHAR | required | as the source says, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            payer_class | VARCHAR | required | vocabulary payer_class
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            lead_days | INTEGER [days] |  | local date of booking (or request) to local date of the appointment; may be negative
            lead_band | VARCHAR | required | 0-1, 2-7, 8-28, 29+ or unknown
            roomed_seconds | BIGINT [s] |  | check-in to roomed; may be negative
            early_checkin_seconds | BIGINT [s] |  | scheduled start minus check-in
            cycle_seconds | BIGINT [s] |  | check-in to check-out; may be negative
            cancel_notice_seconds | BIGINT [s] |  | scheduled start minus cancellation
        """,
    ),
)
