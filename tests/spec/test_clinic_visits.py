"""How long visits take and are waited for, lost bookings, free slots and the waiting list."""

from datetime import date

import pytest

title = "Clinic access"


def test_a_visit_lasts_from_check_in_to_check_out(kpi_spec):
    """0 seconds and 12 hours count; a second more, backwards and without an end lower the coverage; so does a clinician
    who leaves before entering or stays longer than the patient. Video is no visit to a clinic."""
    rows = [
        "scheduled_start_ts | modality | status | check_in_ts | check_out_ts | provider_start_ts | provider_end_ts"
    ]
    for out, enters, leaves, modality, status in (
        ("10:00:00", "09:10:00", "09:40:00", "in_person", "completed"),
        ("09:40:00", "09:00:00", "09:40:00", "in_person", "completed"),
        ("21:00:00", "09:00:00", "21:00:00", "in_person", "completed"),
        ("09:00:00", "09:00:00", "09:00:01", "in_person", "completed"),
        ("09:00:00", "09:00:00", "09:00:00", "in_person", "completed"),
        ("09:30:00", "09:10:00", "09:10:00", "in_person", "completed"),
        ("09:30:00", "09:10:00", "09:09:59", "in_person", "completed"),
        ("21:00:01", "09:00:00", "09:10:00", "in_person", "completed"),
        ("08:59:59", "09:00:00", "09:00:00", "in_person", "completed"),
        ("", "09:00:00", "09:10:00", "in_person", "completed"),
        ("09:50:00", "09:00:00", "09:10:00", "video", "completed"),
        ("09:50:00", "09:00:00", "09:10:00", "in_person", "no_show"),
    ):
        times = [f"2026-04-10 {clock}" if clock else "" for clock in ("09:00", out, enters, leaves)]
        rows.append(" | ".join(["2026-04-10 09:00", modality, status, *times]))
    visits = "\n".join(rows)
    kpi_spec(
        "amb_cycle_time_median",
        appointment=visits,
        expected={"2026-04": 30},
        expected_coverage={"2026-04": 0.7},
    )
    kpi_spec("amb_cycle_time_p90", appointment=visits, expected={"2026-04": 324}, expected_n={"2026-04": 7})
    kpi_spec(
        "amb_provider_share_pct",
        appointment=visits,
        expected={"2026-04": 79000 / 850},
        expected_n={"2026-04": 5},
    )


@pytest.mark.parametrize(("together", "in_all", "n"), [(4, 5, 5), (5, 25, 25), (5, 24, 0)])
def test_check_outs_typed_in_together_say_nothing(kpi_spec, together, in_all, n):
    """Five in one minute are more than a fifth of 24, not of 25; four in one minute can happen. The other clinic is fine."""
    rows = ["scheduled_start_ts | unit_id | check_in_ts | check_out_ts"]
    for number in range(in_all):
        minute = 0 if number < together else number
        rows.append(f"2026-04-10 09:00 | A | 2026-04-10 09:00 | 2026-04-10 17:{minute:02}:{number:02}")
    rows.append("2026-04-10 09:00 | B | 2026-04-10 09:00 | 2026-04-10 17:00")
    kpi_spec(
        "amb_cycle_time_median",
        by="unit_id",
        appointment="\n".join(rows),
        expected={("2026-04", "B"): 480} | ({("2026-04", "A"): 480 + MIDDLE[in_all]} if n else {}),
        expected_n={("2026-04", "A"): n, ("2026-04", "B"): 1},
    )


# Minutes after 17:00 of the check-out in the middle: the third of five, the thirteenth of 25.
MIDDLE = {5: 2 / 60, 25: 12 + 12 / 60}


def test_a_moved_booking_keeps_its_first_request(kpi_spec):
    """Asked on the 1st, moved twice, seen on the 11th: 10 days. A chain that changes the patient is broken."""
    chain = """
        appointment_id | patient_id | status      | scheduled_start_ts | booked_ts        | requested_ts     | rescheduled_to_appointment_id | new_or_return
        a              | p          | rescheduled | 2026-04-05 09:00   | 2026-04-02 09:00 | 2026-04-01 23:59 | b                             | new
        b              | p          | rescheduled | 2026-04-07 09:00   | 2026-04-04 09:00 |                  | c                             | new
        c              | {}         | completed   | 2026-04-11 09:00   | 2026-04-06 09:00 |                  |                               | new
    """
    for patient, days in (("p", 10), ("q", 5)):
        kpi_spec(
            "amb_booking_lead_days_median",
            appointment=chain.replace("{}", patient),
            expected={"2026-04": days},
        )


def test_the_wait_for_a_first_visit_is_counted_in_local_dates(kpi_spec):
    """The same day is 0; booked after the visit and never booked lower the coverage; returns are not asked."""
    visits = """
        status    | scheduled_start_ts | booked_ts        | new_or_return
        completed | 2026-04-10 00:10   | 2026-04-10 23:50 | new
        completed | 2026-04-10 09:00   | 2026-04-09 23:50 | new
        completed | 2026-04-10 09:00   | 2026-03-31 09:00 | new
        completed | 2026-04-10 09:00   | 2026-04-11 00:00 | new
        completed | 2026-04-10 09:00   |                  | new
        completed | 2026-04-10 09:00   | 2026-01-10 09:00 | return
        no_show   | 2026-04-10 09:00   | 2026-01-10 09:00 | new
    """
    kpi_spec(
        "amb_booking_lead_days_median",
        appointment=visits,
        expected={"2026-04": 1},
        expected_coverage={"2026-04": 3 / 5},
    )
    kpi_spec("amb_booking_lead_days_p90", appointment=visits, expected={"2026-04": 8.2})


LOST = """
    scheduled_start_ts | status             | cancel_ts           | cancel_by
    2026-04-10 09:00   | completed          |                     |
    2026-04-10 09:00   | no_show            |                     |
    2026-04-10 09:00   | left_without_seen  |                     |
    2026-04-10 09:00   | cancelled_patient  | 2026-04-10 09:00:00 |
    2026-04-10 09:00   | cancelled_patient  | 2026-04-10 09:00:01 |
    2026-04-10 09:00   | cancelled_patient  | 2026-04-09 09:00:01 |
    2026-04-10 09:00   | cancelled_patient  | 2026-04-09 09:00:00 |
    2026-04-10 09:00   | cancelled_patient  |                     |
    2026-04-10 09:00   | rescheduled        | 2026-04-10 08:00:00 |
    2026-04-10 09:00   | rescheduled        | 2026-04-10 08:00:00 | provider
    2026-04-10 09:00   | cancelled_provider | 2026-03-11 09:00:00 |
    2026-04-10 09:00   | cancelled_provider | 2026-03-11 08:59:59 |
    2026-04-10 09:00   | scheduled          |                     |
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "n"),
    [
        ("amb_late_cancel_rate", 300 / 8, 8),
        ("amb_late_cancel_48h_rate", 400 / 9, 9),
        ("amb_no_show_incl_late_cancel_rate", 500 / 7, 7),
        ("amb_provider_cancel_rate", 200 / 9, 9),
        ("amb_no_show_nhs_dna_rate", 200 / 3, 3),
        ("amb_no_show_rate", 50, 4),
    ],
)
def test_who_gave_the_slot_back_and_when(kpi_spec, kpi_id, value, n):
    """Late is from 24 hours to the start; after the start it is missed. Exactly 24 hours is in time for patients, and
    exactly 30 days is late for a clinic. Moved is moved by the patient unless somebody says otherwise."""
    kpi_spec(kpi_id, appointment=LOST, expected={"2026-04": value}, expected_n={"2026-04": n})


def test_exactly_48_hours_before_is_early_enough_for_those_who_ask_for_two_days(kpi_spec):
    """One second less is late; without a time nobody knows, which lowers the coverage."""
    kpi_spec(
        "amb_late_cancel_48h_rate",
        appointment="""
            scheduled_start_ts | status            | cancel_ts
            2026-04-10 09:00   | completed         |
            2026-04-10 09:00   | cancelled_patient | 2026-04-08 09:00:00
            2026-04-10 09:00   | cancelled_patient | 2026-04-08 09:00:01
            2026-04-10 09:00   | cancelled_patient |
        """,
        expected={"2026-04": 50},
        expected_n={"2026-04": 2},
        expected_coverage={"2026-04": 2 / 3},
    )


def test_a_cancellation_without_a_time_lowers_the_coverage(kpi_spec):
    kpi_spec(
        "amb_late_cancel_rate",
        appointment="""
            scheduled_start_ts | status            | cancel_ts
            2026-04-10 09:00   | completed         |
            2026-04-10 09:00   | cancelled_patient |
        """,
        expected={"2026-04": 0},
        expected_coverage={"2026-04": 1 / 2},
    )


SLOTS = {
    "appointment": """
        appointment_id | unit_id | scheduled_start_ts | status            | booked_ts        | cancel_ts        | is_overbook | scheduled_minutes
        1              | A       | 2026-04-10 09:00   | completed         | 2026-04-09 23:59 |                  | false       | 20
        2              | A       | 2026-04-10 09:20   | left_without_seen | 2026-04-10 00:00 |                  | false       | 20
        3              | A       | 2026-04-10 09:40   | no_show           | 2026-04-01 09:00 |                  | false       | 20
        4              | A       | 2026-04-10 10:00   | cancelled_patient | 2026-04-01 09:00 | 2026-04-10 00:00 | false       | 20
        5              | A       | 2026-04-10 10:20   | cancelled_patient | 2026-04-01 09:00 | 2026-04-09 23:59 | false       | 20
        6              | A       | 2026-04-10 10:20   | completed         | 2026-04-01 09:00 |                  | true        | 15
        7              | A       | 2026-04-10 10:20   | no_show           | 2026-04-01 09:00 |                  | true        | 15
        8              | B       | 2026-04-10 10:20   | completed         | 2026-04-01 09:00 |                  | true        | 15
        9              | A       | 2026-04-10 10:20   | completed         | 2026-04-01 09:00 |                  | false       | 15
    """,
    "template_slot": """
        unit_id | slot_start_ts    | slot_minutes | appointment_id | is_blocked | blocked_ts
        A       | 2026-04-10 09:00 | 20           | 1              | false      |
        A       | 2026-04-10 09:20 | 20           | 2              | false      |
        A       | 2026-04-10 09:40 | 20           | 3              | false      |
        A       | 2026-04-10 10:00 | 20           | 4              | false      |
        A       | 2026-04-10 10:20 | 20           | 5              | false      |
        A       | 2026-04-10 11:59 | 20           |                | true       | 2026-03-27 12:00
        A       | 2026-04-10 12:00 | 20           |                | true       | 2026-03-27 12:00
        A       | 2026-04-10 12:20 | 20           |                | true       |
        A       | 2026-04-10 12:00 | 20           | 3b             | false      |
        A       | 2026-04-13 12:20 | 20           |                | false      |
    """,
}


def test_time_is_used_by_who_came_and_lost_where_it_was_blocked_late(kpi_spec):
    """40 slot minutes and 15 overbooked of 140: five slots, an empty one at noon, and one blocked a minute less than 14 days ahead."""
    kpi_spec("amb_slot_utilisation_pct", grain="day", **SLOTS, expected={"2026-04-10": 5500 / 140})
    kpi_spec(
        "amb_slot_utilisation_pct",
        by="half_day",
        **SLOTS,
        expected={("2026-04", "am"): 5500 / 120, ("2026-04", "pm"): 0},
    )


def test_a_slot_is_booked_when_its_booking_stood_at_midnight(kpi_spec):
    """Booked before 00:00 and not given back before it: 1, 3 and 4."""
    kpi_spec("amb_fill_rate_pct", grain="day", **SLOTS, expected={"2026-04-10": 6000 / 140})


def test_readings_of_the_third_free_slot_are_averaged(kpi_spec):
    """0, 1 and 8 days; a reading while the clinician is away is none, and no third slot lowers the coverage."""
    tables = {
        "appointment": "unit_id | provider_id | scheduled_start_ts \n A | p | 2026-04-10 09:00 \n A | q | 2026-04-10 09:00",
        "tnaa_sample": """
            provider_id | visit_type | sample_date | third_next_date | provider_absent
            p           | new        | 2026-04-06  | 2026-04-06      | false
            p           | return     | 2026-04-06  | 2026-04-07      | false
            q           | new        | 2026-04-06  | 2026-04-14      | false
            q           | return     | 2026-04-06  |                 | false
            q           | new        | 2026-04-13  | 2026-04-12      | false
            p           | new        | 2026-04-13  | 2026-05-30      | true
        """,
    }
    kpi_spec("amb_tnaa_days", **tables, expected={"2026-04": 3}, expected_coverage={"2026-04": 3 / 5})
    kpi_spec("amb_tnaa_days_median", **tables, expected={"2026-04": 1}, expected_n={"2026-04": 3})


def test_where_nobody_takes_readings_the_open_slots_are_read(kpi_spec):
    """After the last kept appointment the third slot that is open: not booked, full, blocked or kept for the day."""
    kpi_spec(
        "amb_tnaa_days",
        appointment="appointment_id | unit_id | provider_id | scheduled_start_ts \n 1 | A | p | 2026-04-10 09:00",
        template_slot="""
            unit_id | provider_id | slot_start_ts    | is_blocked | is_held_same_day | appointment_id | capacity | booked_count
            A       | p           | 2026-04-10 23:59 | false      | false            |                |          |
            A       | p           | 2026-04-11 09:00 | false      | false            |                | 2        | 1
            A       | p           | 2026-04-11 09:00 | false      | false            |                |          | 0
            A       | p           | 2026-04-12 09:00 | true       | false            |                |          |
            A       | p           | 2026-04-12 10:00 | false      | true             |                |          |
            A       | p           | 2026-04-12 11:00 | false      | false            | 2              |          |
            A       | p           | 2026-04-12 12:00 | false      | false            |                |          | 1
            A       | p           | 2026-04-14 09:00 | false      | false            |                |          |
            A       | p           | 2026-04-15 09:00 | false      | false            |                |          |
        """,
        expected={"2026-04": 4},
    )


PATHWAYS = """
    facility_id | specialty | clock_start_date | clock_stop_date | stop_reason
    F           | eye       | 2025-12-25       |                 |
    F           | eye       | 2025-12-24       |                 |
    F           | eye       | 2025-05-01       | 2026-05-01      | treated
    F           | hip       | 2025-04-30       | 2026-05-01      | treated
    F           | hip       | 2026-04-30       |                 |
    F           | hip       | 2026-02-01       | 2026-04-30      | treated
    F           | hip       | 2026-02-01       |                 | null_void
    F           | hip       |                  |                 |
    F           | hip       | 2026-05-01       |                 |
"""


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [
        ("rtt_within_18w_pct", 200 / 5),
        ("rtt_52w_count", 1),
        ("rtt_list_size", 5),
        ("rtt_median_weeks", 127 / 7),
    ],
)
def test_the_list_is_that_of_the_last_day_of_the_month(kpi_spec, kpi_id, value):
    """On 30 April five are open: 0, 126, 127, 364 and 365 days. Stopped on the day, void and not begun are no part."""
    kpi_spec(
        kpi_id, since=date(2026, 4, 1), until=date(2026, 5, 1), referral=PATHWAYS, expected={"2026-04": value}
    )


def test_a_month_end_without_any_event_near_it_is_not_there_yet(kpi_spec):
    """The last event is on the 27th of a month of 30 days: near enough; on the 26th it is not."""
    for day, months in ((27, {"2026-03": 1, "2026-04": 2}), (26, {"2026-03": 1})):
        kpi_spec(
            "rtt_list_size",
            referral=f"clock_start_date \n 2026-03-10 \n 2026-04-{day}",
            expected=months,
        )
