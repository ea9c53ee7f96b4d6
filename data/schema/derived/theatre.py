"""Operating rooms: gaps between cases, first cases, sessions and blocks."""

from data.schema.table import Table

DATA_CLASS = "clinical"
TABLES = (
    Table.of(
        "v_or_room",
        grain="one operating room, where its last case was",
        key=("room_id",),
        time="last_used_date",
        cadence_days=4,
        columns="""
            room_id | VARCHAR | required | room
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            time_zone | VARCHAR | required | time zone of the facility
            last_used_date | DATE | required | local date of the last case, planned ones too
        """,
    ),
    Table.of(
        "v_or_turnover",
        grain="one pair of consecutive done cases in one room on one local date, credited to the following case",
        key=("case_id",),
        record="operation",
        time="case_date",
        cadence_days=4,
        columns="""
            case_id | VARCHAR | required keyed:case | following case
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            case_date | DATE | required | local date of the following case
            weekday | INTEGER | required | ISO weekday
            service | VARCHAR | required | service of the following case, or unknown
            case_class | VARCHAR | required | vocabulary case_class of the following case
            same_service | VARCHAR | required | yes, no or unknown
            same_surgeon | VARCHAR | required | yes, no or unknown
            spans_closure | BOOLEAN | required | the gap crosses a block end or a listed closure
            gap_seconds | BIGINT [s] |  | patient out to next patient in; negative = overlap; null = one of the two is missing
            surgeon_id | VARCHAR | required keyed:provider | primary surgeon of the following case, or unknown
        """,
    ),
    Table.of(
        "v_or_first_case",
        grain="one first elective case of a room-day that was done, scheduled before 09:00 local on a working weekday",
        key=("case_id",),
        record="operation",
        time="case_date",
        cadence_days=4,
        columns="""
            case_id | VARCHAR | required keyed:case | case
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            case_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            service | VARCHAR | required | service, or unknown
            delay_reason | VARCHAR | required | why it began late, as the site codes it, or unknown
            late_seconds | BIGINT [s] |  | patient in minus scheduled start; negative = early
            surgeon_id | VARCHAR | required keyed:provider | primary surgeon, or unknown
        """,
    ),
    Table.of(
        "v_or_session",
        grain="one room on one local date with a planned session",
        key=("room_id", "session_date"),
        time="session_date",
        cadence_days=4,
        columns="""
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            session_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            planned_seconds | BIGINT [s] | required | planned session, closures left out
            capped_seconds | BIGINT [s] | required | union of case intervals clipped to the session
            uncapped_seconds | BIGINT [s] | required | union of case intervals, whole
            is_clippable | BOOLEAN | required | session start and end are known, so that capped can be computed
        """,
    ),
    Table.of(
        "v_or_block",
        grain="one allocated block of a service in a room, not released three or more days ahead",
        key=("block_id",),
        time="block_date",
        cadence_days=4,
        columns="""
            block_id | VARCHAR | required | block
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            block_date | DATE | required | local date
            weekday | INTEGER | required | ISO weekday
            service | VARCHAR | required | owner service, or unknown
            available_seconds | BIGINT [s] | required | block time, closures left out
            used_seconds | BIGINT [s] |  | owner's patient-in-room time inside the block, overlaps once; null = no owner known
            turnover_seconds | BIGINT [s] |  | valid turnover before the owner's cases, at most 30 min each; null = no owner known
        """,
    ),
    Table.of(
        "v_or_case",
        grain="one case that was done, or that stood on the list when its day began",
        key=("case_id",),
        record="operation",
        time="case_date",
        cadence_days=4,
        columns="""
            case_id | VARCHAR | required keyed:case | case
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            case_date | DATE | required | local date planned; of patient in where no plan is known
            weekday | INTEGER | required | ISO weekday
            service | VARCHAR | required | service, or unknown
            case_class | VARCHAR | required | vocabulary case_class
            status | VARCHAR | required | vocabulary case_status
            cancel_reason_group | VARCHAR | required | vocabulary cancel_reason_group, or unknown
            is_listed | BOOLEAN |  | planned, and booked and not cancelled before 00:00 of its day; null = cancelled, nobody knows when
            is_postponed | BOOLEAN | required | cancelled, and booked again for a start at most 24 hours from the planned one
            is_treated_28d | BOOLEAN | required | the new booking was done at most 28 days after the cancellation
            followed_days | INTEGER [days] |  | date of cancellation to the last case of the facility; null = not cancelled
            ready_seconds | BIGINT [s] |  | patient out to room ready; may be negative
            in_room_seconds | BIGINT [s] |  | patient in to patient out of a done case, at most 24 h; null when impossible
            outside_seconds | BIGINT [s] |  | the part of it outside the blocks of its service in that room; null where the service owns no block
            surgeon_id | VARCHAR | required keyed:provider | primary surgeon, or unknown
        """,
    ),
    Table.of(
        "v_or_day",
        grain="one stretch of time in one room on one local date: a case, a block or a closure",
        key=("stretch_id", "kind"),
        time="stretch_date",
        cadence_days=4,
        columns="""
            stretch_id | VARCHAR | required keyed:case | case or block
            facility_id | VARCHAR | required | facility
            unit_id | VARCHAR | required | theatre suite
            room_id | VARCHAR | required | room
            stretch_date | DATE | required | local date on which it begins
            weekday | INTEGER | required | ISO weekday
            kind | VARCHAR | required | case (done), open (neither done nor cancelled), block or closure
            start_seconds | BIGINT [s] | required | local clock time after midnight of the date
            end_seconds | BIGINT [s] |  | local clock time after midnight of the date; null = not over
            case_class | VARCHAR | required | vocabulary case_class; unknown for blocks and closures
            spans_closure | BOOLEAN | required | the gap before the case crosses a block end or a listed closure
            gap_seconds | BIGINT [s] |  | from the patient before to this one; negative = overlap; null = none or not known
            late_seconds | BIGINT [s] |  | first cases: patient in minus scheduled start; negative = early
        """,
    ),
)
