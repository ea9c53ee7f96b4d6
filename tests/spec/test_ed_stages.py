"""The stages of an emergency visit, on five visits that can be counted by hand."""

import pytest

title = "Stages of an emergency visit"

FIVE_VISITS = """
    encounter_id | arrival_ts       | triage_ts        | provider_seen_ts | decision_to_admit_ts | departure_ts     | disposition
    1            | 2026-04-10 08:00 | 2026-04-10 08:05 | 2026-04-10 08:25 | 2026-04-10 10:25     | 2026-04-10 13:25 | admitted
    2            | 2026-04-10 09:00 | 2026-04-10 09:10 | 2026-04-10 10:00 | 2026-04-10 11:00     | 2026-04-10 12:00 | admitted
    3            | 2026-04-10 10:00 | 2026-04-10 10:08 | 2026-04-10 10:38 |                      | 2026-04-10 12:08 | discharged
    4            | 2026-04-10 11:00 | 2026-04-10 10:58 | 2026-04-10 11:40 |                      | 2026-04-10 12:10 | discharged
    5            | 2026-04-10 12:00 | 2026-04-10 12:07 |                  |                      | 2026-04-10 13:00 | lwbs
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "n", "coverage"),
    [
        ("ed_arrival_to_triage_median", 7.5, 4, 4 / 5),
        ("ed_arrival_to_triage_p90", 9.4, 4, 4 / 5),
        ("ed_triage_to_provider_median", 36, 4, 1),
        ("ed_triage_to_provider_p90", 47.6, 4, 1),
        ("ed_provider_to_decision_median", 90, 2, 1),
        ("ed_provider_to_decision_p90", 114, 2, 1),
        ("ed_provider_to_departure_median", 60, 2, 1),
        ("ed_provider_to_departure_p90", 84, 2, 1),
    ],
)
def test_every_stage_has_a_middle_and_a_slowest_tenth(kpi_spec, kpi_id, value, n, coverage):
    """The fourth patient was triaged before the registration, the fifth left without being seen."""
    kpi_spec(
        kpi_id,
        ed_visit=FIVE_VISITS,
        expected={"2026-04": value},
        expected_n={"2026-04": n},
        expected_coverage={"2026-04": coverage},
    )


def test_a_decision_before_the_first_contact_is_no_stage(kpi_spec):
    """Admitted at the door by letter: the decision lies before the clinician, so the stage cannot be measured."""
    kpi_spec(
        "ed_provider_to_decision_median",
        ed_visit="""
            encounter_id | arrival_ts       | provider_seen_ts | decision_to_admit_ts | departure_ts     | disposition
            1            | 2026-04-10 08:00 | 2026-04-10 08:30 | 2026-04-10 08:10     | 2026-04-10 09:00 | admitted
            2            | 2026-04-10 09:00 | 2026-04-10 09:20 | 2026-04-10 10:00     | 2026-04-10 12:00 | admitted
        """,
        expected={"2026-04": 40},
        expected_n={"2026-04": 1},
        expected_coverage={"2026-04": 0.5},
    )
