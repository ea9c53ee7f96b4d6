"""Emergency waits, on visits that can be counted by hand (kpis.md W2, W3, W4)."""

import pytest

title = "Emergency waits"

TENTH_OF_APRIL = """
    encounter_id | arrival_ts       | roomed_ts        | decision_to_admit_ts | departure_ts     | disposition | had_observation
    1            | 2026-04-10 08:00 | 2026-04-10 08:20 | 2026-04-10 10:00     | 2026-04-10 11:00 | admitted    | false
    2            | 2026-04-10 09:00 | 2026-04-10 09:45 |                      | 2026-04-10 15:30 | admitted    | false
    3            | 2026-04-10 10:00 | 2026-04-10 10:30 | 2026-04-10 13:00     | 2026-04-10 18:30 | admitted    | false
    4            | 2026-04-10 10:15 | 2026-04-10 11:30 | 2026-04-10 14:00     | 2026-04-10 13:50 | admitted    | false
    5            | 2026-04-10 11:00 | 2026-04-10 11:10 | 2026-04-10 12:00     | 2026-04-11 01:00 | admitted    | true
    6            | 2026-04-10 12:00 | 2026-04-10 12:30 |                      | 2026-04-10 14:20 | discharged  | false
    7            | 2026-04-10 12:30 |                  |                      | 2026-04-10 13:40 | lwbs        | false
    8            | 2026-04-10 13:00 | 2026-04-10 14:10 |                      | 2026-04-10 17:00 | discharged  | false
    9            | 2026-04-10 22:00 | 2026-04-10 22:05 | 2026-04-10 23:30     | 2026-04-11 02:00 | admitted    | false
    10           | 2026-04-10 14:00 | 2026-04-10 14:15 |                      | 2026-04-10 14:55 | ama         | false
    11           | 2026-04-10 15:00 | 2026-04-10 15:20 |                      | 2026-04-10 16:30 | transferred | false
    12           | 2026-04-10 23:50 | 2026-04-11 00:10 |                      |                  | in_progress | false
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "n", "coverage"),
    [
        ("ed_decision_to_departure_median", 150, 3, 3 / 5),
        ("ed_los_admitted_median", 240, 5, 1),
        ("ed_los_discharged_median", 190, 2, 1),
        ("ed_los_discharged_incl_ama_median", 140, 3, 1),
        ("ed_lwbs_rate", 100 / 11, 11, 1),
        ("ed_lbtc_rate", 200 / 11, 11, 1),
        ("ed_4h_pct", 800 / 11, 11, 1),
        ("ed_12h_arrival_pct", 100 / 11, 11, 1),
        ("ed_ecat_gap_pct", 400 / 11, 11, 1),
    ],
)
def test_one_day_of_one_department_gives_the_figures_of_the_manual(kpi_spec, kpi_id, value, n, coverage):
    """One decision is missing and one comes after the departure; a visit of observation is not boarding."""
    kpi_spec(
        kpi_id,
        ed_visit=TENTH_OF_APRIL,
        expected={"2026-04": value},
        expected_n={"2026-04": n},
        expected_coverage={"2026-04": coverage},
    )


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [("ed_los_admitted_p90", 462), ("ed_decision_to_departure_p90", 294), ("ed_los_discharged_p90", 230)],
)
def test_the_slowest_tenth_lies_between_two_visits(kpi_spec, kpi_id, value):
    """Percentiles interpolate: of 180, 215, 240, 390 and 510 minutes the ninth tenth is 462."""
    kpi_spec(kpi_id, ed_visit=TENTH_OF_APRIL, expected={"2026-04": value})


def test_a_visit_counts_on_the_day_of_its_departure(kpi_spec):
    """Two of the visits of the 10th leave on the 11th, and one is still there: it is in no period yet."""
    kpi_spec(
        "ed_lwbs_rate",
        grain="day",
        ed_visit=TENTH_OF_APRIL,
        expected={"2026-04-10": 100 / 9, "2026-04-11": 0},
        expected_n={"2026-04-10": 9, "2026-04-11": 2},
    )


def test_minutes_are_elapsed_time_also_when_the_clock_changes(kpi_spec):
    """The hour that is skipped in March does not count, the hour that is repeated in November counts twice."""
    kpi_spec(
        "ed_los_discharged_median",
        grain="day",
        ed_visit="""
            arrival_ts          | departure_ts
            2026-03-08 01:30    | 2026-03-08 03:30
            2026-11-01 00:45    | 2026-11-01 01:15
            2026-11-01 01:50    | 2026-11-01 01:20-05:00
            2026-11-02 10:00:59 | 2026-11-02 10:01:00
        """,
        expected={"2026-03-08": 60, "2026-11-01": 30, "2026-11-02": 1 / 60},
    )


def test_an_unseen_patient_without_leaving_time_is_an_access_gap_but_not_a_four_hour_case(kpi_spec):
    """The departure is missing: that the patient left is known, when is not."""
    visits = """
        arrival_ts       | departure_ts     | disposition
        2026-04-10 08:00 |                  | lwbs
        2026-04-10 08:00 |                  | discharged
        2026-04-10 08:00 | 2026-04-10 09:00 | discharged
    """
    for kpi_id, value, n in (
        ("ed_ecat_gap_pct", 50, 2),
        ("ed_lwbs_rate", 50, 2),
        ("ed_lbtc_rate", 50, 2),
        ("ed_4h_pct", 100, 1),
    ):
        kpi_spec(
            kpi_id,
            ed_visit=visits,
            expected={"2026-04": value},
            expected_n={"2026-04": n},
            expected_coverage={"2026-04": n / 3},
        )


@pytest.mark.parametrize(
    ("disposition", "is_early"),
    [
        ("lwbs", 1),
        ("left_before_complete", 1),
        ("ama", 1),
        ("discharged", 0),
        ("transferred", 0),
        ("died", 0),
    ],
)
def test_leaving_early_is_leaving_unseen_before_completion_or_against_advice(kpi_spec, disposition, is_early):
    kpi_spec(
        "ed_lbtc_rate",
        ed_visit=f"arrival_ts | departure_ts | disposition \n 2026-04-10 08:00 | 2026-04-10 09:00 | {disposition}",
        expected={"2026-04": 100 * is_early},
    )


def test_a_visit_that_never_got_an_end_lowers_the_coverage_a_day_later(kpi_spec):
    """Until 24 hours before the last event of the department it may still be in progress."""
    kpi_spec(
        "ed_lwbs_rate",
        ed_visit="""
            arrival_ts          | departure_ts     | disposition
            2026-04-10 10:00:00 |                  | in_progress
            2026-04-10 10:00:01 |                  | in_progress
            2026-04-11 08:00:00 | 2026-04-11 10:00 | lwbs
        """,
        expected={"2026-04": 100},
        expected_coverage={"2026-04": 1 / 2},
    )


def test_planned_returns_and_dead_on_arrival_are_not_emergency_visits(kpi_spec):
    kpi_spec(
        "ed_lwbs_rate",
        ed_visit="""
            arrival_ts       | departure_ts     | disposition     | is_scheduled_return
            2026-04-10 08:00 | 2026-04-10 09:00 | discharged      | true
            2026-04-10 08:00 | 2026-04-10 09:00 | dead_on_arrival | false
            2026-04-10 08:00 | 2026-04-10 09:00 | lwbs            | false
            2026-04-10 08:00 | 2026-04-10 09:00 | discharged      | false
        """,
        expected={"2026-04": 50},
        expected_n={"2026-04": 2},
    )


def test_a_cancelled_encounter_is_no_visit(kpi_spec):
    kpi_spec(
        "ed_lwbs_rate",
        encounter="encounter_id | encounter_class | status \n 1 | ed | cancelled \n 2 | ed | finished",
        ed_visit="""
            encounter_id | arrival_ts       | departure_ts     | disposition
            1            | 2026-04-10 08:00 | 2026-04-10 09:00 | lwbs
            2            | 2026-04-10 08:00 | 2026-04-10 09:00 | discharged
        """,
        expected={"2026-04": 0},
    )


def test_door_to_provider_leaves_out_who_left_and_who_was_seen_before_registration(kpi_spec):
    """Seen at once is a valid wait of 0; seen before arrival and never seen lower the coverage."""
    kpi_spec(
        "ed_arrival_to_provider_median",
        ed_visit="""
            arrival_ts       | provider_seen_ts    | departure_ts     | disposition
            2026-04-10 08:00 | 2026-04-10 08:00:00 | 2026-04-10 10:00 | discharged
            2026-04-10 08:00 | 2026-04-10 08:20:00 | 2026-04-10 10:00 | ama
            2026-04-10 08:00 | 2026-04-10 07:59:59 | 2026-04-10 10:00 | discharged
            2026-04-10 08:00 |                     | 2026-04-10 10:00 | discharged
            2026-04-10 08:00 |                     | 2026-04-10 10:00 | lwbs
        """,
        expected={"2026-04": 10},
        expected_coverage={"2026-04": 2 / 4},
    )


def test_a_feed_without_departures_is_placed_by_arrival(kpi_spec):
    """The wait is known, so it is shown; the ninth tenth of 10 and 30 minutes is 28."""
    kpi_spec(
        "ed_arrival_to_provider_p90",
        by="arrival_hour_band",
        ed_visit="""
            arrival_ts       | provider_seen_ts
            2026-03-31 23:50 | 2026-04-01 00:00
            2026-03-31 23:50 | 2026-04-01 00:20
        """,
        expected={("2026-03", "16-23"): 28},
    )


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("arrival_hour_band", {"00-07": 2, "08-15": 2, "16-23": 1}),
        ("age_band", {"0-17": 1, "18-44": 1, "65-74": 1, "unknown": 2}),
        ("weekday", {"5": 4, "6": 1}),
        ("mental_health", {"no": 4, "yes": 1}),
        ("acuity", {"unknown": 5}),
        ("sex", {"female": 1, "unknown": 4}),
    ],
)
def test_who_waits_and_when_is_read_from_the_local_clock_and_the_birthday(kpi_spec, by, groups):
    """Hour bands begin at 8 and 16; on the 18th birthday one is 18; what is not known says so."""
    found = kpi_spec(
        "ed_lwbs_rate",
        by=by,
        patient="""
            patient_id | birth_date | sex
            child      | 2008-04-11 | female
            adult      | 2008-04-10 |
            old        | 1961-04-10 |
            unborn     | 2030-01-01 |
        """,
        encounter="""
            encounter_id | patient_id | encounter_class
            1            | child      | ed
            2            | adult      | ed
            3            | old        | ed
            4            | unborn     | ed
        """,
        ed_visit="""
            encounter_id | arrival_ts          | departure_ts     | mental_health_flag
            1            | 2026-04-10 00:00:00 | 2026-04-10 23:59 | false
            2            | 2026-04-10 07:59:59 | 2026-04-10 23:59 | false
            3            | 2026-04-10 08:00:00 | 2026-04-10 23:59 | false
            4            | 2026-04-10 15:59:59 | 2026-04-10 23:59 | true
            5            | 2026-04-11 16:00:00 | 2026-04-11 23:59 | false
        """,
        expected={("2026-04", group): 0 for group in groups},
    )
    assert {group: row["n_valid"] for (_, group), row in found.items()} == groups
