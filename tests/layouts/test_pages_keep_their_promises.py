"""Every page renders on answers; what fails stays small, says so, and leaks nothing."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from layouts.page import every_page
from tests.layouts.conftest import block_of
from tests.layouts.sample_actions import promise

EXAMPLES = {"<kpi_id>": "ed_lwbs_rate", "<action_id>": "1", "<token>": "closed"}
PATHS = ["/".join(EXAMPLES.get(part, part) for part in page.path.split("/")) for page in every_page()]
BLOCKS = [
    f"{path}#{index}"
    for page, path in zip(every_page(), PATHS, strict=True)
    for index in range(len(page.blocks))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_every_page_draws_something(site, block):
    promise(site.store)
    drawn = site.block(block)
    assert "could not be drawn" not in drawn
    assert len(drawn) > 60


@pytest.mark.parametrize(
    "search",
    ["?facility_id=H1", "?unit_id=H1-ED&grain=week", "?compare=none&period=all", "?cell=concern.fail"],
)
def test_home_draws_for_every_kind_of_filter(site, search):
    for index in range(3):
        assert "could not be drawn" not in site.block(f"/#{index}", search)


def test_the_question_of_a_block_is_the_one_in_the_address(site):
    site.block(block_of("/access", "multiples"), "?facility_id=H2&grain=quarter&by=payer_class")
    asked = site.engine.asked[0]
    assert (asked.scope_type, asked.scope_id, asked.grain, asked.by) == (
        "facility",
        "H2",
        "quarter",
        "payer_class",
    )


def test_the_worst_indicator_is_the_first_row_of_home(site):
    drawn = site.block("/#2")
    assert drawn.index("Needs attention") < drawn.index("Left without being seen") < drawn.index("Improved")


def test_a_block_that_fails_leaves_the_others_alive_and_says_nothing_of_the_data(site_with, caplog):
    site = site_with(broken=("ed_lwbs_rate",))
    with caplog.at_level(logging.ERROR):
        broken = site.block("/access#0")
    assert "could not be drawn" in broken
    for told in (broken, caplog.text):
        assert "Jane" not in told
        assert "4711" not in told
    assert "ValueError" in caplog.text
    assert "could not be drawn" not in site.block(block_of("/access", "stages"))


def test_a_failed_answer_is_not_remembered(site_with):
    site = site_with(broken=("ed_lwbs_rate",))
    site.block("/access#0")
    site.engine.broken = ()
    assert "could not be drawn" not in site.block("/access#0")


def test_a_repeated_view_asks_no_question_again(site):
    first = site.block("/access#0")
    asked = len(site.engine.asked)
    assert site.block("/access#0") == first
    assert len(site.engine.asked) == asked
    site.block("/access#0", "?grain=week")
    assert len(site.engine.asked) > asked


def test_a_closed_section_holds_no_block_but_keeps_them_ready(site):
    opened = json.loads(site.open("/flow"))["response"]["main"]["children"]
    sections = [one["props"] for one in opened[1]["props"]["children"][-1]["props"]["children"][1:]]
    theatres = next(one for one in sections if one["id"] == "theatres")
    assert not theatres["open"]
    *_, opener, waiting, body = (one["props"] for one in theatres["children"])
    assert opener["data"] is False
    assert len(waiting["data"]) == 5
    assert body["children"] is None
    assert {opener["id"]["part"], waiting["id"]["part"], body["id"]["part"]} == {"opened", "waiting", "body"}


def test_an_unknown_page_says_what_is_there(site):
    assert "There is no page at this address" in site.open("/nothing/here")
    assert site.client.get("/nothing/here").status_code == 404


def test_an_unknown_indicator_leads_to_the_catalogue(site):
    opened = site.open("/kpi/no_such_thing")
    assert "There is no indicator with this name" in opened
    assert "/catalogue" in opened


def test_an_indicator_without_months_has_no_forecast_but_is_known(site, monkeypatch):
    kpi = site.engine.kpis()["ed_lwbs_rate"]
    monkeypatch.setitem(site.engine.kpis(), kpi.id, replace(kpi, grains=("quarter", "year")))
    opened = site.open("/plan/ed_lwbs_rate")
    assert "Left without being seen has no months, so there is no forecast of it." in opened
    assert "/kpi/ed_lwbs_rate" in opened
    assert "no indicator with this name" not in opened


def test_a_unit_of_another_facility_is_shown_and_said(site):
    assert "a facility that it is not part of" in site.around("/", "?facility_id=H2&unit_id=H1-ED")
    assert "a facility that it is not part of" not in site.around("/", "?facility_id=H1&unit_id=H1-ED")


def test_an_unknown_place_shows_the_network_and_says_so(site):
    assert "does not exist here" in site.around("/", "?unit_id=nope")
    site.block("/#0", "?unit_id=nope")
    assert site.engine.asked[0].scope_type == "network"


def test_an_empty_home_shows_the_first_screen(site_with):
    opened = site_with(is_empty=True).open("/")
    assert "Choose how to start" in opened
    assert "wardboard demo" in opened


def test_a_dark_indicator_says_what_would_light_it(site):
    assert "no linear scores" in site.block(block_of("/experience", "tiles"))


def test_demo_data_is_labelled_on_every_page(site):
    for path in PATHS:
        assert "demo data" in site.around(path)
