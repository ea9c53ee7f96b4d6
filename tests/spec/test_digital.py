"""Virtual visits, the portal, monitoring at home and cleaned beds."""

from datetime import date

import pytest

title = "Telehealth, portal and bed cleaning"

VISITS = """
    scheduled_start_ts | status             | modality  | tech_failure | converted_to_in_person
    2026-04-10 09:00   | completed          | video     |              |
    2026-04-10 09:00   | completed          | audio     | false        | false
    2026-04-10 09:00   | completed          | in_person |              | true
    2026-04-10 09:00   | completed          | video     |              | true
    2026-04-10 09:00   | completed          | in_person |              |
    2026-04-10 09:00   | no_show            | video     |              |
    2026-04-10 09:00   | left_without_seen  | audio     |              |
    2026-04-10 09:00   | cancelled_provider | video     | true         |
    2026-04-10 09:00   | cancelled_patient  | video     |              |
    2026-04-10 09:00   | scheduled          | video     |              |
    2026-04-10 09:00   | no_show            | in_person |              |
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "coverage"),
    [
        ("telehealth_share_pct", 300 / 5, 1),
        ("telehealth_audio_share_pct", 100 / 5, 1),
        ("telehealth_completion_pct", 200 / 7, 7 / 8),
        ("telehealth_tech_failure_pct", 100 / 7, 7 / 8),
    ],
)
def test_a_virtual_visit_is_due_unless_it_was_cancelled_in_advance(kpi_spec, kpi_id, value, coverage):
    """Moved to the clinic is not as planned; a technical failure counts whatever the booking was called afterwards."""
    kpi_spec(kpi_id, appointment=VISITS, expected={"2026-04": value}, expected_coverage={"2026-04": coverage})


PATIENTS = {
    "patient": """
        patient_id | birth_date | death_date | is_deceased
        a          | 1980-01-01 |            |
        b          | 1980-01-01 |            |
        c          | 1980-01-01 | 2026-03-31 | true
        d          | 1980-01-01 |            | true
        child      | 2015-01-01 |            |
        f          | 1980-01-01 |            |
        g          | 2008-03-02 |            |
    """,
    "appointment": """
        patient_id | scheduled_start_ts | status
        a          | 2025-03-31 09:00   | completed
        b          | 2025-04-01 09:00   | completed
        c          | 2026-02-01 09:00   | completed
        d          | 2026-02-01 09:00   | completed
        child      | 2026-02-01 09:00   | completed
        e          | 2026-02-01 09:00   | no_show
        f          | 2026-03-31 23:00   | completed
        g          | 2026-03-02 09:00   | completed
    """,
    "portal_account": """
        patient_id | activated_ts     | last_login_ts
        a          | 2025-01-01 09:00 | 2026-03-01 09:00
        b          | 2026-03-31 23:59 | 2025-04-01 00:00
        f          | 2026-04-01 00:00 | 2026-04-01 00:00
        child      | 2025-01-01 09:00 | 2026-03-01 09:00
        e          | 2025-01-01 09:00 | 2026-03-01 09:00
    """,
}


def test_who_was_seen_in_the_last_twelve_months_and_lives_may_have_an_account(kpi_spec):
    """On 31 March 2026: a was last seen a day too early, c died on the day, e never came, g is 18 and has no account; b activated with a minute to
    spare and f a minute too late; of d nobody knows when the death was, after February. In the year that ends with it the last month stands for the year."""
    for grain, period in (("month", "2026-03"), ("year", "2026")):
        kpi_spec(
            "portal_activation_pct",
            grain=grain,
            **PATIENTS,
            since=date(2026, 3, 1),
            expected={period: 100 / 3},
        )


def test_an_account_is_in_use_for_twelve_months_after_a_login(kpi_spec):
    """The login of b on 1 April 2025 lies in the twelve months before 31 March 2026, and a day earlier it would not."""
    for login, value in (("2025-04-01 00:00", 100 / 3), ("2025-03-31 23:59", 0)):
        accounts = PATIENTS["portal_account"].replace("2025-04-01 00:00", login)
        kpi_spec(
            "portal_activation_active_pct",
            since=date(2026, 3, 1),
            **(PATIENTS | {"portal_account": accounts}),
            expected={"2026-03": value},
        )


def test_a_patient_counts_where_last_seen(kpi_spec):
    kpi_spec(
        "portal_activation_pct",
        by="facility_id",
        appointment="""
            patient_id | facility_id | unit_id | scheduled_start_ts | status
            a          | North       | N       | 2026-03-02 09:00   | completed
            a          | South       | S       | 2026-03-30 09:00   | completed
            b          | North       | N       | 2026-03-30 09:00   | completed
        """,
        patient="patient_id | birth_date \n a | 1980-01-01 \n b | 1980-01-01",
        portal_account="patient_id | activated_ts \n a | 2026-03-01 09:00",
        expected={("2026-03", "North"): 0, ("2026-03", "South"): 100},
    )


MESSAGES = {
    "appointment": "patient_id | scheduled_start_ts | status \n p | 2026-04-01 09:00 | completed",
    "portal_message": """
        patient_id | sent_ts          | first_reply_ts
        p          | 2026-04-10 09:00 | 2026-04-14 23:59
        p          | 2026-04-10 09:00 | 2026-04-15 00:00
        p          | 2026-04-11 09:00 | 2026-04-11 10:00
        p          | 2026-04-13 09:00 | 2026-04-13 08:59:59
        p          | 2026-04-13 09:00 |
        p          | 2026-04-14 09:00 |
        nobody     | 2026-04-13 09:00 | 2026-04-13 10:00
        p          | 2026-04-16 09:00 | 2026-04-16 09:00
    """,
}


def test_two_working_days_end_on_tuesday_for_a_message_of_friday(kpi_spec):
    """Open since Monday is late on Thursday, open since Tuesday not yet; a reply before the message is a mistake."""
    kpi_spec(
        "portal_reply_within_2wd_pct",
        **MESSAGES,
        expected={"2026-04": 300 / 5},
        expected_coverage={"2026-04": 5 / 7},
    )


def test_hours_to_the_reply_run_through_the_weekend(kpi_spec):
    """0, 1, 110.98 and 111 hours."""
    kpi_spec(
        "portal_reply_hours_median",
        **MESSAGES,
        expected={"2026-04": (1 + 110 + 59 / 60) / 2},
        expected_coverage={"2026-04": 4 / 7},
    )


def monitored(days: int, last: int, end: str = "") -> dict[str, str]:
    """An enrolment from 1 March with readings on so many days; the data of somebody else reach to day `last`."""
    rows = [f"one | 2026-03-{n:02} | true" for n in range(1, days + 1)] + ["one | 2026-03-31 | false"]
    other = [f"two | 2026-{'03' if last <= 31 else '04'}-{last if last <= 31 else last - 31:02} | true"]
    return {
        "appointment": "patient_id | scheduled_start_ts | status \n p | 2026-03-01 09:00 | completed",
        "rpm_enrolment": f"""
            enrolment_id | patient_id | start_date | end_date
            one          | p          | 2026-03-01 | {end}
            two          | nobody     | 2026-03-01 |
        """,
        "rpm_day": "\n".join(
            ["enrolment_id | date | has_reading", *(rows[:-1] if last < 31 else rows), *other]
        ),
    }


@pytest.mark.parametrize(("days", "full", "any_use"), [(16, 100, 100), (15, 0, 100), (2, 0, 100), (1, 0, 0)])
def test_sixteen_days_of_thirty_are_enough(kpi_spec, days, full, any_use):
    kpi_spec(
        "rpm_adherence_pct", **monitored(days, 31), expected={"2026-03": full}, expected_n={"2026-03": 1}
    )
    kpi_spec("rpm_adherence_2d_pct", **monitored(days, 31), expected={"2026-03": any_use})


@pytest.mark.parametrize(
    ("last", "end", "n"),
    [(29, "", 0), (30, "", 1), (60, "2026-03-29", 0), (60, "2026-03-30", 1), (60, "2026-04-30", 2)],
)
def test_only_complete_periods_count(kpi_spec, last, end, n):
    """The first ends on 30 March, the second on 29 April; the data and the enrolment must reach that far."""
    kpi_spec(
        "rpm_adherence_pct",
        grain="year",
        **monitored(20, last, end),
        expected={"2026": 100 / n} if n else {},
        expected_n={"2026": n} if n else {},
    )


CLEANS = """
    bed_id | dirty_ts            | clean_start_ts      | clean_end_ts        | clean_type
    b      | 2026-04-10 10:00:00 | 2026-04-10 10:20:00 | 2026-04-10 11:00:00 | routine
    b      | 2026-04-10 12:00:00 | 2026-04-10 12:00:00 | 2026-04-10 12:00:00 | routine
    b      | 2026-04-10 12:00:00 | 2026-04-11 00:00:00 | 2026-04-11 00:00:00 | terminal
    b      | 2026-04-10 12:00:00 | 2026-04-10 12:00:00 | 2026-04-11 00:00:01 | terminal
    b      | 2026-04-10 12:00:00 |                     | 2026-04-10 11:59:59 | routine
    b      | 2026-04-10 12:00:00 | 2026-04-10 12:30:00 |                     | routine
    b      | 2026-04-10 12:00:01 | 2026-04-10 12:00:00 | 2026-04-11 00:00:00 | routine
    b      | 2026-04-10 12:00:00 | 2026-04-11 00:00:01 | 2026-04-11 01:00:00 | routine
    b      | 2026-04-10 12:00:00 | 2026-04-10 12:30:00 | 2026-04-10 12:29:59 | routine
    c      | 2026-04-10 10:00:00 | 2026-04-10 10:30:00 | 2026-04-10 11:30:00 | routine
    d      | 2026-04-10 10:00:00 | 2026-04-10 10:50:00 | 2026-04-10 11:40:00 | routine
"""
STAYS = """
    bed_id | unit_id | in_ts            | out_ts
    c      | U       | 2026-04-09 10:00 | 2026-04-10 10:01
    d      | U       | 2026-04-09 10:00 | 2026-04-10 10:00
    d      | U       | 2026-04-08 10:00 | 2026-04-10 12:00
"""


@pytest.mark.parametrize(
    ("kpi_id", "value", "coverage"),
    [
        ("bed_clean_turnaround_median", 80, 6 / 10),
        ("bed_clean_turnaround_p90", (43199 + 43200) / 120, 6 / 10),
        ("bed_clean_response_median", 25, 6 / 10),
        ("bed_clean_work_median", 45, 6 / 10),
    ],
)
def test_a_bed_is_cleaned_from_when_its_patient_left(kpi_spec, kpi_id, value, coverage):
    """0 minutes and 12 hours count, a second more or less does not. Bed c was called empty a minute before it was."""
    kpi_spec(
        kpi_id,
        grain="year",
        bed_clean_event=CLEANS,
        encounter_location=STAYS,
        expected={"2026": value},
        expected_coverage={"2026": coverage},
    )


def test_a_clean_counts_on_the_day_the_bed_was_ready(kpi_spec):
    kpi_spec(
        "bed_clean_turnaround_median",
        grain="day",
        bed_clean_event="dirty_ts | clean_end_ts \n 2026-10-31 23:50 | 2026-11-01 00:10 \n 2026-11-01 01:30-04:00 | 2026-11-01 01:00-05:00",
        expected={"2026-11-01": 25},
    )
