"""Emergency visits and clinic appointments, as the waiting KPIs read them."""

from data.schema.table import Table

DATA_CLASS = "clinical"
TABLES = (
    Table.of(
        "v_visit_reach",
        grain="one facility and the end of its feed of visits of one kind",
        key=("facility_id", "feed"),
        time="last_date",
        columns="""
            feed | VARCHAR | required | encounter or ed_visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | stands for the whole facility
            last_ts | TIMESTAMPTZ | required | last event in the feed
            last_date | DATE | required | its local date
        """,
    ),
    Table.of(
        "v_ed_person",
        grain="one emergency visit that ended, or shows neither departure nor disposition a day after arrival; "
        "no scheduled returns, no dead on arrival, none of a cancelled encounter",
        key=("encounter_id",),
        time="arrival_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | emergency department
            arrival_date | DATE | required | local date of arrival
            disposition | VARCHAR | required | vocabulary ed_disposition, 'unknown' where none was given
            birth_date | DATE |  | as the patient table has it
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
        """,
    ),
    Table.of(
        "v_ed_admission",
        grain="one emergency visit that led to an admission",
        key=("encounter_id",),
        time="arrival_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | the emergency visit
            facility_id | VARCHAR | required | facility of the emergency department
            unit_id | VARCHAR | required | emergency department
            arrival_date | DATE | required | local date of arrival
            receiving_unit_id | VARCHAR | required | first bedded unit of the stay, else 'unknown'
            admit_date | DATE |  | local date of the admission
            discharge_date | DATE |  | local date of the discharge
        """,
    ),
    Table.of(
        "v_ed_visit",
        grain="one emergency visit of v_ed_person",
        key=("encounter_id",),
        record="emergency visit",
        time="visit_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | emergency department
            visit_date | DATE | required | local date that places the visit: departure, else arrival
            arrival_date | DATE | required | local date of arrival
            arrival_ts | TIMESTAMPTZ |  | instant of arrival: puts visits in order of time
            arrival_hour | INTEGER | required | local hour of arrival, 0-23
            arrival_hour_band | VARCHAR | required | 00-07, 08-15 or 16-23
            weekday | INTEGER | required | ISO weekday of arrival, 1 = Monday
            acuity | VARCHAR | required | triage category as text, or unknown
            arrival_mode | VARCHAR | required | vocabulary arrival_mode, or unknown
            disposition | VARCHAR | required | vocabulary ed_disposition; unknown a day after arrival without an end
            ed_type | VARCHAR | required | type of department, or unknown
            age_band | VARCHAR | required | 0-17, 18-44, 45-64, 65-74, 75-84, 85+ or unknown
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            mental_health | VARCHAR | required | yes, no or unknown
            access_group | VARCHAR | required | stratum of the access measure: child or adult (18 on the day of arrival), with or without mental illness, or unknown
            receiving_unit_id | VARCHAR | required | inpatient unit the patient went to, or unknown
            has_departure | BOOLEAN | required | a departure instant is known
            had_observation | BOOLEAN | required | an observation stay is part of the visit
            triage_seconds | BIGINT [s] |  | arrival to start of triage; may be negative
            provider_seconds | BIGINT [s] |  | arrival to provider seen; may be negative (invalid)
            roomed_seconds | BIGINT [s] |  | arrival to treatment room; may be negative
            stay_seconds | BIGINT [s] |  | arrival to departure; may be negative
            clock_seconds | BIGINT [s] |  | as stay_seconds, but for an ambulance patient from the handover, at most 15 minutes after arrival
            boarding_seconds | BIGINT [s] |  | decision to admit to departure; may be negative
            transfer_seconds | BIGINT [s] |  | order to transfer to departure; may be negative
            inpatient_days | INTEGER [days] |  | length of the stay that followed, when one did
        """,
    ),
    Table.of(
        "v_ed_return",
        grain="one emergency visit that the patient left alive for home, and what came after it",
        key=("encounter_id",),
        record="emergency visit",
        time="visit_date",
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | emergency department
            visit_date | DATE | required | local date of leaving
            weekday | INTEGER | required | ISO weekday of arrival
            arrival_hour_band | VARCHAR | required | 00-07, 08-15 or 16-23
            acuity | VARCHAR | required | triage category as text, or unknown
            arrival_mode | VARCHAR | required | vocabulary arrival_mode, or unknown
            ed_type | VARCHAR | required | type of department, or unknown
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            mental_health | VARCHAR | required | yes or no
            left_how | VARCHAR | required | sent_home, or gave_up (unseen, before completion, against advice)
            followed_seconds | BIGINT [s] |  | leaving to the last event in any department of the network, at most three days; null = leaving time missing or impossible
            return_seconds | BIGINT [s] |  | leaving to the next unplanned arrival in the network; null = none yet
            is_return_admitted | BOOLEAN | required | that next visit ended in an admission
        """,
    ),
    Table.of(
        "v_moved_booking",
        grain="one appointment that earlier bookings of the same patient were moved to",
        key=("appointment_id",),
        time="asked_date",
        columns="""
            appointment_id | VARCHAR | required keyed:appointment | appointment
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | clinic
            asked_date | DATE | required | local date on which the first booking of the chain was asked for
        """,
    ),
    Table.of(
        "v_appointment",
        grain="one appointment whose local date is not after the data horizon",
        key=("appointment_id",),
        record="appointment",
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
            ethnicity | VARCHAR | required | ethnicity as the site lists it, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            lead_days | INTEGER [days] |  | local date of booking (or request) to local date of the appointment; may be negative
            lead_band | VARCHAR | required | 0-1, 2-7, 8-28, 29+ or unknown
            roomed_seconds | BIGINT [s] |  | check-in to roomed; may be negative
            early_checkin_seconds | BIGINT [s] |  | scheduled start minus check-in
            cycle_seconds | BIGINT [s] |  | check-in to check-out; may be negative
            cancel_notice_seconds | BIGINT [s] |  | scheduled start minus cancellation
            called_off_by | VARCHAR | required | patient, provider or system for cancelled and moved bookings, else nobody
            wait_days | INTEGER [days] |  | as lead_days, from the first request of a chain of moved bookings; may be negative
            provider_seconds | BIGINT [s] |  | clinician enters to clinician leaves; may be negative
            is_batch_checkout | BOOLEAN | required | more than a fifth of the clinic's check-outs of the day, at least five, share one minute
            is_virtual_booking | BOOLEAN | required | video or audio, or moved to the clinic during the visit
            is_tech_failure | BOOLEAN | required | the virtual visit failed technically
            is_converted | BOOLEAN | required | the virtual visit was moved to the clinic
            language | VARCHAR | required | preferred language of the patient, or unknown
            hour_band | VARCHAR | required | 00-07, 08-15 or 16-23, when it was to start
            provider_id | VARCHAR | required keyed:provider | clinician, or unknown
        """,
    ),
    Table.of(
        "v_slot",
        grain="one bookable slot up to the last kept or missed appointment of its facility, or one overbooked visit",
        key=("slot_id",),
        time="slot_date",
        cadence_days=4,
        columns="""
            slot_id | VARCHAR | required | slot, or appointment of an overbooked visit
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | clinic
            slot_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            half_day | VARCHAR | required | am or pm
            visit_type | VARCHAR | required | reserved type, or unknown
            specialty | VARCHAR | required | specialty, or unknown
            offered_minutes | INTEGER [min] | required | length of the slot; 0 when blocked 14 days or more ahead, and for overbooked visits
            used_minutes | INTEGER [min] | required | length, where the patient came
            booked_minutes | INTEGER [min] | required | length, where a booking stood when the day began; overbooked visits 0
            provider_id | VARCHAR | required keyed:provider | clinician, or unknown
        """,
    ),
    Table.of(
        "v_tnaa",
        grain="one reading of the third next available appointment: one clinician and visit type on one date",
        key=("provider_id", "visit_type", "sample_date"),
        time="sample_date",
        cadence_days=7,
        columns="""
            provider_id | VARCHAR | required keyed:provider | clinician
            facility_id | VARCHAR | required | facility of the clinic the clinician has most bookings in
            unit_id | VARCHAR | required | that clinic
            visit_type | VARCHAR | required | visit type
            specialty | VARCHAR | required | specialty, or unknown
            sample_date | DATE | required | date of the reading
            is_absent | BOOLEAN | required | the clinician is away more than three days
            wait_days | INTEGER [days] |  | calendar days to the third open slot; null = no third one; may be negative
        """,
    ),
    Table.of(
        "v_waiting",
        grain="one open referral-to-treatment pathway at one month end",
        key=("pathway_id", "snapshot_date"),
        record="waiting patient",
        time="snapshot_date",
        cadence_days=31,
        columns="""
            pathway_id | VARCHAR | required keyed:pathway | pathway
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | unknown unit of the facility
            snapshot_date | DATE | required | last date of a month
            specialty | VARCHAR | required | specialty
            age_band | VARCHAR | required | age band
            sex | VARCHAR | required | vocabulary sex
            ethnicity | VARCHAR | required | as mapped, or unknown
            deprivation_quintile | VARCHAR | required | 1 most deprived to 5 least, or unknown
            waited_days | INTEGER [days] | required | clock start to the snapshot
        """,
    ),
)
