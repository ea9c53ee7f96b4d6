"""The address is the state: what is chosen survives a reload, a shared link and the back button."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.filters import COMPARES, FAMILIES, FISCAL, PERIODS, Filters, address, read, write
from metrics.calendars import PATTERNS, Calendar
from metrics.question import GRAINS

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda w: w.strip()
)
names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
values = st.lists(words.filter(lambda w: "|" not in w), min_size=1, max_size=3).map(tuple)
filters = st.builds(
    Filters,
    facility_id=st.one_of(st.just(""), words),
    unit_id=st.one_of(st.just(""), words),
    grain=st.sampled_from(GRAINS),
    period=st.sampled_from(["", *PERIODS]),
    since=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2022, 1, 1))),
    until=st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2026, 1, 1))),
    compare=st.sampled_from(list(COMPARES)),
    by=st.one_of(st.just(""), names),
    only=st.lists(st.tuples(names, values), max_size=2, unique_by=lambda pair: pair[0]).map(tuple),
    family=st.sampled_from(["", *FAMILIES]),
    asof=st.one_of(st.none(), st.integers(0, 999_999_999)),
    day=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 1, 1))),
    owner=st.one_of(st.just(""), words),
    stage=st.one_of(st.just(""), names),
    about=st.one_of(st.just(""), names),
)


calendars = st.builds(Calendar, st.integers(1, 12), st.sampled_from(["", *PATTERNS]))
days = st.dates(date(2023, 6, 1), date(2026, 12, 31))


def named_or_dated(chosen: Filters) -> Filters:
    """A fiscal period is named or stands between two dates, never both."""
    return replace(chosen, since=None, until=None) if chosen.period in FISCAL else chosen


filters = filters.map(named_or_dated)


@given(filters)
def test_what_is_written_into_the_address_is_read_back(chosen):
    assert read(write(chosen)) == (chosen, ())


@given(filters, calendars, days)
def test_a_fiscal_period_stays_a_name_in_the_address_whatever_days_it_means(chosen, calendar, through):
    placed = chosen.placed(calendar, through)
    assert read(write(placed)) == (chosen, ())
    if chosen.period in FISCAL:
        start, end = placed.window(through)
        assert start < end
        assert start in calendar.starts(calendar.year_of(start))
        assert start <= through
        assert end <= through + timedelta(days=1) or chosen.period in ("fy", "fq")


@given(st.sampled_from(list(FISCAL)), calendars, days)
def test_fiscal_periods_are_those_of_the_calendar_of_the_organisation(period, calendar, through):
    start, end = Filters(period=period).placed(calendar, through).window(through)
    this_year = calendar.period("fiscal_year", through)
    match period:
        case "fy":
            assert (start, end) == this_year
        case "fytd":
            assert (start, end) == (this_year[0], through + timedelta(days=1))
        case "fy-1":
            assert end in (this_year[0], this_year[1])
            assert calendar.year_of(start) == calendar.year_of(end - timedelta(days=1))
        case "fq" | "fq-1":
            assert 80 < (end - start).days < 100


def test_two_dates_say_more_than_the_name_of_a_fiscal_period():
    found, notes = read("?period=fy-1&since=2026-01-01")
    assert (found.period, found.since, notes) == ("", date(2026, 1, 1), ())


def test_the_year_of_the_facility_counts_on_every_surface(site):
    """Riverside begins its year in October, Hillcrest in July; the strip of the page says which days are meant."""
    around = site.around("/kpi/ed_lwbs_rate", "?period=fy-1&facility_id=H1")
    assert "Last fiscal year, 1 Oct 2025 to 30 Sep 2026" in around
    assert "Last fiscal year, 1 Jul 2025 to 30 Jun 2026" in site.around("/", "?period=fy-1&facility_id=H2")
    assert "period=fy-1" in around
    assert "since=2025" not in around
    file = site.client.get("/export/ed_lwbs_rate.csv?period=fy-1&facility_id=H1").get_data(as_text=True)
    assert "September 2026" in file or "2026-09-01" in file
    assert "2025-09-01" not in file


def test_a_time_that_ended_is_judged_at_its_end_and_the_usual_one_at_the_end_of_the_data():
    ended, through = date(2026, 1, 1), date(2026, 10, 31)
    assert Filters(since=date(2025, 1, 1), until=ended).question(["k"], data_through=through).until == ended
    assert Filters().question(["k"], data_through=through).until is None


@given(st.text(max_size=80))
def test_no_address_is_so_broken_that_it_stops_the_page(search):
    found, _ = read(search)
    assert found.grain in GRAINS
    assert found.shown_period in PERIODS


def test_the_usual_choices_leave_the_address_clean():
    assert write(Filters()) == ""
    assert address("/access", Filters()) == "/access"


def test_a_part_that_does_not_exist_is_left_out_and_said():
    found, notes = read("?grain=fortnight&facility_id=H1")
    assert (found.grain, found.facility_id) == ("month", "H1")
    assert len(notes) == 1
    assert "grain" in notes[0]


def test_a_period_that_ends_before_it_begins_is_not_used():
    found, notes = read("?since=2026-05-01&until=2026-04-01")
    assert found.window(date(2026, 10, 31)) == (date(2024, 11, 1), None)
    assert notes


@pytest.mark.parametrize(
    "edge", ["since=0001-01-01", "until=0001-01-01", "since=0001-01-01&until=9999-12-31"]
)
@pytest.mark.parametrize("grain", GRAINS)
def test_a_date_at_the_end_of_the_calendar_is_left_out_and_said(site, edge, grain):
    found, notes = read(f"?{edge}&grain={grain}")
    assert (found.since, found.until) == (None, None)
    assert "that is no date" in notes[0]
    assert "that is no date" in site.around("/", f"?{edge}&grain={grain}")


def test_a_link_to_another_page_keeps_the_place_and_drops_what_belongs_to_this_page():
    here = Filters(unit_id="H1-ED", grain="week", by="payer_class", cell="concern.fail")
    assert address("/flow", here) == "/flow?unit_id=H1-ED&grain=week"


def test_a_week_window_starts_on_a_monday():
    start, _ = Filters(grain="week").window(date(2026, 10, 31))
    assert start.weekday() == 0


@given(filters, st.dates(date(2023, 6, 1), date(2026, 12, 31)))
def test_the_period_before_ends_where_this_one_begins_and_leads_back(chosen, through):
    usual = replace(chosen, since=None, until=None).placed(Calendar(10), through)
    before = usual.shifted(-1, through)
    assert (before is None) == (usual.shown_period == "all")
    if before and usual.period in FISCAL:
        assert (before.until, before.period) == (usual.since, "")
    elif before:
        assert before.until == usual.window(through)[0]
        assert before.shifted(1, through) == usual


@given(filters, st.dates(date(2023, 6, 1), date(2026, 12, 31)), st.sampled_from((-1, 1)))
def test_no_period_is_so_odd_that_its_neighbour_stops_the_page(chosen, through, steps):
    moved = chosen.shifted(steps, through)
    assert moved is None or moved.window(through)[0]


def test_nothing_is_later_than_the_newest_data():
    assert Filters().shifted(1, date(2026, 10, 31)) is None


def test_a_group_is_called_by_its_name_in_the_chip_the_strip_and_the_file(site, monkeypatch):
    kpi = site.engine.kpis()["ed_lwbs_rate"]
    by = (*kpi.by, "weekday", "arrival_hour", "acuity")
    monkeypatch.setitem(site.engine.kpis(), kpi.id, replace(kpi, by=by))
    asked = "?only=weekday:1&only=arrival_hour:15&only=acuity:3"
    around = site.around("/kpi/ed_lwbs_rate", asked)
    file = site.client.get(f"/export/ed_lwbs_rate.csv{asked}").get_data(as_text=True)
    for words in ("weekday: Monday", "arrival hour: 15:00", "triage: 3"):
        assert around.count(words) > 1
        assert words in file
