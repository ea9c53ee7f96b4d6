"""Operating room cases and blocks."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "procedure_case",
        grain="one OR, endoscopy or catheter-laboratory case",
        key=("case_id",),
        columns="""
            case_id | VARCHAR | required keyed:case | case
            encounter_id | VARCHAR | keyed:encounter | visit
            patient_id | VARCHAR | keyed:patient | person
            facility_id | VARCHAR | required | site
            unit_id | VARCHAR |  | OR suite
            room_id | VARCHAR | required | room
            service | VARCHAR |  | surgeon's service
            surgeon_id | VARCHAR | keyed:provider | primary surgeon (provider.provider_id)
            procedure_code | VARCHAR |  | main procedure
            code_system | VARCHAR | vocabulary:code_system | code system
            case_class | VARCHAR | required vocabulary:case_class | case class
            patient_class | VARCHAR | vocabulary:encounter_class | encounter class
            booked_ts | TIMESTAMPTZ |  | booking made
            sched_start_ts | TIMESTAMPTZ |  | planned patient-in time; null for unscheduled emergencies
            sched_minutes | INTEGER [min] |  | planned length
            is_first_case | BOOLEAN | required | first of the room-day
            patient_in_ts | TIMESTAMPTZ |  | patient enters room
            anaesthesia_start_ts | TIMESTAMPTZ |  | anaesthesia start
            induction_end_ts | TIMESTAMPTZ |  | ready for surgeon
            incision_ts | TIMESTAMPTZ |  | procedure or incision start
            closure_ts | TIMESTAMPTZ |  | procedure complete
            patient_out_ts | TIMESTAMPTZ |  | patient leaves room
            cleanup_start_ts | TIMESTAMPTZ |  | cleaning starts
            cleanup_end_ts | TIMESTAMPTZ |  | cleaning ends
            room_ready_ts | TIMESTAMPTZ |  | ready for next patient
            pacu_in_ts | TIMESTAMPTZ |  | into recovery
            pacu_out_ts | TIMESTAMPTZ |  | out of recovery
            status | VARCHAR | required vocabulary:case_status | void logs are flagged is_void
            cancel_ts | TIMESTAMPTZ |  | cancellation
            cancel_reason | VARCHAR |  | source reason
            cancel_reason_group | VARCHAR | vocabulary:cancel_reason_group | cancel reason group
            rebooked_case_id | VARCHAR | keyed:case | new booking after cancellation
            delay_reason | VARCHAR |  | source reason
            is_return_to_or | BOOLEAN |  | unplanned return
        """,
    ),
    Table.of(
        "or_block",
        grain="one allocated block (a partial release is loaded as two blocks)",
        key=("block_id",),
        columns="""
            block_id | VARCHAR | required | block
            room_id | VARCHAR | required | room
            block_date | DATE | required | day
            block_kind | VARCHAR | required vocabulary:block_kind | closures never count as planned or block minutes
            owner_service | VARCHAR |  | owning service
            owner_surgeon_id | VARCHAR | keyed:provider | owning surgeon
            block_start_ts | TIMESTAMPTZ | required | start
            block_end_ts | TIMESTAMPTZ | required | end
            released_ts | TIMESTAMPTZ |  | release instant
            is_time_known | BOOLEAN |  | false when only the length of a session is known (then it starts at local midnight); null = known
        """,
    ),
)
