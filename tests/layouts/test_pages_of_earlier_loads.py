"""A frozen link shows a page as an earlier data load published it, says so, and leads back."""

from __future__ import annotations

import re
from html import unescape

import pytest

from data.settings import Role, Settings
from layouts.filters import read
from layouts.frozen import STAYS
from layouts.page import every_page, find
from metrics.engine import Engine
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine

FROZEN = [page for page in every_page() if page.can_look_back and "<" not in page.path]
ON_LOAD_6 = "as published on 2 Oct 2026 05:11, load 6"
NOT_KEPT = "of an earlier data load only the published figures are kept"


@pytest.mark.parametrize("page", FROZEN, ids=lambda page: page.path)
def test_every_figure_of_a_frozen_page_is_that_of_its_load(site, page):
    asked = []
    real = site.engine.answer
    site.engine.answer = lambda question, access=None: (asked.append(question), real(question))[1]
    drawn = [site.block(f"{page.path}#{index}", "?asof=6") for index in range(len(page.blocks))]
    assert {question.asof for question in asked} == {6}
    assert not any("could not be drawn" in block for block in drawn)
    assert ON_LOAD_6 in site.around(page.path, "?asof=6")


def test_the_pages_of_verdicts_can_all_be_frozen():
    paths = {page.path for page in FROZEN}
    assert {
        "/",
        "/access",
        "/flow",
        "/clinics",
        "/workforce",
        "/finance",
        "/revenue",
        "/experience",
        "/quality",
        "/govern",
    } <= paths


@pytest.mark.parametrize(
    ("path", "why"), [("/equity", "Gaps between groups"), ("/plan", "Forecasts are made anew")]
)
def test_a_page_of_figures_that_cannot_be_kept_says_why_in_place_of_the_link(site, path, why):
    around = site.around(path)
    assert why in around
    assert "Keep the figures of load" not in around
    told = site.around(path, "?asof=6")
    assert f"{why}" in told
    assert "Here you see today's figures." in told
    assert ON_LOAD_6 not in told


def test_every_page_with_verdicts_can_be_kept_or_says_why_not():
    """A page of the rail that shows indicators is a page somebody may want to hold on to."""
    shown = {
        page.path
        for page in every_page()
        if any(block.kpis for block in page.blocks) and "<" not in page.path
    }
    assert {
        page.path for page in every_page() if page.path in shown and not (page.can_look_back or page.only_now)
    } == set()


@pytest.mark.parametrize(("path", "room"), [("/access", "layouts.heat"), ("/", "layouts.gaps")])
def test_a_part_that_only_records_could_answer_says_so_under_its_name(site, path, room):
    index = next(i for i, one in enumerate(find(path)[0].blocks) if one.draw.__module__ == room)
    drawn = site.block(f"{path}#{index}", "?asof=6")
    assert NOT_KEPT in drawn
    assert drawn.count(NOT_KEPT) == 1
    assert "block-title" in drawn
    assert NOT_KEPT not in site.block(f"{path}#{index}")


def test_there_and_back(site):
    """From the menu of the page to its frozen link, along a link of the page, and back to today."""
    link = re.search(
        r'href=\\"([^"]*asof=7[^"]*)\\"[^>]*>Keep the figures of load 7',
        site.around("/flow", "?facility_id=H1"),
    )
    assert link is not None
    path, _, query = unescape(link[1]).partition("?")
    filters, notes = read(query)
    assert (path, filters.asof, filters.facility_id, notes) == ("/flow", 7, "H1", ())
    told = site.around(path, f"?{query}")
    assert "load 7. What came later is not in them." in told
    assert re.search(r'href=\\"/flow\?facility_id=H1\\"[^>]*>Back to today', told)
    onward = site.block("/flow#1", f"?{query}")
    assert re.search(r"/kpi/[a-z_0-9]+\?facility_id=H1&(amp;)?asof=7", onward)


def test_what_is_not_kept_of_earlier_loads_is_left_out_and_said_once(site):
    told = site.around("/access", "?asof=6&grain=day&only=payer_class:self_pay")
    assert told.count("The filter payer: Self-pay is left out") == 1
    assert told.count("Earlier figures of single days are not kept") == 1
    site.block("/access#1", "?asof=6&grain=day&only=payer_class:self_pay")
    assert (site.engine.asked[-1].grain, site.engine.asked[-1].only) == ("month", ())


def test_who_sees_a_part_of_a_place_is_told_that_earlier_figures_are_of_whole_ones(site, tmp_path):
    settings = Settings(home=tmp_path, role="ward", roles=(Role("ward", units=("H1-ED",)),))
    ward = Site(SampleEngine(), settings)
    told = ward.around("/access", "?asof=6")
    assert "you see a part of this one" in told
    assert ON_LOAD_6 not in told
    assert ON_LOAD_6 in ward.around("/access", "?asof=6&unit_id=H1-ED")


def test_what_a_frozen_page_may_ask_exists():
    assert {name for name in STAYS if not hasattr(Engine, name)} == {"openings"}


def test_every_load_of_the_list_is_a_door_to_its_figures(site):
    index = len(find("/data")[0].blocks) - 1
    assert "/?asof=7" in site.block(f"/data#{index}")
