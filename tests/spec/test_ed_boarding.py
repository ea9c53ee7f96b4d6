"""Waiting in the emergency department for a bed, and coming back to it (kpis.md W3)."""

from datetime import date

import pytest

from tests.spec.test_ed_waits import TENTH_OF_APRIL

title = "Boarding and returns"


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [("ed_boarding_over_4h_pct", 100 / 3), ("ed_boarding_hours", 9), ("ed_12h_dta_count", 0)],
)
def test_one_day_of_one_department(kpi_spec, kpi_id, value):
    """60, 330 and 150 minutes: one over four hours, nine hours in all; a decision is missing, one comes too late."""
    kpi_spec(
        kpi_id,
        ed_visit=TENTH_OF_APRIL,
        expected={"2026-04": value},
        expected_n={"2026-04": 3},
        expected_coverage={"2026-04": 3 / 5},
    )


def test_observation_belongs_to_the_stay_where_it_is_asked_for(kpi_spec):
    """180, 390, 510, 215, 840 and 240 minutes; of patients who stayed 121 days afterwards nobody asks."""
    kpi_spec("ed_los_admitted_incl_obs_median", ed_visit=TENTH_OF_APRIL, expected={"2026-04": 315})
    kpi_spec(
        "ed_los_admitted_incl_obs_median",
        encounter="""
            encounter_id | encounter_class | admit_ts         | discharge_ts
            a            | inpatient       | 2026-04-10 10:00 | 2026-08-08 10:00
            b            | inpatient       | 2026-04-10 10:00 | 2026-08-09 10:00
        """,
        ed_visit="""
            arrival_ts       | departure_ts     | disposition | inpatient_encounter_id
            2026-04-10 08:00 | 2026-04-10 09:00 | admitted    | a
            2026-04-10 08:00 | 2026-04-10 10:00 | admitted    | b
        """,
        expected={"2026-04": 60},
    )


def test_exactly_four_and_twelve_hours_are_not_over(kpi_spec):
    visits = """
        decision_to_admit_ts | arrival_ts       | departure_ts        | disposition | had_observation
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 14:00:00 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 14:00:01 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 22:00:00 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 22:00:01 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 10:00:00 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-11 10:00:00 | admitted    | true
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-04-10 22:00:01 | transferred | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-05-10 10:00:00 | admitted    | false
        2026-04-10 10:00     | 2026-04-10 08:00 | 2026-05-10 10:00:01 | admitted    | false
    """
    kpi_spec("ed_boarding_over_4h_pct", ed_visit=visits, expected={"2026-04": 60, "2026-05": 100})
    kpi_spec(
        "ed_12h_dta_count",
        ed_visit=visits,
        expected={"2026-04": 1, "2026-05": 1},
        expected_coverage={"2026-05": 1 / 2},
    )


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [
        ("ed_boarding_over_4h_pct", 50),
        ("ed_boarding_hours", 720),
        ("ed_12h_dta_count", 1),
        ("ed_los_admitted_incl_obs_median", 21600),
        ("ed_4h_handover_clock_pct", 50),
    ],
)
def test_nobody_leaves_before_arriving_or_stays_over_30_days(kpi_spec, kpi_id, value):
    """0 seconds and 30 days count, a second less or more lowers the coverage."""
    kpi_spec(
        kpi_id,
        grain="year",
        ed_visit="""
            arrival_ts       | decision_to_admit_ts | departure_ts        | disposition
            2026-04-10 08:00 | 2026-04-10 08:00     | 2026-04-10 08:00:00 | admitted
            2026-04-10 08:00 | 2026-04-10 08:00     | 2026-05-10 08:00:00 | admitted
            2026-04-10 08:00 | 2026-04-10 08:00     | 2026-05-10 08:00:01 | admitted
            2026-04-10 08:00 | 2026-04-10 08:00     | 2026-04-10 07:59:59 | admitted
        """,
        expected={"2026": value},
        expected_coverage={"2026": 2 / 4},
    )


def test_the_wait_counts_in_the_unit_that_the_patient_waited_for(kpi_spec):
    """Hours are elapsed time: in the night of the autumn change two hours on the clock are three."""
    kpi_spec(
        "ed_boarding_hours",
        by="receiving_unit_id",
        unit="unit_id | facility_id | is_inpatient_bedded \n Ward | F | true \n U | F | false",
        encounter="encounter_id | encounter_class \n 1 | inpatient",
        encounter_location="encounter_id | unit_id | in_ts \n 1 | Ward | 2026-11-01 03:00",
        ed_visit="""
            encounter_id | arrival_ts       | decision_to_admit_ts | departure_ts     | disposition | inpatient_encounter_id
            1            | 2026-10-31 20:00 | 2026-11-01 00:30     | 2026-11-01 02:30 | admitted    | 1
        """,
        expected={("2026-11", "Ward"): 3},
    )


def test_the_clock_of_an_ambulance_patient_starts_at_the_handover(kpi_spec):
    """At most 15 minutes after arrival, and never before it; nobody else has that grace."""
    visits = """
        arrival_mode | arrival_ts       | handover_ts         | departure_ts
        {}           | 2026-04-10 08:00 | 2026-04-10 08:10    | 2026-04-10 12:10
        {}           | 2026-04-10 08:00 | 2026-04-10 08:10    | 2026-04-10 12:10:01
        {}           | 2026-04-10 08:00 | 2026-04-10 08:20    | 2026-04-10 12:15
        {}           | 2026-04-10 08:00 |                     | 2026-04-10 12:15
        {}           | 2026-04-10 08:00 |                     | 2026-04-10 12:15:01
        {}           | 2026-04-10 08:00 | 2026-04-10 07:50    | 2026-04-10 12:00
        {}           | 2026-04-10 08:00 | 2026-04-10 07:50    | 2026-04-10 12:00:01
        {}           | 2026-04-10 08:00 | 2026-04-10 08:10    |
    """
    for mode, value in (("ambulance", 400 / 7), ("walk_in", 100 / 7)):
        kpi_spec(
            "ed_4h_handover_clock_pct",
            ed_visit=visits.replace("{}", mode),
            expected={"2026-04": value},
            expected_coverage={"2026-04": 7 / 8},
        )


WAITING = """
    unit_id | arrival_ts       | decision_to_admit_ts | departure_ts        | disposition | had_observation | is_scheduled_return
    ED      | 2026-04-10 06:00 | 2026-04-10 08:00:00  | 2026-04-10 23:59:59 | admitted    | false           | false
    ED      | 2026-04-10 06:00 | 2026-04-10 08:00:01  | 2026-04-11 08:00:00 | admitted    | false           | false
    ED      | 2026-04-10 06:00 | 2026-04-10 10:00:00  | 2026-04-11 08:00:01 | admitted    | false           | false
    ED      | 2026-04-10 06:00 | 2026-04-10 10:00:00  |                     | in_progress | false           | false
    ED      | 2026-04-10 06:00 | 2026-04-10 07:00:00  | 2026-04-10 12:00:00 | transferred | false           | false
    ED      | 2026-04-10 06:00 | 2026-04-10 07:00:00  | 2026-04-10 12:00:00 | admitted    | true            | false
    ED      | 2026-04-10 06:00 | 2026-04-10 07:00:00  | 2026-04-10 12:00:00 | admitted    | false           | true
    ED      | 2026-04-10 06:00 | 2026-04-10 09:00:00  | 2026-04-10 07:00:00 | admitted    | false           | false
    ED      | 2026-04-10 06:00 |                      | 2026-04-10 12:00:00 | admitted    | false           | false
    ED      | 2026-04-12 01:00 |                      | 2026-04-12 02:00:00 | discharged  | false           | false
"""


def test_who_waits_for_a_bed_is_counted_at_two_instants_of_the_day(kpi_spec):
    """A decision at 08:00 counts, a second later not; leaving at the instant is gone. Days without a boarder are days."""
    kpi_spec(
        "boarders_0800",
        grain="day",
        ed_visit=WAITING,
        expected={"2026-04-10": 1, "2026-04-11": 2, "2026-04-12": 1},
    )
    kpi_spec(
        "inpatient_boarders_midnight",
        grain="day",
        ed_visit=WAITING,
        expected={"2026-04-10": 3, "2026-04-11": 1, "2026-04-12": 1},
    )
    kpi_spec("boarders_0800", ed_visit=WAITING, expected={"2026-04": 4 / 3})


VISITS = """
    encounter_id | arrival_ts       | departure_ts     | disposition | is_scheduled_return
    1            | 2026-04-01 08:00 | 2026-04-01 10:00 | discharged  | false
    2            | 2026-04-04 10:00 | 2026-04-04 12:00 | admitted    | false
    3            | 2026-04-10 08:00 | 2026-04-10 10:00 | discharged  | false
    4            | 2026-04-13 10:00:01 | 2026-04-13 12:00 | discharged  | false
    5            | 2026-04-14 10:00 | 2026-04-14 12:00 | discharged  | true
    6            | 2026-04-20 08:00 | 2026-04-20 10:00 | lwbs        | false
    7            | 2026-04-20 12:00 | 2026-04-20 14:00 | discharged  | false
    8            | 2026-04-22 12:00 | 2026-04-22 14:00 | ama         | false
    9            | 2026-04-28 08:00 | 2026-04-28 12:00 | discharged  | false
"""
PATIENTS = """
    encounter_id | patient_id | encounter_class | status
    1            | a          | ed              | finished
    2            | a          | ed              | finished
    3            | a          | ed              | finished
    4            | a          | ed              | finished
    5            | a          | ed              | finished
    6            | b          | ed              | finished
    7            | b          | ed              | finished
    8            | b          | ed              | finished
    9            | c          | ed              | finished
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "n"),
    [
        ("ed_return_72h_pct", 50, 4),
        ("ed_return_72h_admit_pct", 25, 4),
        ("ed_return_72h_after_lwbs_pct", 50, 2),
    ],
)
def test_a_return_is_the_next_unplanned_arrival_within_72_hours(kpi_spec, kpi_id, value, n):
    """Exactly 72 hours is a return, a second more is none, a planned one never is; a return may be an index itself.
    The last visit cannot be watched for three days yet."""
    kpi_spec(
        kpi_id, ed_visit=VISITS, encounter=PATIENTS, expected={"2026-04": value}, expected_n={"2026-04": n}
    )


def test_a_return_counts_at_any_department_and_also_for_the_dead(kpi_spec):
    """From North to South, dead on arrival; a cancelled registration is no return."""
    for status, value in (("finished", 100), ("cancelled", 0)):
        kpi_spec(
            "ed_return_72h_pct",
            by="facility_id",
            until=date(2026, 4, 2),
            encounter=f"""
                encounter_id | patient_id | facility_id | encounter_class | status
                1            | a          | North       | ed              | finished
                2            | a          | South       | ed              | {status}
                3            | b          | South       | ed              | finished
            """,
            ed_visit="""
                encounter_id | facility_id | unit_id | arrival_ts       | departure_ts     | disposition
                1            | North       | N       | 2026-04-01 08:00 | 2026-04-01 10:00 | discharged
                2            | South       | S       | 2026-04-01 11:00 | 2026-04-01 11:00 | dead_on_arrival
                3            | South       | S       | 2026-04-09 08:00 | 2026-04-09 10:00 | admitted
            """,
            expected={("2026-04", "North"): value},
        )


@pytest.mark.parametrize(
    ("kpi_id", "disposition"),
    [
        ("ed_return_72h_pct", "discharged"),
        ("ed_return_72h_admit_pct", "discharged"),
        ("ed_return_72h_after_lwbs_pct", "left_before_complete"),
    ],
)
def test_three_days_to_a_return_are_exactly_three_days(kpi_spec, kpi_id, disposition):
    for arrival, value in (("2026-04-04 10:00:00", 100), ("2026-04-04 10:00:01", 0)):
        kpi_spec(
            kpi_id,
            encounter="encounter_id | patient_id | encounter_class \n 1 | a | ed \n 2 | a | ed",
            ed_visit=f"""
                encounter_id | arrival_ts       | departure_ts     | disposition
                1            | 2026-04-01 08:00 | 2026-04-01 10:00 | {disposition}
                2            | {arrival}        | 2026-04-04 12:00 | admitted
            """,
            expected={"2026-04": value},
        )


@pytest.mark.parametrize(
    ("kpi_id", "disposition"),
    [
        ("ed_return_72h_pct", "discharged"),
        ("ed_return_72h_admit_pct", "discharged"),
        ("ed_return_72h_after_lwbs_pct", "lwbs"),
    ],
)
def test_three_days_of_watching_are_exactly_three_days(kpi_spec, kpi_id, disposition):
    """The last event is 72 hours after the first leaving and a second less after the second; one has no leaving time."""
    kpi_spec(
        kpi_id,
        ed_visit=f"""
            arrival_ts       | departure_ts        | disposition
            2026-04-01 08:00 | 2026-04-01 10:00:00 | {disposition}
            2026-04-01 08:00 | 2026-04-01 10:00:01 | {disposition}
            2026-04-01 08:00 |                     | {disposition}
            2026-04-02 08:00 | 2026-04-01 08:00:00 | {disposition}
            2026-04-01 08:00 | 2026-04-01 09:00:00 | transferred
            2026-04-04 10:00 | 2026-04-04 10:00:00 | admitted
        """,
        expected={"2026-04": 0},
        expected_n={"2026-04": 1},
        expected_coverage={"2026-04": 1 / 3},
    )
