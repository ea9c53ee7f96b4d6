"""Operations lost on the day, and rooms made ready."""

import pytest

title = "Theatre lists"

CASES = """
    case_id | case_class | sched_start_ts   | booked_ts        | status    | cancel_ts        | cancel_reason_group   | rebooked_case_id
    done    | elective   | 2026-05-04 08:00 | 2026-04-01 08:00 | done      |                  |                       |
    open    | elective   | 2026-05-04 09:00 |                  | scheduled |                  |                       |
    same    | elective   | 2026-05-04 10:00 | 2026-05-03 23:59 | cancelled | 2026-05-04 00:00 | hospital_non_clinical |
    patient | elective   | 2026-05-04 11:00 | 2026-04-01 08:00 | cancelled | 2026-05-04 09:00 | patient               |
    late    | elective   | 2026-05-04 11:00 | 2026-04-01 08:00 | cancelled | 2026-05-05 09:00 | clinical              |
    eve     | elective   | 2026-05-04 11:00 | 2026-04-01 08:00 | cancelled | 2026-05-03 23:59 | hospital_non_clinical |
    moved   | elective   | 2026-05-04 12:00 | 2026-04-01 08:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical | next
    next    | elective   | 2026-05-05 12:00 | 2026-04-04 09:00 | done      |                  |                       |
    when    | elective   | 2026-05-04 13:00 | 2026-04-01 08:00 | cancelled |                  | patient               |
    added   | elective   | 2026-05-04 13:00 | 2026-05-04 00:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical |
    urgent  | urgent     | 2026-05-04 13:00 | 2026-05-01 08:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical |
    future  | elective   | 2026-05-06 13:00 | 2026-05-01 08:00 | scheduled |                  |                       |
"""


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [("or_day_of_surgery_cancel_pct", 300 / 6), ("or_day_of_surgery_cancel_nonclinical_pct", 100 / 6)],
)
def test_the_list_is_that_of_midnight(kpi_spec, kpi_id, value):
    """Six stood on it: three were lost, one was moved to the next day at the same hour. Cancelled the evening before,
    added on the day and urgent cases are no part of it; one cancellation has no time."""
    kpi_spec(
        kpi_id,
        grain="day",
        procedure_case=CASES,
        expected={"2026-05-04": value, "2026-05-05": 0},
        expected_n={"2026-05-04": 6},
        expected_coverage={"2026-05-04": 6 / 7},
    )


def test_more_than_a_day_later_is_cancelled_and_not_postponed(kpi_spec):
    for start, value in (("2026-05-05 12:00:01", 50), ("2026-05-03 12:00", 0), ("2026-05-03 11:59:59", 50)):
        kpi_spec(
            "or_day_of_surgery_cancel_pct",
            grain="day",
            procedure_case=f"""
                case_id | case_class | sched_start_ts   | status    | cancel_ts        | rebooked_case_id
                moved   | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | next
                done    | elective   | 2026-05-04 12:00 | done      |                  |
                next    | urgent     | {start}          | done      |                  |
            """,
            expected={"2026-05-04": value},
        )


def test_after_28_days_the_new_date_is_late(kpi_spec):
    """Done on the 28th day is in time, on the 29th it is not; only booked, never booked and lost by the patient."""
    kpi_spec(
        "cancel_not_rebooked_28d_pct",
        grain="day",
        procedure_case="""
            case_id | case_class | sched_start_ts   | status    | cancel_ts        | cancel_reason_group   | rebooked_case_id
            a       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical | a2
            b       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical | b2
            c       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical | c2
            d       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical |
            e       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | patient               |
            f       | urgent     | 2026-05-04 12:00 | cancelled | 2026-05-04 09:00 | hospital_non_clinical |
            g       | elective   | 2026-05-04 12:00 | cancelled | 2026-05-03 09:00 | hospital_non_clinical |
            h       | elective   | 2026-05-05 12:00 | cancelled | 2026-05-05 09:00 | hospital_non_clinical |
            i       | elective   | 2026-05-06 12:00 | cancelled | 2026-05-06 09:00 | hospital_non_clinical |
            a2      | elective   | 2026-06-01 12:00 | done      |                  |                       |
            b2      | elective   | 2026-06-02 12:00 | done      |                  |                       |
            c2      | elective   | 2026-05-20 12:00 | scheduled |                  |                       |
        """,
        expected={"2026-05-04": 75, "2026-05-05": 100},
        expected_n={"2026-05-04": 4},
    )


def test_a_room_is_ready_from_0_minutes_to_a_day_after_the_patient_left(kpi_spec):
    kpi_spec(
        "or_room_turnover_median",
        grain="day",
        procedure_case="""
            status    | patient_in_ts    | patient_out_ts   | room_ready_ts
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-04 09:00
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-04 09:20
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-05 09:00
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-05 09:00:01
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-04 08:59:59
            done      | 2026-05-04 08:00 | 2026-05-04 09:00 |
            cancelled | 2026-05-04 08:00 | 2026-05-04 09:00 | 2026-05-04 09:40
        """,
        expected={"2026-05-04": 20},
        expected_coverage={"2026-05-04": 3 / 6},
    )


def test_theatre_time_outside_the_own_block_is_shown_by_service(kpi_spec):
    """Hip: 30 of 60 minutes over the end and 60 in another room, of 180. Eye owns no block; an urgent case has no place."""
    kpi_spec(
        "or_block_outside_pct",
        by="service",
        or_block="""
            block_id | room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            1        | R1      | 2026-05-04 | allocated  | hip           | 2026-05-04 07:30 | 2026-05-04 10:30
            2        | R2      | 2026-05-04 | open       | eye           | 2026-05-04 07:30 | 2026-05-04 15:30
        """,
        procedure_case="""
            room_id | service | case_class | patient_in_ts    | patient_out_ts
            R1      | hip     | elective   | 2026-05-04 08:00 | 2026-05-04 09:00
            R1      | hip     | elective   | 2026-05-04 10:00 | 2026-05-04 11:00
            R2      | hip     | elective   | 2026-05-04 08:00 | 2026-05-04 09:00
            R2      | hip     | urgent     | 2026-05-04 09:00 | 2026-05-04 10:00
            R2      | eye     | elective   | 2026-05-04 11:00 | 2026-05-04 12:00
        """,
        expected={("2026-05", "hip"): 50},
        expected_coverage={("2026-05", "hip"): 1, ("2026-05", "eye"): 0},
    )
