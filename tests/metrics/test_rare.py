"""Rare events: the time between them, judged the right way round, and told only where nothing is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from metrics.catalogue import KPIS
from metrics.judging import Value
from metrics.kpi import Count, Direction, Quantile, Ratio, Sum
from metrics.question import Question, QuestionError
from metrics.rare import is_rare_harm, rare
from metrics.spc import t
from tests.metrics.examples import kpi
from tests.metrics.test_windows import left as left_unseen

FALLS = kpi(
    "falls",
    Ratio(Count("v_ed_visit", "acuity = 1"), Sum("patients", "v_bed_day"), per=1000),
    unit="per 1,000 days",
)
DAYS = [12, 30, 7, 45, 22, 18, 60, 9, 33, 14, 20, 25]


def daily(gaps, beds=10):
    """One event on the first day, then one after each gap; a gap of 0 is a second event on the same day."""
    start, events = date(2025, 1, 1), {0: 1}
    last = 0
    for gap in gaps:
        last += gap
        events[last] = events.get(last, 0) + 1
    return [
        Value(start + timedelta(days=i), float(events.get(i, 0)), float(beds), 0.0, beds, beds)
        for i in range(last + 1)
    ]


def test_the_days_between_events_stand_on_a_t_chart():
    days = daily(DAYS)
    found = rare(FALLS, days, days[-1].period + timedelta(days=5), "generic")
    assert [gap.size for gap in found.gaps] == DAYS
    limits = t(DAYS)
    assert (found.gaps[-1].centre, found.gaps[-1].upper) == pytest.approx((limits.centre[0], limits.upper[0]))
    assert (found.chart, found.measure, found.n_events, found.days_since) == ("t", "days", 13, 5)


def test_longer_between_falls_is_better_and_shorter_is_worse():
    better = rare(FALLS, daily([*DAYS, *[60] * 8]), None, "generic")
    assert better.sentence.startswith("Improvement: ")
    worse = rare(FALLS, daily([*DAYS, *DAYS[:8], *[3] * 8]), None, "generic")
    assert (worse.gaps[-1].variation, worse.gaps[-1].side) == ("concern", "low")


def test_the_chances_between_events_stand_on_a_g_chart_also_in_a_market_of_individuals():
    found = rare(FALLS, daily(DAYS, beds=10), None, "nhs_trust", by_chances=True)
    assert [gap.size for gap in found.gaps] == [10.0 * day for day in DAYS]
    assert (found.chart, found.measure) == ("g", "chances")
    assert found.gaps[-1].centre == pytest.approx(210)


def test_two_events_on_one_day_are_half_a_day_apart():
    found = rare(FALLS, daily([5, 0, 7]), None, "generic")
    assert [gap.size for gap in found.gaps] == [5, 0.5, 7]


@pytest.mark.parametrize(
    ("gaps", "sentence"),
    [
        ([], "Fewer than two events: there is no gap to judge."),
        ([4], "Too early to judge: 1 of 8 gaps between events."),
    ],
)
def test_too_few_events_are_not_judged(gaps, sentence):
    found = rare(FALLS, daily(gaps), None, "generic")
    assert not any(gap.is_judged for gap in found.gaps)
    assert found.sentence == sentence


def test_without_any_event_there_is_nothing_since():
    found = rare(FALLS, [Value(date(2025, 1, 1), 0.0, 10.0, 0.0, 10, 10)], date(2025, 2, 1), "generic")
    assert (found.n_events, found.days_since, found.gaps) == (0, None, ())


def test_a_kpi_that_counts_nothing_has_no_events():
    with pytest.raises(QuestionError, match="counts no events"):
        rare(kpi("stay", Quantile(0.5, "stay_seconds", "v_ed_visit")), [], None, "generic")
    with pytest.raises(QuestionError, match="counts no chances"):
        rare(
            kpi("number", Count("v_ed_visit"), direction=Direction.LOWER),
            [],
            None,
            "generic",
            by_chances=True,
        )


def test_single_events_are_not_told_where_small_numbers_are_hidden(engine):
    left = "ed_lwbs_rate"
    found = engine.events(Question((left,), scope_type="facility", scope_id="CITY"))
    assert found.n_events == left_unseen("CITY", range(26))
    assert found.days_since == (engine.stamp().data_through - found.gaps[-1].on).days
    for scope in (("network", "*"), ("facility", "TOWN"), ("unit", "TOWN-A")):
        with pytest.raises(QuestionError, match="single events are not told"):
            engine.events(Question((left,), scope_type=scope[0], scope_id=scope[1]))


def test_events_are_counted_by_day_also_where_no_page_shows_days(engine, monkeypatch):
    left = "ed_lwbs_rate"
    at_city = Question((left,), scope_type="facility", scope_id="CITY")
    stored = engine.events(at_city)
    kpi = engine.kpis()[left]
    monkeypatch.setitem(engine._kpis, left, replace(kpi, grains=("month", "quarter")))
    counted = engine.events(replace(at_city, grain="quarter"))
    assert counted.events == stored.events
    assert len(stored.events) == stored.n_events
    monkeypatch.setitem(engine._kpis, left, replace(kpi, value=Count("v_ledger_month")))
    with pytest.raises(QuestionError, match="no events that have a day"):
        engine.events(replace(at_city, grain="year"))


def test_only_harm_that_patients_are_exposed_to_counts_as_rare_harm():
    assert is_rare_harm(KPIS["falls_major_per_1000"])
    assert is_rare_harm(KPIS["clabsi_per_1000_line_days"])
    for other in (
        "hai_sir",
        "mortality_oe",
        "incidents_per_1000_patient_days",
        "ed_lwbs_rate",
        "readmission_30d_pct",
    ):
        assert not is_rare_harm(KPIS[other])


def test_events_days_apart_are_looked_at_one_by_one_and_others_are_not():
    assert rare(FALLS, daily(DAYS), None, "generic").is_sparse
    assert not rare(FALLS, daily([1, 2, 1, 0, 3]), None, "generic").is_sparse
    assert rare(FALLS, daily([]), None, "generic").is_sparse
