"""A figure over a stretch of time: the sum of its days, held against as many days before, never told when small."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.catalogue import KPIS
from metrics.intervals import rate, ratio_of_rates
from metrics.kpi import Count, Ratio, Sum
from metrics.pace import CALENDAR, WORKING, Days, paced
from metrics.question import Access, Question, QuestionError
from metrics.to_date import Figure, Wanted, _is_chance, _sentence, _Sure, to_date
from tests.metrics.asked import over
from tests.metrics.town import load, opened, place, steady
from tests.network import VISITS, open_network, publish_network

KPI = "ed_lwbs_rate"


def test_the_year_to_date_is_the_ratio_of_the_sums_of_its_months(engine):
    """January and February 2026 at CITY, 180 visits a month, every third left; a year before every tenth."""
    city = {"scope_type": "facility", "scope_id": "CITY"}
    found = engine.to_date(Question((KPI,), **city), Wanted("year_to_date"))
    assert found.now.since == date(2026, 1, 1)
    months = {p.period: p for p in engine.answer(Question((KPI,), **city)).series[0].points}
    jan, feb = months[date(2026, 1, 1)], months[date(2026, 2, 1)]
    assert found.now.n == jan.den + feb.den
    assert found.now.value == pytest.approx(100 * (jan.num + feb.num) / (jan.den + feb.den))
    assert found.then.n <= 2 * VISITS["CITY"]
    assert found.is_chance is False
    assert "more than chance explains" in found.sentence


def test_a_network_with_a_late_feed_is_compared_over_the_days_that_every_facility_has_reported(fresh):
    """TOWN brings nothing from 6 February on: three facilities of a year before are not held against two."""
    settings = fresh()
    publish_network(settings, date(2026, 3, 10), ended=("TOWN", "2026-02-06 12:00"))
    late = open_network(settings)
    month = late.answer(Question(("ed_visits_count",))).series[0].points[-1]
    found = late.to_date(Question(("ed_visits_count",)), Wanted("month_to_date"))
    assert (found.now.days, found.then.days) == (month.days_covered, month.days_covered)
    assert found.now.until < date(2026, 2, 8)
    assert found.change == pytest.approx(0, abs=1)
    whole = late.to_date(
        Question(("ed_visits_count",), scope_type="facility", scope_id="CITY"), Wanted("month_to_date")
    )
    assert whole.now.until > date(2026, 2, 26)


def test_the_same_stretch_a_year_before_has_as_many_days(engine):
    for name in ("month_to_date", "last_month", "last_quarter", "last_12_months", "last_13_weeks"):
        found = engine.to_date(Question((KPI,)), Wanted(name))
        assert abs(found.now.days - found.then.days) <= 1
        assert found.then.until <= found.now.since or name == "last_12_months"


def test_small_numbers_are_hidden_here_too(engine):
    found = engine.to_date(Question((KPI,), scope_type="facility", scope_id="TOWN"), Wanted("last_month"))
    assert (found.now.value, found.now.n, found.now.hidden) == (None, None, "<11")
    assert (found.now.low, found.now.high, found.change) == (None, None, None)
    assert "8" not in found.sentence.split(":")[1]


def test_counts_are_rounded_where_the_facility_hides_small_ones(engine):
    found = engine.to_date(Question((KPI,), scope_type="facility", scope_id="TOWN"), Wanted("last_quarter"))
    assert found.now.value is not None
    assert found.now.n % 5 == 0


def test_a_stretch_of_one_month_hides_the_units_that_the_month_hides(fresh):
    """B and C are large and hidden with A, which is small; a stretch of that month says no more of them."""
    settings = fresh()
    counts = {"TOWN-A": (4, 80), "TOWN-B": (40, 200), "TOWN-C": (30, 200), "TOWN-D": (90, 400)}
    load(settings, lambda con: place(con, "TOWN", "ABCD"), steady(counts, date(2025, 1, 1), 12))
    town = opened(settings)
    for unit in counts:
        asked = Question((KPI,), "month", "unit", unit)
        point = town.answer(asked).series[0].points[-1]
        assert bool(point.hidden) == (unit != "TOWN-D")
        for stretch in ("last_month", "last_13_weeks"):
            now = town.to_date(asked, Wanted(stretch)).now
            assert (now.value is None) == (stretch == "last_month" and bool(point.hidden))
    found = town.compare(Question((KPI,), by="unit_id", since=date(2025, 12, 1), until=date(2026, 1, 1)))
    assert {one.group for one in found.members if not one.hidden} == {"TOWN-D"}


def test_where_every_unit_was_open_in_both_stretches_like_for_like_is_the_same(engine):
    found = engine.to_date(
        Question((KPI,), scope_type="facility", scope_id="CITY"), Wanted("last_quarter", like=True)
    )
    whole = engine.to_date(Question((KPI,), scope_type="facility", scope_id="CITY"), Wanted("last_quarter"))
    assert found == whole


def measured(home, kpi, wanted, **where):
    """What `engine.to_date` says of a KPI that is not in the catalogue."""
    windows = over(kpi, by="", home=home, **where)
    return to_date(windows.stored, kpi, windows.question, windows.place, windows.access, wanted, "")


def test_money_is_compared_and_never_tested(home):
    mean = Ratio(Sum("stay_seconds", "v_ed_visit"), Count("v_ed_visit"))
    for unit, is_chance in (("min", True), ("currency", None)):
        kpi = replace(KPIS[KPI], unit=unit, value=mean, valid="stay_seconds IS NOT NULL")
        found = measured(home, kpi, Wanted("last_quarter"))
        assert found.change is not None
        assert (found.is_chance, "chance" in found.sentence) == (is_chance, is_chance is not None)


@pytest.mark.parametrize(
    ("events", "before", "is_chance"),
    [(3, 11, True), (6, 16, True), (8, 19, True), (11, 23, False), (12, 24, False), (0, 6, False), (6, 0, False),
     (0, 5, True), (0, 0, True)],
)  # fmt: skip
def test_few_events_are_tested_by_the_exact_ratio_of_their_rates(events, before, is_chance):
    """3 against 11 over as many days: given 14, three or fewer happen in 5.7 % of halves, both ends counted."""
    seen, then = (_Sure(rate(x, 31), x, 31) for x in (events, before))
    assert _is_chance(KPIS["ed_12h_dta_count"], seen, then) is is_chance
    if before and events:
        found = ratio_of_rates(events, 31, before, 31)
        assert (found.low <= 1 <= found.high) is is_chance


def test_as_many_events_in_fewer_days_are_not_as_many():
    kpi = KPIS["ed_12h_dta_count"]
    seen, then = (_Sure(rate(1000, days), 1000, days) for days in (28, 31))
    assert _is_chance(kpi, seen, seen) is True
    assert _is_chance(kpi, seen, then) is False


@pytest.mark.parametrize(
    ("kpi_id", "per", "told"),
    [
        ("ed_visits_count", "", "300 visits against 290 visits in the same time a year before (−0.1 %, per calendar day)."),
        ("clinic_visits", "", "300 visits against 290 visits in the same time a year before (−1.5 %, per working day)."),
        ("ed_visits_count", "day", "300 visits a day against 290 visits a day in the same time a year before (+3.4 %)."),
        ("rtt_list_size", "", "300 patients against 290 patients in the same time a year before (+3.4 %)."),
    ],
)  # fmt: skip
def test_a_leap_day_is_no_more_patients_and_the_sentence_says_by_which_days(kpi_id, per, told):
    """300 in the 29 days of February 2024, of which 21 are worked on, against 290 in 28 days and 20."""
    now = Figure(date(2024, 2, 1), date(2024, 3, 1), 300, 300, 29, 21)
    then = Figure(date(2023, 2, 1), date(2023, 3, 1), 290, 290, 28, 20)
    said = _sentence(KPIS[kpi_id], now, then, None, Wanted("last_month", per=per), "USD")
    assert said == f"1 Feb 2024 to 29 Feb 2024: {told}"


@pytest.mark.parametrize(
    ("kpi_id", "before", "expected"),
    [
        ("ed_visits_count", Days(31, 20), (310.0, 300, CALENDAR)),
        ("clinic_visits", Days(30, 20), (300 * 20 / 22, 300, WORKING)),
        ("clinic_visits", Days(31, 22), (300, 300, "")),
        ("rtt_list_size", Days(31, 20), (300, 300, "")),
        ("ed_lwbs_rate", Days(31, 20), (300, 300, "")),
        ("operations_done", Days(31, 0), (300, 300, "")),
    ],
)
def test_totals_are_compared_by_the_days_they_are_made_on_and_nothing_else_is(kpi_id, before, expected):
    *moved, by = paced(KPIS[kpi_id], 300, 300, Days(30, 22), before)
    assert (moved, by) == (pytest.approx(list(expected[:2])), expected[2])


def test_a_few_of_something_are_compared_as_they_are():
    """Of 3 visits a day more or less in the month is nothing; of a change in percent nobody learns anything."""
    assert paced(KPIS["ed_visits_count"], 5, 3, Days(30), Days(31)) == (5, 3, "")


def test_what_is_no_amount_is_not_divided_by_days(engine):
    with pytest.raises(QuestionError, match="not an amount"):
        engine.to_date(Question((KPI,)), Wanted("last_month", per="day"))


@pytest.mark.parametrize(
    "wanted", [Wanted("last_mont"), Wanted("last_month", against="never"), Wanted("last_month", per="hour")]
)
def test_unknown_words_are_named(engine, wanted):
    with pytest.raises(QuestionError, match="There is no '"):
        engine.to_date(Question((KPI,)), wanted)


def test_a_place_out_of_reach_stays_unknown(engine):
    with pytest.raises(QuestionError, match="that you may see"):
        engine.to_date(
            Question((KPI,), scope_type="facility", scope_id="CITY"),
            Wanted("last_month"),
            Access(facilities=("TOWN",)),
        )
