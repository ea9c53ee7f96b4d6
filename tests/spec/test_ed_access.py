"""The four failures of emergency access, at their limits and in the groups of the measure."""

import pytest

title = "Emergency access"

AT_THE_LIMITS = """
    acuity | arrival_ts       | roomed_ts           | decision_to_admit_ts | decision_to_transfer_ts | departure_ts        | disposition | had_observation
    1      | 2026-04-10 08:00 | 2026-04-10 09:00:59 |                      |                         | 2026-04-10 10:00    | discharged  | false
    1      | 2026-04-10 08:00 |                     | 2026-04-10 08:30     |                         | 2026-04-10 12:30:59 | admitted    | false
    1      | 2026-04-10 08:00 |                     |                      | 2026-04-10 08:30        | 2026-04-10 12:30:59 | transferred | false
    1      | 2026-04-10 08:00 |                     |                      |                         | 2026-04-10 16:00:59 | discharged  | false
    1      | 2026-04-10 08:00 |                     | 2026-04-10 08:30     | 2026-04-10 08:30        | 2026-04-10 20:00    | admitted    | true
    1      | 2026-04-10 08:00 |                     | 2026-04-10 08:30     |                         | 2026-04-10 15:00    | discharged  | false
    2      | 2026-04-10 08:00 | 2026-04-10 09:01:00 |                      |                         | 2026-04-10 10:00    | discharged  | false
    2      | 2026-04-10 08:00 |                     | 2026-04-10 08:30     |                         | 2026-04-10 12:31:00 | admitted    | false
    2      | 2026-04-10 08:00 |                     |                      | 2026-04-10 08:30        | 2026-04-10 12:31:00 | transferred | false
    2      | 2026-04-10 08:00 |                     |                      |                         | 2026-04-10 16:01:00 | discharged  | false
"""


@pytest.mark.parametrize(
    ("kpi_id", "beyond"),
    [
        ("ed_ecat_gap_pct", 100),
        ("ed_ecat_room_pct", 25),
        ("ed_ecat_boarding_pct", 50),
        ("ed_ecat_stay_pct", 25),
    ],
)
def test_minutes_count_whole_and_the_limit_itself_is_kept(kpi_spec, kpi_id, beyond):
    """Acuity 1 stays within the last whole minute allowed, or was observed; acuity 2 is one second beyond."""
    kpi_spec(
        kpi_id, by="acuity", ed_visit=AT_THE_LIMITS, expected={("2026-04", "1"): 0, ("2026-04", "2"): beyond}
    )


def test_the_four_groups_are_told_apart_by_the_eighteenth_birthday_and_by_mental_illness(kpi_spec):
    """A patient without a birth date is in no group."""
    kpi_spec(
        "ed_ecat_gap_pct",
        by="access_group",
        patient="""
            patient_id | birth_date
            child      | 2008-04-11
            adult      | 2008-04-10
        """,
        encounter="""
            encounter_id | patient_id | encounter_class
            1            | child      | ed
            2            | adult      | ed
            3            | child      | ed
            4            | adult      | ed
            5            | nobody     | ed
        """,
        ed_visit="""
            encounter_id | arrival_ts       | departure_ts     | disposition | mental_health_flag
            1            | 2026-04-10 08:00 | 2026-04-10 09:00 | lwbs        | false
            2            | 2026-04-10 08:00 | 2026-04-10 09:00 | discharged  | false
            3            | 2026-04-10 08:00 | 2026-04-10 09:00 | discharged  | true
            4            | 2026-04-10 08:00 | 2026-04-10 09:00 | lwbs        | true
            5            | 2026-04-10 08:00 | 2026-04-10 09:00 | lwbs        | false
        """,
        expected={
            ("2026-04", "child"): 100,
            ("2026-04", "adult"): 0,
            ("2026-04", "child with mental illness"): 0,
            ("2026-04", "adult with mental illness"): 100,
            ("2026-04", "unknown"): 100,
        },
    )


@pytest.mark.parametrize(
    "kpi_id", ["ed_ecat_gap_pct", "ed_ecat_room_pct", "ed_ecat_boarding_pct", "ed_ecat_stay_pct"]
)
def test_a_stay_over_thirty_days_is_a_mistake_and_leaving_unseen_needs_no_end(kpi_spec, kpi_id):
    """Three of the five visits are known well enough; the one that left unseen is a gap and no other failure."""
    kpi_spec(
        kpi_id,
        grain="year",
        ed_visit="""
            arrival_ts       | departure_ts        | disposition
            2026-01-01 00:00 | 2026-01-31 00:00:01 | discharged
            2026-01-01 00:00 | 2025-12-31 23:59:59 | discharged
            2026-01-01 00:00 | 2026-01-01 00:00:00 | discharged
            2026-01-01 00:00 | 2026-01-01 01:00:00 | discharged
            2026-01-01 00:00 |                     | lwbs
        """,
        expected={"2026": 100 / 3 if kpi_id == "ed_ecat_gap_pct" else 0, "2025": None},
        expected_n={"2026": 3},
    )
