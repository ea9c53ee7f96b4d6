"""What an address asks for and a surface cannot give is said where the numbers are."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pytest

from data.settings import Settings
from layouts import blocks
from layouts.filters import Filters
from layouts.leading import lead
from layouts.page import View
from layouts.pages.access import STAGES
from metrics.catalogue import KPIS as CATALOGUE
from tests.layouts.conftest import block_of
from tests.layouts.sample import SampleEngine

MONTHS = "Shown by month, not by week: Left without being seen."


@pytest.fixture
def by_month(site, monkeypatch):
    """The site, with an engine that has no weeks and says so."""
    answered = SampleEngine.answer
    monkeypatch.setattr(
        SampleEngine, "answer", lambda *asked, **more: replace(answered(*asked, **more), notes=(MONTHS,))
    )
    return site


@pytest.mark.parametrize("path", ["/access", "/flow", "/workforce", "/finance", "/quality"])
def test_the_leading_tiles_say_at_which_grain_they_are(by_month, path):
    assert MONTHS in by_month.block(block_of(path, "attention"), "?grain=week")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("facility_id=NOPE", "The whole network is shown"),
        ("only=nope:1", "That filter is left out"),
        ("by=nope", "The usual breakdown is shown"),
        ("grain=zzz", "a grain that does not exist"),
    ],
)
def test_a_file_says_what_of_its_address_could_not_be_used(site, asked, said):
    assert said in site.client.get(f"/export/ed_lwbs_rate.csv?{asked}").get_data(as_text=True)
    book = openpyxl.load_workbook(
        io.BytesIO(site.client.get(f"/export/ed_lwbs_rate.xlsx?{asked}").get_data())
    )
    assert any(said in str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    at = block_of("/", "listing").replace("#", "%23")
    assert said in site.client.get(f"/export/table.csv?at={at}&{asked}").get_data(as_text=True)


@pytest.mark.parametrize("maker", ["lead", "attention", "further"])
def test_a_number_under_a_filter_leads_to_the_same_number(site, maker):
    path = "/flow" if maker == "further" else "/access"
    drawn = site.block(block_of(path, maker), "?only=payer_class:Medicaid")
    doors = re.findall(r"/kpi/[\w?=%&;]+", drawn)
    assert doors
    assert all(door.endswith("?only=payer_class%3AMedicaid") for door in doors)


def test_home_says_that_it_leaves_a_filter_out_and_shows_no_chip_of_it(site):
    around = site.around("/", "?only=payer_class:commercial")
    assert "The filter payer: Commercial is left out here" in around
    assert "Remove the filter" not in around
    assert "is left out here" not in site.around("/access", "?only=payer_class:commercial")


def test_the_stages_of_a_visit_can_be_asked_for_the_cell_of_the_arrivals_map():
    for stage in STAGES:
        for kpi_id in (stage.median, stage.slowest):
            assert {"weekday", "arrival_hour"} <= set(CATALOGUE[kpi_id].by)


def test_a_change_without_a_good_direction_is_a_change(tmp_path):
    view = View(SampleEngine(), Settings(home=tmp_path), Filters())
    sentence = str(lead("occupancy_midnight_pct", "alos_days").draw(view))
    assert "Bed occupancy" in sentence
    assert "changed." in sentence
    assert "None of the" not in sentence


@pytest.mark.parametrize(("rows", "parts"), [(3, [3]), (16, [16]), (17, [12, 5])])
def test_a_long_scorecard_shows_its_first_rows_and_says_how_many_more(monkeypatch, rows, parts):
    drawn = []
    monkeypatch.setattr(blocks.tables, "scorecard", lambda view, name, some, **look: drawn.append(len(some)))
    shown = blocks._first_ones(None, "Further", list(range(rows)))
    assert sorted(drawn, reverse=True) == parts
    assert ("Show 5 more" in str(shown)) == (len(parts) > 1)
