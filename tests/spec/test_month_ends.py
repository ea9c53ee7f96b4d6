"""What stands at the end of a month or of a day, counted by hand."""

import pytest

title = "Month ends"

WAITING = """
    snapshot_date | specialty | waited_days
    2026-04-30    | eye       | 0
    2026-04-30    | eye       | 126
    2026-04-30    | hip       | 127
    2026-04-30    | hip       | 364
    2026-04-30    | hip       | 365
"""


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [("rtt_within_18w_pct", 40), ("rtt_52w_count", 1), ("rtt_list_size", 5), ("rtt_median_weeks", 127 / 7)],
)
def test_five_wait_at_the_end_of_april(kpi_spec, kpi_id, value):
    """By hand: 126 days are 18 weeks and still in time, 364 are 52 and not over; half have waited 127 days."""
    kpi_spec(kpi_id, v_waiting=WAITING, expected={"2026-04": value})


def test_asked_is_known_or_declined(kpi_spec):
    """By hand: 10 patients in two fields make 20; 13 are known and 3 more declined to say."""
    fields = """
        field     | month_date | patients | known | recorded
        sex       | 2026-04-01 | 10       | 9     | 9
        ethnicity | 2026-04-01 | 10       | 4     | 7
    """
    kpi_spec("demographic_recorded_pct", v_demographic_month=fields, expected={"2026-04": 80})
    kpi_spec("demographic_completeness_pct", v_demographic_month=fields, expected={"2026-04": 65})


def test_who_has_an_account_need_not_use_it(kpi_spec):
    """By hand: of 40 patients 20 have an account and 10 have used it within a year."""
    portal = """
        month_end  | age_band | patients | activated | in_use
        2026-04-30 | 18-44    | 30       | 18        | 10
        2026-04-30 | 65-74    | 10       | 2         | 0
    """
    kpi_spec("portal_activation_active_pct", v_portal_month=portal, expected={"2026-04": 25})
    kpi_spec("portal_activation_pct", v_portal_month=portal, expected={"2026-04": 50})


def test_beds_of_two_units_over_two_days(kpi_spec):
    """By hand: 12 staffed beds on the first day and 10 on the second are 11 on an average day."""
    kpi_spec(
        "staffed_beds_mean",
        v_bed_day="""
            unit_id | bed_date   | patients | staffed_beds
            A       | 2026-03-01 | 8        | 8
            B       | 2026-03-01 | 3        | 4
            A       | 2026-03-02 | 7        | 8
            B       | 2026-03-02 | 2        | 2
        """,
        expected={"2026-03": 11},
    )


def test_visits_of_two_days_are_divided_by_two(kpi_spec):
    """By hand: three visits ended on the first of two days and one on the second."""
    kpi_spec(
        "ed_visits_per_day",
        v_ed_visit="""
            encounter_id | visit_date
            1            | 2026-04-10
            2            | 2026-04-10
            3            | 2026-04-10
            4            | 2026-04-11
        """,
        expected={"2026-04": 2},
    )
