"""Years, quarters and weeks as organisations count them, and the stretches that people name."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendars import KINDS, PATTERNS, STRETCHES, Calendar
from metrics.places import Places
from tests.network import open_network

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
CALENDARS = st.builds(Calendar, st.integers(1, 12), st.sampled_from(["", *PATTERNS]))


@pytest.mark.parametrize(
    ("calendar", "kind", "day", "since", "until"),
    [
        (Calendar(), "week", "2026-11-01", "2026-10-26", "2026-11-02"),
        (Calendar(), "week", "2026-01-01", "2025-12-29", "2026-01-05"),
        (Calendar(), "quarter", "2026-11-24", "2026-10-01", "2027-01-01"),
        (Calendar(7), "fiscal_year", "2026-06-30", "2025-07-01", "2026-07-01"),
        (Calendar(7), "fiscal_year", "2026-07-01", "2026-07-01", "2027-07-01"),
        (Calendar(4), "fiscal_quarter", "2027-02-28", "2027-01-01", "2027-04-01"),
        (Calendar(10), "fiscal_month", "2026-11-24", "2026-11-01", "2026-12-01"),
        # 1 January 2026 is a Thursday: the Monday before is nearer. 2027 starts on a Friday: the Monday after.
        (Calendar(1, "4-4-5"), "fiscal_year", "2025-12-29", "2025-12-29", "2027-01-04"),
        (Calendar(1, "4-4-5"), "fiscal_month", "2026-01-25", "2025-12-29", "2026-01-26"),
        (Calendar(1, "4-4-5"), "fiscal_quarter", "2026-03-29", "2025-12-29", "2026-03-30"),
        (Calendar(1, "4-4-5"), "fiscal_month", "2027-01-03", "2026-11-23", "2027-01-04"),
        (Calendar(1, "5-4-4"), "fiscal_month", "2026-02-01", "2025-12-29", "2026-02-02"),
    ],
)
def test_periods_start_and_end_where_the_calendar_says(calendar, kind, day, since, until):
    """The year of 53 weeks gives its last week to its last period."""
    assert calendar.period(kind, date.fromisoformat(day)) == (
        date.fromisoformat(since),
        date.fromisoformat(until),
    )


@given(CALENDARS, DAYS, st.sampled_from(KINDS))
def test_periods_tile_time(calendar, day, kind):
    since, until = calendar.period(kind, day)
    assert since <= day < until
    assert calendar.period(kind, since) == (since, until) == calendar.period(kind, until - timedelta(days=1))
    assert calendar.period(kind, until)[0] == until


@given(CALENDARS, DAYS)
def test_a_fiscal_year_has_twelve_periods_and_is_named_after_its_end(calendar, day):
    year = calendar.year_of(day)
    edges = calendar.starts(year)
    assert len(edges) == 13
    assert edges == sorted(set(edges))
    assert edges[0] <= day < edges[12]
    middle = edges[0] + timedelta(days=182)
    assert middle.year in (year, year - 1)
    if calendar.pattern:
        assert {(b - a).days % 7 for a, b in pairwise(edges)} == {0}
        assert (edges[12] - edges[0]).days in (364, 371)


@pytest.mark.parametrize(
    ("name", "through", "since", "until", "year_before", "just_before"),
    [
        ("year_to_date", "2026-10-31", "2026-01-01", "2026-11-01", "2025-01-01 2025-11-01", "2025-03-01 2026-01-01"),
        ("month_to_date", "2024-02-29", "2024-02-01", "2024-03-01", "2023-02-01 2023-03-01", "2024-01-01 2024-02-01"),
        ("month_to_date", "2024-02-28", "2024-02-01", "2024-02-29", "2023-02-01 2023-03-01", "2024-01-04 2024-02-01"),
        ("month_to_date", "2025-02-28", "2025-02-01", "2025-03-01", "2024-02-01 2024-03-01", "2025-01-01 2025-02-01"),
        ("last_month", "2026-11-24", "2026-10-01", "2026-11-01", "2025-10-01 2025-11-01", "2026-09-01 2026-10-01"),
        ("last_quarter", "2026-09-30", "2026-07-01", "2026-10-01", "2025-07-01 2025-10-01", "2026-04-01 2026-07-01"),
        ("last_quarter", "2026-09-29", "2026-04-01", "2026-07-01", "2025-04-01 2025-07-01", "2026-01-01 2026-04-01"),
        ("last_week", "2026-11-24", "2026-11-16", "2026-11-23", "2025-11-17 2025-11-24", "2026-11-09 2026-11-16"),
        ("week_to_date", "2026-11-24", "2026-11-23", "2026-11-25", "2025-11-24 2025-11-26", "2026-11-21 2026-11-23"),
        ("last_13_weeks", "2026-11-22", "2026-08-24", "2026-11-23", "2025-08-25 2025-11-24", "2026-05-25 2026-08-24"),
        ("last_12_months", "2026-11-24", "2025-11-01", "2026-11-01", "2024-11-01 2025-11-01", "2024-11-01 2025-11-01"),
    ],
)  # fmt: skip
def test_a_stretch_is_held_against_as_much_of_the_time_before(
    name, through, since, until, year_before, just_before
):
    """A month that is whole is held against a whole one, whatever 29 February does; weeks keep their weekdays."""
    calendar = Calendar()
    span = calendar.stretch(name, date.fromisoformat(through))
    assert [day.isoformat() for day in span] == [since, until]
    assert " ".join(day.isoformat() for day in calendar.year_before(name, span)) == year_before
    assert " ".join(day.isoformat() for day in calendar.just_before(span)) == just_before


@given(CALENDARS, DAYS, st.sampled_from(STRETCHES))
def test_no_stretch_reaches_beyond_the_data(calendar, through, name):
    since, until = calendar.stretch(name, through)
    assert since < until <= through + timedelta(days=1)
    earlier = calendar.year_before(name, (since, until))
    assert earlier[1] <= until - timedelta(days=357)
    assert abs((earlier[1] - earlier[0]).days - (until - since).days) <= 7


def test_an_unknown_stretch_is_not_guessed():
    with pytest.raises(KeyError):
        Calendar().stretch("last_fortnight", date(2026, 1, 1))


def test_a_place_cuts_its_year_as_its_facility_and_the_settings_say(home, monkeypatch):
    """The facilities of the sample begin in January; the site counts by weeks."""
    engine = open_network(replace(home, fiscal_pattern="4-4-5"))
    assert engine.calendar("network", "*") == Calendar(1, "4-4-5")
    assert open_network(home).calendar("facility", "CITY") == Calendar(1)
    monkeypatch.setattr(Places, "fiscal_month", lambda self, place: 10 if place.scope_id == "CITY" else 7)
    assert open_network(home).calendar("facility", "CITY").first_month == 10
    assert open_network(home).calendar("unit", "TOWN-A").first_month == 7
