"""What an address asks for and a surface cannot give is said where the numbers are."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from data.settings import Settings
from layouts.filters import Filters
from layouts.leading import lead
from layouts.page import View
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


def test_a_change_without_a_good_direction_is_a_change(tmp_path):
    view = View(SampleEngine(), Settings(home=tmp_path), Filters())
    sentence = str(lead("occupancy_midnight_pct", "alos_days").draw(view))
    assert "Bed occupancy" in sentence
    assert "changed." in sentence
    assert "None of the" not in sentence
