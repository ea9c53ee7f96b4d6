"""Comparisons: which period a value is held against, and that the page offers only those that mean something."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from plotly.utils import PlotlyJSONEncoder

from data.settings import Settings
from layouts import comparing, wording
from layouts.chrome import filter_bar, strip
from layouts.filters import Filters
from layouts.page import find
from layouts.viewing import view_of
from metrics.catalogue import KPIS as CATALOGUE
from metrics.kpi import Count
from metrics.question import Access
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import KPIS, SampleEngine, series

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("grain", "compare", "then"),
    [
        ("day", "weekday", date(2026, 2, 23)),
        ("day", "prev", date(2026, 3, 1)),
        ("day", "ly", date(2025, 3, 2)),
        ("week", "ly", date(2025, 3, 3)),
        ("week", "prev", date(2026, 2, 23)),
        ("month", "prev", date(2026, 2, 1)),
        ("year", "prev", date(2025, 1, 1)),
    ],
)
def test_a_value_is_held_against_the_period_that_was_chosen(grain, compare, then):
    start = {"day": MONDAY, "week": MONDAY, "month": date(2026, 3, 1), "year": date(2026, 1, 1)}[grain]
    assert wording.earlier(start, grain, compare) == then


def test_the_day_after_a_leap_day_has_a_day_a_year_before():
    assert wording.earlier(date(2024, 2, 29), "day", "ly") == date(2023, 2, 28)


def test_a_month_has_no_weekday_and_is_held_against_the_one_before():
    chosen = Filters(grain="month", compare="weekday")
    assert chosen.compared == "prev"
    assert wording.earlier(date(2026, 3, 1), "month", "weekday") == date(2026, 2, 1)


@pytest.mark.parametrize(("grain", "is_offered"), [("day", True), ("month", False)])
def test_the_same_weekday_is_offered_for_days_alone(tmp_path, grain, is_offered):
    settings = Settings(home=tmp_path)
    view, _ = view_of(SampleEngine(), settings, "/", f"?grain={grain}&compare=weekday", Access(), None)
    bar = json.dumps(filter_bar(view, find("/")[0]), cls=PlotlyJSONEncoder)
    assert ("Same weekday" in bar) == is_offered


@pytest.mark.parametrize(
    ("compare", "is_planned", "words"),
    [
        ("prev", False, "on the period before, per calendar day"),
        ("prev", True, "on the period before, per working day"),
        ("ly", False, "on last year"),
        ("ly", True, "on last year"),
    ],
)
def test_totals_of_unequal_months_are_compared_by_the_day_and_say_by_which(
    tmp_path, monkeypatch, compare, is_planned, words
):
    """September 2026 has 30 days, 22 of them from Monday to Friday, as in the year before; August has 31 and 21."""
    count = replace(KPIS["ed_visits_count"], value=Count("v_ed_visit"), is_planned=is_planned)
    monkeypatch.setitem(KPIS, count.id, count)
    engine = SampleEngine()
    view, _ = view_of(engine, Settings(home=tmp_path), "/", f"?compare={compare}", Access(), None)
    one = series(count.id)
    now, then = one.points[-2].value, one.points[-3 if compare == "prev" else -14].value
    days, before = {"ly": (1, 1), "prev": (22, 21) if is_planned else (30, 31)}[compare]
    change = 100 * ((now / days) / (then / before) - 1)
    assert comparing.said(view, one, count) == f"{change:+.1f} % {words}".replace("-", "−")
    in_table = json.dumps(comparing.cell(view, one, count), cls=PlotlyJSONEncoder)
    assert ("per " in in_table) == ("per " in words)


@pytest.mark.parametrize(
    ("compare", "is_held"), [("ly", False), ("prev", True), ("target", True), ("none", False)]
)
def test_a_value_is_not_held_against_one_that_was_measured_another_way(tmp_path, compare, is_held):
    """The last final month is September 2026: the year before lies across 1 July, August does not."""
    one = series("alos_days")
    one = replace(one, verdict=replace(one.verdict, target=4.0))
    kpi = replace(KPIS[one.kpi_id], breaks=(date(2026, 7, 1),))
    view, _ = view_of(SampleEngine(), Settings(home=tmp_path), "/", f"?compare={compare}", Access(), None)
    assert bool(comparing.difference(view, one, kpi)[0]) == is_held
    said = "measured another way since July 2026"
    assert (said in comparing.said(view, one, kpi)) == (compare == "ly")
    assert (said in json.dumps(comparing.cell(view, one, kpi), cls=PlotlyJSONEncoder)) == (compare == "ly")
    assert comparing.difference(view, one, KPIS[one.kpi_id])[0] or compare == "none"


def test_two_dates_of_an_address_are_said_where_the_filters_are_folded(tmp_path):
    chosen = "?since=2026-09-01&until=2026-10-01"
    view, _ = view_of(SampleEngine(), Settings(home=tmp_path), "/", chosen, Access(), None)
    said = json.dumps(strip(view, ()), cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert "1 Sep 2026 to 1 Oct 2026, the last day not included" in said
    assert "Last 24 months" not in said


class Whole(SampleEngine):
    """Knows a share of all payers together, which is 100 % whatever happens."""

    def kpis(self):
        return KPIS | {"payer_mix_pct": replace(CATALOGUE["payer_mix_pct"], number="5.99")}

    def answer(self, question, access=Access()):  # noqa: B008
        found = super().answer(replace(question, kpis=tuple(k for k in question.kpis if k in KPIS)), access)
        mine = replace(series("denial_rate_initial_pct"), kpi_id="payer_mix_pct")
        return replace(
            found, series=(*found.series, mine) if "payer_mix_pct" in question.kpis else found.series
        )


def test_what_is_a_hundred_per_cent_by_construction_is_in_no_list_of_signals(tmp_path):
    site = Site(Whole(), Settings(home=tmp_path))
    listed = block_of("/revenue", "further")
    assert "Payer mix" not in site.block(listed)
    assert "Payer mix" in site.block(listed, "?only=payer_class:Medicare")
    assert "Payer mix" in site.open("/kpi/payer_mix_pct")


def test_only_the_parts_of_a_whole_are_always_whole():
    assert {kpi.id for kpi in CATALOGUE.values() if kpi.is_always_whole} == {
        "payer_mix_pct", "payer_mix_encounters_pct", "payer_mix_net_pct",
    }  # fmt: skip
