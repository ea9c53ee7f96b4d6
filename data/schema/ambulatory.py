"""Clinic appointments, slots and referrals."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "appointment",
        grain="one booking",
        key=("appointment_id",),
        columns="""
            appointment_id | VARCHAR | required keyed:appointment | booking
            patient_id | VARCHAR | required keyed:patient | person
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR | required | clinic
            provider_id | VARCHAR | keyed:provider | clinician
            encounter_id | VARCHAR | keyed:encounter | resulting visit
            visit_type | VARCHAR | required | visit type
            new_or_return | VARCHAR | required vocabulary:new_or_return | new or return
            modality | VARCHAR | required vocabulary:modality | the final one if converted
            requested_ts | TIMESTAMPTZ |  | request received
            booked_ts | TIMESTAMPTZ |  | booking made
            scheduled_start_ts | TIMESTAMPTZ | required | planned start
            scheduled_minutes | INTEGER [min] | required | planned length
            status | VARCHAR | required vocabulary:appointment_status | deleted or void bookings are flagged is_deleted
            cancel_ts | TIMESTAMPTZ |  | cancellation
            cancel_by | VARCHAR | vocabulary:cancel_by | needed for rescheduled
            cancel_reason | VARCHAR |  | source reason
            rescheduled_to_appointment_id | VARCHAR | keyed:appointment | next booking in the chain
            arrival_ts | TIMESTAMPTZ |  | sign-in, before registration is complete
            check_in_ts | TIMESTAMPTZ |  | registration complete
            roomed_ts | TIMESTAMPTZ |  | in the room
            provider_start_ts | TIMESTAMPTZ |  | clinician enters
            provider_end_ts | TIMESTAMPTZ |  | clinician leaves
            check_out_ts | TIMESTAMPTZ |  | check-out
            is_walk_in | BOOLEAN | required | not booked ahead
            is_overbook | BOOLEAN | required | booked above template capacity
            tech_failure | BOOLEAN |  | virtual visit failed technically
            converted_to_in_person | BOOLEAN |  | virtual visit moved to the clinic
        """,
    ),
    Table.of(
        "template_slot",
        grain="one bookable slot",
        key=("slot_id",),
        columns="""
            slot_id | VARCHAR | required | slot
            unit_id | VARCHAR | required | clinic
            provider_id | VARCHAR | keyed:provider | clinician
            slot_start_ts | TIMESTAMPTZ | required | start
            slot_minutes | INTEGER [min] | required | length
            visit_type | VARCHAR |  | reserved type
            is_blocked | BOOLEAN | required | not bookable
            block_reason | VARCHAR |  | reason
            blocked_ts | TIMESTAMPTZ |  | when it was blocked; null = always, or not recorded
            is_held_same_day | BOOLEAN | required | same-day only
            capacity | INTEGER [bookings] |  | places; null = 1
            booked_count | INTEGER [bookings] |  | taken places; open = appointment_id null and coalesce(booked_count,0) < coalesce(capacity,1)
            appointment_id | VARCHAR | keyed:appointment | booking in the slot
        """,
    ),
    Table.of(
        "tnaa_sample",
        grain="one weekly reading",
        key=("provider_id", "visit_type", "sample_date"),
        columns="""
            provider_id | VARCHAR | required keyed:provider | clinician
            visit_type | VARCHAR | required | visit type
            sample_date | DATE | required | reading
            third_next_date | DATE |  | date of the third open slot
            provider_absent | BOOLEAN | required | absent more than 3 days: reading skipped
        """,
    ),
    Table.of(
        "referral",
        grain="one referral-to-treatment pathway",
        key=("pathway_id",),
        columns="""
            pathway_id | VARCHAR | required keyed:pathway | pathway
            patient_id | VARCHAR | required keyed:patient | person
            facility_id | VARCHAR | required | site
            specialty | VARCHAR | required | specialty
            clock_start_date | DATE |  | clock start
            clock_stop_date | DATE |  | clock stop, null = open
            stop_reason | VARCHAR | vocabulary:stop_reason | stop reason
            report_received_date | DATE |  | report back to the referrer
        """,
    ),
)
