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


STAYS = """
    encounter_id | encounter_class | status   | admit_ts         | discharge_ts     | discharge_disposition | is_newborn
    1            | inpatient       | finished | 2026-03-01 08:00 | 2026-03-04 10:00 | home                  | false
    2            | inpatient       | finished | 2026-03-04 08:00 | 2026-03-04 20:00 | died                  | false
    3            | inpatient       | finished | 2026-02-01 08:00 | 2026-03-05 10:00 | home                  | false
    4            | inpatient       | finished | 2026-03-04 08:00 | 2026-03-05 09:00 | home                  | true
    5            | inpatient       | active   | 2026-03-04 08:00 |                  |                       | false
"""


def test_a_stay_counts_on_the_day_it_ends_and_a_newborn_not_at_all(kpi_spec):
    """Three leave on two days, one of them by dying; the baby and the patient still in bed do not count."""
    kpi_spec("discharges_per_day", encounter=STAYS, expected={"2026-03": 1.5}, expected_n={"2026-03": 3})


def test_a_newborn_counts_where_it_is_asked_for(kpi_spec):
    """Four leave on two days, the baby among them."""
    kpi_spec("discharges_per_day_incl_newborn", encounter=STAYS, expected={"2026-03": 2})
    kpi_spec("discharges_count_incl_newborn", encounter=STAYS, expected={"2026-03": 4})


def test_observation_adds_its_hours_to_the_midnights_of_inpatients(kpi_spec):
    """One inpatient at three midnights; 12 hours in the ward over midnight and 6 in a unit without beds: 3.75 in three
    days. Observation in a nursery, of a cancelled visit, or that ends before it begins is none."""
    kpi_spec(
        "average_daily_census_incl_obs",
        by="unit_id",
        grain="day",
        unit="""
            unit_id | facility_id | unit_type | is_inpatient_bedded
            A       | F1          | med_surg  | true
            O       | F1          | clinic    | false
            N       | F1          | nursery   | true
        """,
        encounter="""
            encounter_id | facility_id | status    | discharge_ts
            E1           | F1          | finished  | 2026-03-04 08:00
            E2           | F1          | finished  | 2026-03-02 06:00
            E3           | F1          | finished  | 2026-03-02 18:00
            E4           | F1          | finished  | 2026-03-02 18:00
            E5           | F1          | cancelled | 2026-03-02 18:00
        """,
        encounter_location="""
            stay_id | encounter_id | unit_id | in_ts            | out_ts           | patient_class
            S1      | E1           | A       | 2026-03-01 08:00 | 2026-03-04 00:00 | inpatient
            S2      | E2           | A       | 2026-03-01 18:00 |                  | observation
            S3      | E3           | O       | 2026-03-02 12:00 | 2026-03-02 18:00 | observation
            S4      | E4           | N       | 2026-03-02 12:00 | 2026-03-02 18:00 | observation
            S5      | E5           | O       | 2026-03-02 12:00 | 2026-03-02 18:00 | observation
            S6      | E3           | O       | 2026-03-02 12:00 | 2026-03-02 11:00 | observation
        """,
        expected={
            ("2026-03-01", "A"): 1.25, ("2026-03-02", "A"): 1.25, ("2026-03-03", "A"): 1, ("2026-03-02", "O"): 0.25,
            ("2026-03-04", "A"): 0,
        },
    )  # fmt: skip


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
