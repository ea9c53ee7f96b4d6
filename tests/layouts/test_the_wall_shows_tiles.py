"""The kiosk: large tiles in turn, no menus, grey when the figures are too old, closed to other machines."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pytest

import layouts
from data.settings import Settings
from layouts.expecting import VOLUMES
from layouts.rounds import kpis_of, with_tiles
from metrics.catalogue import KPIS
from metrics.markets import MARKETS
from metrics.question import Question
from tests.layouts.conftest import Site
from tests.layouts.sample import STAMP, SampleEngine


def test_a_page_is_turned_over_in_slides_of_six_tiles(site):
    shown = site.client.get("/tv/ed?facility_id=H1&seconds=2").get_data(as_text=True)
    assert shown.count('class="slide"') >= 1
    assert "Left without being seen" in shown
    assert "Riverside General" in shown
    assert 'data-seconds="5"' in shown
    assert "demo data, invented patients" in shown


def test_there_is_nothing_to_click_but_pause(site):
    shown = site.client.get("/tv/home,flow").get_data(as_text=True)
    assert shown.count("<button") == 1
    assert "<select" not in shown
    assert "details" not in shown
    assert "changed for a reason" in shown


def test_all_means_every_page_with_tiles(site):
    shown = site.client.get("/tv/all").get_data(as_text=True)
    for title in ("What needs attention", "Emergency waits", "Workforce", "Revenue cycle"):
        assert f'aria-label="{title}"' in shown


def test_a_saved_view_is_shown_at_its_own_place_and_time(site):
    site.store.save_view("Riverside: left early", "/kpi/ed_lwbs_rate?facility_id=H1&grain=week")
    site.store.save_view("Hillcrest ED", "/access?facility_id=H2")
    shown = site.client.get("/tv/riverside-left-early,hillcrest-ed,flow").get_data(as_text=True)
    assert 'aria-label="Riverside: left early · Riverside General"' in shown
    assert 'aria-label="Hillcrest ED · Hillcrest Hospital"' in shown
    assert shown.count('aria-label="Riverside: left early') == 1


def test_one_indicator_alone_fills_the_wall_with_its_sentence(site):
    site.store.save_view("Left early", "/kpi/ed_lwbs_rate?facility_id=H1")
    shown = site.client.get("/tv/left-early").get_data(as_text=True)
    said = re.search(r'<p class="tv-sentence">(.*?)</p>', shown)
    (series,) = site.engine.answer(Question(("ed_lwbs_rate",), "month", "facility", "H1")).series
    assert unescape(said[1]) == series.verdict.sentence
    assert 'class="tv-tiles tv-alone"' in shown
    assert "tv-sentence" not in site.client.get("/tv/ed").get_data(as_text=True)


def test_the_page_of_forecasts_shows_the_volumes_and_a_page_of_no_indicators_is_none_for_a_wall(site):
    assert site.client.get("/tv/plan").status_code == 200
    view = SimpleNamespace(kpi=KPIS.get, dark={"peak_census": "no feed"}, market=MARKETS["us_hospital"])
    page = next(page for page in with_tiles() if page.path == "/plan")
    assert kpis_of(page, view) == tuple(kpi for kpi in VOLUMES if kpi in KPIS and kpi != "peak_census")
    refused = site.client.get("/tv/actions")
    assert refused.status_code == 404
    assert "plan" in refused.get_data(as_text=True)


def test_a_name_that_is_no_page_is_refused_with_those_there_are(site):
    response = site.client.get("/tv/shoes")
    assert response.status_code == 404
    assert "workforce" in response.get_data(as_text=True)


def test_a_page_that_fails_does_not_stop_the_round_and_tells_nothing(site_with):
    shown = site_with(broken=("ed_lwbs_rate",)).client.get("/tv/ed,workforce").get_data(as_text=True)
    assert "could not be drawn" in shown
    assert "4711" not in shown
    assert "Staff turnover" in shown


def test_an_empty_home_says_that_nothing_is_loaded(site_with):
    assert "No data have been loaded yet" in site_with(is_empty=True).client.get("/tv/home").get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        ("", "", 403),
        ("", "?token=x", 403),
        ("secret", "", 403),
        ("secret", "?token=wrong", 403),
        ("secret", "?token=secret", 200),
    ],
)
def test_another_machine_needs_the_token(tmp_path, token, given, status):
    settings = Settings(home=tmp_path, host="10.0.0.5", tv_token=token)
    client = layouts.create(SampleEngine(), settings, None).server.test_client()
    response = client.get(f"/tv/home{given}")
    assert response.status_code == status
    assert ("What needs attention" in response.get_data(as_text=True)) == (status == 200)


def test_figures_turn_stale_after_twice_their_cadence(tmp_path):
    engine = SampleEngine()
    engine.stamp = lambda: replace(STAMP, is_demo=False, loaded_at="2026-11-01T05:12:00+00:00")
    settings = Settings(home=tmp_path, schedules=({"name": "nightly", "cron": "0 5 * * *"},))
    shown = Site(engine, settings).client.get("/tv/ed").get_data(as_text=True)
    assert 'data-stale-from="2026-11-03T05:12:00+00:00"' in shown
