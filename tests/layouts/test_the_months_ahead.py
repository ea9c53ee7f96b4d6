"""Forecast and plan: what is expected, how sure, and what is refused, in words and drawings that agree."""

from __future__ import annotations

import json

from layouts import ahead, wording
from tests.layouts.sample import KPIS, SampleEngine

CENSUS = "occupancy_midnight_pct"
LEAD, FAN = "#0", "#1"
TARGETS = "#2"  # of the page of all
MONTHS, HONESTY = "#2", "#3"  # of the page of one indicator


def outlook(kpi_id):
    return SampleEngine().outlook((kpi_id,))[0]


def test_without_a_choice_the_first_volume_that_has_data_is_shown(site):
    lead = site.block(f"/plan{LEAD}")
    assert "Bed occupancy, Whole network:" in lead
    assert 'aria-current=\\"true\\">Bed occupancy' in lead


def test_the_sentence_says_the_middle_the_band_and_the_year_before(site):
    said, first = site.block(f"/plan/ed_lwbs_rate{LEAD}"), outlook("ed_lwbs_rate").series.forecast[0]
    kpi = KPIS["ed_lwbs_rate"]
    assert f"{wording.amount(kpi, first.point)} expected in" in said
    assert f"in 8 of 10 cases {wording.band(kpi, first.lo80, first.hi80)}." in said
    assert "its target of 3.0 %" in said


def test_every_month_forecast_is_a_row_and_a_mark(site):
    found = outlook(CENSUS)
    table = site.block(f"/plan/{CENSUS}{MONTHS}")
    for point in found.series.forecast:
        assert wording.period(point.target, "month") in table
    marks = ahead.figure(found.series, KPIS[CENSUS], "USD", 400)["data"][-1]
    assert marks["x"][1:] == [point.target.isoformat() for point in found.series.forecast]
    assert marks["y"][1:] == [point.point for point in found.series.forecast]


def test_a_month_outside_its_band_is_told_by_a_shape_and_a_word(site):
    looked = site.block(f"/plan/ed_lwbs_rate{HONESTY}")
    checked = SampleEngine().checked("ed_lwbs_rate")
    outside = sum(not one.is_held for one in checked)
    assert 0 < outside < len(checked)
    assert looked.count(">outside</span>") == outside
    assert looked.count("mark-change") == outside
    assert f"{12 - outside} of the last 12 months came inside the 80 % band" in looked


def test_a_refused_forecast_says_why_and_draws_nothing(site):
    assert "4 months of history, at least 6 are needed" in site.block(f"/plan/amb_no_show_rate{LEAD}")
    for block in (FAN, MONTHS, HONESTY):
        assert "nothing" in site.block(f"/plan/amb_no_show_rate{block}")


def test_targets_that_will_be_missed_come_first(site):
    drawn = site.block(f"/plan{TARGETS}")
    assert "Targets ahead" in drawn
    order = [drawn.index(f"{word}<") for word in ("Will miss", "Will keep") if f"{word}<" in drawn]
    assert order
    assert order == sorted(order)
    assert "no good direction" not in drawn


def test_a_filter_that_a_forecast_cannot_honour_is_named(site):
    said = site.block(f"/plan{LEAD}", "?only=payer_class:medicare&grain=week")
    assert "is left out here: forecasts are made for whole places" in said
    assert "Forecasts are made by month." in said


def test_the_band_keeps_its_unit_once():
    assert wording.band(KPIS["ed_lwbs_rate"], 1.94, 4.55) == "1.9–4.6 %"
    assert wording.band(KPIS["cost_per_case"], 1200, 1400) == "$1,200–$1,400"
    assert wording.band(KPIS["alos_days"], 1.0, 2.0) == "1.0–2.0 days"


def test_the_table_of_months_leaves_as_it_is_shown(site):
    answer = site.client.get(f"/export/table.csv?at=/plan/{CENSUS}{MONTHS}".replace("#", "%23"))
    assert answer.status_code == 200
    lines = answer.get_data(as_text=True)
    assert "A year before" in lines
    assert wording.period(outlook(CENSUS).series.forecast[0].target, "month") in lines


def test_the_fan_is_a_named_picture(site):
    fan = json.loads(site.block(f"/plan{FAN}"))
    assert "data-figure" in json.dumps(fan)
