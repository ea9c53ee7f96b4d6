"""Hours and falls stand over one time in two panels; filling a post is told by quarters, from approval to first day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from data.settings import Settings
from layouts import panels
from layouts.filters import Filters
from layouts.hiring import ADVERT, OFFER, START
from layouts.page import View, find
from metrics.catalogue import KPIS
from metrics.question import Answer, Point
from tests.layouts.sample import KPIS as SAMPLES
from tests.layouts.sample import STAMP, series
from tests.layouts.test_roles_find_their_tables import answering, index_of

HOURS, FALLS = "nursing_hppd", "falls_per_1000_patient_days"
TITLE = "Nursing hours beside falls"
QUARTER = date(2026, 7, 1)


def pair():
    return replace(series("alos_days"), kpi_id=HOURS), replace(series("readmission_30d_pct"), kpi_id=FALLS)


@pytest.fixture
def two(site):
    site.engine.kpis = lambda: SAMPLES | {HOURS: KPIS[HOURS], FALLS: KPIS[FALLS]}
    site.engine.answer = lambda question, access=None: Answer(
        question, tuple(one for one in pair() if one.kpi_id in question.kpis), STAMP
    )
    return site


def test_both_panels_share_one_axis_of_time_and_none_has_two_axes_of_values(two, tmp_path):
    view = View(two.engine, Settings(home=tmp_path), Filters())
    drawn = panels.figure(view, pair())
    assert {trace.get("xaxis", "x") for trace in drawn["data"]} == {"x"}
    assert {trace["yaxis"] for trace in drawn["data"]} == {"y", "y2"}
    upper, lower = drawn["layout"]["yaxis"]["domain"], drawn["layout"]["yaxis2"]["domain"]
    assert lower[1] < upper[0]
    assert all("overlaying" not in drawn["layout"][axis] for axis in ("yaxis", "yaxis2"))
    assert drawn["layout"]["xaxis"]["anchor"] == "y2"


def test_the_panels_say_both_verdicts_and_lead_to_the_numbers_of_both(two):
    told = two.block(index_of("/workforce", TITLE))
    for one in pair():
        assert KPIS[one.kpi_id].title in told
        assert json.dumps(one.verdict.sentence, ensure_ascii=False)[1:-1] in told
    assert "not a proof" in told
    assert "Show the numbers" in told


def test_workforce_is_read_without_the_library_of_charts_until_a_part_of_it_is_opened(two):
    blocks = find("/workforce")[0].blocks
    drawn = {at: two.block(f"/workforce#{at}") for at in range(len(blocks))}
    charts = [
        blocks[at].section for at, told in drawn.items() if '"part": "drawing"' in told.replace('":"', '": "')
    ]
    assert len(charts) == 1
    assert charts[0] is not None
    assert not charts[0].is_open


def test_one_value_of_either_is_not_drawn_beside_the_other(two):
    hours, falls = pair()
    short = replace(falls, points=falls.points[-1:])
    two.engine.answer = lambda question, access=None: Answer(question, (hours, short), STAMP)
    assert "Both need two values" in two.block(index_of("/workforce", TITLE))


def test_filling_a_post_is_asked_by_quarters_and_the_advert_ends_with_the_offer(site):
    told = {OFFER: 33.0, ADVERT: 28.0, START: 68.0}
    asked = answering(site, {k: {"": Point(QUARTER, v, 11)} for k, v in told.items()}, {"": ""})
    drawn = site.block(index_of("/workforce", "From an approved post to the first day"))
    assert {question.grain for question in asked} == {"quarter"}
    assert all(f"{value:.0f} days" in drawn for value in told.values())
    assert "Q3 2026" in drawn
    assert drawn.index("Approved to accepted offer") < drawn.index("Advert to accepted offer")


def test_too_few_accepted_offers_are_not_called_none(site):
    answering(site, {OFFER: {"": Point(QUARTER, None, None, hidden="n<5")}}, {"": ""})
    drawn = site.block(index_of("/workforce", "From an approved post to the first day"))
    assert "too few people or events" in drawn
    assert "No offer was accepted" not in drawn
