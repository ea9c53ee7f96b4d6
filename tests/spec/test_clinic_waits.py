"""Clinic waits and missed appointments (kpis.md W5)."""

import pytest

from tests.world import text_of

title = "Clinic waits"


def booked(unit: str, count: int, missed: int) -> list[dict[str, str]]:
    return [
        {
            "unit_id": unit,
            "appointment_date": "2026-04-10",
            "status": "no_show" if i < missed else "completed",
        }
        for i in range(count)
    ]


def test_clinics_are_added_before_they_are_divided(kpi_spec):
    """83 of 1,300 are 6.38 %; the mean of the clinics' own rates would be 25 %."""
    clinics = booked("Large", 1200, 60) + booked("Small", 90, 18) + booked("Tiny", 10, 5)
    kpi_spec("amb_no_show_rate", v_appointment=text_of(clinics), expected={"2026-04": 8300 / 1300})


def test_each_clinic_has_its_own_rate(kpi_spec):
    clinics = booked("Small", 90, 18) + booked("Tiny", 10, 5)
    kpi_spec(
        "amb_no_show_rate",
        by="unit_id",
        v_appointment=text_of(clinics),
        expected={("2026-04", "Small"): 20, ("2026-04", "Tiny"): 50},
    )


def test_only_kept_and_missed_appointments_are_due_and_loose_ends_lower_the_coverage(kpi_spec):
    """A patient who left unseen had come; cancelled and moved bookings are no part of it, however late."""
    kpi_spec(
        "amb_no_show_rate",
        appointment="""
            scheduled_start_ts | status             | cancel_ts
            2026-04-10 09:00   | completed          |
            2026-04-10 09:00   | left_without_seen  |
            2026-04-10 09:00   | no_show            |
            2026-04-10 09:00   | cancelled_patient  | 2026-04-10 08:59
            2026-04-10 09:00   | cancelled_provider | 2026-04-01 09:00
            2026-04-10 09:00   | rescheduled        | 2026-04-10 08:00
            2026-04-10 09:00   | scheduled          |
            2026-04-10 09:00   | arrived            |
            2026-04-10 09:00   | requested          |
            2026-04-10 09:00   | waitlist           |
        """,
        expected={"2026-04": 100 / 3},
        expected_n={"2026-04": 3},
        expected_coverage={"2026-04": 3 / 7},
    )


def test_bookings_after_the_last_kept_or_missed_one_are_the_future(kpi_spec):
    """The last date with an outcome is inside; what is booked beyond it is not a loose end."""
    kpi_spec(
        "amb_no_show_rate",
        grain="day",
        appointment="""
            scheduled_start_ts | status
            2026-04-10 09:00   | completed
            2026-04-10 23:30   | no_show
            2026-04-10 23:59   | scheduled
            2026-04-11 00:00   | scheduled
            2026-04-13 09:00   | cancelled_patient
        """,
        expected={"2026-04-10": 50},
        expected_coverage={"2026-04-10": 2 / 3},
    )


def test_each_site_has_its_own_horizon(kpi_spec):
    """A clinic that sends its outcomes later is not taken to have lost them."""
    kpi_spec(
        "amb_no_show_rate",
        by="facility_id",
        appointment="""
            facility_id | unit_id | scheduled_start_ts | status
            North       | N       | 2026-04-10 09:00   | no_show
            South       | S       | 2026-04-09 09:00   | left_without_seen
            South       | S       | 2026-04-10 09:00   | scheduled
        """,
        expected={("2026-04", "North"): 100, ("2026-04", "South"): 0},
        expected_coverage={("2026-04", "North"): 1, ("2026-04", "South"): 1},
    )


def test_lead_time_counts_local_dates_from_the_request_or_else_the_booking(kpi_spec):
    """The bands end after 1, 7 and 28 days; booked after the appointment is unknown."""
    found = kpi_spec(
        "amb_no_show_rate",
        by="lead_band",
        appointment="""
            requested_ts     | booked_ts        | scheduled_start_ts
            2026-04-28 00:10 |                  | 2026-04-29 23:50
            2026-04-27 23:50 |                  | 2026-04-29 00:10
                             | 2026-04-22 12:00 | 2026-04-29 09:00
            2026-04-01 12:00 | 2026-04-28 12:00 | 2026-04-29 09:00
            2026-03-31 12:00 | 2026-04-28 12:00 | 2026-04-29 09:00
                             | 2026-04-29 23:00 | 2026-04-29 09:00
                             | 2026-04-21 12:00 | 2026-04-29 09:00
                             | 2026-04-30 00:00 | 2026-04-29 09:00
                             |                  | 2026-04-29 09:00
        """,
        expected={("2026-04", band): 0 for band in ("0-1", "2-7", "8-28", "29+", "unknown")},
    )
    assert {band: row["n_valid"] for (_, band), row in found.items()} == {
        "0-1": 2, "2-7": 2, "8-28": 2, "29+": 1, "unknown": 2,
    }  # fmt: skip


def test_the_waiting_room_is_timed_for_completed_visits_in_person(kpi_spec):
    """20 and 40 minutes give 30; a visit by video, a missed one and a missing room time do not count."""
    kpi_spec(
        "amb_checkin_to_roomed_median",
        appointment="""
            scheduled_start_ts | check_in_ts      | roomed_ts        | status    | modality
            2026-04-10 09:00   | 2026-04-10 08:50 | 2026-04-10 09:10 | completed | in_person
            2026-04-10 09:00   | 2026-04-10 09:05 | 2026-04-10 09:45 | completed | in_person
            2026-04-10 09:00   | 2026-04-10 08:55 |                  | completed | in_person
            2026-04-10 09:00   | 2026-04-10 08:50 | 2026-04-10 11:00 | completed | video
            2026-04-10 09:00   | 2026-04-10 08:50 | 2026-04-10 11:00 | no_show   | in_person
        """,
        expected={"2026-04": 30},
        expected_coverage={"2026-04": 2 / 3},
    )


def test_the_slowest_tenth_of_the_waiting_room(kpi_spec):
    """Of 10 and 30 minutes the ninth tenth is 28."""
    kpi_spec(
        "amb_checkin_to_roomed_p90",
        appointment="""
            scheduled_start_ts | check_in_ts      | roomed_ts
            2026-04-10 09:00   | 2026-04-10 09:00 | 2026-04-10 09:10
            2026-04-10 09:00   | 2026-04-10 09:00 | 2026-04-10 09:30
        """,
        expected={"2026-04": 28},
    )


@pytest.mark.parametrize(
    ("kpi_id", "early"),
    [
        ("amb_checkin_to_roomed_median", 30),
        ("amb_checkin_to_roomed_p90", 30),
        ("amb_scheduled_to_roomed_median", 0),
    ],
)
def test_a_check_in_over_an_hour_early_is_left_out_and_a_wait_over_four_hours_is_a_mistake(
    kpi_spec, kpi_id, early
):
    """Exactly an hour early, exactly four hours and 0 seconds are valid; left-out rows do not touch the coverage."""
    kpi_spec(
        kpi_id,
        by="visit_type",
        appointment="""
            visit_type | scheduled_start_ts | check_in_ts         | roomed_ts
            early      | 2026-04-10 09:00   | 2026-04-10 08:00:00 | 2026-04-10 08:30
            early      | 2026-04-10 09:00   | 2026-04-10 07:59:59 | 2026-04-10 09:30
            long       | 2026-04-10 09:00   | 2026-04-10 09:00:00 | 2026-04-10 13:00:00
            long       | 2026-04-10 09:00   | 2026-04-10 09:00:00 | 2026-04-10 13:00:01
            none       | 2026-04-10 09:00   | 2026-04-10 09:00:00 | 2026-04-10 09:00:00
            none       | 2026-04-10 09:00   | 2026-04-10 09:00:01 | 2026-04-10 09:00:00
        """,
        expected={("2026-04", "early"): early, ("2026-04", "long"): 240, ("2026-04", "none"): 0},
        expected_coverage={("2026-04", "early"): 1, ("2026-04", "long"): 1 / 2, ("2026-04", "none"): 1 / 2},
    )


def test_the_wait_beyond_the_appointment_starts_at_the_later_of_plan_and_check_in(kpi_spec):
    """Early and taken early is 0, early and taken late counts from the plan, late counts from the check-in."""
    kpi_spec(
        "amb_scheduled_to_roomed_median",
        by="visit_type",
        appointment="""
            visit_type  | scheduled_start_ts | check_in_ts      | roomed_ts
            early early | 2026-04-10 09:00   | 2026-04-10 08:40 | 2026-04-10 08:50
            early late  | 2026-04-10 09:00   | 2026-04-10 08:40 | 2026-04-10 09:15
            late        | 2026-04-10 09:00   | 2026-04-10 09:10 | 2026-04-10 09:30
        """,
        expected={
            ("2026-04", "early early"): 0,
            ("2026-04", "early late"): 15,
            ("2026-04", "late"): 20,
        },
    )


def test_the_wait_beyond_the_appointment_time_is_the_middle_one(kpi_spec):
    kpi_spec(
        "amb_scheduled_to_roomed_median",
        appointment="""
            scheduled_start_ts | check_in_ts      | roomed_ts
            2026-04-10 09:00   | 2026-04-10 08:40 | 2026-04-10 09:10
            2026-04-10 09:00   | 2026-04-10 08:40 | 2026-04-10 09:20
            2026-04-10 09:00   | 2026-04-10 08:40 | 2026-04-10 10:30
        """,
        expected={"2026-04": 20},
    )


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("payer_class", "commercial"), ("specialty", "cardiology"), ("age_band", "65-74"), ("sex", "female"),
        ("weekday", "5"), ("modality", "in_person"), ("new_or_return", "new"), ("visit_type", "check"),
    ],
)  # fmt: skip
def test_an_appointment_knows_who_pays_who_comes_and_what_for(kpi_spec, by, group):
    kpi_spec(
        "amb_no_show_rate",
        by=by,
        patient="patient_id | birth_date | sex \n p | 1961-04-10 | female",
        encounter="encounter_id | patient_id | encounter_class | payer_id \n e | p | outpatient | commercial",
        provider="provider_id | specialty \n d | cardiology",
        appointment="""
            patient_id | encounter_id | provider_id | scheduled_start_ts | new_or_return | visit_type
            p          | e            | d           | 2026-04-10 09:00   | new           | check
        """,
        expected={("2026-04", group): 0},
    )
