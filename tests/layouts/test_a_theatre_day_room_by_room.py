"""The day in the operating rooms is read bar by bar, and tells no patient."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from data.settings import Settings
from layouts.theatre_bars import figure
from metrics.question import Access, Answer, Point
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import DARK, KPIS, STAMP, SampleEngine, series
from tests.layouts.sample_theatre import FULL, ROOMS, RUNNING

BLOCK = block_of("/flow", "theatre_day")


def looks(found=FULL, rooms=ROOMS) -> dict[str, tuple[str, str]]:
    bars = figure(found, rooms)["data"][0]
    pattern = bars["marker"]["pattern"]["shape"]
    return {
        words.split("<br>")[1].removesuffix("<extra></extra>"): (colour, shape)
        for words, colour, shape in zip(bars["hovertemplate"], bars["marker"]["color"], pattern, strict=True)
    }


def test_every_kind_of_gap_has_a_colour_and_a_second_sign_of_its_own():
    found = looks()
    within, over = found["28 min turnover, within the target"], found["45 min turnover, above the target"]
    idle = found["105 min idle, too long for a turnover"]
    assert len({within, over, idle}) == 3
    assert len({pattern for _, pattern in (within, over, idle)}) == 3
    assert "35 min, not counted as turnover" in found


def test_without_a_target_no_turnover_is_called_good_or_bad():
    found = looks(replace(FULL, target_minutes=None))
    assert found["28 min turnover"] == found["45 min turnover"]


def test_bars_are_read_room_by_room_in_the_order_of_the_day():
    bars = figure(FULL, ROOMS)["data"][0]
    assert bars["y"] == sorted(bars["y"])
    for room in ("Theatre 1", "Theatre 2"):
        starts = [base for base, name in zip(bars["base"], bars["y"], strict=True) if name == room]
        assert starts == sorted(starts)


def test_the_line_of_now_stands_only_on_a_day_that_is_not_over():
    def upright(found, rooms):
        return [shape["x0"] for shape in figure(found, rooms)["layout"]["shapes"] if shape["type"] == "line"]

    assert upright(FULL, ROOMS) == []
    assert upright(RUNNING, RUNNING.rooms) == [11 + 5 / 60]


def test_the_page_says_the_day_in_words_and_holds_it_as_a_table(site):
    shown = site.block(BLOCK)
    assert "Friday, 30 Oct 2026" in shown
    assert "8 operations in 2 rooms; 1 of 2 first cases on time; 2 of 3 turnovers within 40 min" in shown
    assert "first case 19 min late" in shown
    assert "29 Oct 2026" in shown


def test_the_day_is_chosen_in_the_address(site):
    assert "Saturday, 31 Oct 2026" in site.block(BLOCK, "?day=2026-10-31")
    assert "the day is not over: known until 11:05" in site.block(BLOCK, "?day=2026-10-31")
    kept = site.block(BLOCK, "?grain=week&day=2026-10-29")
    assert 'type=\\"hidden\\" name=\\"grain\\" value=\\"week\\"' in kept


def test_a_house_that_hides_small_numbers_shows_no_bar_and_says_why(site):
    shown = site.block(BLOCK, "?facility_id=H2")
    assert "Small numbers are hidden at Hillcrest Hospital" in shown
    assert "theatre-day-drawing" not in shown
    assert "09:10" not in shown


class Used(SampleEngine):
    """Knows how much of its session each room was used on the day that is asked for."""

    def kpis(self):
        return KPIS | {
            "or_room_utilisation_pct": replace(
                KPIS["or_turnover_median"], id="or_room_utilisation_pct", title="OR utilisation", unit="%"
            )
        }

    def answer(self, question, access=Access()):  # noqa: B008
        if question.by != "room_id":
            return super().answer(question, access)
        points = (Point(question.since, 66.2, 480, 318.0, 480.0),)
        one = replace(
            series("or_turnover_median", "r1", "Theatre 1"), kpi_id="or_room_utilisation_pct", points=points
        )
        return Answer(question, (one,), STAMP)


def test_a_file_holds_the_use_of_rooms_and_no_single_operation(tmp_path: Path):
    site = Site(Used(), Settings(home=tmp_path))
    sent = site.client.get(f"/export/table.csv?at={BLOCK.replace('#', '%23')}")
    assert sent.status_code == 200
    text = sent.get_data(as_text=True)
    assert "Theatre 1" in text
    assert "66.2" in text
    assert "09:10" not in text
    assert "min late" not in text
    assert "09:10" in site.block(BLOCK)


def test_a_site_that_shows_no_single_record_shows_no_bar_either(tmp_path: Path):
    shut = Site(SampleEngine(), Settings(home=tmp_path, records="off"))
    shown = shut.block(BLOCK)
    assert "Single records are switched off here" in shown
    assert "09:10" not in shown


def test_a_home_without_a_theatre_feed_says_what_would_light_it(tmp_path: Path):
    class Unlit(SampleEngine):
        def dark(self):
            return DARK | {"or_turnover_median": "No feed brings operations."}

    shown = Site(Unlit(), Settings(home=tmp_path)).block(BLOCK)
    assert "A day in the operating rooms" in shown
    assert "No feed brings operations." in shown


def test_a_day_that_is_no_date_is_said(site):
    assert json.loads(site.block(BLOCK, "?day=tomorrow"))
    assert "tomorrow" not in site.block(BLOCK, "?day=tomorrow")
    assert site.engine.theatre_day("network", "*").day == date(2026, 10, 30)
