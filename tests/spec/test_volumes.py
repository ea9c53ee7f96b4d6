"""Volumes, on days that can be counted by hand."""

from datetime import date

title = "Volumes"


def test_visits_are_spread_over_the_days_of_the_period(kpi_spec):
    """Four of five visits ended in two days; who is still there belongs to no day, and a dead on arrival to none."""
    kpi_spec(
        "ed_visits_per_day",
        since=date(2026, 4, 1),
        until=date(2026, 5, 1),
        ed_visit="""
            encounter_id | arrival_ts       | departure_ts     | disposition
            1            | 2026-04-10 08:00 | 2026-04-10 11:00 | admitted
            2            | 2026-04-10 09:00 | 2026-04-10 15:30 | discharged
            3            | 2026-04-10 22:00 | 2026-04-11 01:00 | lwbs
            4            | 2026-04-11 10:15 | 2026-04-11 13:50 | discharged
            5            | 2026-04-11 11:00 |                  | in_progress
            6            | 2026-04-11 12:00 | 2026-04-11 12:00 | dead_on_arrival
        """,
        expected={"2026-04": 2},
        expected_n={"2026-04": 4},
    )


def test_a_stay_counts_on_the_day_it_ends_and_a_newborn_not_at_all(kpi_spec):
    """Three leave on two days, one of them by dying; the baby and the patient still in bed do not count."""
    kpi_spec(
        "discharges_per_day",
        encounter="""
            encounter_id | encounter_class | status   | admit_ts         | discharge_ts     | discharge_disposition | is_newborn
            1            | inpatient       | finished | 2026-03-01 08:00 | 2026-03-04 10:00 | home                  | false
            2            | inpatient       | finished | 2026-03-04 08:00 | 2026-03-04 20:00 | died                  | false
            3            | inpatient       | finished | 2026-02-01 08:00 | 2026-03-05 10:00 | home                  | false
            4            | inpatient       | finished | 2026-03-04 08:00 | 2026-03-05 09:00 | home                  | true
            5            | inpatient       | active   | 2026-03-04 08:00 |                  |                       | false
        """,
        expected={"2026-03": 1.5},
        expected_n={"2026-03": 3},
    )


def test_only_a_completed_appointment_is_a_visit(kpi_spec):
    """Two of four bookings took place."""
    kpi_spec(
        "clinic_visits",
        appointment="""
            appointment_id | scheduled_start_ts | status
            1              | 2026-03-02 09:00   | completed
            2              | 2026-03-02 10:00   | no_show
            3              | 2026-03-03 09:00   | completed
            4              | 2026-03-03 10:00   | cancelled_patient
        """,
        expected={"2026-03": 2},
    )


def test_a_cancelled_case_is_no_operation(kpi_spec):
    """Two were done; the third was cancelled on its day."""
    kpi_spec(
        "operations_done",
        procedure_case="""
            case_id | sched_start_ts   | patient_in_ts    | patient_out_ts   | status
            1       | 2026-05-04 08:00 | 2026-05-04 08:05 | 2026-05-04 09:30 | done
            2       | 2026-05-04 10:00 | 2026-05-04 10:05 | 2026-05-04 11:30 | done
            3       | 2026-05-04 12:00 |                  |                  | cancelled
        """,
        expected={"2026-05": 2},
    )
